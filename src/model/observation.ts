// What probes bring home: plain, serialisable, masked, hashed. Detectors see nothing else.
import type { Area } from "./area.ts";
import type { Attempt } from "./attempt.ts";
import type { Scheme } from "./registry.ts";

/** A body that the run keeps, by content. Bytes are those after decompression and masking. */
export interface BodyRef {
  /** Key in the store: SHA-256 of the kept (masked) bytes, hex. */
  readonly sha256: string;
  /** Git blob id (SHA-1) of the bytes before masking, hex: for tables of known files. */
  readonly gitBlob: string;
  readonly bytes: number;
  readonly wireBytes: number;
  /** True when the cap cut it: then `gitBlob` says nothing. */
  readonly truncated: boolean;
  /** Number of secrets replaced before storing. */
  readonly masked: number;
}

export interface Hop {
  readonly url: string;
  readonly status: number;
  readonly location: string | null;
  /** First Strict-Transport-Security field of this answer; absent without one, and from looks of the first releases. */
  readonly hsts?: string;
}

/** Who the request pretended to be; always also names rasoat. */
export type Visitor = "browser" | "search-bot" | "search-visitor" | "mobile";

export interface HttpExchange {
  readonly kind: "http";
  readonly method: "GET" | "HEAD";
  readonly visitor: Visitor;
  /** The URL asked first. */
  readonly requested: string;
  /** The URL that gave this answer, after `hops`. */
  readonly url: string;
  readonly address: string;
  /** Every redirect that was answered, in order; empty when none. */
  readonly hops: readonly Hop[];
  /** A redirect that was not followed, and why; null when the answer is not a redirect. */
  readonly unfollowed: {
    readonly location: string;
    readonly why: "out-of-scope" | "limit" | "loop" | "not-asked" | "not-http" | "malformed";
  } | null;
  readonly status: number;
  /** Lower-case names, in the order received; values capped and masked. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: BodyRef | null;
  readonly tls: {
    readonly protocol: string;
    readonly cipher: string;
    readonly trusted: boolean;
    /** Absent from looks of the first releases, and where it could not be read: then nothing is known of it. */
    readonly resumption?: TlsResumption;
  } | null;
  readonly durationMs: number;
}

/** What the server had given for coming back when its answer was over. */
export interface TlsResumption {
  readonly by: "ticket" | "session-id" | "none";
  /** Seconds that the server names for its tickets; null where it names none. */
  readonly lifetime: number | null;
  /** Bytes of early data (0-RTT) that it would take with a ticket (RFC 8446, section 4.2.10). */
  readonly earlyData: number;
}

export interface Certificate {
  /** SHA-256 of the DER, hex. */
  readonly sha256: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** ISO 8601 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** dNSName and iPAddress entries, lower case, as sent: "dns:…" or "ip:…". */
  readonly altNames: readonly string[];
  readonly keyType: "rsa" | "ec" | "ed25519" | "ed448" | "dsa" | "other";
  readonly keyBits: number | null;
  readonly curve: string | null;
  /** Dotted OID, and its usual name where known ("sha256WithRSAEncryption"). */
  readonly signatureOid: string;
  readonly signature: string;
  readonly spkiSha256: string;
  readonly isCa: boolean;
  readonly selfIssued: boolean;
  /** Absent from looks of the first releases: then nothing is known of what it tells. */
  readonly details?: CertificateDetails;
  /** Base64. */
  readonly der: string;
}

/** What the extensions of a certificate say besides names and purposes. */
export interface CertificateDetails {
  /** The TLS feature status_request: clients are to insist on a stapled answer (RFC 7633). */
  readonly mustStaple: boolean;
  /** Signed timestamps of public logs inside the certificate (RFC 6962). */
  readonly embeddedScts: number;
  /** OIDs; 2.23.140.1.2.1 is domain-, .2.2 organisation-validated, 2.23.140.1.1 extended validation. */
  readonly policies: readonly string[];
  /** Hex. */
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  /** Where the issuer's certificate and its OCSP answers could be had; never asked. */
  readonly issuerUrls: readonly string[];
  readonly ocspUrls: readonly string[];
  /** Where lists of revoked certificates could be had; never asked. Absent from looks of the first releases. */
  readonly crlUrls?: readonly string[];
}

/**
 * Where the signatures lead over the sent certificates, in whatever order they came; dates, names,
 * key strength and purposes left aside. Computed by src/net/certificate-path.ts.
 * - pinned-root: to a root that the runtime pins
 * - self-signed: nowhere, the leaf signs itself
 * - unknown-root: to a self-signed certificate that was sent and is not pinned
 * - issuer-missing: to an issuer that was neither sent nor is pinned
 */
export type ChainAnchor = "pinned-root" | "self-signed" | "unknown-root" | "issuer-missing";

/** The way to that end which clients take who try them all: the soundest of those that the signatures allow. */
export interface ChainRoute {
  readonly anchor: ChainAnchor;
  /**
   * SHA-256 of the sent certificates it goes by, leaf first, without the root. Absent from looks of the first releases.
   */
  readonly path?: readonly string[];
  /**
   * On a way to a pinned root: why clients refuse it nonetheless, dates and strength of what was sent left aside
   * ("INVALID_CA", "INVALID_PURPOSE", "ROOT_HAS_EXPIRED" …). Absent from looks of the first releases.
   */
  readonly faults?: readonly string[];
}

