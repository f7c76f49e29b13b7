// Hand-made looks for the tables: everything sound unless a test says otherwise.
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Attempt } from "../../../src/model/attempt.ts";
import type { DetectInput } from "../../../src/model/detector.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type {
  Certificate,
  HttpExchange,
  Look,
  Observation,
  TlsFlight,
  TlsHandshake,
} from "../../../src/model/observation.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import type { Port } from "../../../src/model/registry.ts";
import { TlsKnowledge } from "../../../src/model/tls-knowledge.ts";
import { told } from "../told.ts";

export const HOST = "www.bv-a.test";
export const NOW = "2026-11-22T00:00:00.000Z";
export const ADDRESS = "127.0.0.10";

const norms = readdirSync("data/tls/norms")
  .toSorted()
  .map((file) => parse(readFileSync(`data/tls/norms/${file}`, "utf8")) as Partial<TlsKnowledge>);

export const limits = TlsKnowledge.parse({
  norms: norms.flatMap((file) => file.norms ?? []),
  normTopics: norms.flatMap((file) => file.normTopics ?? []),
  ...(JSON.parse(readFileSync("data/tls/intermediates.json", "utf8")) as object),
  ...(parse(readFileSync("data/tls/suites.yaml", "utf8")) as object),
  ...(parse(readFileSync("data/tls/primes.yaml", "utf8")) as object),
  ...(parse(readFileSync("data/tls/limits.yaml", "utf8")) as object),
});

export function certificate(changes: Partial<Certificate> = {}): Certificate {
  return {
    sha256: "00",
    subject: `CN=${HOST}`,
    issuer: "C=US, O=Let's Encrypt, CN=R12",
    serial: "01",
    notBefore: "2026-10-15T00:00:00.000Z",
    notAfter: "2027-01-13T00:00:00.000Z",
    altNames: [`dns:${HOST}`],
    keyType: "ec",
    keyBits: 256,
    curve: "prime256v1",
    signatureOid: "1.2.840.113549.1.1.11",
    signature: "sha256WithRSAEncryption",
    spkiSha256: "00",
    isCa: false,
    selfIssued: false,
    details: {
      mustStaple: false,
      embeddedScts: 2,
      policies: ["2.23.140.1.2.1"],
      subjectKeyId: null,
      authorityKeyId: null,
      issuerUrls: [],
      ocspUrls: [],
    },
    der: "",
    ...changes,
  };
}

export const INTERMEDIATE = certificate({
  sha256: "01",
  subject: "C=US, O=Let's Encrypt, CN=R12",
  issuer: "C=US, O=Internet Security Research Group, CN=ISRG Root X1",
  notBefore: "2024-03-13T00:00:00.000Z",
  notAfter: "2027-03-12T23:59:59.000Z",
  altNames: [],
  isCa: true,
});

export function handshake(changes: Partial<TlsHandshake> = {}): TlsHandshake {
  return {
    kind: "tls-handshake",
    port: 443,
    address: ADDRESS,
    servername: HOST,
    offered: { min: "TLSv1", max: "TLSv1.3" },
    accepted: true,
    refusal: null,
    protocol: "TLSv1.3",
    cipher: "TLS_AES_256_GCM_SHA384",
    chain: [certificate(), INTERMEDIATE],
    verification: { trusted: true, error: null, anchor: "pinned-root" },
    stapled: false,
    durationMs: 5,
    ...changes,
  };
}

export function flight(changes: Partial<TlsFlight> = {}): TlsFlight {
  return {
    kind: "tls-flight",
    port: 443,
    address: ADDRESS,
    servername: HOST,
    offered: { version: "TLSv1.2", suites: 40 },
    outcome: "hello",
    refusal: null,
    version: "TLSv1.2",
    suites: [0xc02f],
    unoffered: false,
    compression: false,
    extensions: [0xff01],
    group: 29,
    temporaryKey: null,
    alpn: null,
    certificateRequested: false,
    stapled: false,
    complete: true,
    leafSha256: "00",
    chain: [],
    anchor: null,
    durationMs: 5,
    ...changes,
  };
}

export const REFUSED: Partial<TlsHandshake> = {
  accepted: false,
  refusal: "protocol_version",
  protocol: null,
  cipher: null,
  chain: [],
  verification: null,
};

export const SELF_SIGNED: Partial<TlsHandshake> = {
  chain: [certificate({ issuer: `CN=${HOST}`, selfIssued: true })],
  verification: { trusted: false, error: "DEPTH_ZERO_SELF_SIGNED_CERT", anchor: "self-signed" },
};

export function exchange(changes: Partial<HttpExchange> = {}): HttpExchange {
  const url = changes.url ?? `https://${HOST}/`;
  return {
    kind: "http",
    method: "GET",
    visitor: "browser",
    requested: url,
    url,
    address: ADDRESS,
    hops: [],
    unfollowed: null,
    status: 200,
    headers: [],
    body: null,
    tls: url.startsWith("https:")
      ? { protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", trusted: true }
      : null,
    durationMs: 5,
    ...changes,
  };
}

let serial = 0;

export function look(changes: Partial<Look> & { attempt: Attempt<Observation> }): Look {
  serial += 1;
  return {
    id: `look-${String(serial)}`,
    probe: "certificate",
    role: "handshake",
    areas: ["tls"],
    host: HOST,
    port: 443,
    scheme: "https",
    address: ADDRESS,
    locator: "leaf",
    about: null,
    takenAt: NOW,
    ...changes,
  };
}

export function handshakeLook(
  value: TlsHandshake | Attempt<TlsHandshake>,
  address: string = ADDRESS,
): Look {
  const attempt: Attempt<TlsHandshake> = "status" in value ? value : { status: "ok", value };
  return look({ attempt, address });
}

export function input(
  looks: readonly Look[],
  options: { now?: string; ports?: readonly Port[]; host?: string } = {},
): DetectInput {
  return {
    target: {
      unit: "BV-A",
      system: "BV-A-WEB",
      host: options.host ?? HOST,
      ports: options.ports ?? [
        { port: 80, scheme: "http" },
        { port: 443, scheme: "https" },
      ],
      paths: ["/"],
      addresses: [],
    },
    ownHosts: [HOST],
    looks,
    body: () => undefined,
    now: options.now ?? NOW,
    knowledge: { tls: limits } as Knowledge,
  };
}

/** The one fact of a predicate and subject, or undefined. Throws when a detector states it twice. */
export function the(
  facts: readonly Fact[],
  predicate: Predicate,
  subject?: string,
): Fact | undefined {
  const found = facts.filter(
    (fact) => fact.predicate === predicate && (subject === undefined || fact.subject === subject),
  );
  if (found.length > 1) throw new Error(`${predicate} stated ${String(found.length)} times`);
  return told(found)[0];
}

/** "present value", "absent" or "unknown reason": what a table compares with. */
export function word(fact: Fact | undefined): string {
  if (fact === undefined) return "nothing";
  if (fact.status === "present") return `present ${fact.value}`;
  return fact.status === "unknown" ? `unknown ${fact.reason}` : "absent";
}
