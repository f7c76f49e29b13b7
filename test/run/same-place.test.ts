// A look counts only if that very subject was asked again and answered: same path, port, address and class.
import { describe, expect, it } from "vitest";
import { failed } from "../../src/model/attempt.ts";
import type { Area } from "../../src/model/area.ts";
import type { Look } from "../../src/model/observation.ts";
import { certificateDetector } from "../../src/detect/tls/certificate.ts";
import { defacementDetector } from "../../src/detect/defacement/pages.ts";
import { loadSources } from "../../src/knowledge/load.ts";
import { judge, type Bench } from "../../src/run/judge.ts";
import type { Finding } from "../../src/model/finding.ts";
import { NO_CONTEXT } from "../../src/rules/context.ts";
import { certificate, handshake, HOST, INTERMEDIATE, look } from "../detect/tls/looks.ts";
import { look as pageless, pageLook, target } from "../store/samples.ts";

const KNOWLEDGE = loadSources(".");
const BENCH: Bench = {
  knowledge: KNOWLEDGE,
  detectors: [certificateDetector, defacementDetector],
  closeAfter: { tls: 1, others: 2 },
  versions: { program: "1", ...KNOWLEDGE.versions },
};
const DEFACED = new TextEncoder().encode(
  "<!doctype html><title>Hacked by X</title><body bgcolor=black><center><h1>Hacked by X</h1><p>Your security is low, greetz to all</p></center>",
);
const SOUND = new TextEncoder().encode(
  `<!doctype html><title>Bệnh viện</title><body><header><nav><a href="/">Trang chủ</a></nav></header><p>${"Khám bệnh mỗi ngày. ".repeat(60)}</p>`,
);

/** One night's judgement over what stood before. */
function night(day: number, looks: readonly Look[], before: readonly Finding[], areas: Area[]) {
  const at = `2026-11-${String(day).padStart(2, "0")}T16:00:00.000Z`;
  const { findings } = judge(BENCH, {
    target: target({ host: HOST, paths: ["/", "/b"] }),
    areas,
    context: NO_CONTEXT,
    ownHosts: [],
    looks,
    body: (sha256) => ({ deface: DEFACED, sound: SOUND })[sha256],
    before,
    run: { id: `run-${day}`, at, lookedAt: at, cause: "look" },
    otherwise: "not-planned",
  });
  const touched = new Set(findings.map(({ fingerprint }) => fingerprint));
  return [...before.filter(({ fingerprint }) => !touched.has(fingerprint)), ...findings];
}

const EXPIRED = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2026-03-01T00:00:00.000Z" };

const shake = (address: string, isExpired: boolean, port = 443): Look =>
  look({
    probe: "certificate",
    role: "handshake",
    port,
    address,
    locator: "tls",
    attempt: {
      status: "ok",
      value: handshake({
        address,
        port,
        chain: [certificate(isExpired ? EXPIRED : {}), INTERMEDIATE],
        verification: isExpired
          ? { trusted: false, error: "CERT_HAS_EXPIRED", anchor: "pinned-root" }
          : { trusted: true, error: null, anchor: "pinned-root" },
      }),
    },
  });
const noAnswer = (address: string): Look =>
  look({
    probe: "certificate",
    role: "handshake",
    port: 443,
    address,
    locator: "tls",
    attempt: failed("connect-timeout"),
  });
const leadsTo = (...addresses: string[]): Look =>
  look({
    probe: "resolve",
    role: "resolve",
    port: null,
    locator: HOST,
    attempt: {
      status: "ok",
      value: {
        kind: "resolution",
        addresses: addresses.map((address) => ({ address, family: 4 as const })),
        override: false,
      },
    },
  });

const [A, B] = ["127.0.0.10", "127.0.0.11"] as const;
const both = leadsTo(A, B);
const expiredAt = (findings: readonly Finding[]) =>
  findings
    .filter(({ rule }) => rule === "tls-cert-expired")
    .map(({ state, outcome, port, cleanLooks }) => ({ state, outcome, port, cleanLooks }));