export interface TlsHandshake {
  readonly kind: "tls-handshake";
  readonly port: number;
  readonly address: string;
  readonly servername: string | null;
  /** What the hello offered: "TLSv1.2" … ; min and max equal when one version was asked alone. */
  readonly offered: { readonly min: string; readonly max: string };
  /** A refusal is an answer; what is neither accepted nor refused is a failed attempt instead. */
  readonly accepted: boolean;
  readonly refusal: string | null;
  readonly protocol: string | null;
  readonly cipher: string | null;
  /** As sent by the server, leaf first. */
  readonly chain: readonly Certificate[];
  /** Verdict of verification against the runtime's pinned roots, without the name. */
  readonly verification:
    | (ChainRoute & {
        readonly trusted: boolean;
        /** OpenSSL's name of the last fault ("CERT_HAS_EXPIRED") of one way; it hides earlier ones and other ways. */
        readonly error: string | null;
      })
    | null;
  /** An OCSP answer came along; absent from looks of the first releases. */
  readonly stapled?: boolean;
  readonly durationMs: number;
}

/** The clear-text answer to one ClientHello: no key was made, and nothing followed. */
export interface TlsFlight {
  readonly kind: "tls-flight";
  readonly port: number;
  readonly address: string;
  readonly servername: string | null;
  /** The highest version asked for ("SSLv2" … "TLSv1.3"), and how many suites the hello offered. */
  readonly offered: { readonly version: string; readonly suites: number };
  /** "retry": it chose, and asks for a key in `group` (TLS 1.3). "refused": an alert, or the end without an answer. */
  readonly outcome: "hello" | "retry" | "refused";
  /** Name of the alert, or "closed". */
  readonly refusal: string | null;
  readonly version: string | null;
  /** Code point of the chosen suite; for SSL 2.0 all cipher kinds that both sides know. */
  readonly suites: readonly number[];
  /** The server chose what was not offered: nothing can be concluded from that. */
  readonly unoffered: boolean;
  readonly compression: boolean;
  /** Types of the extensions that came back. */
  readonly extensions: readonly number[];
  /** Of the key exchange, or asked for by a retry. */
  readonly group: number | null;
  /** Temporary key: the prime of Diffie-Hellman, or the modulus of an export key. */
  readonly temporaryKey: {
    readonly kind: "dhe" | "rsa-export";
    readonly bits: number;
    readonly primeSha256: string | null;
  } | null;
  /** Scheme of the signature under the key exchange, which TLS 1.2 names; looks of old have none. */
  readonly signature?: number | null;
  /** SHA-256 of the server's public value of the key exchange: the same again is a key used again. */
  readonly shareSha256?: string | null;
  readonly alpn: string | null;
  readonly certificateRequested: boolean;
  /** An OCSP answer came along. */
  readonly stapled: boolean;
  /** False when it was cut short after the choice. */
  readonly complete: boolean;
  /** SHA-256 of the first certificate; null when none came. */
  readonly leafSha256: string | null;
  /** As sent; empty unless it was asked for. */
  readonly chain: readonly Certificate[];
  /** Where the chain leads; null when it was not asked for. */
  readonly anchor: ChainAnchor | null;
  /** As of a `ChainRoute`; absent with `anchor` null and from looks of the first releases. */
  readonly path?: readonly string[];
  readonly faults?: readonly string[];
  readonly durationMs: number;
}

export interface Resolution {
  readonly kind: "resolution";
  readonly addresses: readonly { readonly address: string; readonly family: 4 | 6 }[];
  /** True when `--resolve` answered instead of DNS. */
  readonly override: boolean;
}

/** Whether a port answers at all (a refused connection is an answer). */
export interface PortAnswer {
  readonly kind: "port";
  readonly port: number;
  readonly address: string;
  readonly open: boolean;
}

export type Observation = HttpExchange | TlsHandshake | TlsFlight | Resolution | PortAnswer;

/**
 * One attempt to look at one place, successful or not: the record that crosses the wall.
 * `locator` names the place in the words of the finding it could open (a path, "tls", a URL),
 * so that a later judgement knows which subject was asked again.
 */
export interface Look {
  /** SHA-256 of the canonical JSON of everything else: the evidence id. */
  readonly id: string;
  readonly probe: string;
  /** What the look is for within the probe: "home", "linked", "twin", "calibration", … */
  readonly role: string;
  /** Empty: it counts for nothing that a unit is shown; only the central team may join it with other looks. */
  readonly areas: readonly Area[];
  readonly host: string;
  readonly port: number | null;
  readonly scheme: Scheme | null;
  readonly address: string | null;
  readonly locator: string;
  /** Signature, product or twin that this look belongs to; null when none. */
  readonly about: string | null;
  readonly takenAt: string;
  readonly attempt: Attempt<Observation>;
}

/** A look before it is hashed. */
export type NewLook = Omit<Look, "id">;
