import { describe, expect, it } from "vitest";
import { failed, ok, skipped, type Attempt } from "../../../src/model/attempt.ts";
import type { Area } from "../../../src/model/area.ts";
import type { Door, FlightAsk, HttpAnswer, Shaken, TlsAsk } from "../../../src/model/door.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look, TlsFlight, TlsHandshake } from "../../../src/model/observation.ts";
import type { Probe } from "../../../src/model/probe.ts";
import type { Port } from "../../../src/model/registry.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { tlsSpent } from "../../../src/probes/tls/budget.ts";
import { certificateProbe } from "../../../src/probes/tls/certificate.ts";
import { transportProbe } from "../../../src/probes/tls/transport.ts";
import { auditProbe } from "../../../src/probes/tls/tls-audit.ts";
import { visit } from "../../../src/run/visit.ts";
import { readClientHello, type ClientHello } from "../../../src/text/tls/read-hello.ts";
import { HOST, REFUSED, exchange, flight, handshake, limits } from "../../detect/tls/looks.ts";
import { createFakeClock, createFakePorts } from "../../helpers/loopback/fake-ports.ts";

interface Script {
  readonly addresses?: readonly string[] | Attempt<never>;
  readonly ports?: readonly Port[];
  readonly areas?: readonly Area[];
  readonly tls?: (ask: TlsAsk) => Attempt<TlsHandshake>;
  readonly flight?: (hello: ClientHello, address: string) => Attempt<TlsFlight>;
  /** What the hops of a page tell of their handshakes. */
  readonly shaken?: (url: string) => readonly Shaken[];
  readonly http?: (url: string, follow: string) => Attempt<HttpAnswer>;
  readonly budgetLeft?: number;
  readonly atOnce?: number;
}

function answer(url: string, finalUrl = url): Attempt<HttpAnswer> {
  const { body: _body, ...rest } = exchange({ requested: url, url: finalUrl });
  return ok({ exchange: rest, body: new Uint8Array(), wireBytes: 0, truncated: false });
}

interface Scripted {
  readonly looks: readonly Look[];
  readonly asked: readonly string[];
}

/** TLS 1.2 and 1.3 with one good suite each, hybrid groups included. */
function sound(hello: ClientHello, { port, address }: FlightAsk): TlsFlight {
  const place = { port, address };
  const is13 = hello.version === "TLSv1.3";
  const suite = is13 ? 0x1301 : 0xc02f;
  if (!hello.suites.includes(suite) || (hello.version !== "TLSv1.2" && !is13)) {
    return flight({ ...place, outcome: "refused", refusal: "handshake_failure" });
  }
  const outcome = is13 ? "retry" : "hello";
  return flight({ ...place, outcome, version: hello.version, suites: [suite] });
}

const BOTH: readonly Port[] = [
  { port: 80, scheme: "http" },
  { port: 443, scheme: "https" },
];

async function run(probes: readonly Probe[], script: Script): Promise<Scripted> {
  const asked: string[] = [];
  const addresses = script.addresses ?? ["127.0.0.10"];
  const ports = script.ports ?? BOTH;
  const door: Door = {
    host: HOST,
    ports,
    resolve: () =>
      Promise.resolve(
        "status" in addresses
          ? addresses
          : ok({
              kind: "resolution" as const,
              addresses: addresses.map((address) => ({
                address,
                family: address.includes(":") ? (6 as const) : (4 as const),
              })),
              override: false,
            }),
      ),
    tls(ask) {
      asked.push(`tls ${ask.address}:${String(ask.port)} ${ask.minVersion}-${ask.maxVersion}`);
      return Promise.resolve(
        script.tls?.(ask) ?? ok(handshake({ port: ask.port, address: ask.address })),
      );
    },
    http(ask) {
      asked.push(`http ${ask.url} ${ask.follow ?? "granted"}`);
      const said = script.shaken?.(ask.url) ?? [];
      for (const shaken of said) ask.onSecured?.(shaken);
      return Promise.resolve(script.http?.(ask.url, ask.follow ?? "granted") ?? answer(ask.url));
    },
    flight(ask) {
      const hello = readClientHello(ask.hello);
      if (hello === null) throw new Error("no hello");
      asked.push(`flight ${ask.address}:${String(ask.port)} ${hello.version}`);
      const answered = script.flight?.(hello, ask.address) ?? ok(sound(hello, ask));
      ask.onWire?.(answered.status === "ok" ? answered.value.durationMs : 10_000);
      return Promise.resolve(answered);
    },
    knock: () => Promise.reject(new Error("nobody knocks")),
    atOnce: () => script.atOnce ?? 1,
    budgetLeft: () => script.budgetLeft ?? 100,
  };
  const target = {
    unit: "BV-A",
    system: "BV-A-WEB",
    host: HOST,
    ports,
    paths: ["/"],
    addresses: [],
  };
  const { log, signal } = createFakePorts([]);
  const around = {
    probes,
    knowledge: { tls: limits } as Knowledge,
    clock: createFakeClock(),
    log,
    signal,
  };
  const what = {
    target,
    areas: script.areas ?? (["tls"] as const),
    door,
    body: () => undefined,
    firstTime: false,
  };
  const first = await visit({ ...what, pass: 1, earlier: [] }, around);
  const { looks } = await visit({ ...what, pass: 2, earlier: first.looks }, around);
  return { looks, asked };
}

