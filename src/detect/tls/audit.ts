// The audit's looks of one port as answers: what was accepted proves something by itself; what was refused only while
// the same server still answered at the end as in the beginning (the canary).
import type { Look, TlsFlight } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import type { TlsKnowledge, TlsSuite } from "../../model/tls-knowledge.ts";
import { suiteOf } from "../../text/tls/suites.ts";
import {
  ASIDE,
  AUDIT_PROBE,
  isOfSuites,
  isRefusedInWords,
  readTopic,
  SHA1_ALONE,
  type AuditRole,
  type Topic,
} from "../../text/tls/topics.ts";
import { TLS_VERSIONS, type TlsVersion } from "../../text/tls/words.ts";

export type Reply =
  | {
      readonly is: "accepted";
      readonly flight: TlsFlight;
      readonly version: TlsVersion;
      /** null where the table does not know it, and for SSL 2.0. */
      readonly suite: TlsSuite | null;
    }
  | {
      readonly is: "refused";
      readonly how: string;
      /** What it comes to where such a refusal does not count; null where it speaks of the offer. */
      readonly wordless: Reason | null;
    }
  | { readonly is: "open"; readonly reason: Reason };

export interface Asked {
  readonly look: Look;
  readonly role: AuditRole;
  readonly topic: Topic;
  /** A refusal that the canary does not confirm is open. */
  readonly reply: Reply;
}

export type Accepted = Asked & { readonly reply: Extract<Reply, { is: "accepted" }> };

/** All hellos to one address of a port, in the order in which they were sent. */
export interface Audit {
  readonly address: string;
  readonly asked: readonly Asked[];
}

/** The audits of a port by address; the first is the full one. */
export function auditsAt(
  looks: readonly Look[],
  port: number,
  knowledge: TlsKnowledge,
): readonly Audit[] {
  const byAddress = new Map<string, Look[]>();
  for (const look of looks) {
    if (look.probe !== AUDIT_PROBE || look.port !== port || look.address === null) continue;
    if (ASIDE.has(look.role)) continue;
    byAddress.set(look.address, [...(byAddress.get(look.address) ?? []), look]);
  }
  return [...byAddress].map(([address, ofAddress]) => {
    const raw = withoutHangUps(ofAddress.map((look) => askedOf(look, knowledge)));
    const doubt = doubtOf(raw);
    return { address, asked: doubt === null ? raw : raw.map((one) => doubted(one, doubt)) };
  });
}

/** Whoever refuses suites in words does not hang up on others: that was the line, or whoever stands in it. */
function withoutHangUps(asked: readonly Asked[]): readonly Asked[] {
  const ofSuites = ({ role, topic, reply }: Asked, isWordless: boolean): boolean =>
    isOfSuites(role, topic) && reply.is === "refused" && (reply.wordless !== null) === isWordless;
  if (!asked.some((one) => ofSuites(one, false))) return asked;
  return asked.map((one) => {
    const { reply } = one;
    if (!ofSuites(one, true) || reply.is !== "refused" || reply.wordless === null) return one;
    return { ...one, reply: { is: "open", reason: reply.wordless } };
  });
}

function askedOf(look: Look, knowledge: TlsKnowledge): Asked {
  const role = look.role as AuditRole;
  return { look, role, topic: topicOf(look), reply: replyOf(look, knowledge) };
}

/** Looks stored before SHA-224 was asked for do not name SHA-1. */
function topicOf({ role, about }: Look): Topic {
  const topic = readTopic(about);
  return role === "signature" && topic.about === "" ? { ...topic, about: SHA1_ALONE } : topic;
}

function replyOf({ attempt, role }: Look, knowledge: TlsKnowledge): Reply {
  if (attempt.status !== "ok") {
    const { reason } = attempt;
    const wordless = reason;
    if (reason === "connection-reset") return { is: "refused", how: "connection reset", wordless };
    if (role === "ssl2" && reason === "not-tls") return { is: "refused", how: "no TLS", wordless };
    return { is: "open", reason };
  }
  const flight = attempt.value;
  if (flight.kind !== "tls-flight") return { is: "open", reason: "internal-bug" };
  // It chose what nobody offered: whatever that is, it is no answer to the question.
  if (flight.unoffered) return { is: "open", reason: "contradictory" };
  if (flight.outcome === "refused") return refusedAs(flight.refusal ?? "closed", role as AuditRole);
  const version = (flight.version ?? flight.offered.version) as TlsVersion;
  const suite = version === "SSLv2" ? null : suiteOf(knowledge, flight.suites[0] ?? 0);
  return { is: "accepted", flight, version, suite };
}

function refusedAs(how: string, role: AuditRole): Reply {
  if (isRefusedInWords(how, role)) return { is: "refused", how, wordless: null };
  return { is: "refused", how, wordless: how === "closed" ? "connection-reset" : "tls-failed" };
}

/** Why refusals at this address say nothing; null when they count. */
function doubtOf(asked: readonly Asked[]): Reason | null {
  const canary = asked.find(({ role }) => role === "canary");
  if (canary === undefined) return briefDoubt(asked);
  const before = asked.find(
    ({ role, topic, reply }) =>
      role === "baseline" && reply.is === "accepted" && topic.version === canary.topic.version,
  );
  if (before === undefined) return "inconclusive";
  if (canary.reply.is === "open") return canary.reply.reason;
  return isSame(before.reply, canary.reply) ? null : "unstable";
}

