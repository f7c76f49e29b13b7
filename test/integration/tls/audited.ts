// What the tests of the audit share: a sound scripted server, a run of the whole tls area against changes to it, and
// what was said of the audited predicates.
import { generateKeyPairSync } from "node:crypto";
import { makeAuthority, makeCertificate } from "../../../src/cli/demo/certificates.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { createTrust } from "../../../src/net/trust.ts";
import type { Clock } from "../../../src/model/ports.ts";
import { HOST, type TestDoorOptions } from "../../helpers/loopback/open-test-door.ts";
import { startScripted, suites, type Script } from "../../helpers/tls/scripted-server.ts";
import { judge, type Judged } from "./sites.ts";

export const root = makeAuthority({ name: { commonName: "Audit Root" } });
const trust = createTrust([root.certPem]);
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
export const der = (pem: string): Uint8Array =>
  Buffer.from(pem.replace(/-----[^-]+-----/g, "").replace(/\s+/g, ""), "base64");
const RSA = makeCertificate({ names: [HOST], issuer: root, key: rsa });
export const EC = makeCertificate({ names: [HOST], issuer: root });
export const CHAINS = { rsa: [der(RSA.certPem)] };

export const TLS13 = suites(
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
);
export const MODERN = suites(
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
);
export const DHE = suites("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256");
export const CBC = suites("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
export const FIXED = suites("TLS_RSA_WITH_AES_128_CBC_SHA");
const SOUND: Script = {
  versions: ["TLSv1.2", "TLSv1.3"],
  suites: [...TLS13, ...MODERN],
  groups: [0x11ec, 29, 23],
  chains: CHAINS,
};
export const with_ = (...more: readonly number[]): readonly number[] => [...SOUND.suites, ...more];

/** A busy machine must not look like a server that is silent. */
const PATIENT = { connectMs: 5000, tlsMs: 5000, headersMs: 5000, requestMs: 10_000 };

interface Run extends Judged {
  readonly connections: number;
  readonly hellos: number;
}

/** Time does not pass while the pace has it wait. */
const HURRIED: Clock = { now: () => new Date(), sleep: () => Promise.resolve() };

/** How the host's documents let it be asked: at the default rate, or faster, so that two hellos may go together. */
export type Haste = "alone" | "together";
const HASTE: Readonly<Record<Haste, Partial<TestDoorOptions>>> = {
  alone: { entry: { requestsPerSecond: 1 }, clock: HURRIED },
  together: {},
};

export async function look(changes: Partial<Script>, haste: Haste = "together"): Promise<Run> {
  const server = await startScripted({ ...SOUND, ...changes });
  const silent = changes.limit?.how === "silence" || changes.longestHello !== undefined;
  const limits = silent ? {} : PATIENT;
  try {
    const ports = [{ port: server.port, scheme: "https" }] as const;
    const judged = await judge(ports, trust, { limits, ...HASTE[haste] });
    return { ...judged, connections: server.connections(), hellos: server.hellos.length };
  } finally {
    await server.close();
  }
}

export const AUDITED = new Set<Predicate>([
  "tls.protocol-ssl2",
  "tls.protocol-ssl3",
  "tls.protocol-1-0",
  "tls.protocol-1-1",
  "tls.no-1-3",
  "tls.no-post-quantum",
  "tls.cipher-null",
  "tls.cipher-anonymous",
  "tls.cipher-export",
  "tls.cipher-rc4",
  "tls.cipher-des",
  "tls.cipher-3des",
  "tls.no-forward-secrecy",
  "tls.dh-weak",
  "tls.compression",
  "tls.renegotiation-insecure",
  "tls.fallback-scsv-missing",
  "tls.heartbeat-offered",
  "tls.handshake-sha1",
]);

export const short = (predicate: string): string => predicate.replace(/^tls\./, "");

export function present({ facts }: Judged): readonly string[] {
  return facts
    .filter(({ predicate, status }) => AUDITED.has(predicate) && status === "present")
    .map(({ predicate }) => short(predicate))
    .toSorted();
}

export function unsure({ facts }: Judged): readonly string[] {
  return facts
    .filter(({ predicate, status }) => AUDITED.has(predicate) && status === "unknown")
    .map(({ predicate }) => short(predicate))
    .toSorted();
}

export function passed({ facts }: Judged): readonly string[] {
  return facts
    .filter(({ predicate, status }) => AUDITED.has(predicate) && status === "absent")
    .map(({ predicate }) => short(predicate));
}

export const OLD_TOO = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;
