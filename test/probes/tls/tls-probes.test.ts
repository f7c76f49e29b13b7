import { describe, expect, it } from "vitest";
import { failed, ok, skipped } from "../../../src/model/attempt.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { tlsSpent } from "../../../src/probes/tls/budget.ts";
import { certificateProbe } from "../../../src/probes/tls/certificate.ts";
import { transportProbe } from "../../../src/probes/tls/transport.ts";
import { auditProbe } from "../../../src/probes/tls/tls-audit.ts";
import { HOST, REFUSED, flight, handshake } from "../../detect/tls/looks.ts";
import { BOTH, answer, reasons, run, sound, type Script } from "./scripted.ts";

const ALL = [homeProbe, certificateProbe, transportProbe, auditProbe];

describe("certificate", () => {
  it("shakes hands once with each port and address, in the door's order", async () => {
    const { looks, asked } = await run([certificateProbe], {
      addresses: ["127.0.0.12", "127.0.0.10", "127.0.0.11"],
      ports: [...BOTH, { port: 8443, scheme: "https" }],
    });
    expect(asked).toEqual(
      [443, 8443].flatMap((port) =>
        [10, 11, 12].map((last) => `tls 127.0.0.${String(last)}:${String(port)} TLSv1-TLSv1.3`),
      ),
    );
    expect(looks[0]).toMatchObject({
      probe: "certificate",
      role: "handshake",
      locator: "leaf",
      areas: ["tls"],
      port: 443,
      address: "127.0.0.10",
    });
  });

  it("takes four addresses and says which were left out", async () => {
    const addresses = [1, 2, 3, 4, 5, 6].map((last) => `127.0.0.${String(last)}`);
    const { looks, asked } = await run([certificateProbe], { addresses });
    expect(asked).toHaveLength(4);
    expect(reasons(looks)).toEqual(["ok", "ok", "ok", "ok", "not-planned", "not-planned"]);
    expect(looks[5]?.address).toBe("127.0.0.6");
  });

  it("takes both families in turn, so that the cap leaves none out", async () => {
    const addresses = ["127.0.0.5", "::2", "127.0.0.2", "127.0.0.4", "127.0.0.3", "::1"];
    const { looks } = await run([certificateProbe], { addresses });
    expect(looks.map(({ address }) => address)).toEqual([
      "127.0.0.2",
      "::1",
      "127.0.0.3",
      "::2",
      "127.0.0.4",
      "127.0.0.5",
    ]);
  });

  it.each([failed("dns-not-found"), skipped("address-reserved")])(
    "records why there is no address: %j",
    async (addresses) => {
      const { looks, asked } = await run([certificateProbe, auditProbe], { addresses });
      expect(asked).toEqual([]);
      expect(looks.map(({ port, address, attempt }) => ({ port, address, attempt }))).toEqual([
        { port: 443, address: null, attempt: addresses },
      ]);
    },
  );

  it("asks nothing of a host without https ports", async () => {
    const { looks, asked } = await run([certificateProbe, auditProbe], {
      ports: [{ port: 80, scheme: "http" }],
    });
    expect([looks, asked]).toEqual([[], []]);
  });
});

describe("tls-audit", () => {
  const TLS = [certificateProbe, auditProbe];
  const flights = (asked: readonly string[]) => asked.filter((line) => line.startsWith("flight"));

  it("asks a sound server a dozen things at its first address; only the nameless hello comes after the canary", async () => {
    const { looks, asked } = await run(TLS, {});
    const audit = looks.filter(({ probe }) => probe === "tls-audit");
    expect(audit.map(({ role, about }) => [role, about])).toEqual([
      ["baseline", "TLSv1.2"],
      ["post-quantum", "TLSv1.3"],
      ["second-certificate", "TLSv1.2"],
      ["dhe", "TLSv1.2"],
      ["signature", "TLSv1.2 sha1-signature"],
      ["static", "TLSv1.2"],
      ["class", "TLSv1.2 null+anonymous+export"],
      ["class", "TLSv1.2 des+rc4+3des"],
      ["version", "TLSv1.1"],
      // The refusal spoke of the suites: once more with others.
      ["version", "TLSv1.1 others"],
      ["version", "TLSv1"],
      ["ssl2", "SSLv2"],
      ["canary", "TLSv1.2"],
      ["nameless", "TLSv1.2"],
    ]);
    expect(new Set(audit.map(({ locator }) => locator))).toEqual(new Set(["tls"]));
    expect(flights(asked)).toHaveLength(audit.length);
  });

  it("asks the further addresses one thing each, in the same order every night", async () => {
    const { asked } = await run(TLS, { addresses: ["127.0.0.12", "127.0.0.11", "127.0.0.10"] });
    const others = flights(asked).filter((line) => !line.includes("127.0.0.10:"));
    expect(others).toEqual(["flight 127.0.0.11:443 TLSv1.1", "flight 127.0.0.12:443 TLSv1.1"]);
  });

  it.each([
    failed("connect-refused"),
    failed("not-tls"),
    failed("connect-timeout"),
    skipped("outside-window"),
  ])("asks nothing where nobody speaks TLS: %j", async (attempt) => {
    const { asked } = await run(TLS, { tls: () => attempt });
    expect(flights(asked)).toEqual([]);
  });

  it.each([failed("tls-failed"), failed("client-certificate-required"), ok(handshake(REFUSED))])(
    "asks where our own TLS library came to nothing: %j",
    async (attempt) => {
      const { asked } = await run(TLS, { tls: () => attempt });
      expect(flights(asked).length).toBeGreaterThanOrEqual(10);
    },
  );

  it("asks all or nothing when the budget runs out, and records that", async () => {
    const { looks, asked } = await run(TLS, { budgetLeft: 14 });
    expect(flights(asked)).toEqual([]);
    expect(reasons(looks.slice(1))).toEqual(["budget-spent"]);
  });

  it.each<[string, number, NonNullable<Script["flight"]>]>([
    [
      "answers of 9 s",
      3,
      (hello) => ok({ ...sound(hello, { ...PLACE, hello: new Uint8Array() }), durationMs: 9000 }),
    ],
    ["silences of 10 s", 2, () => failed("tls-timeout")],
  ])("stops at the cap of 20 s on the wire: %s", async (_name, most, answer) => {
    const { looks, asked } = await run(TLS, { flight: answer });
    expect(flights(asked)).toHaveLength(most);
    expect(looks.at(-1)?.attempt).toMatchObject({ reason: "budget-spent" });
  });

  it("never asks a port more than ninety times", async () => {
    let suite = 0;
    const { asked } = await run(TLS, {
      // Chooses a different suite of what was offered each time: every class is accepted again and again.
      flight: (hello) =>
        ok(
          flight({
            version: "TLSv1.2",
            suites: [hello.suites[suite++ % hello.suites.length] ?? 0],
          }),
        ),
    });
    expect(flights(asked).length).toBeLessThanOrEqual(40);
  });
});

