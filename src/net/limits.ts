// The limits of one request: times in milliseconds, sizes in bytes. They protect us; pace and budget protect the host.

export interface NetLimits {
  /** TCP connect. */
  readonly connectMs: number;
  readonly tlsMs: number;
  /** From the request's first byte to the end of the final header section; 1xx answers do not restart it. */
  readonly headersMs: number;
  /** The whole body, however steadily it drips. */
  readonly bodyMs: number;
  /** From the connect of one request to its last byte; each redirect hop has its own. */
  readonly requestMs: number;
  /** One name resolution, all tries. */
  readonly dnsMs: number;
  readonly headerBytes: number;
  /** Decompressed body when the ask names no cap of its own. */
  readonly bodyBytes: number;
  /** What the wire may carry beyond headers and body: chunk framing, trailers, TLS records. */
  readonly overheadBytes: number;
  /** Raw bytes of one TLS handshake. */
  readonly handshakeBytes: number;
  /** What an inner layer of a body compressed several times may grow to. */
  readonly layerBytes: number;
  readonly redirects: number;
  readonly addresses: number;
  /** How often a request in flight asks again whether it is still permitted. */
  readonly recheckMs: number;
}

const KIB = 1024;

export const DEFAULT_LIMITS: NetLimits = {
  connectMs: 10_000,
  tlsMs: 10_000,
  headersMs: 10_000,
  bodyMs: 15_000,
  requestMs: 30_000,
  dnsMs: 10_000,
  headerBytes: 64 * KIB,
  bodyBytes: 2048 * KIB,
  overheadBytes: 1024 * KIB,
  handshakeBytes: 256 * KIB,
  layerBytes: 16 * 1024 * KIB,
  redirects: 5,
  addresses: 16,
  recheckMs: 1000,
};