const ALL = [homeProbe, certificateProbe, transportProbe, auditProbe];
const reasons = (looks: readonly Look[]) =>
  looks.map(({ attempt }) => (attempt.status === "ok" ? "ok" : attempt.reason));

describe("certificate", () => {
  it("shakes hands once with each port and address, in an order that does not depend on DNS", async () => {
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

  describe("of a page's own connection", () => {
    const shaken = (changes: Partial<Shaken> = {}): Shaken => {
      const { port = 443, address = "127.0.0.10" } = changes;
      const place = { port, address };
      return { host: HOST, group: "X25519", handshake: ok(handshake(place)), ...place, ...changes };
    };
    const told =
      (...said: readonly Shaken[]) =>
      (url: string) =>
        url.startsWith("https:") ? said : [];
    const PAGES = [homeProbe, certificateProbe];
    const certificates = ({ looks }: Scripted) =>
      looks.filter(({ probe }) => probe === "certificate").map(({ address }) => address);
    const handshakes = ({ asked }: Scripted) => asked.filter((one) => one.startsWith("tls "));

    it("needs none of its own", async () => {
      const ran = await run(PAGES, { shaken: told(shaken()) });
      expect(certificates(ran)).toEqual(["127.0.0.10"]);
      expect(handshakes(ran)).toEqual([]);
    });

    it("is recorded once, also where the page could not be had", async () => {
      const ran = await run(PAGES, {
        shaken: told(shaken(), shaken()),
        http: () => failed("http-timeout", "headers"),
      });
      expect(certificates(ran)).toEqual(["127.0.0.10"]);
      expect(handshakes(ran)).toEqual([]);
    });

    it("is what it was where the handshake came to nothing", async () => {
      const miss = failed("tls-timeout", "handshake");
      const ran = await run(PAGES, {
        shaken: told(shaken({ handshake: miss })),
        http: () => miss,
      });
      const look = ran.looks.find(({ probe }) => probe === "certificate");
      expect(look?.attempt).toEqual(miss);
      expect(handshakes(ran)).toEqual([]);
    });

    it("shakes hands itself with the other addresses and ports, in the order of every night", async () => {
      const ran = await run(PAGES, {
        addresses: ["127.0.0.10", "127.0.0.12", "127.0.0.11"],
        ports: [...BOTH, { port: 8443, scheme: "https" }],
        shaken: told(shaken()),
      });
      expect(certificates(ran).slice(0, 3)).toEqual(["127.0.0.10", "127.0.0.11", "127.0.0.12"]);
      expect(handshakes(ran)).toHaveLength(5);
    });

    it.each<[string, Partial<Shaken>]>([
      ["another host at the same address", { host: "www.bv-b.test" }],
      ["another port", { port: 8443 }],
      ["an address that does not lead the order", { address: "127.0.0.11" }],
    ])("is not taken from %s", async (_name, changes) => {
      const ran = await run(PAGES, {
        addresses: ["127.0.0.11", "127.0.0.10"],
        shaken: told(shaken(changes)),
      });
      expect(certificates(ran)).toEqual(["127.0.0.10", "127.0.0.11"]);
      expect(handshakes(ran)).toHaveLength(2);
    });

    it("shakes hands itself where the page was not asked for", async () => {
      const ran = await run(PAGES, { http: () => skipped("outside-window") });
      expect(certificates(ran)).toEqual(["127.0.0.10"]);
      expect(handshakes(ran)).toHaveLength(1);
    });

    it("is nothing to areas that did not ask for it", async () => {
      const ran = await run(PAGES, { areas: ["cms"], shaken: told(shaken()) });
      expect(certificates(ran)).toEqual([]);
    });
  });

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
      ["signature", "TLSv1.2"],
      ["static", "TLSv1.2"],
      ["class", "TLSv1.2 null+anonymous+export"],
      ["class", "TLSv1.2 des+rc4+3des"],
      ["version", "TLSv1.1"],
      // The refusal spoke of the suites: once more with others.
      ["version", "TLSv1.1 others"],
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
    const { looks, asked } = await run(TLS, { budgetLeft: 12 });
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

  it("is 16 requests for an ordinary host, the shared ones included", async () => {
    const { asked } = await run(ALL, {});
    expect(asked).toHaveLength(16);
  });
});
