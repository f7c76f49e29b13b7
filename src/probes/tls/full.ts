// The full lists of one port at one address: every version, every suite, every group, by asking for what is left until
// it is refused. Only for one host at a time, on a person's word; the nightly scan asks far less.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Reason } from "../../model/reason.ts";
import type { Look } from "../../model/observation.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { chunked, codeOf, groupName, suiteName, suiteOf } from "../../text/tls/suites.ts";
import type { TlsVersion } from "../../text/tls/words.ts";
import { askVersions, findBaseline } from "./audit.ts";
import { createAsker, type Asker, type AskerContext, type AskerPlace } from "./asker.ts";
import { MODERN_ONLY } from "./offers.ts";

export interface VersionList {
  readonly version: TlsVersion;
  /** Names in the server's order of preference where it has one, else in ours. */
  readonly suites: readonly string[];
  /** Who decides; null where that was not asked. */
  readonly order: "server" | "client" | null;
  /**
   * "asked": each suite was chosen by the server. "inferred": those that the newest version below 1.3 has, seen to be
   * accepted as a whole, plus each further one that was chosen.
   */
  readonly basis: "asked" | "inferred";
}

export interface TlsLists {
  readonly port: number;
  readonly address: string;
  readonly versions: readonly VersionList[];
  /** Groups in the order in which they were chosen. */
  readonly groups: { readonly tls13: readonly string[]; readonly older: readonly string[] };
  /** Why the lists may lack something; null when they are whole. */
  readonly incomplete: Reason | null;
  readonly connections: number;
  readonly wireMs: number;
}

export async function listAll(
  context: Omit<AskerContext, "record">,
  place: AskerPlace,
  budget: () => Miss | null,
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
  );
  const { tls } = context.knowledge;
  const lists = await enumerate(asker, tls);
  const sent = looks.filter(({ attempt }) => attempt.status !== "skipped");
  const wireMs = sent.reduce(
    (sum, { attempt }) =>
      attempt.status === "ok" && attempt.value.kind === "tls-flight"
        ? sum + attempt.value.durationMs
        : sum,
    0,
  );
  return { ...place, ...lists, incomplete: doubtOf(looks), connections: sent.length, wireMs };
}

/** Refusals count only while the last hello is answered as the first one was. */
function doubtOf(looks: readonly Look[]): Reason | null {
  const missed = looks.find(
    ({ attempt }) =>
      attempt.status === "skipped" ||
      (attempt.status === "failed" && attempt.reason !== "connection-reset"),
  );
  if (missed !== undefined && missed.attempt.status !== "ok" && missed.role !== "ssl2") {
    return missed.attempt.reason;
  }
  const canary = looks.at(-1);
  const answered =
    canary?.role === "canary" &&
    canary.attempt.status === "ok" &&
    canary.attempt.value.kind === "tls-flight" &&
    canary.attempt.value.outcome !== "refused";
  return answered ? null : "inconclusive";
}

type Lists = Pick<TlsLists, "versions" | "groups">;

async function enumerate(asker: Asker, tls: TlsKnowledge): Promise<Lists> {
  const base = await findBaseline(asker, { knowledge: tls, shaken: null });
  if (base === null) return { versions: [], groups: { tls13: [], older: [] } };
  asker.setPulse(base.question);
  const { main } = base;
  const versions: VersionList[] = [];
  const newest = await listTls13(asker);
  if (newest.suites.length > 0) {
    const suites = newest.suites.map((code) => suiteName(tls, code));
    versions.push({ version: "TLSv1.3", suites, order: null, basis: "asked" });
  }
  const best = main.is === "accepted" ? (main.flight.version as TlsVersion) : null;
  const top = best === null ? [] : await listSuites(asker, tls, best);
  if (best !== null && main.is === "accepted") {
    const order = await orderOf(asker, best, top, main.suite);
    versions.push({ version: best, suites: namesOf(tls, top), order, basis: "asked" });
  }
  for (const version of (await askVersions(asker, best)).filter((old) => old !== best)) {
    versions.push(await listOlder(asker, tls, version, top));
  }
  const older = best === null ? [] : await listCurves(asker, tls, best, top);
  const ssl2 = await asker.ask({ role: "ssl2", version: "SSLv2", suites: asker.offers.ssl2 });
  if (ssl2.is === "accepted") {
    const names = ssl2.flight.suites.map(
      (kind) => tls.ssl2Suites.find((one) => codeOf(one) === kind)?.name ?? kind.toString(16),
    );
    versions.push({ version: "SSLv2", suites: names, order: "client", basis: "asked" });
  }
  await asker.ask({ ...base.question, role: "canary", chain: false });
  const groups = {
    tls13: newest.groups.map((code) => groupName(tls, code)),
    older: older.map((code) => groupName(tls, code)),
  };
  return { versions, groups };
}

function namesOf(tls: TlsKnowledge, codes: readonly number[]): readonly string[] {
  return codes.map((code) => suiteName(tls, code));
}

interface Tls13 {
  readonly suites: readonly number[];
  readonly groups: readonly number[];
}

/**
 * Each retry names a suite and a group: both are struck at once, so that the longer of the two lists sets the number
 * of hellos, not their sum. What one list still holds when the other is empty is asked with what is known to work.
 */
