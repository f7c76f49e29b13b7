// What the hellos of a full list show of a stack besides versions, suites and groups. Asks nothing.
import type { Look, TlsFlight } from "../../model/observation.ts";
import { EXTENSION } from "../../text/tls/words.ts";

/** Of TLS 1.2 and older: TLS 1.3 says the same in what it encrypts. */
export interface TlsFeatures {
  /** The protocol chosen of "h2" and "http/1.1"; null where the server chose none. */
  readonly alpn: string | null;
  readonly sessionTickets: boolean;
  /** Whether a temporary key came in more than one answer; null where there were no two to compare. */
  readonly keysUsedAgain: boolean | null;
}

/** @returns null where no such version was agreed to; SSL has no extensions to ask with */
export function featuresIn(looks: readonly Look[]): TlsFeatures | null {
  const flights = looks.flatMap((look) => flightOf(look) ?? []);
  const [first] = flights;
  if (first === undefined) return null;
  const { alpn, extensions } = first;
  const sessionTickets = extensions.includes(EXTENSION.sessionTicket);
  return { alpn, sessionTickets, keysUsedAgain: isAnyTwice(flights) };
}

/** Keys of different groups are never the same: they are compared within a group, or a prime. */
function isAnyTwice(flights: readonly TlsFlight[]): boolean | null {
  const shares = new Map<string, string[]>();
  for (const { shareSha256, group, temporaryKey } of flights) {
    if (shareSha256 === undefined || shareSha256 === null) continue;
    const kind = String(group ?? temporaryKey?.primeSha256);
    shares.set(kind, [...(shares.get(kind) ?? []), shareSha256]);
  }
  const comparable = [...shares.values()].filter(({ length }) => length > 1);
  if (comparable.length === 0) return null;
  return comparable.some((all) => new Set(all).size < all.length);
}

function flightOf({ attempt }: Look): TlsFlight | null {
  if (attempt.status !== "ok" || attempt.value.kind !== "tls-flight") return null;
  const { value } = attempt;
  const isAgreed = value.outcome === "hello" && !value.unoffered;
  return isAgreed && /^TLSv1(?:\.[12])?$/.test(value.version ?? "") ? value : null;
}
