// Follows the signatures over the certificates a server sent, to a pinned root or to where they end.
// Measures only: OpenSSL reports one fault and hides the others, so dates, names and strength stay out of it.
import { X509Certificate } from "node:crypto";
import type { ChainAnchor } from "../model/observation.ts";

/** Pinned roots by their subject. */
export type Roots = ReadonlyMap<string, readonly X509Certificate[]>;

/** @param pems the pinned roots, one PEM certificate each, as `tls.rootCertificates` lists them */
export function readRoots(pems: readonly string[]): Roots {
  const roots = new Map<string, X509Certificate[]>();
  for (const pem of pems) {
    const root = new X509Certificate(pem);
    const sameName = roots.get(root.subject);
    if (sameName === undefined) roots.set(root.subject, [root]);
    else sameName.push(root);
  }
  return roots;
}

/** A hostile chain of many certificates of one name would cost a signature check for each pair. */
const MAX_CERTIFICATES = 20;

/**
 * @param chain what the server sent, leaf first; the rest may come in any order (RFC 8446, section 4.4.2)
 * @returns null when nothing was sent
 */
export function anchorOf(chain: readonly X509Certificate[], roots: Roots): ChainAnchor | null {
  const leaf = chain[0];
  if (leaf === undefined) return null;
  const unused = new Set(chain.slice(1, MAX_CERTIFICATES));
  return follow(leaf, unused, roots) ?? (signsItself(leaf) ? "self-signed" : "issuer-missing");
}

/** The best end that can be reached from `current`; null when its issuer is not at hand. */
function follow(
  current: X509Certificate,
  unused: Set<X509Certificate>,
  roots: Roots,
): Exclude<ChainAnchor, "self-signed"> | null {
  const known = [...(roots.get(current.subject) ?? []), ...(roots.get(current.issuer) ?? [])];
  if (known.some((root) => root.raw.equals(current.raw) || isIssuerOf(root, current))) {
    return "pinned-root";
  }
  let best: "unknown-root" | "issuer-missing" | null = null;
  for (const candidate of unused) {
    if (candidate.raw.equals(current.raw) || !isIssuerOf(candidate, current)) continue;
    unused.delete(candidate);
    const end =
      follow(candidate, unused, roots) ??
      (signsItself(candidate) ? "unknown-root" : "issuer-missing");
    if (end === "pinned-root") return end;
    if (best !== "unknown-root") best = end;
  }
  return best;
}

function isIssuerOf(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && isSignedBy(issuer, certificate);
}

/** Without `checkIssued`, which asks for the right to sign: a self-signed server certificate may lack it. */
function signsItself(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && isSignedBy(certificate, certificate);
}

function isSignedBy(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that OpenSSL cannot use signs nothing that anybody could check.
    return false;
  }
}