/** At a further address one hello is sent alone: only an answer in TLS counts there, a hang-up does not. */
function briefDoubt(asked: readonly Asked[]): Reason | null {
  const alone = asked.length === 1 && asked[0]?.role === "version" ? asked[0].reply : null;
  if (alone === null) return "inconclusive";
  const isWord =
    alone.is === "refused" && alone.wordless === null && alone.how !== "internal_error";
  return isWord ? null : "inconclusive";
}

function isSame(one: Reply, other: Reply): boolean {
  return (
    one.is === "accepted" &&
    other.is === "accepted" &&
    one.version === other.version &&
    one.flight.suites[0] === other.flight.suites[0]
  );
}

function doubted(one: Asked, reason: Reason): Asked {
  return one.reply.is === "refused" ? { ...one, reply: { is: "open", reason } } : one;
}

export function isAccepted(asked: Asked): asked is Accepted {
  return asked.reply.is === "accepted";
}

export function acceptedIn({ asked }: Audit): readonly Accepted[] {
  return asked.filter(isAccepted);
}

/** The ordinary hello up to TLS 1.2, in its short form where only that was answered. */
export function mainOf({ asked }: Audit): Asked | null {
  const mains = asked.filter(
    ({ role, topic }) => role === "baseline" && topic.version === "TLSv1.2",
  );
  // Asked once more where it came to nothing at first: what was said then counts.
  const said = mains.findLast(({ topic, reply }) => topic.about === "" && reply.is === "refused");
  return mains.find(isAccepted) ?? said ?? mains[0] ?? null;
}

/** The hellos of a port's audits that left something open, each with its reason. */
export function openAt(
  looks: readonly Look[],
  port: number,
  knowledge: TlsKnowledge,
): ReadonlyMap<Look, Reason> {
  const open = auditsAt(looks, port, knowledge).flatMap((audit) =>
    audit.asked.flatMap((one): [Look, Reason][] => {
      const reason = reasonOf(one.reply);
      return reason === null || isSuperseded(one, audit) ? [] : [[one.look, reason]];
    }),
  );
  return new Map(open);
}

/** An answer that broke off says what was chosen, and not with which keys. */
function reasonOf(reply: Reply): Reason | null {
  if (reply.is === "accepted") return reply.flight.complete ? null : "tls-failed";
  return reply.is === "open" ? reply.reason : null;
}

/** What came to nothing at first was asked in another form, and that was answered. */
function isSuperseded({ role, topic }: Asked, audit: Audit): boolean {
  if (role === "baseline" && topic.version === "TLSv1.2") {
    return mainOf(audit)?.reply.is !== "open";
  }
  if (role !== "newest" && role !== "baseline") return false;
  const isSpoken = acceptedIn(audit).some(({ reply }) => reply.version === "TLSv1.3");
  return isSpoken || newestOf(audit)?.reply.is === "refused";
}

/** The ordinary hello was not answered, and all after it were short: they leave out most extensions. */
export function isShort(audit: Audit): boolean {
  return (
    mainOf(audit)?.reply.is === "accepted" &&
    audit.asked.some(({ role, topic }) => role === "baseline" && topic.about === "short")
  );
}

export function lastOf({ asked }: Audit, role: AuditRole): Asked | null {
  return asked.findLast((one) => one.role === role) ?? null;
}

/**
 * True when nothing but TLS 1.3 is spoken: the server says so itself, or it refused every suite up to 1.2.
 * SSL 2.0 left aside.
 */
export function isOnly13(audit: Audit): boolean {
  const main = mainOf(audit);
  if (main?.reply.is !== "refused") return false;
  const others = audit.asked.filter(
    ({ role, topic }) => role === "baseline" && topic.about.startsWith("uncommon"),
  );
  const isSaid =
    main.reply.how === "protocol_version" ||
    (others.length > 0 && others.every(({ reply }) => reply.is === "refused"));
  return isSaid && acceptedIn(audit).every(({ reply }) => reply.version === "TLSv1.3");
}

/** The hello with TLS 1.3 alone and all groups; it is the baseline where the ordinary one was refused. */
export function newestOf({ asked }: Audit): Asked | null {
  const is13 = ({ role, topic }: Asked) =>
    role === "newest" || (role === "baseline" && topic.version === "TLSv1.3");
  return asked.findLast(is13) ?? null;
}

export function isOlder(one: TlsVersion, than: TlsVersion): boolean {
  return TLS_VERSIONS[one] < TLS_VERSIONS[than];
}

/** What a hello offers alone, where its topic does not say it. */
const OFFERED: Readonly<Partial<Record<AuditRole, string>>> = {
  dhe: "dhe",
  forward: "forward",
  static: "static",
};

/** For evidence: which hello, and what came of it. */
export function textOf({ look, role, topic, reply }: Asked): string {
  const about = [topic.about, OFFERED[role] ?? ""].filter((word) => word !== "").join("+");
  const asked = `${look.address ?? "?"}: ${topic.version}${about === "" ? "" : ` ${about}`}`;
  if (reply.is === "open") return `${asked}: ${reply.reason}`;
  if (reply.is === "refused") return `${asked}: refused (${reply.how})`;
  const suite =
    reply.suite?.name ?? reply.flight.suites.map((code) => `0x${code.toString(16)}`).join(",");
  return `${asked}: ${reply.version} ${suite}`;
}
