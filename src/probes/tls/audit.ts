// The audit of one port at one address: a dozen hellos, each of which decides something, and a closing canary.
// Drills down only where something was accepted. Asks and records; what the answers mean is for the detectors.
import type { TlsKnowledge, TlsSuite } from "../../model/tls-knowledge.ts";
import { isForwardSecret, suiteOf, weaknessesOf, type WeakClass } from "../../text/tls/suites.ts";
import {
  classesText,
  isOfOffer,
  SHA1_ALONE,
  SHA224_ALONE,
  type AuditRole,
} from "../../text/tls/topics.ts";
import {
  SHA1_SIGNATURES,
  SHA224_SIGNATURES,
  TLS_VERSIONS,
  type TlsVersion,
} from "../../text/tls/words.ts";
import type { Asker, Reply } from "./asker.ts";
import type { Question } from "./sender.ts";

/** What the audit of a sound server takes; with less left it is not begun. */
export const AUDIT_NEED = 14;

export interface AuditOptions {
  readonly knowledge: TlsKnowledge;
  /** What the full handshake told: protocol and suite by OpenSSL's names; null when none came about. */
  readonly shaken: { readonly protocol: string; readonly cipher: string } | null;
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
  const weak =
    main.is === "accepted"
      ? await askWeak(asker, options.knowledge, "TLSv1.2")
      : new Set<WeakClass>();
  const old = (await askVersions(asker, best)).map(({ version }) => version);
  const oldest = old.at(-1);
  // Some servers tie weak suites to old versions.
  const all = oldest === undefined ? weak : await askWeak(asker, options.knowledge, oldest, weak);
  if (all.has("export")) await askExportPrime(asker, oldest ?? "TLSv1.2");
  await askFallback(asker, [...(best === null ? [] : [best]), ...old]);
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
  { knowledge }: AuditOptions,
  { main }: Baseline,
): readonly Question[] {
  const hybrid = hybridQuestion(asker);
  if (main.is !== "accepted") return [hybrid, versionQuestion(asker, NEWEST_OLD)];
  const best = main.flight.version as TlsVersion;
  const old = nextBelow(best);
  return [
    hybrid,
    ...keyQuestions(asker, suiteOf(knowledge, main.suite), best),
    ...(old === undefined ? [] : [versionQuestion(asker, old)]),
    weakQuestion(asker, "TLSv1.2", FIRST_WEAK),
  ];
}

export function ssl2Question({ offers }: Asker): Question {
  return { role: "ssl2", version: "SSLv2", suites: offers.ssl2 };
}

