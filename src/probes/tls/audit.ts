// The audit of one port at one address: a dozen hellos, each of which decides something, and a closing canary.
// Drills down only where something was accepted. Asks and records; what the answers mean is for the detectors.
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { MAX_SUITES } from "../../text/tls/client-hello.ts";
import { isForwardSecret, suiteOf, weaknessesOf, type WeakClass } from "../../text/tls/suites.ts";
import { isOfOffer, SHA1_ALONE, SHA224_ALONE, type AuditRole } from "../../text/tls/topics.ts";
import {
  SHA1_SIGNATURES,
  SHA224_SIGNATURES,
  TLS_VERSIONS,
  type TlsVersion,
} from "../../text/tls/words.ts";
import type { Asker, Reply } from "./asker.ts";
import type { Question } from "./sender.ts";
import { askExportPrime, askWeak, firstWeakQuestion } from "./weak.ts";

/** What the audit of a sound server takes; with less left it is not begun. */
export const AUDIT_NEED = 15;

interface Told {
  /** By OpenSSL's names, as is the suite. */
  readonly protocol: string;
  readonly cipher: string;
  /** The kind of suites that the certificate it showed is for; null where that is not known. */
  readonly auth: Auth | null;
}

type Auth = "rsa" | "ecdsa" | "dss";

export interface AuditOptions {
  readonly knowledge: TlsKnowledge;
  /** What the full handshake told; null when none came about. */
  readonly shaken: Told | null;
  /** At the end, also ask which certificate comes to a client that names no host. */
  readonly nameless?: boolean;
}

export type Accepted = Extract<Reply, { is: "accepted" }>;

export async function audit(asker: Asker, options: AuditOptions): Promise<void> {
  const base = await findBaseline(asker, options);
  if (base === null) {
    // A yes proves something by itself; a no without a baseline says nothing.
    await asker.ask(ssl2Question(asker));
    return;
  }
  asker.setPulse(base.question);
  const { main } = base;
  await asker.ahead(certainQuestions(asker, options, base));
  const newest = await askNewest(asker, options, base);
  if (main.is === "accepted") await askKeys(asker, options, { main, newest });
  const best = main.is === "accepted" ? (main.flight.version as TlsVersion) : null;
  // Every suite up to 1.2 was refused already, one way or the other: no class of them is left to ask for.
  const weak: ReadonlySet<WeakClass> =
    main.is === "accepted" ? await askWeak(asker, options.knowledge, "TLSv1.2") : new Set();
  const old = await askVersions(asker, best);
  const oldest = old.at(-1)?.version;
  // Some servers tie weak suites to old versions.
  const all = oldest === undefined ? weak : await askWeak(asker, options.knowledge, oldest, weak);
  if (all.has("export")) await askExportPrime(asker, oldest ?? "TLSv1.2");
  await askFallback(asker, best, old);
  await asker.ask(ssl2Question(asker));
  await asker.ask({ ...base.question, role: "canary", chain: false });
  // Last, so that whatever a server makes of it can no longer cast doubt on the rest.
  if (options.nameless === true) {
    await asker.ask({ ...base.question, role: "nameless", chain: true, nameless: true });
  }
}

/** What is asked whatever the answers are, harmless first. */
function certainQuestions(
  asker: Asker,
  options: AuditOptions,
  { main }: Baseline,
): readonly Question[] {
  const hybrid = hybridQuestion(asker);
  if (main.is !== "accepted") return [hybrid, ...oldQuestions(asker, null)];
  const [newestOld, ...older] = oldQuestions(asker, main.flight.version as TlsVersion);
  return [
    hybrid,
    ...keyQuestions(asker, options, main),
    ...(newestOld === undefined ? [] : [newestOld]),
    firstWeakQuestion(asker, "TLSv1.2"),
    // Apart from the first: who refuses that in no word of TLS is not asked the same way again.
    ...older,
  ];
}

/** SSL 3.0 is asked for certain only where nothing newer is left. */
function oldQuestions(asker: Asker, best: TlsVersion | null): readonly Question[] {
  const [first, ...others] = oldBelow(best);
  const certain = first === undefined ? [] : [first, ...others.filter((one) => one !== "SSLv3")];
  return certain.map((version) => versionQuestion(asker, version));
}

export function ssl2Question({ offers }: Asker): Question {
  return { role: "ssl2", version: "SSLv2", suites: offers.ssl2 };
}

export interface Baseline {
  readonly question: Question;
  readonly main: Reply;
  /** Asked already where the ordinary hello was refused. */
  readonly newest: Reply | null;
}

/**
 * The hello that all else is compared with. A short one, and those with suites that nobody wants, are tried only
 * when the ordinary one came to nothing.
 */
