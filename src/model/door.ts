// The only way for a probe to reach a host. Implemented in src/net; bound to one grant.
import type { Area } from "./area.ts";
import type { Attempt } from "./attempt.ts";
import type {
  HttpExchange,
  PortAnswer,
  Resolution,
  TlsFlight,
  TlsHandshake,
  Visitor,
} from "./observation.ts";
import type { Port } from "./registry.ts";

export interface HttpAsk {
  /** Absolute URL on a granted host; the guard parses and judges it. */
  readonly url: string;
  readonly method?: "GET" | "HEAD";
  readonly visitor?: Visitor;
  /** Which area the request is for; null when it serves several. */
  readonly area: Area | null;
  readonly probe: string;
  /** "granted" (default): to granted hosts of the same unit, at most 5 hops, each judged on its own. */
  readonly follow?: "granted" | "same-origin" | "none";
  /** Cap on the decompressed body; default 2 MiB. What is beyond is cut and marked truncated. */
  readonly maxBytes?: number;
  /** First bytes only, as "Range: bytes=0-(n-1)". */
  readonly firstBytes?: number;
  /** Dial this resolved address of the host; default its first. */
  readonly address?: string;
  /**
   * Told what the TLS handshake of each https hop came to, before anything is asked over it; nothing of a host where
   * the area tls is not granted at that moment, whatever area the page is for.
   */
  readonly onSecured?: (shaken: Shaken) => void;
}

export interface Shaken {
  /** Named in the hello. */
  readonly host: string;
  readonly port: number;
  readonly address: string;
  readonly handshake: Attempt<TlsHandshake>;
  /** Of the key exchange, by OpenSSL's name ("X25519", "prime256v1"); null where it names none. */
  readonly group: string | null;
}

/** The exchange as observed plus the raw bytes, which are masked and hashed before anything is kept. */
export interface HttpAnswer {
  readonly exchange: Omit<HttpExchange, "body">;
  /** Decompressed, unmasked: never stored, never logged. */
  readonly body: Uint8Array;
  readonly wireBytes: number;
  readonly truncated: boolean;
}

export interface TlsAsk {
  readonly port: number;
  readonly address: string;
  /** "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3". */
  readonly minVersion: string;
  readonly maxVersion: string;
  readonly probe: string;
}

export interface FlightAsk {
  readonly port: number;
  readonly address: string;
  /** One well-formed ClientHello without key shares, naming this host or none; else it is a fault of ours. */
  readonly hello: Uint8Array;
  readonly probe: string;
  /** Keep the certificates, not only the hash of the first. */
  readonly chain?: boolean;
  /** The longest the line may be open; default: the limits of the house. */
  readonly maxMs?: number;
  /** Told how long the line was open, whatever came of it; not called when none was opened. */
  readonly onWire?: (ms: number) => void;
}

export interface Door {
  readonly host: string;
  readonly ports: readonly Port[];
  /**
   * Resolves the host once per door; later calls give the same answer. Every address has been judged. IPv4 first, each
   * family by number, whatever order DNS answers in.
   */
  resolve(): Promise<Attempt<Resolution>>;
  http(ask: HttpAsk): Promise<Attempt<HttpAnswer>>;
  tls(ask: TlsAsk): Promise<Attempt<TlsHandshake>>;
  /** Sends one ClientHello, reads the clear-text answer, closes. Makes no key and sends nothing more. */
  flight(ask: FlightAsk): Promise<Attempt<TlsFlight>>;
  /** Opens and closes a TCP connection. */
  knock(port: number, address: string, area: Area, probe: string): Promise<Attempt<PortAnswer>>;
  /**
   * Connections that may be open to an address at the same time: one, unless every grant on it allows more than one
   * request a second.
   */
  atOnce(address: string): number;
  /** Requests left in the night's budget for this host. */
  budgetLeft(): number;
}
