// What a server gives its visitors for coming back: a session id or tickets, for how long, and whether it would take
// early data (0-RTT) with them. Reads the sessions that OpenSSL hands out; resumes none and keeps none.
import forge from "node-forge";
import type { TlsResumption } from "../model/observation.ts";
import { bytesOf, childrenOf, isContext, parseDer, type DerNode } from "./der.ts";

/** A session holds the server's certificate and a ticket; both fit many times over. */
export const MAX_SESSION_BYTES = 256 * 1024;
/** Servers send one or two; more of them say nothing new. */
const MAX_READ = 4;

/** Tags of OpenSSL's SSL_SESSION_ASN1, which leaves out what is zero. */
const LIFETIME = 9;
const TICKET = 10;
const EARLY_DATA = 15;

const NOTHING: TlsResumption = { by: "none", lifetime: null, earlyData: 0 };

export interface Sessions {
  /** Takes a session as it comes: the `session` event of a TLS socket. */
  readonly note: (der: Uint8Array) => void;
  /** What came so far; null where a session came that cannot be read. */
  readonly told: () => TlsResumption | null;
}

export function collectSessions(): Sessions {
  const read: (TlsResumption | null)[] = [];
  return {
    note(der) {
      if (read.length < MAX_READ) read.push(readSession(der));
    },
    told: () => read.reduce(together, NOTHING),
  };
}

/** The more generous of both. */
function together(one: TlsResumption | null, other: TlsResumption | null): TlsResumption | null {
  if (one === null || other === null) return null;
  return {
    by: one.by === "ticket" ? "ticket" : other.by,
    lifetime: one.lifetime === null ? other.lifetime : Math.max(one.lifetime, other.lifetime ?? 0),
    earlyData: Math.max(one.earlyData, other.earlyData),
  };
}

/** Later versions of Node (seen in 24.21) put this before the session, then the host's length in two bytes, and the host. */
const ENVELOPE = Buffer.from("\0nodejs:tls:session:1\0", "latin1");
const HOST_LENGTH_BYTES = 2;

function withoutEnvelope(session: Buffer): Buffer {
  const length = ENVELOPE.length;
  const isWrapped = session.subarray(0, length).equals(ENVELOPE);
  if (!isWrapped || session.length < length + HOST_LENGTH_BYTES) return session;
  return session.subarray(length + HOST_LENGTH_BYTES + session.readUInt16BE(length));
}

/** @returns null where it is no session in DER, or a number in it is none */
export function readSession(session: Uint8Array): TlsResumption | null {
  if (session.length > MAX_SESSION_BYTES) return null;
  const der = withoutEnvelope(Buffer.from(session));
  const fields = childrenOf(parseDer(der.toString("latin1")));
  if (fields.length === 0) return null;
  const inside = (tag: number): DerNode | undefined =>
    childrenOf(fields.find((node) => isContext(node, tag)))[0];
  const [lifetime, earlyData] = [numberOf(inside(LIFETIME)), numberOf(inside(EARLY_DATA))];
  if (lifetime === null || earlyData === null) return null;
  const by = inside(TICKET) === undefined ? "session-id" : "ticket";
  return { by, lifetime: lifetime ?? null, earlyData: earlyData ?? 0 };
}

/** Enough for 32 bits with the sign; OpenSSL has no larger ones here. */
const MAX_NUMBER_BYTES = 5;

/** undefined where there is none; null where it is no such number. */
function numberOf(node: DerNode | undefined): number | null | undefined {
  if (node === undefined) return undefined;
  const bytes = bytesOf(node);
  const isNumber = node.type === forge.asn1.Type.INTEGER && bytes !== null && bytes !== "";
  if (!isNumber || bytes.length > MAX_NUMBER_BYTES || bytes.charCodeAt(0) >= 0x80) return null;
  return Buffer.from(bytes, "latin1").readUIntBE(0, bytes.length);
}
