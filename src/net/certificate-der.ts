// Reads from a certificate's DER what the runtime's own class does not give: signature OID, dates, names, key info.
// forge serves as a DER reader only; it never decides trust, and its certificate classes cannot read ECDSA.
import forge from "node-forge";
import type { CertificateDetails } from "../model/observation.ts";
import { extensionsOf, readDetails } from "./certificate-extensions.ts";
import { bytesOf, childrenOf, isContext, oidOf, parseDer, printable, type DerNode } from "./der.ts";

const { asn1 } = forge;

export interface DerFacts {
  readonly signatureOid: string;
  /** ISO 8601 UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** "dns:…" and "ip:…", lower case, in order; characters outside printable ASCII as \xNN. */
  readonly altNames: readonly string[];
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly selfIssued: boolean;
  readonly details: CertificateDetails;
}

/** A certificate is some kilobytes; forge spends most of a second on a million tiny nodes. */
export const MAX_DER_BYTES = 128 * 1024;

const SUBJECT_ALT_NAME = "2.5.29.17";
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;

/** @returns null when the DER is no well-formed certificate or too large (RFC 5280, section 4.1) */
export function readDer(der: Uint8Array): DerFacts | null {
  const fields = fieldsOf(der);
  if (fields === null) return null;
  const { issuer, subject, spki } = fields;
  const [from, to] = childrenOf(fields.validity);
  const [notBefore, notAfter] = [timeOf(from), timeOf(to)];
  if (notBefore === null || notAfter === null) return null;
  const signatureOid = oidOf(childrenOf(fields.signature)[0]);
  if (signatureOid === null) return null;
  const extensions = extensionsOf(fields.extensions);
  return {
    signatureOid,
    notBefore,
    notAfter,
    altNames: altNamesOf(extensions.get(SUBJECT_ALT_NAME)),
    spki: Buffer.from(asn1.toDer(spki).getBytes(), "binary"),
    selfIssued: asn1.toDer(issuer).getBytes() === asn1.toDer(subject).getBytes(),
    details: readDetails(extensions),
  };
}

interface Fields {
  /** Contents of the number, one less than the version's name; null where none is written, which is version 1. */
  readonly version: string | null;
  readonly issuer: DerNode;
  readonly validity: DerNode;
  readonly subject: DerNode;
  readonly spki: DerNode;
  /** The [3] that holds the list. */
  readonly extensions: DerNode | undefined;
  readonly signature: DerNode | undefined;
}

/** The parts of a certificate as they are; null where one is missing (RFC 5280, section 4.1). */
export function fieldsOf(der: Uint8Array): Fields | null {
  if (der.length > MAX_DER_BYTES) return null;
  const [tbs, signature] = childrenOf(parseDer(Buffer.from(der).toString("binary")));
  const fields = childrenOf(tbs);
  const version = isContext(fields[0], VERSION_TAG) ? fields[0] : undefined;
  const [, , issuer, validity, subject, spki] = fields.slice(version === undefined ? 0 : 1);
  if (!issuer || !validity || !subject || !spki) return null;
  return {
    version: bytesOf(childrenOf(version)[0]),
    issuer,
    validity,
    subject,
    spki,
    extensions: fields.find((field) => isContext(field, EXTENSIONS_TAG)),
    signature,
  };
}

/** UTCTime and GeneralizedTime in the only form that certificates may use: UTC, with seconds. */
export function timeOf(node: DerNode | undefined): string | null {
  const text = bytesOf(node) ?? "";
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) return null;
  const [, year = "", month, day, hour, minute, second] = match;
  if ((year.length === 2) !== (node?.type === asn1.Type.UTCTIME)) return null;
  const century = year.length === 4 ? "" : Number(year) < 50 ? "20" : "19";
  const iso = `${century}${year}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:${String(second)}.000Z`;
  const date = new Date(iso);
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso ? iso : null;
}

function altNamesOf(value: string | undefined): readonly string[] {
  return value === undefined ? [] : childrenOf(parseDer(value)).flatMap(altNameOf);
}

const DNS_NAME_TAG = 2;
const IP_ADDRESS_TAG = 7;

function altNameOf(node: DerNode): readonly string[] {
  const bytes = bytesOf(node);
  if (bytes === null) return [];
  if (isContext(node, DNS_NAME_TAG)) return [`dns:${printable(bytes).toLowerCase()}`];
  if (isContext(node, IP_ADDRESS_TAG)) return [`ip:${addressOf(bytes)}`];
  return [];
}

function addressOf(bytes: string): string {
  const octets = [...Buffer.from(bytes, "binary")];
  if (octets.length === 4) return octets.join(".");
  if (octets.length !== 16) return printable(bytes);
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}
