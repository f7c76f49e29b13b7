// Servers whose faults are known, and what we say of them through a line with faults of its own.
import { generateKeyPairSync } from "node:crypto";
import { expect } from "vitest";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { NetLimits } from "../../../src/net/limits.ts";
import { createTrust } from "../../../src/net/trust.ts";
import { coverageOf } from "../../../src/run/coverage.ts";
import { listPlace, type TlsListing } from "../../../src/run/tls-list.ts";
import type { ClientHello } from "../../../src/text/tls/read-hello.ts";
import { suiteName } from "../../../src/text/tls/suites.ts";
import { limits as knowledge } from "../../detect/tls/looks.ts";
import { createFakePorts } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor, testTarget } from "../../helpers/loopback/open-test-door.ts";
import { startTlsServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { startProxy, type Met, type Proxy } from "../../helpers/tls/fault-proxy.ts";
import { startScripted, suites, type Script } from "../../helpers/tls/scripted-server.ts";
import { AUDITED, der } from "./audited.ts";
import type { Plan } from "./fault-plans.ts";
import { judge, PAGE } from "./sites.ts";

const root = makeAuthority({ name: { commonName: "Fault Root" } });
const trust = createTrust([root.certPem]);
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const RSA = makeCertificate({ names: [HOST], issuer: root, key });
const EC = makeCertificate({ names: [HOST], issuer: root });
const DAY_MS = 86_400_000;
const EXPIRED = makeCertificate({
  names: [HOST],
  issuer: root,
  notBefore: new Date(Date.now() - 100 * DAY_MS),
  notAfter: new Date(Date.now() - DAY_MS),
});

const INTERMEDIATE = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256";
const WEAK: Script = {
  versions: ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
  suites: suites(
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",
  ),
  groups: [29, 23],
  dhBits: 1024,
  chains: { rsa: [der(RSA.certPem)] },
  compression: true,
  heartbeat: true,
  renegotiation: false,
  fallback: false,
  sha1: true,
  ssl2: [0x010080],
};
/** Its weak suites are among the common ones, and it words its refusals. */
const STALE: Script = {
  versions: ["TLSv1.2", "TLSv1.3"],
  suites: WEAK.suites.filter((code) => !/DHE_RSA_(?:EXPORT|WITH)/.test(suiteName(knowledge, code))),
  groups: [0x11ec, 29, 23],
  chains: { rsa: [der(RSA.certPem)] },
};

export interface Known {
  readonly name: string;
  readonly port: number;
  /** Where ordinary clients are led instead: a scripted server ends no handshake. */
  readonly whole: number;
  readonly truth: ReadonlyMap<string, Fact["status"]>;
}

const one = ({ chainPem, keyPem }: typeof RSA) => ({ cert: chainPem, key: keyPem });
const two = (a: typeof RSA, b: typeof RSA) => ({
  cert: [a.chainPem, b.chainPem],
  key: [a.keyPem, b.keyPem],
});

export const keyOf = ({ predicate, subject }: Fact): string => `${predicate} ${subject}`;

export interface KnownServers {
  readonly all: readonly Known[];
  /** @throws Error when there is none of that name */
  readonly named: (name: string) => Known;
  readonly end: () => Promise<void>;
}

/** Starts them, and looks at each over a line without a fault. */
export async function startKnown(): Promise<KnownServers> {
  const servers: TestServer[] = [];
  const all: Known[] = [];
  const kept = (server: TestServer): number => {
    servers.push(server);
    return server.port;
  };
  const openssl = async (options: Parameters<typeof startTlsServer>[0]): Promise<number> =>
    kept(await startTlsServer(options, PAGE));
  const scripted = async (script: Script): Promise<number> => kept(await startScripted(script));
  const add = async (name: string, port: number, whole = port): Promise<void> => {
    const server = { name, port, whole, truth: new Map<string, Fact["status"]>() };
    const { facts } = await auditThrough(server, QUIET, { limits: PATIENT });
    for (const fact of facts) server.truth.set(keyOf(fact), fact.status);
    all.push(server);
  };
  const ciphers = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
  const weak = await openssl({ ...one(RSA), ciphers, minVersion: "TLSv1", honorCipherOrder: true });
  const sound = await openssl({ ...two(RSA, EC), ciphers: INTERMEDIATE, minVersion: "TLSv1.2" });
  const second = {
    ...two(RSA, EXPIRED),
    ciphers: INTERMEDIATE.split(":").toReversed().join(":"),
    sigalgs: RSA_FIRST,
    honorCipherOrder: true,
  };
  await add("OpenSSL with everything", weak);
  await add("intermediate", sound);
  await add("TLS 1.3 only", await openssl({ ...one(EC), minVersion: "TLSv1.3" }));
  await add("an expired second certificate", await openssl(second));
  await add("SSL 2.0 to TLS 1.3", await scripted(WEAK), weak);
  await add("stale suites", await scripted(STALE), sound);
  const byReset = await scripted({ ...STALE, refusal: "reset" });
  await add("stale suites, refusing by reset", byReset, sound);
  return {
    all,
    named: (name) => {
      const server = all.find((candidate) => candidate.name === name);
      if (server === undefined) throw new Error(`no server ${name}`);
      return server;
    },
    end: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

export const QUIET: Plan = { name: "nothing", of: () => ({ is: "pass" }) };

const RSA_FIRST = "RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA256";
export const PATIENT = {
  connectMs: 5000,
  tlsMs: 5000,
  headersMs: 5000,
  bodyMs: 5000,
  requestMs: 9000,
};
/** A busy machine may look like a silent server; then less is known, and nothing else. */
const BRIEF = { connectMs: 2000, tlsMs: 200, headersMs: 400, bodyMs: 400, requestMs: 2000 };
const HURRIED = { now: () => new Date(), sleep: () => Promise.resolve() };

export function isWhole(hello: ClientHello | null): boolean {
  return hello === null || hello.keyShares > 0;
}

export function proxyTo(server: Known, plan: Plan, at: { address?: string; port?: number } = {}) {
  return startProxy({
    ...at,
    to: ({ hello }: Met) => (isWhole(hello) ? server.whole : server.port),
    plan: plan.of,
    onConnection: (index, { leave }) => {
      if (index === plan.leavesAt) leave();
    },
  });
}

export type Haste = "alone" | "together";

interface How {
  readonly haste?: Haste;
  readonly limits?: Partial<NetLimits>;
  readonly addresses?: readonly string[];
}

export async function auditThrough(server: Known, plan: Plan, how: How = {}) {
  const proxy = await proxyTo(server, plan);
  try {
    return { ...(await auditAt(proxy.port, how)), connections: proxy.connections(), proxy };
  } finally {
    await eventuallyClosed(proxy);
    await proxy.close();
  }
}

export async function auditAt(
  port: number,
  { haste = "together", limits = BRIEF, addresses = ["127.0.0.1"] }: How,
) {
  const ports = [{ port, scheme: "https" as const }];
  const requestsPerSecond = haste === "alone" ? 1 : 1000;
  const clock = haste === "alone" ? HURRIED : undefined;
  const fake = createFakePorts([{ host: HOST, ports, requestsPerSecond }], clock);
  const names = { [HOST]: addresses };
  const options = { limits, sharedPorts: fake, entry: { requestsPerSecond }, names };
  const began = performance.now();
  const { facts, looks } = await judge(ports, trust, options);
  const target = testTarget(ports);
  const [covered] = coverageOf({
    target,
    areas: ["tls"],
    looks,
    body: () => undefined,
    tls: knowledge,
    run: "run-1",
    at: new Date().toISOString(),
    otherwise: "not-planned",
  });
  const rows = fake.intents.flatMap(({ kind }, row) => (kind === "connect" ? [row] : []));
  return {
    facts,
    covered,
    ms: performance.now() - began,
    outcomes: rows.map((row) => fake.outcomes.get(row)?.result ?? "none"),
  };
}

async function eventuallyClosed(proxy: Proxy): Promise<void> {
  for (let tries = 0; proxy.open() > 0 && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(proxy.open()).toBe(0);
}

/** What was said and is not so. */
export function untrue(facts: readonly Fact[], { truth }: Known): readonly string[] {
  return facts
    .filter((fact) => fact.status !== "unknown" && fact.status !== truth.get(keyOf(fact)))
    .map((fact) => `${keyOf(fact)}: ${fact.status}`);
}

export const audited = (facts: readonly Fact[], status: Fact["status"]): readonly Fact[] =>
  facts.filter((fact) => AUDITED.has(fact.predicate) && fact.status === status);

export async function listThrough(
  server: Known,
  plan: Plan,
  limits: Partial<NetLimits> = BRIEF,
): Promise<TlsListing> {
  const proxy = await proxyTo(server, plan);
  const ports = [{ port: proxy.port, scheme: "https" as const }];
  const { door, ports: fake } = openTestDoor({ ports, trust, limits });
  const target = testTarget(ports);
  const context = { door, target, clock: fake.clock, knowledge: { tls: knowledge } as Knowledge };
  try {
    return await listPlace(context, { port: proxy.port, address: "127.0.0.1" });
  } finally {
    await proxy.close();
  }
}

export function namesIn({ versions, groups }: TlsListing): readonly string[] {
  return [
    ...versions.flatMap(({ version, suites: all }) => all.map((name) => `${version} ${name}`)),
    ...groups.tls13.map((name) => `TLSv1.3 ${name}`),
    ...groups.older.map((name) => `older ${name}`),
  ];
}
