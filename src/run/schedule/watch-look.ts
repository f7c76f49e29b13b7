// One look of the watch at one home page, judged by the ordinary rules. A look that shows nothing new leaves a line in
// the watch's own table and nothing else. One that does is made once more within a minute, under a run of its own, and
// only what both show is told; it says nothing of coverage, teaches nothing, and closes nothing it did not look at.
import { OPEN_STATES } from "../../model/area.ts";
import type { Finding, RuleVerdict } from "../../model/finding.ts";
import type { Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import type { Registry } from "../../model/registry.ts";
import type { ScanRun } from "../../model/run.ts";
import type { WatchOutcome } from "../../model/schedule.ts";
import { forWatching } from "../../registry/watching.ts";
import { contextOf, NO_CONTEXT } from "../../rules/context.ts";
import type { WatchLease } from "../../store/queues/watched.ts";
import { conclude, lastLookAt } from "../conclude.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { judge } from "../judge.ts";
import { planTargets, type PlannedTarget } from "../plan.ts";
import { sharedHostingOf } from "../shared-hosting.ts";
import type { Seen } from "../visit.ts";
import { beginWatchRun, type WatchCrew } from "./watch-crew.ts";
import { asksForSecondLook, newsOf } from "./watch-news.ts";
import { homeOf, visitHome } from "./watch-visit.ts";

/** Between a first sign and the look that confirms it. */
const CONFIRM_MS = 30_000;
const BUSY_RETRY_MS = 3_000;

/** Makes one leased look and notes what it came to; the lease is given back whatever happens but a kill. */
export async function lookOnWatch(lease: WatchLease, crew: WatchCrew): Promise<void> {
  const planned = planOf(lease, crew);
  // Refused since it was planned: whoever plans next says so.
  if (planned === null) {
    crew.store.yieldWatch(lease);
    return;
  }
  const day = crew.dayRun();
  const first = await seeHome(lease, crew, { planned, run: day });
  if (first === null) return;
  const judged = judgeLooks(planned, crew, first, day);
  if (!asksForSecondLook(judged)) {
    note(lease, crew, { ...judged, looks: first.looks });
    return;
  }
  await crew.clock.sleep(CONFIRM_MS, crew.signal);
  await confirm(lease, crew, { planned, first });
}

function planOf({ item }: WatchLease, crew: WatchCrew): PlannedTarget | null {
  const asked = { units: [item.unit], hosts: [item.host], areas: ["defacement"] as const };
  const authority = forWatching(crew.authority);
  const [planned] = planTargets(crew.store.registry(), authority, asked, crew.clock.now()).granted;
  return planned ?? null;
}

/** @returns null when the lease was given back: the address is busy, the name gives none, or the worker ends */
async function seeHome(
  lease: WatchLease,
  crew: WatchCrew,
  { planned, run }: { readonly planned: PlannedTarget; readonly run: string },
): Promise<Seen | null> {
  const { store, clock } = crew;
  const holder = `watch ${lease.token}`;
  const visited = await visitHome(planned, crew, { run, holder, known: lease.addresses });
  if (crew.signal.aborted) {
    store.postponeWatch(lease, clock.now(), lease.addresses);
    return null;
  }
  switch (visited.is) {
    case "seen":
      return visited.seen;
    case "busy": {
      const soon = new Date(clock.now().getTime() + BUSY_RETRY_MS);
      store.postponeWatch(lease, soon, visited.addresses);
      return null;
    }
    case "missed": {
      const { reason } = visited.miss;
      store.endWatch(lease, { lookedAt: clock.now().toISOString(), outcome: "could-not", reason });
      return null;
    }
  }
}

interface JudgedLooks {
  readonly verdicts: readonly RuleVerdict[];
  readonly before: readonly Finding[];
  readonly rules: WatchCrew["bench"]["knowledge"]["rules"];
}

/** What the rules say of the looks; nothing is stored. */
function judgeLooks(
  { target }: PlannedTarget,
  crew: WatchCrew,
  { looks, bodies }: Seen,
  run: string,
): JudgedLooks {
  const { store, bench } = crew;
  const { unit, host } = target;
  const registry = store.registry();
  const system = systemOf(registry, target.system);
  const before = store.findingsOfTarget("central", unit, host);
  const at = crew.clock.now().toISOString();
  const { verdicts, faults } = judge(bench, {
    target: narrowed(target, looks),
    areas: ["defacement"],
    context: system === undefined ? NO_CONTEXT : contextOf(system, null),
    ownHosts: ownHosts(registry, unit),
    looks,
    baselines: store.baselines("central", { units: [unit], hosts: [host] }),
    body: (sha256) => bodies.get(sha256),
    before,
    run: { id: run, at, lookedAt: lastLookAt(looks, at), cause: "look" },
    otherwise: "not-planned",
  });
  for (const { detector, error } of faults) {
    const stack = error instanceof Error ? error.stack : String(error);
    crew.log.error("a detector failed", { detector, host, stack });
  }
  return { verdicts, before, rules: bench.knowledge.rules };
}

function systemOf({ systems }: Registry, code: string) {
  return systems.find((system) => system.code === code);
}

function ownHosts({ targets }: Registry, unit: string): string[] {
  return targets.filter((target) => target.unit === unit).map(({ host }) => host);
}

/** The target as far as it was looked at. */
function narrowed(target: PlannedTarget["target"], looks: readonly Look[]) {
  const asked = target.ports.filter(({ port }) => looks.some((look) => look.port === port));
  return homeOf(target, asked);
}

interface Work {
  readonly planned: PlannedTarget;
  readonly first: Seen;
}

async function confirm(
  lease: WatchLease,
  crew: WatchCrew,
  { planned, first }: Work,
): Promise<void> {
  const { unit, host } = planned.target;
  const { store, clock } = crew;
  // Asked for afresh: a document may have been revoked meanwhile, and the registry changed.
  const now = planOf(lease, crew);
  if (now === null) {
    store.yieldWatch(lease);
    return;
  }
  const run = beginWatchRun(crew, clock.now(), { unit, host });
  try {
    const second = await seeHome(lease, crew, { planned: now, run: run.id });
    if (second === null) return;
    const seen: Seen = {
      looks: [...first.looks, ...second.looks],
      bodies: new Map([...first.bodies, ...second.bodies]),
    };
    await store.ledger.flush();
    const judged = judgeLooks(now, crew, seen, run.id);
    const news = newsOf(judged);
    if (news.length > 0) tell(crew, { planned: now, run, seen, news });
    note(lease, crew, { ...judged, looks: seen.looks, ...(news.length > 0 && { run: run.id }) });
  } finally {
    endRun(crew, run, { unit, host });
  }
}

/** A run whose look told nothing keeps no result; its requests stand in the ledger. */
function endRun(
  { store, clock }: WatchCrew,
  run: ScanRun,
  place: { readonly unit: string; readonly host: string },
): void {
  if (store.targetCounts(run.id).done === 0) {
    store.setTargetState({ run: run.id, ...place, state: "done", reason: "inconclusive", pass: 0 });
  }
  store.updateRun({ ...run, status: "done", endedAt: clock.now().toISOString() });
}

interface Telling {
  readonly planned: PlannedTarget;
  readonly run: ScanRun;
  readonly seen: Seen;
  readonly news: readonly string[];
}

function tell(crew: WatchCrew, { planned: { target }, run, seen, news }: Telling): void {
  const registry = crew.store.registry();
  conclude(crew, {
    target: narrowed(target, seen.looks),
    areas: ["defacement"],
    system: systemOf(registry, target.system),
    ownHosts: ownHosts(registry, target.unit),
    firstTime: false,
    sharedHosting: sharedHostingOf(crew.store, run, target),
    looks: seen.looks,
    bodies: seen.bodies,
    run: { id: run.id, at: run.startedAt, cause: "look" },
    otherwise: "not-planned",
    only: news,
  });
}

interface Noted extends JudgedLooks {
  readonly looks: readonly Look[];
  /** Absent: nothing was told. */
  readonly run?: string;
}

function note(lease: WatchLease, { store, clock }: WatchCrew, noted: Noted): void {
  const lookedAt = lastLookAt(noted.looks, clock.now().toISOString());
  const { run } = noted;
  store.endWatch(lease, { lookedAt, ...outcomeOf(noted), ...(run !== undefined && { run }) });
}

function outcomeOf({ verdicts, before }: JudgedLooks): {
  readonly outcome: WatchOutcome;
  readonly reason: Reason | null;
} {
  const fails = verdicts.filter(({ outcome }) => outcome === "fail");
  const isKnown = (verdict: RuleVerdict): boolean => {
    const fingerprint = fingerprintOf(verdict);
    return before.some((one) => one.fingerprint === fingerprint && OPEN_STATES.includes(one.state));
  };
  const sure = fails.some(
    (verdict) =>
      isKnown(verdict) || (verdict.outcome === "fail" && verdict.confidence !== "tentative"),
  );
  if (sure) return { outcome: "sign", reason: null };
  const blind = verdicts.flatMap((verdict) =>
    verdict.outcome === "unknown" ? verdict.reason : [],
  );
  if (fails.length > 0 || blind.includes("unstable")) {
    return { outcome: "unconfirmed", reason: "unstable" };
  }
  if (verdicts.some(({ outcome }) => outcome === "pass")) return { outcome: "quiet", reason: null };
  return { outcome: "could-not", reason: blind[0] ?? "inconclusive" };
}
