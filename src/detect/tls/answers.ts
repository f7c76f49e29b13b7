// The full handshakes of a target, one for each https port and address, as answers or as reasons why not.
import type { DetectInput } from "../../model/detector.ts";
import type { Certificate, Look, TlsHandshake } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import { isoSeconds } from "./dates.ts";

export interface Handshaken {
  readonly known: true;
  readonly look: Look;
  readonly handshake: TlsHandshake;
  readonly leaf: Certificate;
}

interface Unshaken {
  readonly known: false;
  readonly look: Look;
  readonly reason: Reason;
}

export type Answer = Handshaken | Unshaken;

/** Handshakes with the widest range of versions, by port in ascending order. */
export function answersByPort(input: DetectInput): ReadonlyMap<number, readonly Answer[]> {
  const byPort = new Map<number, Answer[]>();
  for (const look of input.looks) {
    if (look.probe !== "certificate" || look.role !== "handshake" || look.port === null) continue;
    const known = byPort.get(look.port) ?? [];
    byPort.set(look.port, [...known, answerOf(look)]);
  }
  return new Map([...byPort].toSorted(([a], [b]) => a - b));
}

function answerOf(look: Look): Answer {
  if (look.attempt.status !== "ok") return { known: false, look, reason: look.attempt.reason };
  const handshake = look.attempt.value;
  if (handshake.kind !== "tls-handshake") return { known: false, look, reason: "internal-bug" };
  // Refused although everything we can speak was offered: we cannot look at it, which is no pass.
  if (!handshake.accepted) return { known: false, look, reason: "tls-failed" };
  const leaf = handshake.chain[0];
  if (leaf === undefined) return { known: false, look, reason: "inconclusive" };
  return { known: true, look, handshake, leaf };
}

/**
 * The certificates that clients go by, leaf first, without the root; what was sent besides is left out.
 * @param path as observed; looks of the first releases have none, and names lead there
 */
export function wayOf(
  chain: readonly Certificate[],
  path: readonly string[] | undefined,
): readonly Certificate[] {
  if (path === undefined) return byNames(chain);
  return path.flatMap((sha256) => chain.find((one) => one.sha256 === sha256) ?? []);
}

function byNames(chain: readonly Certificate[]): readonly Certificate[] {
  const way: Certificate[] = [];
  let next = chain[0];
  while (next !== undefined) {
    const current = next;
    way.push(current);
    if (current.selfIssued) break;
    next = chain.find((one) => one.subject === current.issuer && !way.includes(one));
  }
  return way.filter((one, at) => at === 0 || !one.selfIssued);
}

/** The same of a handshake. */
export function wayOfShaken({ handshake }: Handshaken): readonly Certificate[] {
  return wayOf(handshake.chain, handshake.verification?.path);
}

/** Who, by whom, from when to when: one line for people. */
export function describe(certificate: Certificate): string {
  const { subject, issuer, notBefore, notAfter } = certificate;
  return `subject=${subject} issuer=${issuer} notBefore=${isoSeconds(notBefore)} notAfter=${isoSeconds(notAfter)}`;
}
