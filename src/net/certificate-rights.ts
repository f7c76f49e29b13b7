// What a way from a leaf to a root must have besides signatures: the right to sign, the purpose, names within what was
// allowed, extensions that can be read (RFC 5280, section 6.1), and signatures and keys that browsers know. Dates, the
// host's name and weak keys or hashes are judged elsewhere.
import type { X509Certificate } from "node:crypto";
import { readRights, type Rights } from "./certificate-constraints.ts";
import { isWithin } from "./name-constraints.ts";

/** Named as OpenSSL does where it has a name for it. */
export type PathFault =
  | "INVALID_EXTENSION"
  | "UNHANDLED_CRITICAL_EXTENSION"
  | "INVALID_CA"
  | "PATH_LENGTH_EXCEEDED"
  | "INVALID_PURPOSE"
  | "PERMITTED_VIOLATION"
  | "EXCLUDED_VIOLATION"
  | "NO_EXPLICIT_POLICY"
  | "UNSUPPORTED_SIGNATURE_ALGORITHM"
  | "UNSUPPORTED_KEY";

/**
 * @param path leaf first, without the root
 * @returns each fault once, in the order of the checks; none for a leaf that is pinned itself
 */
export function faultsOf(
  path: readonly X509Certificate[],
  root: X509Certificate,
): readonly PathFault[] {
  const [leaf] = path;
  if (leaf === undefined || leaf.raw.equals(root.raw)) return [];
  const read = path.map(({ raw }) => readRights(raw));
  const rights = read.flatMap((one) => one ?? []);
  if (rights.length < read.length) return ["INVALID_EXTENSION"];
  const top = readRights(root.raw);
  const authorities = [...rights.slice(1), ...(top === null ? [] : [top])];
  const found: readonly (PathFault | false)[] = [
    rights.some(({ isWellFormed }) => !isWellFormed) && "INVALID_EXTENSION",
    rights.some(({ hasUnknownCritical }) => hasUnknownCritical) && "UNHANDLED_CRITICAL_EXTENSION",
    rights.slice(1).some((one) => !mayIssue(one)) && "INVALID_CA",
    isTooLong(rights, top) && "PATH_LENGTH_EXCEEDED",
    ([...rights, ...authorities].some(isForOtherUse) || isNoServerKey(rights[0])) &&
      "INVALID_PURPOSE",
    ...namesFaults(rights, authorities),
    lacksPolicy(rights) && "NO_EXPLICIT_POLICY",
    rights.some(({ signature }) => signature === "unsupported") &&
      "UNSUPPORTED_SIGNATURE_ALGORITHM",
    [...path.slice(1), root].some((one) => !isKnownKey(one)) && "UNSUPPORTED_KEY",
  ];
  return found.filter((one) => one !== false);
}

/** RFC 8446, section 4.4.2.2: a handshake that the key signs needs this bit where the extension is there. */
export function maySignHandshakes(leaf: X509Certificate): boolean {
  const usage = readRights(leaf.raw)?.keyUsage ?? null;
  return usage === null || (usage & DIGITAL_SIGNATURE) !== 0;
}

const DIGITAL_SIGNATURE = 0x80;
const KEY_ENCIPHERMENT = 0x20;
const KEY_AGREEMENT = 0x08;
const CERTIFICATE_SIGNATURE = 0x04;
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

function mayIssue({ isCa, keyUsage }: Rights): boolean {
  return isCa && (keyUsage === null || (keyUsage & CERTIFICATE_SIGNATURE) !== 0);
}

/** Self-issued certificates under an authority do not count, nor does the leaf (RFC 5280, section 6.1.4). */
function isTooLong(rights: readonly Rights[], root: Rights | null): boolean {
  return [...rights, ...(root === null ? [] : [root])].some(({ pathLength }, at) => {
    const below = rights.slice(1, Math.max(at, 1)).filter(({ isSelfIssued }) => !isSelfIssued);
    return at > 0 && pathLength !== null && below.length > pathLength;
  });
}

/** One without any policy leaves none that is valid (RFC 5280, section 6.1.3); which ones they are is not weighed. */
function lacksPolicy(rights: readonly Rights[]): boolean {
  const isDemanded = rights.some(
    ({ explicitPolicyAfter: after }, at) => at > 0 && after !== null && after <= at,
  );
  return isDemanded && rights.some(({ hasPolicies }) => !hasPolicies);
}

/** Any purpose is none that Firefox or OpenSSL take for this one. */
function isForOtherUse({ purposes }: Rights): boolean {
  return purposes !== null && !purposes.includes(SERVER_AUTHENTICATION);
}

function isNoServerKey(leaf: Rights | undefined): boolean {
  const usage = leaf?.keyUsage ?? null;
  return usage !== null && (usage & (DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT)) === 0;
}

/** Names of an authority bind all below it, but not self-issued ones between (RFC 5280, section 6.1.3). */
function namesFaults(
  rights: readonly Rights[],
  authorities: readonly Rights[],
): readonly (PathFault | false)[] {
  const held = authorities.flatMap(({ constraints }, at) =>
    constraints === null
      ? []
      : rights
          .slice(0, at + 1)
          .filter(({ isSelfIssued }, below) => below === 0 || !isSelfIssued)
          .map((below) => isWithin(below.names, constraints)),
  );
  const found = new Set(held);
  return [
    found.has("not-permitted") && "PERMITTED_VIOLATION",
    found.has("excluded") && "EXCLUDED_VIOLATION",
  ];
}

/** Curves of CA/B BR 6.1.5; of keys for RSA-PSS alone and of Edwards curves no browser takes a signature. */
const CURVES = new Set<string | undefined>(["prime256v1", "secp384r1", "secp521r1"]);

function isKnownKey({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  return type === "rsa" || type === "dsa" || (type === "ec" && CURVES.has(details?.namedCurve));
}