describe("an expired certificate at the second of two addresses", () => {
  const first = night(1, [both, shake(A, false), shake(B, true)], [], ["tls"]);

  it.each<[string, Look[][], object]>([
    [
      "stands while that address does not answer",
      [[both, shake(A, false), noAnswer(B)]],
      { state: "open", outcome: "unknown", cleanLooks: 0 },
    ],
    [
      "is mended when both were seen sound",
      [[both, shake(A, false), shake(B, false)]],
      { state: "fixed", cleanLooks: 1 },
    ],
    [
      "stands on a night when the name leads to the first only",
      [[leadsTo(A), shake(A, false)]],
      { state: "open", outcome: "pass", cleanLooks: 1 },
    ],
    [
      "is gone when the name has led elsewhere for three nights",
      [1, 2, 3].map(() => [leadsTo(A), shake(A, false)]),
      { state: "fixed" },
    ],
    [
      "stands when the address is back before that",
      [
        [leadsTo(A), shake(A, false)],
        [leadsTo(A), shake(A, false)],
        [both, shake(A, false), shake(B, true)],
      ],
      { state: "open", outcome: "fail", cleanLooks: 0 },
    ],
    [
      "stands when only another port was looked at",
      [[both, shake(A, false, 8443), shake(B, false, 8443)]],
      { state: "open", port: 443, cleanLooks: 0 },
    ],
    ["stands when nothing was asked", [[both]], { state: "open", cleanLooks: 0 }],
  ])("%s", (_name, nights, expected) => {
    const last = nights.reduce<readonly Finding[]>(
      (before, looks, index) => night(index + 2, looks, before, ["tls"]),
      first,
    );
    expect(expiredAt(first)).toMatchObject([{ state: "open", outcome: "fail", port: 443 }]);
    expect(expiredAt(last)).toMatchObject([expected]);
  });
});

const page = (body: "deface" | "sound", locator: string, over: object = {}): Look => {
  const made = pageLook(body, { host: HOST, areas: ["defacement"], locator });
  const { attempt } = made;
  if (attempt.status !== "ok" || attempt.value.kind !== "http") throw new Error("no page");
  const url = `https://${HOST}${locator}`;
  return {
    ...made,
    attempt: { ...attempt, value: { ...attempt.value, url, requested: url, ...over } },
  };
};
const gone = (locator: string): Look => pageless({ host: HOST, areas: ["defacement"], locator });

describe("a defaced page", () => {
  const first = night(1, [page("deface", "/b"), page("sound", "/")], [], ["defacement"]);
  const defaced = (findings: readonly Finding[]) =>
    findings.filter(({ rule }) => rule === "defacement-page");

  it.each<[string, Look[][], object]>([
    [
      "stands when another path is sound",
      [[page("sound", "/")], [page("sound", "/")], [page("sound", "/")]],
      { state: "open", cleanLooks: 0 },
    ],
    [
      "stands after one clean look at its own path",
      [[page("sound", "/b")]],
      { state: "open", cleanLooks: 1 },
    ],
    ["is mended after two", [[page("sound", "/b")], [page("sound", "/b")]], { state: "fixed" }],
    [
      "a night without an answer in between counts for nothing",
      [[page("sound", "/b")], [gone("/b")], [page("sound", "/b")]],
      { state: "fixed" },
    ],
    [
      "an error page is no clean look",
      [[page("sound", "/b", { status: 503 })], [page("sound", "/b", { status: 404 })]],
      { state: "open", cleanLooks: 0 },
    ],
    [
      "a challenge is no clean look",
      [[page("sound", "/b", { status: 429 })], [page("sound", "/b", { status: 403 })]],
      { state: "open", cleanLooks: 0 },
    ],
  ])("%s", (_name, nights, expected) => {
    const last = nights.reduce<readonly Finding[]>(
      (before, looks, index) => night(index + 2, looks, before, ["defacement"]),
      first,
    );
    expect(defaced(first)).toMatchObject([{ state: "open", subject: "/b" }]);
    expect(defaced(last)).toMatchObject([expected]);
  });

  it("of another class says nothing: a night of tls only leaves it as it was", () => {
    const last = night(2, [both, shake(A, false)], first, ["tls"]);
    expect(defaced(last)).toEqual(defaced(first));
  });
});
