// Follows the signatures over the certificates a server sent, to a pinned root or to where they end.
// Measures only: OpenSSL takes one way, reports one fault of it and hides the others; clients take the best way there is.
import { X509Certificate } from "node:crypto";
import type { ChainAnchor } from "../model/observation.ts";
import { nameKey } from "../text/tls/name-key.ts";
import { faultsOf, type PathFault } from "./certificate-rights.ts";

/** Pinned roots by their subject, as `nameKey` has it. */
export type Roots = ReadonlyMap<string, readonly X509Certificate[]>;

/** @param pems the pinned roots, one PEM certificate each, as `tls.rootCertificates` lists them */
export function readRoots(pems: readonly string[]): Roots {
  const roots = new Map<string, X509Certificate[]>();
  for (const pem of pems) {
    const root = new X509Certificate(pem);
    const key = subjectKey(root);
    const sameName = roots.get(key);
    if (sameName === undefined) roots.set(key, [root]);
    else sameName.push(root);
  }
  return roots;
}

/** Where the signatures lead, and over what. */
export interface Route {
  readonly anchor: ChainAnchor;
  /** Of what was sent, leaf first; without the root. */
  readonly path: readonly X509Certificate[];
  /** The pinned root at its end. */
  readonly root: X509Certificate | null;
  /** Judged only where a pinned root is reached: elsewhere nobody gets that far. */
  readonly faults: readonly PathFault[];
}

/** A hostile chain of many certificates of one name would cost a signature check for each pair. */
const MAX_CERTIFICATES = 20;
/** Of cross-signed certificates there are a handful of ways; hostile chains have more than anybody tries. */
const MAX_STEPS = 200;

/**
 * The way that clients find who try them all: to a pinned root, without faults, and good for longest.
 * @param chain what the server sent, leaf first; the rest may come in any order (RFC 8446, section 4.4.2)
 * @returns null when nothing was sent
 */
export function routeOf(chain: readonly X509Certificate[], roots: Roots): Route | null {
  const leaf = chain[0];
  if (leaf === undefined) return null;
  const sent = chain.slice(0, MAX_CERTIFICATES);
  const search: Search = { sent, roots, checked: new Map(), steps: 0, best: null };
  walk([leaf], search);
  return search.best?.route ?? null;
}

interface Search {
  readonly sent: readonly X509Certificate[];
  readonly roots: Roots;
  /** Issuers by what they were held against: a signature is checked once. */
  readonly checked: Map<X509Certificate, Map<X509Certificate, boolean>>;
  steps: number;
  best: Ranked | null;
}

interface Ranked {
  readonly route: Route;
  /** Compared from the left; more is better. */
  readonly rank: readonly number[];
}

/** Tries every way on from the end of `path`. */
function walk(path: readonly X509Certificate[], search: Search): void {
  const current = path.at(-1);
  if (current === undefined || (search.steps += 1) > MAX_STEPS) return;
  for (const root of rootsFor(current, search)) {
    // The root itself as the server's certificate is a way of its own; sent along, it is no part of one.
    const isSame = root.raw.equals(current.raw);
    propose(search, "pinned-root", isSame && path.length > 1 ? path.slice(0, -1) : path, root);
  }
  if (isIssuerOf(current, current, search)) {
    if (path.length === 1) propose(search, "self-signed", path, null);
    else propose(search, "unknown-root", path.slice(0, -1), null);
  }
  const issuers = search.sent.filter(
    (one) => !path.some(({ raw }) => raw.equals(one.raw)) && isIssuerOf(one, current, search),
  );
  if (issuers.length === 0) propose(search, "issuer-missing", path, null);
  for (const issuer of issuers) walk([...path, issuer], search);
}

function rootsFor(current: X509Certificate, search: Search): readonly X509Certificate[] {
  const { roots } = search;
  const itself = (roots.get(subjectKey(current)) ?? []).filter(({ raw }) =>
    raw.equals(current.raw),
  );
  const issuers = (roots.get(nameKey(current.issuer)) ?? []).filter(
    (root) => !root.raw.equals(current.raw) && isIssuerOf(root, current, search),
  );
  return [...itself, ...issuers];
}

const WORTH: Readonly<Record<ChainAnchor, number>> = {
  "pinned-root": 3,
  "self-signed": 2,
  "unknown-root": 1,
  "issuer-missing": 0,
};

function propose(
  search: Search,
  anchor: ChainAnchor,
  path: readonly X509Certificate[],
  root: X509Certificate | null,
): void {
  const faults = root === null ? [] : faultsOf(path, root);
  const ends = [...path, ...(root === null ? [] : [root])].map(endOf);
  const rank = [WORTH[anchor], -faults.length, Math.min(...ends)];
  if (search.best === null || isBetter(rank, search.best.rank)) {
    search.best = { route: { anchor, path, root, faults }, rank };
  }
}

/** Strictly: of equals the one found first, in the order sent. */
function isBetter(rank: readonly number[], than: readonly number[]): boolean {
  const at = rank.findIndex((value, index) => value !== than[index]);
  return at >= 0 && (rank[at] ?? 0) > (than[at] ?? 0);
}

/** Epoch milliseconds; 0 where the date cannot be read. */
function endOf({ validTo }: X509Certificate): number {
  const end = Date.parse(validTo);
  return Number.isNaN(end) ? 0 : end;
}

/**
 * By name and signature alone: the ids of keys are hints (RFC 5280, section 4.2.1.1), and the right to sign is judged
 * as a fault of the way.
 */
function isIssuerOf(
  issuer: X509Certificate,
  certificate: X509Certificate,
  { checked }: Search,
): boolean {
  if (subjectKey(issuer) !== nameKey(certificate.issuer)) return false;
  const known = checked.get(certificate) ?? new Map<X509Certificate, boolean>();
  checked.set(certificate, known);
  const isSigned = known.get(issuer) ?? isSignedBy(issuer, certificate);
  known.set(issuer, isSigned);
  return isSigned;
}

function subjectKey({ subject }: X509Certificate): string {
  return nameKey(subject);
}

function isSignedBy(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that OpenSSL cannot use signs nothing that anybody could check.
    return false;
  }
}
