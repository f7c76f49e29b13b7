// Is the chain sent as it should be: each certificate followed by the one that certifies it, and nothing besides?
// TLS 1.3 clients put up with any order (RFC 8446, section 4.4.2), older ones and embedded ones do not.
import type { Certificate } from "../../model/observation.ts";
import { pathOf, type Handshaken } from "./answers.ts";
import { shortName } from "./distinguished-name.ts";
import type { Sign } from "./verdict.ts";

const SHOWN = 4;

/** A root sent along is superfluous but harmless, and often advised by issuers: it is not held against anybody. */
export function chainOrder({ handshake }: Handshaken): Sign {
  const { chain } = handshake;
  const ancestors = ancestorsOf(chain);
  const isUseful = (one: Certificate, at: number): boolean =>
    at === 0 || (ancestors.has(one.subject) && isFirst(one, at, chain));
  const useful = chain.filter((one, at) => isUseful(one, at));
  const extra = chain.filter((one, at) => !isUseful(one, at));
  const path = pathOf(useful);
  const sent = useful.filter((one) => path.includes(one));
  const isOrdered = sent.every((one, at) => one === path[at]);
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

/** Names of all that certify the leaf, directly or not; two certificates of one name (cross-signed) both count. */
function ancestorsOf(chain: readonly Certificate[]): ReadonlySet<string> {
  const names = new Set<string>();
  let next = chain.slice(0, 1);
  while (next.length > 0) {
    const issuers = new Set(next.filter((one) => !one.selfIssued).map(({ issuer }) => issuer));
    const fresh = [...issuers].filter((name) => !names.has(name));
    for (const name of fresh) names.add(name);
    next = chain.filter(({ subject }) => fresh.includes(subject));
  }
  return names;
}
