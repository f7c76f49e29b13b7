// Reads the extensions of a certificate that later verdicts need: must-staple, timestamps, policies, key ids, AIA, CRLs.
// Says what is written there; a part that cannot be read counts as not being there.
import type { CertificateDetails } from "../model/observation.ts";
import { bytesOf, childrenOf, isContext, oidOf, parseDer, printable, type DerNode } from "./der.ts";

/** Contents of each extension by its OID; of a repeated one the first. */
export type Extensions = ReadonlyMap<string, string>;

const OID = {
  subjectKeyId: "2.5.29.14",
  crls: "2.5.29.31",
  policies: "2.5.29.32",
  authorityKeyId: "2.5.29.35",
  authorityInfo: "1.3.6.1.5.5.7.1.1",
  tlsFeature: "1.3.6.1.5.5.7.1.24",
  timestamps: "1.3.6.1.4.1.11129.2.4.2",
} as const;

const OCSP = "1.3.6.1.5.5.7.48.1";
const ISSUERS = "1.3.6.1.5.5.7.48.2";

/** @param wrapper the [3] that holds the list (RFC 5280, section 4.1) */
export function extensionsOf(wrapper: DerNode | undefined): Extensions {
  const found = new Map<string, string>();
  for (const extension of childrenOf(childrenOf(wrapper)[0])) {
    const parts = childrenOf(extension);
    const oid = oidOf(parts[0]);
    const value = bytesOf(parts.at(-1));
    if (oid !== null && value !== null && !found.has(oid)) found.set(oid, value);
  }
  return found;
}

export function readDetails(extensions: Extensions): CertificateDetails {
  const root = (oid: string): DerNode | undefined => {
    const value = extensions.get(oid);
    return value === undefined ? undefined : parseDer(value);
  };
  const keyId = childrenOf(root(OID.authorityKeyId)).find((node) => isContext(node, 0));
  const access = childrenOf(root(OID.authorityInfo));
  return {
    mustStaple: childrenOf(root(OID.tlsFeature)).some(isStatusRequest),
    embeddedScts: countTimestamps(bytesOf(root(OID.timestamps))),
    policies: childrenOf(root(OID.policies))
      .slice(0, MAX_POLICIES)
      .flatMap((policy) => oidOf(childrenOf(policy)[0]) ?? []),
    subjectKeyId: hexOf(bytesOf(root(OID.subjectKeyId))),
    authorityKeyId: hexOf(bytesOf(keyId)),
    issuerUrls: locationsOf(access, ISSUERS),
    ocspUrls: locationsOf(access, OCSP),
    crlUrls: childrenOf(root(OID.crls))
      .flatMap((point) => urlsOf(childrenOf(fullName(childrenOf(point)[0]))))
      .slice(0, MAX_URLS),
  };
}

/** The name of a DistributionPoint in full; another form of it holds no address (RFC 5280, section 4.2.1.13). */
function fullName(name: DerNode | undefined): DerNode | undefined {
  const inner = childrenOf(name)[0];
  return isContext(name, 0) && isContext(inner, 0) ? inner : undefined;
}

const MAX_POLICIES = 16;
const MAX_URLS = 4;
const URL_TAG = 6;

/** Feature 5 is status_request (RFC 7633, section 4.1). */
function isStatusRequest(feature: DerNode): boolean {
  return bytesOf(feature) === "\x05";
}

/** A list of length-prefixed timestamps behind its own length (RFC 6962, section 3.3); what is malformed counts 0. */
function countTimestamps(list: string | null): number {
  if (list === null) return 0;
  const bytes = Buffer.from(list, "binary");
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== bytes.length - 2) return 0;
  let count = 0;
  let at = 2;
  while (at + 2 <= bytes.length) {
    at += 2 + bytes.readUInt16BE(at);
    count += 1;
  }
  return at === bytes.length ? count : 0;
}

function locationsOf(access: readonly DerNode[], method: string): readonly string[] {
  return access
    .filter((description) => oidOf(childrenOf(description)[0]) === method)
    .flatMap((description) => urlsOf(childrenOf(description).slice(1, 2)))
    .slice(0, MAX_URLS);
}

/** Addresses among GeneralNames. */
function urlsOf(names: readonly DerNode[]): readonly string[] {
  return names.flatMap((name) => {
    const url = isContext(name, URL_TAG) ? bytesOf(name) : null;
    return url === null ? [] : [printable(url).slice(0, 300)];
  });
}

/** A key id is a hash: what is longer than any is no id. */
function hexOf(bytes: string | null): string | null {
  if (bytes === null || bytes.length === 0 || bytes.length > 64) return null;
  return Buffer.from(bytes, "binary").toString("hex");
}
