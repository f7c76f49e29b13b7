// Weak classes of cipher suites, forward secrecy, and the prime of Diffie-Hellman, at the address audited in full.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { Predicate } from "../../model/predicate.ts";
import {
  WEAK_CLASSES,
  isForwardSecret,
  tellsAnonymousPrime,
  weaknessesOf,
  type WeakClass,
} from "../../text/tls/suites.ts";
import { ANONYMOUS_PRIME, classesIn } from "../../text/tls/topics.ts";
import { answersByPort } from "./answers.ts";
import {
  acceptedIn,
  isAccepted,
  isOlder,
  isOnly13,
  lastOf,
  mainOf,
  type Accepted,
  type Asked,
  type Audit,
} from "./audit.ts";
import { portFacts, seenOr, type Judge } from "./audit-facts.ts";
import type { Signed } from "./verdict.ts";

const PREDICATES: Readonly<Record<WeakClass, Predicate>> = {
  null: "tls.cipher-null",
  anonymous: "tls.cipher-anonymous",
  export: "tls.cipher-export",
  rc4: "tls.cipher-rc4",
  des: "tls.cipher-des",
  "3des": "tls.cipher-3des",
};

const JUDGES: readonly Judge[] = [
  ...WEAK_CLASSES.map((name): Judge => ({
    predicate: PREDICATES[name],
    everywhere: false,
    signs: (audit) => weakClass(audit, name),
  })),
  { predicate: "tls.no-forward-secrecy", everywhere: false, signs: noForwardSecrecy },
  { predicate: "tls.dh-weak", everywhere: false, signs: weakPrime },
];

export const cipherDetector: Detector = {
  id: "tls-ciphers",
  area: "tls",
  emits: JUDGES.map(({ predicate }) => predicate),
  detect: (input) => portFacts(input, JUDGES),
};

function nameOf({ reply }: Accepted): string {
  return reply.suite?.name ?? "?";
}

function weakClass(audit: Audit, name: WeakClass): readonly Signed[] {
  const seen = acceptedIn(audit).filter(
    ({ reply }) => reply.suite !== null && weaknessesOf(reply.suite).includes(name),
  );
  return seenOr(
    seen,
    (one) => ({ value: `suite=${nameOf(one)}` }),
    clearingClass(audit, name),
    audit,
  );
}

/** Every hello that asked for the class among others must have been followed down to a refusal. */
function clearingClass(audit: Audit, name: WeakClass): Asked | undefined {
  if (isOnly13(audit)) return mainOf(audit) ?? undefined;
  const asked = audit.asked.filter(
    ({ role, topic }) => role === "class" && classesIn(topic.about).includes(name),
  );
  const versions = new Set(asked.map(({ topic }) => topic.version));
  const last = [...versions].map((version) =>
    asked.findLast(({ topic }) => topic.version === version),
  );
  return last.every((one) => one?.reply.is === "refused") ? last[0] : undefined;
}

/** "only": no suite with forward secrecy was found at all; "also": it is there beside those without. */
function noForwardSecrecy(audit: Audit, input: DetectInput, port: number): readonly Signed[] {
  const accepted = acceptedIn(audit);
  const fixed = accepted.filter(
    ({ reply }) => reply.suite !== null && !isForwardSecret(reply.suite),
  );
  const shaken = answersByPort(input)
    .get(port)
    ?.find(({ look }) => look.address === audit.address);
  const isSpoken =
    accepted.some(({ reply }) => reply.suite !== null && isForwardSecret(reply.suite)) ||
    (shaken?.known === true && isForwardName(shaken.handshake.protocol, shaken.handshake.cipher));
  // Without the question for forward secrecy alone nobody may say that there is none.
  const isSure = lastOf(audit, "forward")?.reply.is === "refused";
  const state = isSpoken || !isSure ? "also" : "only";
  const asked = lastOf(audit, "static");
  const isRefused = asked?.reply.is === "refused" && !hasOldOnly(audit);
  const clearing = isRefused ? asked : isOnly13(audit) ? mainOf(audit) : null;
  return seenOr(
    fixed,
    (one) => ({ value: `suite=${nameOf(one)}`, attributes: { state } }),
    clearing ?? undefined,
    audit,
  );
}

/** Suites that newer versions do not know (RFC 4346, section A.5; RFC 5469): static ones were not asked for there. */
function hasOldOnly(audit: Audit): boolean {
  const main = mainOf(audit);
  const best = main !== null && isAccepted(main) ? main.reply.version : "TLSv1.2";
  return acceptedIn(audit).some(
    ({ reply: { suite, version } }) =>
      suite !== null && (suite.export || suite.cipher === "des") && isOlder(version, best),
  );
}

function isForwardName(protocol: string | null, cipher: string | null): boolean {
  return protocol === "TLSv1.3" || /^(?:ECDHE|DHE)-/.test(cipher ?? "");
}

/** Export and anonymous suites may have a prime of their own: without a word on them nobody may say that all is well. */
function primesFollowed(audit: Audit, { tls }: Knowledge): boolean {
  const hasExport = acceptedIn(audit).some(({ reply }) => reply.suite?.export === true);
  const isTold = acceptedIn(audit).some(
    ({ reply }) => reply.suite !== null && tellsAnonymousPrime(reply.suite, reply.flight, tls),
  );
  const exportAsked = audit.asked.some(
    ({ role, topic }) => role === "dhe" && topic.about === "export",
  );
  return (
    (isTold || isAnonymousPrimeless(audit)) &&
    (hasExport ? exportAsked : clearingClass(audit, "export") !== undefined)
  );
}

/** No anonymous suite at all, or none with Diffie-Hellman and short keys. */
function isAnonymousPrimeless(audit: Audit): boolean {
  const isRefused = audit.asked.some(
    ({ topic, reply }) =>
      topic.about.split("+").includes(ANONYMOUS_PRIME) && reply.is === "refused",
  );
  return isRefused || clearingClass(audit, "anonymous") !== undefined;
}

function weakPrime(audit: Audit, { knowledge }: DetectInput): readonly Signed[] {
  const least = knowledge.tls.minDhBits;
  const primes = acceptedIn(audit).filter(({ reply }) => reply.flight.temporaryKey?.kind === "dhe");
  const bitsIn = ({ reply }: Accepted): number => reply.flight.temporaryKey?.bits ?? 0;
  const seen = primes.filter((one) => bitsIn(one) < least);
  const asked = audit.asked.filter(({ role }) => role === "dhe");
  const isDecided =
    primesFollowed(audit, knowledge) &&
    asked.every(
      ({ reply }) =>
        reply.is === "refused" || (reply.is === "accepted" && reply.flight.temporaryKey !== null),
    );
  const clearing = isDecided ? (asked[0] ?? (isOnly13(audit) ? mainOf(audit) : null)) : null;
  const smallest = Math.min(...seen.map(bitsIn));
  return seenOr(
    seen,
    (one) => ({ value: `dh=${String(bitsIn(one))}`, attributes: { bits: smallest } }),
    clearing ?? undefined,
    audit,
  );
}