const PLACE = { port: 443, address: "127.0.0.10", probe: "t" };

describe("http-transport", () => {
  it("asks nothing more when the shared looks told all", async () => {
    const { asked } = await run([homeProbe, certificateProbe, transportProbe], {});
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([]);
  });

  it("asks the https port itself where the shared look was led away", async () => {
    const { looks, asked } = await run([homeProbe, certificateProbe, transportProbe], {
      http: (url, follow) =>
        follow === "granted" ? answer(url, "https://b.test/") : answer(url, url),
    });
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([`http https://${HOST}/ none`]);
    expect(looks.at(-1)).toMatchObject({
      probe: "http-transport",
      role: "page",
      port: 443,
      locator: "/",
      areas: ["tls"],
    });
  });

  it("asks the plain port itself where the shared look failed on the way", async () => {
    const { asked } = await run([homeProbe, certificateProbe, transportProbe], {
      http: (url, follow) =>
        url.startsWith("http:") && follow === "granted" ? failed("tls-failed") : answer(url),
    });
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([`http http://${HOST}/ none`]);
  });

  it("does not ask an https port that shook no hands", async () => {
    const { asked } = await run([homeProbe, certificateProbe, transportProbe], {
      tls: () => failed("connect-refused"),
      http: (url) => (url.startsWith("https:") ? failed("connect-refused") : answer(url)),
    });
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([]);
  });

  it("does not press on where the shared look was not permitted", async () => {
    const { asked } = await run([homeProbe, certificateProbe, transportProbe], {
      http: () => skipped("outside-window"),
    });
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([]);
  });
});

describe("the area's share of the night", () => {
  const many: Script = {
    addresses: [1, 2, 3, 4, 5].map((last) => `127.0.0.${String(last)}`),
    ports: [
      ...BOTH,
      { port: 8080, scheme: "http" },
      { port: 8443, scheme: "https" },
      { port: 9443, scheme: "https" },
      { port: 10443, scheme: "https" },
    ],
    http: (url, follow) =>
      follow === "granted" ? answer(url, "https://b.test/") : answer(url, url),
  };

  it("is 20 requests at most, whatever the host has, and what was left is recorded", async () => {
    const { looks, asked } = await run(ALL, { ...many, areas: ["tls", "cms"] });
    const own = asked.filter((line) => /^(?:tls|flight)/.test(line) || line.endsWith("none"));
    expect(own.length).toBeLessThanOrEqual(20);
    expect(reasons(looks)).toContain("budget-spent");
    const left = looks.filter(
      ({ attempt }) => attempt.status === "skipped" && attempt.reason === "budget-spent",
    );
    expect(new Set(left.map(({ areas }) => areas.join()))).toEqual(new Set(["tls"]));
  });

  it("counts the shared looks too when nobody shares them", async () => {
    const { looks } = await run(ALL, { ...many, areas: ["tls"] });
    expect(tlsSpent({ areas: ["tls"], looks })).toBeLessThanOrEqual(20);
    expect(tlsSpent({ areas: ["tls", "cms"], looks })).toBeLessThan(
      tlsSpent({ areas: ["tls"], looks }),
    );
  });

  it("is 17 requests for an ordinary host, the shared ones included", async () => {
    const { asked } = await run(ALL, {});
    expect(asked).toHaveLength(17);
  });
});
