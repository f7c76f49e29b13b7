// Is the chain sent as it should be: each certificate followed by the one that certifies it, and nothing besides?
// TLS 1.3 clients put up with any order (RFC 8446, section 4.4.2), older ones and embedded ones do not.
import type { Certificate } from "../../model/observation.ts";
import { nameKey } from "../../text/tls/name-key.ts";
import { wayOfShaken, type Handshaken } from "./answers.ts";
import { shortName } from "./distinguished-name.ts";
import type { Sign } from "./verdict.ts";

const SHOWN = 4;

/** A root sent along is superfluous but harmless, and often advised by issuers: it is not held against anybody. */
export function chainOrder(answer: Handshaken): Sign {
  const { chain, verification } = answer.handshake;
  const way = wayOfShaken(answer);
  const kin = kinOf(chain, way);
  // Where the way breaks off, nobody can say what would lie above the gap.
  const isBroken = verification?.anchor === "issuer-missing";
  const isUseful = (one: Certificate, at: number): boolean =>
    isFirst(one, at, chain) && (kin.has(one) || (isBroken && one.isCa));
  const useful = chain.filter((one, at) => isUseful(one, at));
  const extra = chain.filter((one, at) => !isUseful(one, at));
  const sent = useful.filter((one) => way.includes(one));
  const isOrdered = sent.every((one, at) => one === way[at]) && !isRootBefore(useful, way);
  const text = `sent: ${chain.map(({ subject }) => shortName(subject)).join(" > ")}`;
  if (!isOrdered) return { is: "seen", value: "chain=order", text, attributes: { kind: "order" } };
  if (extra.length === 0) return { is: "clear", text };
  const names = extra.map(({ subject }) => shortName(subject)).toSorted();
  const value = `chain=extra ${names.slice(0, SHOWN).join(",")}`;
  return { is: "seen", value, text, attributes: { kind: "extra" } };
}

function isFirst(one: Certificate, at: number, chain: readonly Certificate[]): boolean {
  return chain.findIndex(({ sha256 }) => sha256 === one.sha256) === at;
}

/** The root of the way, sent before what it certifies. */
function isRootBefore(useful: readonly Certificate[], way: readonly Certificate[]): boolean {
  const top = way.at(-1);
  const root = useful.findIndex(
    (one) => one.selfIssued && top !== undefined && isNamed(one, top.issuer) && !way.includes(one),
  );
  return root >= 0 && way.some((one) => useful.indexOf(one) > root);
}

/**
 * The way itself and all that certifies something of it, directly or not. Another certificate of the same name and key
 * (cross-signed) counts: some clients need it. The same name with another key does not.
 */
function kinOf(
  chain: readonly Certificate[],
  way: readonly Certificate[],
): ReadonlySet<Certificate> {
  const kin = new Set(way);
  let next: readonly Certificate[] = way;
  while (next.length > 0) {
    const below = next;
    const fresh = chain.filter(
      (one) =>
        !kin.has(one) && below.some(({ issuer }) => isNamed(one, issuer)) && isTwin(one, way),
    );
    for (const one of fresh) kin.add(one);
    next = fresh.filter(({ selfIssued }) => !selfIssued);
  }
  return kin;
}

function isNamed({ subject }: Certificate, name: string): boolean {
  return nameKey(subject) === nameKey(name);
}

/** Of a name that the way goes by, only its key will do. */
function isTwin(one: Certificate, way: readonly Certificate[]): boolean {
  const namesake = way.slice(1).filter(({ subject }) => isNamed(one, subject));
  return namesake.length === 0 || namesake.some(({ spkiSha256 }) => spkiSha256 === one.spkiSha256);
}