export async function findBaseline(asker: Asker, options: AuditOptions): Promise<Baseline | null> {
  const { common, curves } = asker.offers;
  const ordinary: Question = {
    role: "baseline",
    version: "TLSv1.2",
    suites: common,
    groups: curves,
    chain: options.shaken === null,
  };
  const main = await asker.ask(ordinary);
  if (main.is === "accepted") return { question: ordinary, main, newest: null };
  const modern: Question = { ...newestQuestion(asker), role: "baseline" };
  const newest = await asker.ask(modern);
  const isNew = newest.is === "accepted";
  if (isNew) asker.setPulse(modern);
  // One hang-up may be the line's, and all that follows rests on this answer.
  const again = hungUp(main) && !hungUp(newest) ? await asker.ask(ordinary) : main;
  if (again.is === "accepted") return { question: ordinary, main: again, newest };
  const other = await findOther(asker, { ordinary, main, isNew });
  if (other !== null) return { ...other, newest };
  return isNew ? { question: modern, main, newest } : null;
}

interface Refused {
  readonly ordinary: Question;
  readonly main: Reply;
  readonly isNew: boolean;
}

/** @returns what is accepted up to TLS 1.2 although the ordinary hello is not */
async function findOther(
  asker: Asker,
  { ordinary, main, isNew }: Refused,
): Promise<{ readonly question: Question; readonly main: Accepted } | null> {
  // Says that no version up to 1.2 is spoken, so no suite of theirs is.
  if (main.is === "refused" && main.how === "protocol_version") return null;
  const questions: Question[] = [];
  if (!isNew && hungUp(main)) {
    asker.shorten();
    questions.push({ ...ordinary, about: "short", suites: asker.offers.few });
  }
  for (const [index, suites] of asker.offers.uncommon().entries()) {
    questions.push({ ...ordinary, about: `uncommon-${String(index + 1)}`, suites });
  }
  for (const question of questions) {
    const reply = await asker.ask(question);
    if (reply.is === "accepted") return { question, main: reply };
  }
  // That nothing but TLS 1.3 is spoken would rest on a single answer.
  const again = isNew && !hungUp(main) ? await asker.ask(ordinary) : main;
  return again.is === "accepted" ? { question: ordinary, main: again } : null;
}

/** It said nothing of the hello: perhaps it choked on it. */
function hungUp(reply: Reply): boolean {
  return reply.is === "open" || (reply.is === "refused" && !isOfOffer(reply.how));
}

function newestQuestion({ offers }: Asker): Question {
  return { role: "newest", version: "TLSv1.3", suites: offers.tls13, groups: offers.allGroups };
}

function hybridQuestion({ offers: { tls13: suites, hybridGroups: groups } }: Asker): Question {
  return { role: "post-quantum", version: "TLSv1.3", suites, groups };
}

/** A retry for a hybrid group proves TLS 1.3 as well; so does the full handshake. */
async function askNewest(
  asker: Asker,
  { shaken }: AuditOptions,
  base: Baseline,
): Promise<Reply | null> {
  const hybrid = await asker.ask(hybridQuestion(asker));
  if (hybrid.is === "accepted") return hybrid;
  if (base.newest?.is === "accepted" || shaken?.protocol === "TLSv1.3") return base.newest;
  // Asked already where the ordinary hello came to nothing; once more, shorter, where that one was not answered.
  if (base.newest !== null && !hungUp(base.newest)) return base.newest;
  return asker.ask(newestQuestion(asker));
}

/** What the keys are worth: a second certificate, Diffie-Hellman's prime, suites without forward secrecy. */
function keyQuestions(asker: Asker, options: AuditOptions, main: Accepted): Question[] {
  const { offers } = asker;
  const groups = offers.curves;
  const version = "TLSv1.2";
  const isNewest = main.flight.version === version;
  return [
    ...secondQuestion(asker, options, main),
    { role: "dhe", version, suites: offers.dhe, groups },
    ...(isNewest ? [signatureQuestion(asker, options, { main, about: SHA1_ALONE })] : []),
    { role: "static", version, suites: offers.fixed, groups },
  ];
}

/** Beside the certificate that the handshake showed: which that was, an answer in the clear need not show again. */
function secondQuestion(
  { offers }: Asker,
  { knowledge, shaken }: AuditOptions,
  { suite }: Accepted,
): Question[] {
  const chosen = suiteOf(knowledge, suite)?.auth ?? "rsa";
  if (chosen === "anon" || chosen === "any") return [];
  const suites = offers.otherThan(shaken?.auth ?? chosen);
  const groups = offers.curves;
  return [{ role: "second-certificate", version: "TLSv1.2", suites, groups, chain: true }];
}

/**
 * Signing with a hash that is too weak (RFC 9155), or with one that NCSC-NL phases out. The suite that is known to be
 * spoken comes first, however rare.
 */
function signatureQuestion(
  { offers }: Asker,
  { knowledge }: AuditOptions,
  { main, about }: { readonly main: Accepted; readonly about: Signature },
): Question {
  const schemes = about === SHA1_ALONE ? SHA1_SIGNATURES : SHA224_SIGNATURES;
  const signatures = Object.keys(schemes).map(Number);
  const chosen = suiteOf(knowledge, main.suite);
  const isSigned = chosen !== null && isForwardSecret(chosen) && chosen.auth !== "anon";
  const known = isSigned ? [main.suite] : [];
  const suites = [...new Set([...known, ...offers.signed])].slice(0, MAX_SUITES);
  return {
    role: "signature",
    version: "TLSv1.2",
    about,
    suites,
    groups: offers.curves,
    signatures,
  };
}

