import { describe, expect, it } from "vitest";
import { failed, ok, skipped, type Attempt } from "../../../src/model/attempt.ts";
import type { Area } from "../../../src/model/area.ts";
import type { Door, HttpAnswer, TlsAsk } from "../../../src/model/door.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look, TlsHandshake } from "../../../src/model/observation.ts";
import type { Probe } from "../../../src/model/probe.ts";
import type { Port } from "../../../src/model/registry.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { tlsSpent } from "../../../src/probes/tls/budget.ts";
import { certificateProbe } from "../../../src/probes/tls/certificate.ts";
import { transportProbe } from "../../../src/probes/tls/transport.ts";
import { versionsProbe } from "../../../src/probes/tls/versions.ts";
import { visit } from "../../../src/run/visit.ts";
import { HOST, REFUSED, exchange, handshake } from "../../detect/tls/looks.ts";
import { createFakeClock, createFakePorts } from "../../helpers/loopback/fake-ports.ts";

interface Script {
  readonly addresses?: readonly string[] | Attempt<never>;
  readonly ports?: readonly Port[];
  readonly areas?: readonly Area[];
  readonly tls?: (ask: TlsAsk) => Attempt<TlsHandshake>;
  readonly http?: (url: string, follow: string) => Attempt<HttpAnswer>;
  readonly budgetLeft?: number;
}

function answer(url: string, finalUrl = url): Attempt<HttpAnswer> {
  const { body: _body, ...rest } = exchange({ requested: url, url: finalUrl });
  return ok({ exchange: rest, body: new Uint8Array(), wireBytes: 0, truncated: false });
}

interface Scripted {
  readonly looks: readonly Look[];
  readonly asked: readonly string[];
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
              addresses: addresses.map((address) => ({ address, family: 4 as const })),
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
      return Promise.resolve(script.http?.(ask.url, ask.follow ?? "granted") ?? answer(ask.url));
    },
    flight: () => Promise.reject(new Error("nobody asks for a flight")),
    knock: () => Promise.reject(new Error("nobody knocks")),
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
  const around = { probes, knowledge: {} as Knowledge, clock: createFakeClock(), log, signal };
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

const ALL = [certificateProbe, homeProbe, versionsProbe, transportProbe];
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

  it.each([failed("dns-not-found"), skipped("address-reserved")])(
    "records why there is no address: %j",
    async (addresses) => {
      const { looks, asked } = await run([certificateProbe, versionsProbe], { addresses });
      expect(asked).toEqual([]);
      expect(looks.map(({ port, address, attempt }) => ({ port, address, attempt }))).toEqual([
        { port: 443, address: null, attempt: addresses },
      ]);
    },
  );

  it("asks nothing of a host without https ports", async () => {
    const { looks, asked } = await run([certificateProbe, versionsProbe], {
      ports: [{ port: 80, scheme: "http" }],
    });
    expect([looks, asked]).toEqual([[], []]);
  });
});

describe("tls-versions", () => {
  it("asks each version alone at the first address, and closes with a canary", async () => {
    const { looks, asked } = await run([certificateProbe, versionsProbe], {
      addresses: ["127.0.0.11", "127.0.0.10"],
    });
    expect(asked.slice(2)).toEqual([
      "tls 127.0.0.10:443 TLSv1-TLSv1",
      "tls 127.0.0.10:443 TLSv1.1-TLSv1.1",
      "tls 127.0.0.10:443 TLSv1.2-TLSv1.2",
      "tls 127.0.0.10:443 TLSv1.3-TLSv1.3",
      "tls 127.0.0.10:443 TLSv1-TLSv1.3",
    ]);
    expect(looks.slice(2).map(({ role, about, locator }) => [role, about, locator])).toEqual([
      ["version", "TLSv1", "tls"],
      ["version", "TLSv1.1", "tls"],
      ["version", "TLSv1.2", "tls"],
      ["version", "TLSv1.3", "tls"],
      ["canary", null, "tls"],
    ]);
  });

  it.each([failed("connect-refused"), failed("tls-failed"), ok(handshake(REFUSED))])(
    "asks none where the first handshake came to nothing: %j",
    async (attempt) => {
      const { asked } = await run([certificateProbe, versionsProbe], { tls: () => attempt });
      expect(asked).toHaveLength(1);
    },
  );

  it("does not turn to another address when the first one failed", async () => {
    const { asked } = await run([certificateProbe, versionsProbe], {
      addresses: ["127.0.0.10", "127.0.0.11"],
      tls: ({ address }) =>
        address === "127.0.0.10" ? failed("connect-timeout") : ok(handshake({ address })),
    });
    expect(asked).toHaveLength(2);
  });

  it("asks all or none when the budget runs out, and records what was left", async () => {
    const { looks, asked } = await run([certificateProbe, versionsProbe], { budgetLeft: 4 });
    expect(asked).toHaveLength(1);
    expect(reasons(looks.slice(1))).toEqual(Array.from({ length: 4 }, () => "budget-spent"));
  });
});

describe("http-transport", () => {
  it("asks nothing more when the shared looks told all", async () => {
    const { asked } = await run([certificateProbe, homeProbe, transportProbe], {});
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([]);
  });

  it("asks the https port itself where the shared look was led away", async () => {
    const { looks, asked } = await run([certificateProbe, homeProbe, transportProbe], {
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
    const { asked } = await run([certificateProbe, homeProbe, transportProbe], {
      http: (url, follow) =>
        url.startsWith("http:") && follow === "granted" ? failed("tls-failed") : answer(url),
    });
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([`http http://${HOST}/ none`]);
  });

  it("does not ask an https port that shook no hands", async () => {
    const { asked } = await run([certificateProbe, homeProbe, transportProbe], {
      tls: () => failed("connect-refused"),
      http: (url) => (url.startsWith("https:") ? failed("connect-refused") : answer(url)),
    });
    expect(asked.filter((line) => line.endsWith("none"))).toEqual([]);
  });

  it("does not press on where the shared look was not permitted", async () => {
    const { asked } = await run([certificateProbe, homeProbe, transportProbe], {
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
    const own = asked.filter((line) => line.startsWith("tls") || line.endsWith("none"));
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

  it("is eight requests for an ordinary host, the shared ones included", async () => {
    const { asked } = await run(ALL, {});
    expect(asked).toHaveLength(8);
  });
});
