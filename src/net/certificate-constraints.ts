// Reads from a certificate's DER what bears on the way to a root: what it may be used for, what it may certify, and
// whether its extensions can be read at all. Judges nothing of it.
import forge from "node-forge";
import { fieldsOf } from "./certificate-der.ts";
import { bytesOf, childrenOf, isContext, oidOf, parseDer, type DerNode } from "./der.ts";
import { isReadable, OID } from "./extension-form.ts";
import type { ConstrainedName, Constraints } from "./name-constraints.ts";

const { asn1 } = forge;

export interface Rights {
  /** Version 3, no extension twice, and those that are read here are what they should be. */
  readonly isWellFormed: boolean;
  readonly hasUnknownCritical: boolean;
  readonly isCa: boolean;
  readonly pathLength: number | null;
  /** First octet of the bits, digitalSignature in the highest; null where there is no such extension. */
  readonly keyUsage: number | null;
  /** OIDs of the extended key usage; null where there is no such extension. */
  readonly purposes: readonly string[] | null;
  readonly constraints: Constraints | null;
  readonly hasPolicies: boolean;
  /** After so many certificates below it each must name a policy; null where nothing is demanded. */
  readonly explicitPolicyAfter: number | null;
  /** What constraints of others are held against: alternative names, and the subject. */
  readonly names: readonly ConstrainedName[];
  readonly isSelfIssued: boolean;
  /** "unsupported": of no kind that browsers check; weak ones are supported, and judged elsewhere. */
  readonly signature: "supported" | "unsupported";
}

/** What clients act on when it is critical; besides: CRL points, policy mappings, inhibitAny. */
const HANDLED = new Set<string>([
  OID.keyUsage,
  OID.subjectAltName,
  OID.basicConstraints,
  OID.nameConstraints,
  OID.policies,
  OID.extendedKeyUsage,
  "2.5.29.31",
  "2.5.29.33",
  OID.policyConstraints,
  "2.5.29.54",
]);

/** Three is the version that may have extensions. */
const VERSION_3 = "\x02";

/** @returns null when the DER is no well-formed certificate */
export function readRights(der: Uint8Array): Rights | null {
  const fields = fieldsOf(der);
  if (fields === null) return null;
  const listed = childrenOf(childrenOf(fields.extensions)[0]).map(readExtension);
  const all = listed.flatMap((one) => one ?? []);
  const altNames = all.find(({ oid }) => oid === OID.subjectAltName);
  const subject = partsOf(fields.subject);
  return {
    isWellFormed:
      listed.length === all.length &&
      new Set(all.map(({ oid }) => oid)).size === all.length &&
      (all.length === 0 || fields.version === VERSION_3) &&
      all.every(({ oid, content }) => isReadable(oid, content)) &&
      // RFC 5280, section 4.2.1.6: without a subject the alternative names must be critical.
      (subject.length > 0 || altNames?.isCritical !== false),
    hasUnknownCritical: all.some(({ oid, isCritical }) => isCritical && !HANDLED.has(oid)),
    ...readPowers(all),
    names: [
      ...childrenOf(altNames?.content).flatMap((name) => nameOf(name) ?? []),
      ...(subject.length === 0 ? [] : [{ kind: "directory", parts: subject } as const]),
    ],
    isSelfIssued: partsOf(fields.issuer).join("\n") === subject.join("\n"),
    signature: isSupported(fields.signature) ? "supported" : "unsupported",
  };
}

type Powers = Omit<
  Rights,
  "isWellFormed" | "hasUnknownCritical" | "names" | "isSelfIssued" | "signature"
>;

/** What the extensions allow and demand. */
function readPowers(all: readonly Extension[]): Powers {
  const contentOf = (oid: string): DerNode | undefined =>
    all.find((one) => one.oid === oid)?.content;
  const has = (oid: string): boolean => all.some((one) => one.oid === oid);
  const basic = childrenOf(contentOf(OID.basicConstraints));
  const length = basic.find(({ type }) => type === asn1.Type.INTEGER);
  const bits = bytesOf(contentOf(OID.keyUsage));
  const usage = childrenOf(contentOf(OID.extendedKeyUsage));
  const demands = childrenOf(contentOf(OID.policyConstraints));
  const explicit = demands.find((node) => isContext(node, 0));
  return {
    isCa: basic[0]?.type === asn1.Type.BOOLEAN && bytesOf(basic[0]) === "\xff",
    pathLength: length === undefined ? null : numberOf(length),
    keyUsage: bits === null ? null : bits.charCodeAt(1),
    purposes: has(OID.extendedKeyUsage) ? usage.flatMap((one) => oidOf(one) ?? []) : null,
    constraints: constraintsOf(contentOf(OID.nameConstraints)),
    hasPolicies: has(OID.policies),
    explicitPolicyAfter: explicit === undefined ? null : numberOf(explicit),
  };
}

interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  readonly content: DerNode | undefined;
}

/** @returns null for what is none: also where "not critical", the default, is written out */
function readExtension(node: DerNode): Extension | null {
  const parts = childrenOf(node);
  const [oid, value, isCritical] = [oidOf(parts[0]), parts.at(-1), parts.length === 3];
  const bytes = bytesOf(value);
  const isFramed = parts.length === 2 || (isCritical && bytesOf(parts[1]) === "\xff");
  if (oid === null || bytes === null || value?.type !== asn1.Type.OCTETSTRING || !isFramed) {
    return null;
  }
  return { oid, isCritical, content: parseDer(bytes) };
}

const DNS_TAG = 2;
const DIRECTORY_TAG = 4;
const ADDRESS_TAG = 7;

function nameOf(node: DerNode | undefined): ConstrainedName | null {
  const bytes = bytesOf(node);
  if (isContext(node, DNS_TAG) && bytes !== null) return { kind: "dns", name: bytes.toLowerCase() };
  if (isContext(node, DIRECTORY_TAG)) {
    return { kind: "directory", parts: partsOf(childrenOf(node)[0]) };
  }
  if (!isContext(node, ADDRESS_TAG) || bytes === null) return null;
  return { kind: "address", octets: [...Buffer.from(bytes, "latin1")] };
}

/** One text for each part of a name; strings of whatever kind as their bytes. */
function partsOf(name: DerNode | undefined): readonly string[] {
  return childrenOf(name).map((part) =>
    childrenOf(part)
      .map((pair) => {
        const [type, value] = childrenOf(pair);
        return `${oidOf(type) ?? ""}=${bytesOf(value) ?? ""}`;
      })
      .join("+"),
  );
}

function constraintsOf(content: DerNode | undefined): Constraints | null {
  if (content === undefined) return null;
  const of = (tag: number): readonly ConstrainedName[] =>
    childrenOf(childrenOf(content).find((node) => isContext(node, tag))).flatMap(
      (subtree) => nameOf(childrenOf(subtree)[0]) ?? [],
    );
  return { permitted: of(0), excluded: of(1) };
}

/** A path is never longer than one octet can say. */
function numberOf(node: DerNode): number {
  const bytes = bytesOf(node) ?? "";
  return bytes.length === 1 ? bytes.charCodeAt(0) : Number.MAX_SAFE_INTEGER;
}

const RSASSA_PSS = "1.2.840.113549.1.1.10";

/** CA/B BR 7.1.3.2, and the older ones that are judged as weak: MD2, MD4, MD5 and SHA-1. */
const SUPPORTED = new Set([
  "1.2.840.113549.1.1.2",
  "1.2.840.113549.1.1.3",
  "1.2.840.113549.1.1.4",
  "1.2.840.113549.1.1.5",
  "1.2.840.113549.1.1.11",
  "1.2.840.113549.1.1.12",
  "1.2.840.113549.1.1.13",
  "1.3.14.3.2.29",
  "1.2.840.10040.4.3",
  "1.2.840.10045.4.1",
  "1.2.840.10045.4.3.2",
  "1.2.840.10045.4.3.3",
  "1.2.840.10045.4.3.4",
]);
const PSS_HASHES = new Set<string | null>([
  "2.16.840.1.101.3.4.2.1",
  "2.16.840.1.101.3.4.2.2",
  "2.16.840.1.101.3.4.2.3",
]);

/** RSASSA-PSS names its hash in a parameter; without one it is SHA-1 (RFC 4055, section 3.1). */
function isSupported(algorithm: DerNode | undefined): boolean {
  const [oid, parameters] = childrenOf(algorithm);
  const name = oidOf(oid) ?? "";
  if (name !== RSASSA_PSS) return SUPPORTED.has(name);
  const hash = childrenOf(parameters).find((node) => isContext(node, 0));
  return PSS_HASHES.has(oidOf(childrenOf(childrenOf(hash)[0])[0]));
}
