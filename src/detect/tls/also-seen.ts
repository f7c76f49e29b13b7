// What answers show beside the things that findings are about: statistics and preconditions of attacks that nobody tries
// out. Observed and never judged here; a norm may speak of some of it.
import type { Certificate, CertificateDetails, HttpExchange } from "../../model/observation.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import type { FlightFeatures } from "../../text/tls/flight-features.ts";
import { readHsts } from "./hsts.ts";
import type { Trait } from "./norms.ts";

/** Of TLS 1.2 and older, by clear-text answers. */
export function stackTraits(
  features: FlightFeatures | null,
  { primes }: TlsKnowledge,
): readonly Trait[] {
  if (features === null) return [];
  const nameOf = (sha256: string): string =>
    primes.find((prime) => prime.sha256 === sha256)?.name ?? "own";
  return [
    one("alpn", features.alpn ?? "none"),
    ...known("key-reuse", features.keysUsedAgain),
    one("extended-master-secret", yesNo(features.extendedMasterSecret)),
    one("session-tickets", yesNo(features.sessionTickets)),
    one("heartbeat", yesNo(features.heartbeat)),
    ...known("client-certificate", features.clientCertificate),
    {
      topic: "dh-prime",
      values: [...new Set(features.primes.map(({ sha256 }) => nameOf(sha256)))],
      complete: true,
    },
  ];
}

/** An answer of the site itself over HTTPS. `bytes`: of its body, after decompression. */
export interface PageSeen extends Pick<HttpExchange, "status" | "headers" | "tls"> {
  readonly bytes: number;
}

export function pageTraits(page: PageSeen): readonly Trait[] {
  return [
    ...compression(page),
    one("http3", yesNo(announcesHttp3(valuesOf(page, "alt-svc")))),
    ...resumption(page),
    ...hstsScope(page),
  ];
}

/** Shorter pages are not worth compressing: nginx, IIS and others leave them as they are. */
const WORTH_COMPRESSING = 2048;

/** The precondition of BREACH. Whether secrets stand beside what a visitor can influence, nobody sees from outside. */
function compression(page: PageSeen): readonly Trait[] {
  const encodings = valuesOf(page, "content-encoding")
    .flatMap((value) => value.toLowerCase().split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "" && value !== "identity");
  if (encodings.length > 0)
    return [{ topic: "http-compression", values: encodings, complete: true }];
  const isPage = page.status >= 200 && page.status < 300 && page.bytes >= WORTH_COMPRESSING;
  return isPage ? [one("http-compression", "no")] : [];
}

/** Alt-Svc: h3=":443" and its drafts (h3-29); "clear" withdraws it (RFC 7838). */
export function announcesHttp3(altSvc: readonly string[]): boolean {
  return altSvc.some((value) => /(?:^|,)\s*h3(?:-\d+)?=/i.test(value));
}

function resumption({ tls }: PageSeen): readonly Trait[] {
  if (tls?.resumption === undefined) return [];
  const { by, lifetime } = tls.resumption;
  return [
    one("resumption", by),
    ...(by === "ticket" && lifetime !== null ? [one("ticket-lifetime", lifetime)] : []),
  ];
}

function hstsScope(page: PageSeen): readonly Trait[] {
  const [header] = valuesOf(page, "strict-transport-security");
  const hsts = header === undefined ? null : readHsts(header);
  if (hsts?.state !== "valid" || hsts.maxAge === 0) return [];
  const values = [
    hsts.includeSubDomains ? "includeSubDomains" : "host",
    ...(hsts.preload ? ["preload"] : []),
  ];
  return [{ topic: "hsts-scope", values, complete: true }];
}

function valuesOf({ headers }: PageSeen, wanted: string): readonly string[] {
  return headers.flatMap(([name, value]) => (name === wanted ? [value] : []));
}

/** CA/Browser Forum, Baseline Requirements, section 7.1.6.1. */
const KINDS: Readonly<Record<string, string>> = {
  "2.23.140.1.2.1": "dv",
  "2.23.140.1.2.2": "ov",
  "2.23.140.1.2.3": "iv",
  "2.23.140.1.1": "ev",
};

/** A certificate as it came, with what only its handshake tells. */
export interface LeafSeen {
  readonly leaf: Certificate;
  /** Leads to a pinned root: what a private authority writes into a certificate means nothing to anybody else. */
  readonly isPublic: boolean;
  /** null where nobody asked for it. */
  readonly stapled: boolean | null;
}

export function leafSeenTraits({ leaf, isPublic, stapled }: LeafSeen): readonly Trait[] {
  const { details } = leaf;
  if (details === undefined) return [];
  return [...ocsp(details, stapled), ...crl(details), ...(isPublic ? publicTraits(details) : [])];
}

function ocsp({ ocspUrls }: CertificateDetails, stapled: boolean | null): readonly Trait[] {
  if (ocspUrls.length === 0) return [one("ocsp", "none")];
  return stapled === null ? [] : [one("ocsp", stapled ? "stapled" : "not-stapled")];
}

function crl({ crlUrls }: CertificateDetails): readonly Trait[] {
  return crlUrls === undefined ? [] : [one("crl", yesNo(crlUrls.length > 0))];
}

function publicTraits({ policies, embeddedScts }: CertificateDetails): readonly Trait[] {
  const kinds = policies.flatMap((oid) => KINDS[oid] ?? []);
  return [
    {
      topic: "certificate-kind",
      values: kinds.length === 0 ? ["unstated"] : kinds,
      complete: true,
    },
    one("transparency", embeddedScts === 0 ? "none" : embeddedScts),
  ];
}

function one(topic: string, value: string | number): Trait {
  return { topic, values: [value], complete: true };
}

function known(topic: string, value: boolean | null): readonly Trait[] {
  return value === null ? [] : [one(topic, yesNo(value))];
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
