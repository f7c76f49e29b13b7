// The full lists of one port at one address: every version, every suite, every group, by asking for what is left until
// it is refused. Only for one host at a time, on a person's word; the nightly scan asks far less.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Reason } from "../../model/reason.ts";
import type { Look, TlsFlight } from "../../model/observation.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { featuresOf, type FlightFeatures } from "../../text/tls/flight-features.ts";
import { chunked, codeOf, groupName, suiteName, suiteOf } from "../../text/tls/suites.ts";
import { isOfOffer } from "../../text/tls/topics.ts";
import type { TlsVersion } from "../../text/tls/words.ts";
import { MAX_SUITES } from "../../text/tls/client-hello.ts";
import { askVersions, findBaseline, ssl2Question, type Accepted } from "./audit.ts";
import { createAsker, type Asker } from "./asker.ts";
import type { AskerContext, AskerPlace } from "./sender.ts";
import { MODERN_ONLY } from "./offers.ts";
import { listTls13, NOTHING_MET, type Tls13 } from "./list-tls13.ts";
import { orderOf, type Choice, type Order } from "./order.ts";

export interface VersionList {
  readonly version: TlsVersion;
  /** Names in the server's order of preference where it has one, else in ours. */
  readonly suites: readonly string[];
  /** null where that was not asked, or too few suites are spoken to tell. */
  readonly order: Order | null;
  /**
   * "asked": each suite was chosen by the server. "inferred": those of newer versions, of which one was chosen here
   * too, plus each further one that was chosen.
   */
  readonly basis: "asked" | "inferred";
}

export interface TlsLists {
  readonly port: number;
  readonly address: string;
  readonly versions: readonly VersionList[];
  /** Groups in the order in which they were chosen; a full handshake before the lists had the first word. */
  readonly groups: { readonly tls13: readonly string[]; readonly older: readonly string[] };
  /** null where nothing older than TLS 1.3 is spoken, or only hellos without these questions were answered. */
  readonly features: FlightFeatures | null;
  /** Why the lists may lack something; null when they are whole. */
  readonly incomplete: Reason | null;
  readonly connections: number;
  readonly wireMs: number;
}

/** What a full handshake with the place has shown already. */
export interface Met {
  readonly protocol: string;
  /** By OpenSSL's names, which are those of TLS 1.3 for its suites. */
  readonly cipher: string;
  readonly group: string | null;
}

export interface ListOptions {
  /** Why the next hello may not be sent; null while it may. */
  readonly budget: () => Miss | null;
  /** Connections made to the place already; they count for its cap. */
  readonly before: number;
  /** null where these showed nothing. */
  readonly met: Met | null;
}

export async function listAll(
  context: Omit<AskerContext, "record">,
  place: AskerPlace,
  { budget, before, met }: ListOptions,
): Promise<TlsLists> {
  const looks: Look[] = [];
  const asker = createAsker(
    {
      ...context,
      record: (look) => {
        const kept = { id: String(looks.length), ...look };
        looks.push(kept);
        return kept;
      },
    },
    place,
    budget,
    before,
  );
  const { tls } = context.knowledge;
  const lists = await enumerate(asker, tls, startOf(tls, met));
  const sent = looks.filter(({ attempt }) => attempt.status !== "skipped");
  const wireMs = sent.reduce(
    (sum, { attempt }) =>
      attempt.status === "ok" && attempt.value.kind === "tls-flight"
        ? sum + attempt.value.durationMs
        : sum,
    0,
  );
  const features = asker.isShort() ? null : featuresOf(looks.flatMap(flightIn));
  const incomplete = doubtOf(looks);
  return { ...place, ...lists, features, incomplete, connections: sent.length, wireMs };
}

function flightIn({ attempt }: Look): readonly TlsFlight[] {
  return attempt.status === "ok" && attempt.value.kind === "tls-flight" ? [attempt.value] : [];
}

/** Refusals count only while the last hello is answered as the first one was. */
function doubtOf(looks: readonly Look[]): Reason | null {
  const missed = looks.find(
    ({ attempt, role }) =>
      attempt.status === "skipped" ||
      (attempt.status === "failed" && attempt.reason !== "connection-reset" && role !== "ssl2"),
  );
  if (missed !== undefined && missed.attempt.status !== "ok") return missed.attempt.reason;
  if (looks.flatMap(flightIn).some(({ complete }) => !complete)) return "tls-failed";
  if (isMixed(looks)) return "connection-reset";
  const canary = looks.at(-1);
  const answered =
    canary?.role === "canary" &&
    canary.attempt.status === "ok" &&
    canary.attempt.value.kind === "tls-flight" &&
    canary.attempt.value.outcome !== "refused";
  return answered ? null : "inconclusive";
}

/** Whoever refuses suites in words does not hang up on others. */
function isMixed(looks: readonly Look[]): boolean {
  const refusals = looks.flatMap(({ role, attempt }) => {
    if (role !== "class") return [];
    if (attempt.status !== "ok") return attempt.reason === "connection-reset" ? "reset" : [];
    const { value } = attempt;
    const isRefused = value.kind === "tls-flight" && value.outcome === "refused";
    return isRefused ? (value.refusal ?? "closed") : [];
  });
  return refusals.some(isOfOffer) && !refusals.every(isOfOffer);
}