/** Export suites carry a prime of their own, which an ordinary one does not show (Logjam). */
async function askExportPrime(asker: Asker, version: TlsVersion): Promise<void> {
  const { dheExport: suites, curves: groups } = asker.offers;
  await asker.ask({ role: "dhe", version, about: "export", suites, groups });
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

function isWordless(how: string): boolean {
  return how === "reset" || how === "closed";
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
function keyQuestions({ offers }: Asker, chosen: TlsSuite | null, best: TlsVersion): Question[] {
  const groups = offers.curves;
  const version = "TLSv1.2";
  const auth = chosen?.auth ?? "rsa";
  const second: Question[] =
    auth === "rsa" || auth === "ecdsa" || auth === "dss"
      ? [
          {
            role: "second-certificate",
            version,
            suites: offers.otherThan(auth),
            groups,
            chain: true,
          },
        ]
      : [];
  const signature = best === version ? [signatureQuestion(offers, SHA1_ALONE)] : [];
  return [
    ...second,
    { role: "dhe", version, suites: offers.dhe, groups },
    ...signature,
    { role: "static", version, suites: offers.fixed, groups },
  ];
}

/** Signing with a hash that is too weak (RFC 9155), or with one that NCSC-NL phases out. */
function signatureQuestion(
  { forward: suites, curves: groups }: Asker["offers"],
  about: typeof SHA1_ALONE | typeof SHA224_ALONE,
): Question {
  const schemes = about === SHA1_ALONE ? SHA1_SIGNATURES : SHA224_SIGNATURES;
  const signatures = Object.keys(schemes).map(Number);
  return { role: "signature", version: "TLSv1.2", about, suites, groups, signatures };
}

async function askKeys(
  asker: Asker,
  { knowledge, shaken }: AuditOptions,
  { main, newest }: { readonly main: Accepted; readonly newest: Reply | null },
): Promise<void> {
  const chosen = suiteOf(knowledge, main.suite);
  const replies = new Map<AuditRole, Reply>();
  for (const question of keyQuestions(asker, chosen, main.flight.version as TlsVersion)) {
    replies.set(question.role, await asker.ask(question));
  }
  // Whoever signs with SHA-1 does nothing worse with SHA-224.
  if (replies.get("signature")?.is === "refused") {
    await asker.ask(signatureQuestion(asker.offers, SHA224_ALONE));
  }
  const isForward =
    (chosen !== null && isForwardSecret(chosen)) ||
    replies.get("dhe")?.is === "accepted" ||
    newest?.is === "accepted" ||
    shaken?.protocol === "TLSv1.3" ||
    /^(?:ECDHE|DHE)-/.test(shaken?.cipher ?? "");
  if (replies.get("static")?.is === "accepted" && !isForward) {
    const { forward: suites, curves: groups } = asker.offers;
    await asker.ask({ role: "forward", version: "TLSv1.2", suites, groups });
  }
}

const FIRST_WEAK: readonly WeakClass[] = ["null", "anonymous", "export"];
const WEAK_HELLOS: readonly (readonly WeakClass[])[] = [FIRST_WEAK, ["des", "rc4", "3des"]];

/** @param elsewhere classes that another hello asks for */
function weakQuestion(
  { offers }: Asker,
  version: TlsVersion,
  classes: readonly WeakClass[],
  elsewhere: readonly WeakClass[] = [],
): Question {
  const suites = offers.weak(classes, elsewhere);
  return { role: "class", version, about: classesText(classes), suites, groups: offers.curves };
}

/**
 * Offers weak classes only, and asks again without those that were accepted, until a refusal.
 * @returns what was accepted, `known` included
 */
async function askWeak(
  asker: Asker,
  knowledge: TlsKnowledge,
  version: TlsVersion,
  known: ReadonlySet<WeakClass> = new Set(),
): Promise<Set<WeakClass>> {
  const found = new Set(known);
  for (const [index, classes] of WEAK_HELLOS.entries()) {
    const elsewhere = WEAK_HELLOS.slice(0, index).flat();
    let left = classes.filter((one) => !found.has(one));
    while (left.length > 0) {
      const reply = await asker.ask(weakQuestion(asker, version, left, elsewhere));
      if (reply.is !== "accepted") break;
      const chosen = suiteOf(knowledge, reply.suite);
      for (const one of chosen === null ? [] : weaknessesOf(chosen)) found.add(one);
      const next = left.filter((one) => !found.has(one));
      if (next.length === left.length) break;
      left = next;
    }
  }
  return found;
}

const NEWEST_OLD = "TLSv1.1";
const OLD: readonly TlsVersion[] = [NEWEST_OLD, "TLSv1", "SSLv3"];

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
 * The client's version is a maximum: one refusal rules out all versions below it, an answer is followed by the next.
 * @param best what the ordinary hello got
 * @returns accepted old versions, newest first
 */
export async function askVersions(
  asker: Asker,
  best: TlsVersion | null,
): Promise<readonly OldVersion[]> {
  const found = OLD.filter((version) => version === best).map((version) => ({ version, suite: 0 }));
  let next = nextBelow(best);
  while (next !== undefined) {
    const reply = await asker.ask(versionQuestion(asker, next));
    const sure =
      reply.is === "refused" && isOdd(reply.how) ? await askOthers(asker, next, reply.how) : reply;
    if (sure.is !== "accepted") break;
    const version = sure.flight.version as TlsVersion;
    found.push({ version, suite: sure.suite });
    next = nextBelow(version);
  }
  return found;
}

/** An alert that speaks of something else than the version: perhaps of the suites, or of a half-disabled version. */
function isOdd(how: string): boolean {
  return how !== "protocol_version" && !isWordless(how);
}

/** No suite in common: rarer ones are asked for. Whatever else: perhaps only this version is not right. */
const OF_SUITES = new Set(["handshake_failure", "insufficient_security"]);

function askOthers(asker: Asker, version: TlsVersion, how: string): Promise<Reply> {
  const lower = version === "TLSv1.1" && !OF_SUITES.has(how) ? "TLSv1" : version;
  return asker.ask(versionQuestion(asker, lower, "others"));
}

function nextBelow(version: TlsVersion | null): TlsVersion | undefined {
  return version === null ? OLD[0] : OLD.find((old) => TLS_VERSIONS[old] < TLS_VERSIONS[version]);
}

/** Where several old versions are spoken: does the server notice a client that was pushed down to a lower one? */
async function askFallback(asker: Asker, spoken: readonly TlsVersion[]): Promise<void> {
  const [, second] = [...new Set(spoken)].toSorted((a, b) => TLS_VERSIONS[b] - TLS_VERSIONS[a]);
  if (second === undefined) return;
  await asker.ask({ ...versionQuestion(asker, second), role: "fallback", fallback: true });
}

/** At a further address: one hello that shows whether old versions are spoken there. */
export async function auditBriefly(asker: Asker): Promise<void> {
  await asker.ask(versionQuestion(asker, "TLSv1.1"));
}