async function listTls13(asker: Asker): Promise<Tls13> {
  const { tls13, allGroups } = asker.offers;
  const suites: number[] = [];
  const groups: number[] = [];
  const without = (all: readonly number[], found: readonly number[]) =>
    all.filter((code) => !found.includes(code));
  const ask = async (offered: readonly number[], named: readonly number[]): Promise<boolean> => {
    if (offered.length === 0 || named.length === 0) return false;
    const role = "newest" as const;
    const reply = await asker.ask({ role, version: "TLSv1.3", suites: offered, groups: named });
    if (reply.is !== "accepted" || reply.flight.group === null) return false;
    const { group } = reply.flight;
    const isNew = !suites.includes(reply.suite) || !groups.includes(group);
    if (!suites.includes(reply.suite)) suites.push(reply.suite);
    if (!groups.includes(group)) groups.push(group);
    return isNew;
  };
  while (await ask(without(tls13, suites), without(allGroups, groups)));
  if (suites.length > 0) {
    while (await ask(suites, without(allGroups, groups)));
    while (await ask(without(tls13, suites), groups));
  }
  return { suites, groups };
}

/** Every suite of the newest version below 1.3, at most 64 a hello. ChaCha20 stays last, as its place means something. */
async function listSuites(
  asker: Asker,
  tls: TlsKnowledge,
  version: TlsVersion,
): Promise<readonly number[]> {
  const all = suitesFor(tls, version);
  const found: number[] = [];
  for (const chunk of chunked(all)) found.push(...(await strike(asker, version, chunk)));
  return found;
}

/** Strongest first, so that a server without an order of its own shows ours. */
function suitesFor(tls: TlsKnowledge, version: TlsVersion): readonly number[] {
  return tls.suites
    .filter(({ kx, name }) => kx !== "tls13" && (version === "TLSv1.2" || !MODERN_ONLY.test(name)))
    .toSorted((a, b) => Number(a.cipher === "chacha20") - Number(b.cipher === "chacha20"))
    .map(codeOf);
}

/** Asks again without what was chosen, until the rest is refused. */
async function strike(
  asker: Asker,
  version: TlsVersion,
  suites: readonly number[],
): Promise<readonly number[]> {
  const found: number[] = [];
  let left = suites;
  while (left.length > 0) {
    const reply = await asker.ask({
      role: "class",
      version,
      suites: left,
      groups: asker.offers.curves,
    });
    // An answer in an older version speaks of that version's suites.
    if (reply.is !== "accepted" || reply.flight.version !== version) break;
    const { suite } = reply;
    found.push(suite);
    left = left.filter((code) => code !== suite);
  }
  return found;
}

/** The ordinary hello turned round, with what was found: the same choice means that the server decides. */
async function orderOf(
  asker: Asker,
  version: TlsVersion,
  found: readonly number[],
  chosen: number,
): Promise<"server" | "client" | null> {
  const suites = asker.offers.common.filter((code) => found.includes(code)).toReversed();
  if (suites.length < 2) return null;
  const groups = asker.offers.curves;
  const reply = await asker.ask({ role: "class", version, suites, groups });
  if (reply.is !== "accepted") return null;
  return reply.suite === chosen ? "server" : "client";
}

/** Two kinds of questions instead of one for each suite: what is known, and anything outside it. */
async function listOlder(
  asker: Asker,
  tls: TlsKnowledge,
  version: TlsVersion,
  top: readonly number[],
): Promise<VersionList> {
  const possible = suitesFor(tls, version);
  const known = top.filter((code) => possible.includes(code));
  const outside: number[] = [];
  for (const chunk of chunked(possible.filter((code) => !known.includes(code)))) {
    outside.push(...(await strike(asker, version, chunk)));
  }
  const [first] = chunked(known);
  const reply =
    first === undefined
      ? null
      : await asker.ask({ role: "class", version, suites: first, groups: asker.offers.curves });
  const shared = reply?.is === "accepted" && reply.flight.version === version ? known : [];
  const suites = namesOf(tls, [...shared, ...outside]);
  return { version, suites, order: null, basis: shared.length === 0 ? "asked" : "inferred" };
}

/** Curves of the key exchange; where only ECDSA is spoken the certificate's own curve is needed and ends the list. */
async function listCurves(
  asker: Asker,
  tls: TlsKnowledge,
  version: TlsVersion,
  top: readonly number[],
): Promise<readonly number[]> {
  const suites = top
    .filter((code) => suiteOf(tls, code)?.kx === "ecdhe")
    .toSorted((a, b) => rankOf(tls, a) - rankOf(tls, b))
    .slice(0, 64);
  const found: number[] = [];
  let left = asker.offers.curves;
  while (suites.length > 0 && left.length > 0) {
    const reply = await asker.ask({ role: "class", version, suites, groups: left });
    const group = reply.is === "accepted" ? reply.flight.group : null;
    if (group === null || !left.includes(group)) break;
    found.push(group);
    left = left.filter((code) => code !== group);
  }
  return found;
}

function rankOf(tls: TlsKnowledge, code: number): number {
  return suiteOf(tls, code)?.auth === "rsa" ? 0 : 1;
}

/** For callers that count requests: nothing is left for this host tonight. */
export function spentMiss(left: number): Miss | null {
  return left <= 0 ? skipped("budget-spent", "host") : null;
}