type Lists = Pick<TlsLists, "versions" | "groups">;

const OPENSSL_GROUPS: Readonly<Record<string, string>> = { prime256v1: "secp256r1" };

function groupCalled(tls: TlsKnowledge, name: string): number | null {
  const wanted = (OPENSSL_GROUPS[name] ?? name).toLowerCase();
  const group = tls.groups.find((one) => one.name.toLowerCase() === wanted);
  return group === undefined ? null : codeOf(group);
}

/** What need not be asked any more of TLS 1.3: a handshake proves a suite and a group. */
function startOf(tls: TlsKnowledge, met: Met | null): Tls13 {
  const suite = tls.suites.find(({ name, kx }) => kx === "tls13" && name === met?.cipher);
  const group = groupCalled(tls, met?.group ?? "");
  const isWhole = met?.protocol === "TLSv1.3" && suite !== undefined && group !== null;
  return isWhole ? { suites: [codeOf(suite)], groups: [group] } : NOTHING_MET;
}

async function enumerate(asker: Asker, tls: TlsKnowledge, start: Tls13): Promise<Lists> {
  const base = await findBaseline(asker, { knowledge: tls, shaken: null });
  if (base === null) return { versions: [], groups: { tls13: [], older: [] } };
  asker.setPulse(base.question);
  const { main } = base;
  const versions: VersionList[] = [];
  const newest = await listTls13(asker, start);
  if (newest.suites.length > 0) {
    const suites = newest.suites.map((code) => suiteName(tls, code));
    versions.push({ version: "TLSv1.3", suites, order: null, basis: "asked" });
  }
  const top =
    main.is === "accepted"
      ? await listTop(asker, tls, { main, first: base.question.suites })
      : null;
  if (top !== null) versions.push(top.list);
  const best = top?.list.version ?? null;
  const known = [...(top?.codes ?? [])];
  for (const { version, suite } of await askVersions(asker, best)) {
    if (version === best) continue;
    const older = await listOlder(asker, tls, { version, suite, newer: known });
    versions.push(older.list);
    // Some stacks tie weak suites to old versions: those of one old version are likely in the next.
    known.push(...older.found);
  }
  const ssl2 = await asker.ask(ssl2Question(asker));
  if (ssl2.is === "accepted") {
    const names = ssl2.flight.suites.map(
      (kind) => tls.ssl2Suites.find((one) => codeOf(one) === kind)?.name ?? kind.toString(16),
    );
    versions.push({ version: "SSLv2", suites: names, order: "client", basis: "asked" });
  }
  await asker.ask({ ...base.question, role: "canary", chain: false });
  const groups = {
    tls13: newest.groups.map((code) => groupName(tls, code)),
    older: (top?.groups ?? []).map((code) => groupName(tls, code)),
  };
  return { versions, groups };
}

function namesOf(tls: TlsKnowledge, codes: readonly number[]): readonly string[] {
  return codes.map((code) => suiteName(tls, code));
}

interface Top {
  readonly list: VersionList;
  readonly codes: readonly number[];
  readonly groups: readonly number[];
}

/** The ordinary hello, and what it offered. */
interface Began {
  readonly main: Accepted;
  readonly first: readonly number[];
}

/**
 * The newest version below 1.3: what common software speaks first, as the ordinary hello began, then the rest. The
 * ordinary hello named the weakest first, those after it the strongest: who follows both leaves the order to the client.
 */
async function listTop(asker: Asker, tls: TlsKnowledge, { main, first }: Began): Promise<Top> {
  const version = main.flight.version as TlsVersion;
  const possible = suitesFor(tls, version);
  const common = asker.offers.common.filter((code) => possible.includes(code));
  const rest = possible.filter((code) => !common.includes(code));
  const search = searchFrom(asker, tls, main);
  search.choices.push({ suite: main.suite, offered: first, narrow: false });
  await strike(asker, search, common.toReversed());
  const order = orderOf(tls, search.choices);
  if (order === "client") search.found.sort((a, b) => common.indexOf(a) - common.indexOf(b));
  for (const chunk of chunked(rest)) await strike(asker, search, chunk);
  await listCurves(asker, tls, search);
  const suites = namesOf(tls, search.found);
  return {
    list: { version, suites, order, basis: "asked" },
    codes: search.found,
    groups: search.groups,
  };
}

function searchFrom(asker: Asker, tls: TlsKnowledge, main: Accepted): Search {
  const curve = main.flight.chain[0]?.curve ?? null;
  const isEcdsa = suiteOf(tls, main.suite)?.auth === "ecdsa";
  const kept = isEcdsa && curve !== null ? groupCalled(tls, curve) : null;
  const search: Search = {
    version: main.flight.version as TlsVersion,
    found: [main.suite],
    groups: [],
    unseen: asker.offers.curves,
    kept: kept === null ? [] : [kept],
    tied: false,
    choices: [],
  };
  noteGroup(search, main);
  return search;
}

