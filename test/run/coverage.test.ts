import { describe, expect, it } from "vitest";
import { failed, ok, skipped, type Attempt } from "../../src/model/attempt.ts";
import type { Look, TlsFlight } from "../../src/model/observation.ts";
import type { Target } from "../../src/model/registry.ts";
import { coverageOf } from "../../src/run/coverage.ts";
import { flight, handshake, handshakeLook, limits, look } from "../detect/tls/looks.ts";
import { AT, bytes, exchangeOf, lookOf } from "../helpers/looks.ts";

const target: Target = {
  unit: "BV-A",
  system: "BV-A-WEB",
  host: "www.bv-a.test",
  ports: [
    { port: 80, scheme: "http" },
    { port: 443, scheme: "https" },
  ],
  paths: ["/"],
  addresses: [],
};

function statusOf(looks: readonly Look[], port: number, html = "<p>Xin chào</p>") {
  const rows = coverageOf({
    target,
    areas: ["panels"],
    looks,
    body: () => bytes(html),
    tls: limits,
    run: "R1",
    at: AT,
    otherwise: "interrupted",
  });
  const row = rows.find((one) => one.port === port);
  return [row?.status, row?.reason];
}

const page = lookOf({ attempt: ok(exchangeOf()) });
const cutPage = lookOf({
  attempt: ok(
    exchangeOf({
      body: { sha256: "b", gitBlob: "0", bytes: 9, wireBytes: 9, truncated: true, masked: 0 },
    }),
  ),
});
const panel = (attempt: Look["attempt"]) => lookOf({ role: "panel", locator: "/x/", attempt });

describe("coverageOf", () => {
  it.each<[string, readonly Look[], [string, string | null]]>([
    ["a page that answered", [page], ["assessed", null]],
    ["nothing asked", [], ["not-assessed", "interrupted"]],
    [
      "a timeout",
      [lookOf({ attempt: failed("connect-timeout") })],
      ["not-assessed", "connect-timeout"],
    ],
    [
      "a refused connection on every port",
      [lookOf({ attempt: failed("connect-refused") })],
      ["not-assessed", "connect-refused"],
    ],
    [
      "no name",
      [lookOf({ role: "resolve", port: null, attempt: failed("dns-not-found") })],
      ["not-assessed", "dns-not-found"],
    ],
    [
      "a challenge page",
      [lookOf({ attempt: ok(exchangeOf({ status: 403 })) })],
      ["not-assessed", "blocked"],
    ],
    [
      "a server error",
      [lookOf({ attempt: ok(exchangeOf({ status: 502 })) })],
      ["not-assessed", "server-error"],
    ],
    ["a page that was cut", [cutPage], ["partial", "body-too-large"]],
    [
      "a missing page at a panel's path",
      [page, panel(ok(exchangeOf({ status: 404 })))],
      ["assessed", null],
    ],
    [
      "a spent budget at the end",
      [page, panel(skipped("budget-spent"))],
      ["partial", "budget-spent"],
    ],
    [
      "a dead link on the home page",
      [page, lookOf({ role: "linked", locator: "/cu", attempt: ok(exchangeOf({ status: 404 })) })],
      ["assessed", null],
    ],
    [
      "a linked page that fails",
      [page, lookOf({ role: "linked", locator: "/cu", attempt: ok(exchangeOf({ status: 500 })) })],
      ["partial", "server-error"],
    ],
    [
      "a failing home with a panel that answers",
      [lookOf({ attempt: failed("deadline") }), panel(ok(exchangeOf({ status: 404 })))],
      ["not-assessed", "deadline"],
    ],
  ])("says of %s what it is", (_name, looks, expected) => {
    expect(statusOf(looks, 443)).toEqual(expected);
  });

  it("takes a refused port as an answer while another port of the host answers", () => {
    const closed = lookOf({ port: 80, scheme: "http", attempt: failed("connect-refused") });

    expect(statusOf([page, closed], 80)).toEqual(["assessed", null]);
    expect(statusOf([closed], 80)).toEqual(["not-assessed", "connect-refused"]);
  });

  it("knows a challenge by its page", () => {
    const challenge =
      "<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x'></script>";

    expect(statusOf([page], 443, challenge)).toEqual(["not-assessed", "blocked"]);
  });

  it("does not take a long article that mentions such words for a challenge", () => {
    const article = `<p>Attention Required! | Cloudflare</p>${"<p>tin tức y tế</p>".repeat(2_000)}`;

    expect(statusOf([page], 443, article)).toEqual(["assessed", null]);
  });
});

describe("coverageOf the hellos of an audit", () => {
  const NO: Partial<TlsFlight> = {
    outcome: "refused",
    refusal: "handshake_failure",
    version: null,
  };
  const reset = failed("connection-reset");
  const asked = (
    role: string,
    about: string,
    tried: Partial<TlsFlight> | Attempt<TlsFlight>,
  ): Look =>
    look({
      probe: "tls-audit",
      role,
      about,
      attempt: "status" in tried ? tried : ok(flight(tried)),
    });
  const [baseline, canary] = [asked("baseline", "TLSv1.2", {}), asked("canary", "TLSv1.2", {})];
  const refusal = (tried: Partial<TlsFlight> | Attempt<TlsFlight>): Look =>
    asked("class", "TLSv1.2 des+rc4+3des", tried);

  it.each<[string, readonly Look[], [string, string | null]]>([
    ["refused", [baseline, refusal(NO), canary], ["assessed", null]],
    ["hung up on, as ever", [baseline, refusal(reset), canary], ["assessed", null]],
    [
      "hung up on, others refused in words",
      [baseline, refusal(reset), asked("static", "TLSv1.2", NO), canary],
      ["partial", "connection-reset"],
    ],
    [
      "refused, and the canary got another suite",
      [baseline, refusal(NO), asked("canary", "TLSv1.2", { suites: [0xc030] })],
      ["partial", "unstable"],
    ],
    ["refused, and no canary", [baseline, refusal(NO)], ["partial", "inconclusive"]],
    [
      "broken off",
      [baseline, asked("dhe", "TLSv1.2", { complete: false }), canary],
      ["partial", "tls-failed"],
    ],
    [
      "answered with what nobody offered",
      [baseline, refusal({ unoffered: true }), canary],
      ["partial", "contradictory"],
    ],
    [
      "refused, once the ordinary hello was asked again",
      [asked("baseline", "TLSv1.2", failed("not-tls")), baseline, refusal(NO), canary],
      ["assessed", null],
    ],
    [
      "cut short",
      [baseline, refusal(reset), asked("ssl2", "SSLv2", skipped("host-stopped-answering"))],
      ["partial", "host-stopped-answering"],
    ],
  ])("says of one that is %s what its answer is worth", (_name, audit, expected) => {
    const [row] = coverageOf({
      target: { ...target, ports: [{ port: 443, scheme: "https" }] },
      areas: ["tls"],
      looks: [handshakeLook(handshake()), ...audit],
      body: () => undefined,
      tls: limits,
      run: "R1",
      at: AT,
      otherwise: "interrupted",
    });
    expect([row?.status, row?.reason]).toEqual(expected);
  });
});
