// Are the extensions of a certificate what they should be? As browsers ask, who refuse what they cannot read; of those
// that are not listed here nothing is said.
import forge from "node-forge";
import { bytesOf, childrenOf, oidOf, type DerNode } from "./der.ts";

const { asn1 } = forge;

export const OID = {
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  policies: "2.5.29.32",
  authorityKeyId: "2.5.29.35",
  policyConstraints: "2.5.29.36",
  extendedKeyUsage: "2.5.29.37",
  authorityInfo: "1.3.6.1.5.5.7.1.1",
} as const;

type Form = (content: DerNode | undefined) => boolean;

/** RFC 5280, sections 4.2.1 and 4.2.2. */
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  [OID.basicConstraints, isList],
  [OID.authorityKeyId, isList],
  [OID.nameConstraints, isFull],
  [OID.extendedKeyUsage, (content) => isFull(content) && oidsOf(content).every(isThere)],
  [OID.subjectAltName, (content) => isFull(content) && childrenOf(content).every(isAltName)],
  [
    OID.authorityInfo,
    (content) =>
      isFull(content) && childrenOf(content).every((one) => childrenOf(one).length === 2),
  ],
  [
    OID.keyUsage,
    // Behind the number of unused bits at least one that is set.
    (content) => content?.type === asn1.Type.BITSTRING && /^.[^\0]/s.test(bytesOf(content) ?? ""),
  ],
  [
    OID.policies,
    (content) => {
      const policies = childrenOf(content).map((one) => oidOf(childrenOf(one)[0]));
      const isDistinct = new Set(policies).size === policies.length;
      return isFull(content) && isDistinct && policies.every(isThere);
    },
  ],
]);

/** @param content undefined where it is no DER */
export function isReadable(oid: string, content: DerNode | undefined): boolean {
  return FORMS.get(oid)?.(content) ?? true;
}

function isList(content: DerNode | undefined): boolean {
  return content?.type === asn1.Type.SEQUENCE && Array.isArray(content.value);
}

function isFull(content: DerNode | undefined): boolean {
  return isList(content) && childrenOf(content).length > 0;
}

function oidsOf(content: DerNode | undefined): readonly (string | null)[] {
  return childrenOf(content).map(oidOf);
}

function isThere(oid: string | null): boolean {
  return oid !== null;
}

const DNS_TAG = 2;
const ADDRESS_TAG = 7;
const LAST_TAG = 8;

/** RFC 5280, section 4.2.1.6: names in ASCII, addresses of four or sixteen octets. */
function isAltName(node: DerNode): boolean {
  const bytes = bytesOf(node);
  const tag: number = node.type;
  if (node.tagClass !== asn1.Class.CONTEXT_SPECIFIC || tag > LAST_TAG) return false;
  if (tag === DNS_TAG) return bytes !== null && !/[^\0-\x7f]/.test(bytes);
  return tag !== ADDRESS_TAG || bytes?.length === 4 || bytes?.length === 16;
}