type Signature = typeof SHA1_ALONE | typeof SHA224_ALONE;

async function askKeys(
  asker: Asker,
  options: AuditOptions,
  { main, newest }: { readonly main: Accepted; readonly newest: Reply | null },
): Promise<void> {
  const { knowledge, shaken } = options;
  const chosen = suiteOf(knowledge, main.suite);
  const replies = new Map<AuditRole, Reply>();
  for (const question of keyQuestions(asker, options, main)) {
    replies.set(question.role, await asker.ask(question));
  }
  // Whoever signs with SHA-1 does nothing worse with SHA-224.
  if (replies.get("signature")?.is === "refused") {
    await asker.ask(signatureQuestion(asker, options, { main, about: SHA224_ALONE }));
  }
  const isForward =
    (chosen !== null && isForwardSecret(chosen)) ||
    replies.get("dhe")?.is === "accepted" ||
    newest?.is === "accepted" ||
    shaken?.protocol === "TLSv1.3" ||
    /^(?:ECDHE|DHE)-/.test(shaken?.cipher ?? "");
  const fixed = replies.get("static");
  const known = fixed?.is === "accepted" ? suiteOf(knowledge, fixed.suite) : null;
  // Where only weak ones are without it, that says more than whether others are with it.
  if (known !== null && weaknessesOf(known).length === 0 && !isForward) {
    const { forward: suites, curves: groups } = asker.offers;
    await asker.ask({ role: "forward", version: "TLSv1.2", suites, groups });
  }
}

const OLD: readonly TlsVersion[] = ["TLSv1.1", "TLSv1", "SSLv3"];

function versionQuestion({ offers }: Asker, version: TlsVersion, about = ""): Question {
  const suites = about === "others" ? offers.rareOld : offers.old;
  return { role: "version", version, about, suites, groups: offers.curves };
}

export interface OldVersion {
  readonly version: TlsVersion;
  /** What was chosen with it; 0 where the ordinary hello got that version. */
  readonly suite: number;
}

/**
 * The client's version is a maximum, and an answer with a lower one rules out what lies between. A refusal should rule out
 * all below (RFC 5246, E.1), but GnuTLS refuses 1.1 where only 1.0 is left on: both are asked for. SSL 3.0 only where 1.0
 * is spoken.
 * @param best what the ordinary hello got
 * @returns accepted old versions, newest first
 */
export async function askVersions(
  asker: Asker,
  best: TlsVersion | null,
): Promise<readonly OldVersion[]> {
  const found = new Map<TlsVersion, OldVersion>();
  if (best !== null && OLD.includes(best)) found.set(best, { version: best, suite: 0 });
  // Who refuses rare suites with 1.1 does so with 1.0.
  let mayOthers = true;
  for (const version of oldBelow(best)) {
    if (version === "SSLv3" && !found.has("TLSv1")) break;
    const reply = await asker.ask(versionQuestion(asker, version));
    const isUnsure: boolean = mayOthers && isOfSuites(reply);
    const sure = isUnsure ? await asker.ask(versionQuestion(asker, version, "others")) : reply;
    if (sure.is === "open") break;
    if (sure.is === "refused") {
      mayOthers &&= !isUnsure;
      continue;
    }
    const got = sure.flight.version as TlsVersion;
    found.set(got, { version: got, suite: sure.suite });
  }
  return [...found.values()];
}

/** Refused for want of a common suite: rarer ones may do. */
function isOfSuites(reply: Reply): boolean {
  return (
    reply.is === "refused" &&
    (reply.how === "handshake_failure" || reply.how === "insufficient_security")
  );
}

/** Newest first. */
function oldBelow(version: TlsVersion | null): readonly TlsVersion[] {
  return OLD.filter((old) => version === null || TLS_VERSIONS[old] < TLS_VERSIONS[version]);
}

/**
 * Where several old versions are spoken: does the server notice a client that was pushed down to a lower one? With the
 * suite that it chose there, so that nothing else is left to refuse.
 */
async function askFallback(
  asker: Asker,
  best: TlsVersion | null,
  old: readonly OldVersion[],
): Promise<void> {
  const below = old.filter(({ version }) => version !== best);
  const second = best === null ? below[1] : below[0];
  if (second === undefined) return;
  const question = versionQuestion(asker, second.version);
  await asker.ask({ ...question, role: "fallback", suites: [second.suite], fallback: true });
}

/** At a further address: one hello that shows whether old versions are spoken there. */
export async function auditBriefly(asker: Asker): Promise<void> {
  await asker.ask(versionQuestion(asker, "TLSv1.1"));
}