function suitesFor(tls: TlsKnowledge, version: TlsVersion): readonly number[] {
  return tls.suites
    .filter(({ kx, name }) => kx !== "tls13" && (version === "TLSv1.2" || !MODERN_ONLY.test(name)))
    .toSorted((a, b) => Number(a.cipher === "chacha20") - Number(b.cipher === "chacha20"))
    .map(codeOf);
}

/** What is known so far of one version. */
interface Search {
  readonly version: TlsVersion;
  readonly found: number[];
  readonly groups: number[];
  /** Curves that may still come; empty once leaving out known ones was refused. */
  unseen: readonly number[];
  /** The curve of an ECDSA key: without it, most stacks choose no such suite (RFC 8422, section 5.1.1). */
  readonly kept: readonly number[];
  /** Refused without the known curves, which may be for want of the kept one. */
  tied: boolean;
  readonly choices: Choice[];
}

/** @returns whether it was a new one */
function noteGroup(search: Search, { flight }: Accepted): boolean {
  const { group } = flight;
  if (group === null || search.groups.includes(group)) return false;
  search.groups.push(group);
  search.unseen = search.unseen.filter((code) => code !== group);
  return true;
}

/**
 * Asks again without what was chosen, until the rest is refused. Known curves are left out along the way, so that
 * one hello tells a suite and a curve; where that is refused it is asked once more with all of them.
 */
async function strike(asker: Asker, search: Search, suites: readonly number[]): Promise<void> {
  const { curves } = asker.offers;
  let left = suites.filter((code) => !search.found.includes(code));
  let narrow = false;
  let wasRefused = false;
  while (left.length > 0) {
    const groups = narrow ? search.unseen : curves;
    const { version } = search;
    const reply = await asker.ask({ role: "class", version, suites: left, groups });
    // An answer in an older version speaks of that version's suites.
    const isHere = reply.is === "accepted" && reply.flight.version === version;
    if (!isHere && !narrow) return;
    if (isHere) {
      // Refused without the known curves, accepted with them: there are no others.
      if (wasRefused && reply.flight.group !== null) {
        if (search.kept.length === 0) search.unseen = [];
        else search.tied = true;
      }
      noteGroup(search, reply);
      search.found.push(reply.suite);
      search.choices.push({ suite: reply.suite, offered: left, narrow });
      left = left.filter((code) => code !== reply.suite);
    }
    wasRefused = !isHere;
    narrow = isHere && reply.flight.group !== null && search.unseen.length > 0 && !search.tied;
  }
}

interface Older {
  readonly version: TlsVersion;
  /** What was chosen when the version was found. */
  readonly suite: number;
  /** Spoken in newer versions. */
  readonly newer: readonly number[];
}

/** Two kinds of questions instead of one for each suite: what is known, and anything outside it. */
async function listOlder(
  asker: Asker,
  tls: TlsKnowledge,
  older: Older,
): Promise<{ readonly list: VersionList; readonly found: readonly number[] }> {
  const { version, suite, newer } = older;
  const possible = suitesFor(tls, version);
  const known = newer.filter((code) => possible.includes(code));
  const search: Search = {
    version,
    found: known.includes(suite) ? [] : [suite],
    groups: [],
    unseen: [],
    kept: [],
    tied: false,
    choices: [],
  };
  for (const chunk of chunked(possible.filter((code) => !known.includes(code)))) {
    await strike(asker, search, chunk);
  }
  const shared = known.includes(suite) || (await isSpoken(asker, version, known)) ? known : [];
  const suites = namesOf(tls, [...shared, ...search.found]);
  const basis = shared.length === 0 ? "asked" : "inferred";
  return { list: { version, suites, order: null, basis }, found: search.found };
}

async function isSpoken(
  asker: Asker,
  version: TlsVersion,
  known: readonly number[],
): Promise<boolean> {
  const [suites] = chunked(known);
  if (suites === undefined) return false;
  const reply = await asker.ask({ role: "class", version, suites, groups: asker.offers.curves });
  return reply.is === "accepted" && reply.flight.version === version;
}

/** Curves that the search for suites did not meet: by suites that need no curve for a key, where there are any. */
async function listCurves(asker: Asker, tls: TlsKnowledge, search: Search): Promise<void> {
  const all = search.found.filter((code) => suiteOf(tls, code)?.kx === "ecdhe");
  const free = all.filter((code) => suiteOf(tls, code)?.auth !== "ecdsa");
  const suites = (free.length > 0 ? free : all).slice(0, MAX_SUITES);
  let also = free.length > 0 ? [] : search.kept;
  while (suites.length > 0 && search.unseen.length > 0) {
    const { version, unseen } = search;
    const reply = await asker.ask({ role: "class", version, suites, groups: [...unseen, ...also] });
    if (reply.is === "accepted" && noteGroup(search, reply)) continue;
    // It prefers the kept one: some stacks choose without it too.
    if (reply.is !== "accepted" || also.length === 0 || search.tied) return;
    also = [];
  }
}

/** For callers that count requests: nothing is left for this host tonight. */
export function spentMiss(left: number): Miss | null {
  return left <= 0 ? skipped("budget-spent", "host") : null;
}
