// What the store remembers of each host's TLS apart from findings, so that hosts can be compared with one another.

/**
 * - named: the certificate that comes to a client that names the host; second: the one for the other kind of key
 * - nameless: what comes to a client that names nobody: may be another unit's, so for the central team only
 */
export type LeafRole = "named" | "second" | "nameless";

/** One certificate as a server of a host showed it. */
export interface TlsLeaf {
  readonly port: number;
  readonly address: string;
  readonly role: LeafRole;
  readonly sha256: string;
  readonly spkiSha256: string;
  readonly subject: string;
  readonly issuer: string;
  readonly notAfter: string;
  /** "dns:…" and "ip:…". */
  readonly altNames: readonly string[];
}

/** A question that was answered at a place, if only by "there is none". */
export interface TlsAnswered {
  readonly port: number;
  readonly address: string;
  readonly role: LeafRole;
}

/** null: not known from this look. */
export interface TlsPort {
  readonly port: number;
  readonly tls13: boolean | null;
  readonly postQuantum: boolean | null;
  readonly ssl2: boolean | null;
  /** HTTP/3 is advertised by Alt-Svc (RFC 7838); nobody asks over UDP. */
  readonly http3: boolean | null;
}

/** A certificate of an authority that a server sent on the way to a pinned root. */
export interface KnownIntermediate {
  readonly sha256: string;
  readonly subject: string;
  readonly issuer: string;
  /** Hex; null where it names none. */
  readonly subjectKeyId: string | null;
  readonly notAfter: string;
}

/** All of it, of one look at one host. */
export interface TlsTraces {
  /** All that the name led to; null where it was not resolved. */
  readonly addresses: readonly string[] | null;
  readonly answered: readonly TlsAnswered[];
  readonly leaves: readonly TlsLeaf[];
  readonly ports: readonly TlsPort[];
  readonly intermediates: readonly KnownIntermediate[];
}
