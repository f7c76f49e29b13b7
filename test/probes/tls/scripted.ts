// The tls area's probes run in both passes against a door whose every answer is written down beforehand.
import { ok, type Attempt } from "../../../src/model/attempt.ts";
import type { Area } from "../../../src/model/area.ts";
import type { Door, FlightAsk, HttpAnswer, Shaken, TlsAsk } from "../../../src/model/door.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look, Resolution, TlsFlight, TlsHandshake } from "../../../src/model/observation.ts";
import type { Probe } from "../../../src/model/probe.ts";
import type { Port } from "../../../src/model/registry.ts";
import { visit } from "../../../src/run/visit.ts";
import { parseIp } from "../../../src/text/ip.ts";
import { readClientHello, type ClientHello } from "../../../src/text/tls/read-hello.ts";
import { HOST, exchange, flight, handshake, limits } from "../../detect/tls/looks.ts";
import { createFakeClock, createFakePorts } from "../../helpers/loopback/fake-ports.ts";

export interface Script {
  readonly addresses?: readonly string[] | Attempt<never>;
  readonly ports?: readonly Port[];
  readonly paths?: readonly string[];
  readonly areas?: readonly Area[];
  readonly tls?: (ask: TlsAsk) => Attempt<TlsHandshake>;
  readonly flight?: (hello: ClientHello, address: string) => Attempt<TlsFlight>;
  /** What the hops of a page tell of their handshakes. */
  readonly shaken?: (url: string) => readonly Shaken[];
  readonly http?: (url: string, follow: string) => Attempt<HttpAnswer>;
  readonly budgetLeft?: number;
  readonly atOnce?: number;
}

export function answer(url: string, finalUrl = url): Attempt<HttpAnswer> {
  const { body: _body, ...rest } = exchange({ requested: url, url: finalUrl });
  return ok({ exchange: rest, body: new Uint8Array(), wireBytes: 0, truncated: false });
}

/** As every door gives them: IPv4 first, each family by number. */
function inDoorOrder(addresses: readonly string[]): Resolution["addresses"] {
  return addresses
    .map((address) => ({ address, ...(parseIp(address) ?? { family: 4 as const, bits: 0n }) }))
    .toSorted((a, b) => a.family - b.family || (a.bits < b.bits ? -1 : 1))
    .map(({ address, family }) => ({ address, family }));
}

export interface Scripted {
  readonly looks: readonly Look[];
  readonly asked: readonly string[];
}

/** TLS 1.2 and 1.3 with one good suite each, hybrid groups included. */
export function sound(hello: ClientHello, { port, address }: FlightAsk): TlsFlight {
  const place = { port, address };
  const is13 = hello.version === "TLSv1.3";
  const suite = is13 ? 0x1301 : 0xc02f;
  if (!hello.suites.includes(suite) || (hello.version !== "TLSv1.2" && !is13)) {
    return flight({ ...place, outcome: "refused", refusal: "handshake_failure" });
  }
  const outcome = is13 ? "retry" : "hello";
  return flight({ ...place, outcome, version: hello.version, suites: [suite] });
}

export const BOTH: readonly Port[] = [
  { port: 80, scheme: "http" },
  { port: 443, scheme: "https" },
];

export async function run(probes: readonly Probe[], script: Script): Promise<Scripted> {
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
              addresses: inDoorOrder(addresses),
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
    paths: script.paths ?? ["/"],
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

export const reasons = (looks: readonly Look[]) =>
  looks.map(({ attempt }) => (attempt.status === "ok" ? "ok" : attempt.reason));
