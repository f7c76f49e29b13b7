// Takes the planned targets through resolution and two passes. Targets that share an address run in one
// chain, one after another; the chains run side by side.
import type { LimitFunction } from "p-limit";
import { skipped } from "../model/attempt.ts";
import type { Coverage } from "../model/coverage.ts";
import type { Door } from "../model/door.ts";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Grant } from "../model/grant.ts";
import type { Look } from "../model/observation.ts";
import type { Ports } from "../model/ports.ts";
import type { Finding } from "../model/finding.ts";
import type { Probe, Standing } from "../model/probe.ts";
import type { Reason } from "../model/reason.ts";
import type { Registry, Target } from "../model/registry.ts";
import type { ScanRun } from "../model/run.ts";
import { hashLook } from "../probes/record.ts";
import { NO_CONTEXT } from "../rules/context.ts";
import type { Store } from "../store/store.ts";
import { conclude, keptBodies, lastLookAt } from "./conclude.ts";
import { runError } from "./errors.ts";
import { groupByAddress } from "./groups.ts";
import type { Bench } from "./judge.ts";
import type { Plan, PlannedTarget, RefusedTarget } from "./plan.ts";
import type { ScanProgress } from "./request.ts";
import { SCAN_HOLDER, whenFree } from "./holds.ts";
import type { TimeLeft } from "./time-left.ts";
import { together } from "./together.ts";
import type { Chain } from "./verifying/chain.ts";
import { nightNumber, visit } from "./visit.ts";

export interface Crew {
  readonly run: ScanRun;
  readonly bench: Bench;
  readonly store: Store;
  readonly registry: Registry;
  readonly probes: readonly Probe[];
  readonly ports: Ports;
  /** Requests a second an address may get, filled in once addresses are known. */
  readonly rates: Map<string, number>;
  readonly limit: LimitFunction;
  readonly progress: (step: ScanProgress) => void;
  readonly timeLeft: TimeLeft;
  /** Ends what is under way and what waits: one of them has failed, and the run with it. */
  readonly halt: () => void;
  /** What comes before the next target of a chain: verifying looks that people wait for. */
  readonly atHead: (chain: Chain) => Promise<void>;
  open(grant: Grant, firstTime: boolean): Door;
}

/** A planned target with its door and the addresses behind it. */
interface Ready extends PlannedTarget {
  readonly door: Door;
  readonly addresses: readonly string[];
  readonly firstTime: boolean;
  readonly resolution: Look;
  /** Another unit's host of this run has one of these addresses; null: none is known to. */
  readonly sharedHosting: true | null;
}

export async function runTargets(plan: Plan, crew: Crew): Promise<void> {
  await recordRefusals(plan.refused, crew);
  crew.store.planTargets(
    crew.run.id,
    plan.granted.map(({ target }) => ({ unit: target.unit, host: target.host })),
  );
  const states = new Map(crew.store.targets(crew.run.id).map((one) => [one.host, one]));
  const open = plan.granted.filter(({ target }) => states.get(target.host)?.state !== "done");
  const total = plan.granted.length;
  let done = total - open.length;
  const ready = withNeighbours(await resolveAll(open, crew));
  // What a stop kept from being resolved is not done: it stays to be taken up.
  if (crew.ports.signal.aborted) return;
  refuseWithoutContact(ready);
  for (const { addresses, grant } of ready) {
    for (const address of addresses) {
      const known = crew.rates.get(address) ?? Infinity;
      crew.rates.set(address, Math.min(known, grant.requestsPerSecond));
    }
  }
  const reachable = ready.filter(({ addresses }) => addresses.length > 0);
  for (const one of ready.filter(({ addresses }) => addresses.length === 0)) {
    await finishTarget(one, [one.resolution], new Map(), crew);
    done += 1;
  }
  const first = reachable.filter(
    ({ target }) => (states.get(target.host)?.pass ?? 0) === 0 || isOfAnotherNight(target, crew),
  );
  const looked = { phase: "first", done: 0, total: first.length } as const;
  await inChains(first, crew, looked, (one) => firstPass(one, crew));
  const order = oldestFirst(reachable, crew.store);
  await inChains(order, crew, { phase: "depth", done, total }, (one) => secondPass(one, crew));
}

/** What a first pass saw in another night says nothing of this one: it is made again. */
function isOfAnotherNight({ host }: Target, { store, run, ports }: Crew): boolean {
  const looks = store.targetResult("central", run.id, host)?.looks ?? [];
  const seen = new Date(lastLookAt(looks, run.startedAt));
  return nightNumber(seen) !== nightNumber(ports.clock.now());
}

/** What is refused is told in the ledger and in the coverage, with its reason. */
async function recordRefusals(refused: readonly RefusedTarget[], crew: Crew): Promise<void> {
  const at = crew.ports.clock.now().toISOString();
  for (const { host, unit, target, areas, refusal } of refused) {
    await crew.ports.ledger.refuse({
      run: crew.run.id,
      unit,
      document: refusal.document,
      host,
      port: null,
      address: null,
      url: null,
      probe: "plan",
      reason: refusal.reason,
      detail: `${areas.join(",")}: ${refusal.detail}`,
    });
    if (target === null || unit === null) continue;
    crew.store.commitTarget({
      run: crew.run.id,
      unit,
      host,
      pass: 0,
      state: areas.length === crew.run.areas.length ? "refused" : "todo",
      reason: refusal.reason,
      result: null,
      bodies: [],
      findings: [],
      events: [],
      coverage: notAssessed({ target, areas }, refusal.reason, { run: crew.run.id, at }),
    });
  }
}

function notAssessed(
  { target, areas }: Pick<PlannedTarget, "target" | "areas">,
  reason: Reason,
  when: Pick<Coverage, "run" | "at">,
): Coverage[] {
  const { host, ports } = target;
  return ports.flatMap(({ port }) =>
    areas.map((area): Coverage => ({ host, port, area, status: "not-assessed", reason, ...when })),
  );
}

/** Several units behind one address: what one of them suffers may be the doing of another. */
function withNeighbours(resolved: readonly Omit<Ready, "sharedHosting">[]): Ready[] {
  const units = new Map<string, Set<string>>();
  for (const { addresses, target } of resolved) {
    for (const address of addresses) {
      units.set(address, (units.get(address) ?? new Set()).add(target.unit));
    }
  }
  return resolved.map((one) => ({
    ...one,
    sharedHosting: one.addresses.some((address) => (units.get(address)?.size ?? 0) > 1) || null,
  }));
}

async function resolveAll(
  planned: readonly PlannedTarget[],
  crew: Crew,
): Promise<Omit<Ready, "sharedHosting">[]> {
  let resolved = 0;
  return together(
    crew.halt,
    planned.map((one) =>
      crew.limit(async () => {
        const { host } = one.target;
        const firstTime = isFirstTime(one.target, crew.store);
        const door = crew.open(one.grant, firstTime);
        const attempt = crew.ports.signal.aborted ? skipped("stopped") : await door.resolve();
        const addresses = attempt.status === "ok" ? attempt.value.addresses : [];
        resolved += 1;
        const total = planned.length;
        crew.progress({ phase: "resolve", done: resolved, total, host, endsAt: () => null });
        const resolution = hashLook({
          probe: "resolve",
          role: "resolve",
          areas: one.areas,
          host,
          port: null,
          scheme: null,
          address: null,
          locator: host,
          about: null,
          takenAt: crew.ports.clock.now().toISOString(),
          attempt,
        });
        const literals = addresses.map(({ address }) => address);
        return { ...one, door, addresses: literals, firstTime, resolution };
      }),
    ),
  );
}

/** Never assessed before: the larger budget applies. */
function isFirstTime(target: Target, store: Store): boolean {
  return store
    .coverage("central", { hosts: [target.host] })
    .every(({ status }) => status === "not-assessed");
}

function refuseWithoutContact(ready: readonly Ready[]): void {
  const hosts = ready
    .filter(
      ({ resolution: { attempt } }) => attempt.status !== "ok" && attempt.reason === "no-contact",
    )
    .map(({ target }) => target.host);
  if (hosts.length > 0) throw runError("run-no-contact", { hosts: hosts.slice(0, 5).join(", ") });
}

async function inChains(
  targets: readonly Ready[],
  crew: Crew,
  { phase, done: before, total }: Pick<ScanProgress, "phase" | "done" | "total">,
  work: (one: Ready) => Promise<void>,
): Promise<void> {
  const chains = groupByAddress(targets);
  // The first pass says little of how long the second will take.
  crew.timeLeft.plan(phase === "depth" ? chains.map(({ length }) => length) : []);
  let done = before;
  const stepIn = (chain: number) => async (one: Ready) => {
    crew.timeLeft.begin(chain);
    await guarded(one, crew, work);
    crew.timeLeft.end(chain);
    done += 1;
    const { host } = one.target;
    crew.progress({ phase, done, total, host, endsAt: () => crew.timeLeft.endsAt() });
  };
  await together(
    crew.halt,
    chains.map((chain, index) =>
      crew.limit(() =>
        runChain(chain, crew, { name: `${phase} ${String(index)}`, step: stepIn(index) }),
      ),
    ),
  );
}

/** Holds the chain's addresses, so that no other process looks at them meanwhile. */
async function runChain(
  chain: readonly Ready[],
  crew: Crew,
  { name, step }: { readonly name: string; readonly step: (one: Ready) => Promise<void> },
): Promise<void> {
  const { clock, signal } = crew.ports;
  const hosts = chain.map(({ target }) => target.host);
  const addresses = [...new Set(chain.flatMap((one) => one.addresses))];
  const holding = {
    store: crew.store,
    clock,
    signal,
    holder: `${SCAN_HOLDER} ${crew.run.id} ${name}`,
  };
  await whenFree(holding, addresses, async () => {
    for (const one of chain) {
      await crew.atHead({ hosts, addresses });
      if (signal.aborted) return;
      await step(one);
    }
  });
}

/** One catch a job: the unexpected becomes a reason, its stack goes to the log, and the run goes on. */
async function guarded(one: Ready, crew: Crew, work: (one: Ready) => Promise<void>): Promise<void> {
  try {
    await work(one);
  } catch (error) {
    // A full disk or a lost database ends the run; it is no fault of this target.
    if (error instanceof RasoatError && error.exit !== EXIT.ownFault) throw error;
    crew.ports.log.error("a target failed", {
      host: one.target.host,
      stack: error instanceof Error ? error.stack : String(error),
    });
    const at = crew.ports.clock.now().toISOString();
    const { target } = one;
    crew.store.commitTarget({
      run: crew.run.id,
      unit: target.unit,
      host: target.host,
      pass: 2,
      state: "done",
      reason: "internal-bug",
      result: null,
      bodies: [],
      findings: [],
      events: [],
      coverage: notAssessed(one, "internal-bug", { run: crew.run.id, at }),
    });
  }
}

async function firstPass(one: Ready, crew: Crew): Promise<void> {
  const seen = await visitOf(one, crew, 1, [one.resolution]);
  if (crew.ports.signal.aborted) return;
  const { target, areas, firstTime } = one;
  crew.store.commitTarget({
    run: crew.run.id,
    unit: target.unit,
    host: target.host,
    pass: 1,
    state: "doing",
    result: {
      target,
      areas,
      context: NO_CONTEXT,
      ownHosts: ownHosts(target, crew.registry),
      firstTime,
      looks: seen.looks,
      otherwise: "not-planned",
      before: crew.store.findingsOfTarget("central", target.unit, target.host),
      findings: [],
      verdicts: [],
    },
    bodies: keptBodies(seen.bodies),
    findings: [],
    events: [],
    coverage: [],
  });
}

async function secondPass(one: Ready, crew: Crew): Promise<void> {
  const stored = crew.store.targetResult("central", crew.run.id, one.target.host);
  const seen = await visitOf(one, crew, 2, stored?.looks ?? [one.resolution]);
  // What was seen before an operator's stop is not judged as if it were all: the target is done again.
  if (crew.ports.signal.aborted) return;
  await finishTarget(one, seen.looks, seen.bodies, crew);
}

function visitOf(one: Ready, crew: Crew, pass: 1 | 2, earlier: readonly Look[]) {
  const { target, areas, door, firstTime } = one;
  const body = (sha256: string) => crew.store.body(sha256);
  const standing = standingOf(crew.store.findingsOfTarget("central", target.unit, target.host));
  return visit(
    { target, areas, door, pass, earlier, body, firstTime, standing },
    {
      probes: crew.probes,
      knowledge: crew.bench.knowledge,
      clock: crew.ports.clock,
      log: crew.ports.log,
      signal: crew.ports.signal,
    },
  );
}

async function finishTarget(
  one: Ready,
  looks: readonly Look[],
  bodies: ReadonlyMap<string, Uint8Array>,
  crew: Crew,
): Promise<void> {
  await crew.ports.ledger.flush();
  const { target, areas, firstTime, sharedHosting } = one;
  conclude(
    { bench: crew.bench, store: crew.store, log: crew.ports.log },
    {
      target,
      areas,
      system: crew.registry.systems.find(({ code }) => code === target.system),
      ownHosts: ownHosts(target, crew.registry),
      firstTime,
      sharedHosting,
      looks,
      bodies,
      run: { id: crew.run.id, at: crew.run.startedAt, cause: "look" },
      otherwise: "not-planned",
    },
  );
}

/** Findings whose place must be asked again: all that nobody has seen mended. */
function standingOf(findings: readonly Finding[]): Standing[] {
  return findings
    .filter(({ state }) => state !== "fixed")
    .flatMap(({ area, port, subject }) =>
      port === null || area === "registry" ? [] : [{ area, port, subject }],
    )
    .toSorted((a, b) => a.port - b.port || (a.subject < b.subject ? -1 : 1));
}

function ownHosts(target: Target, registry: Registry): string[] {
  return registry.targets.filter(({ unit }) => unit === target.unit).map(({ host }) => host);
}

/** Depth goes to those first that were looked at longest ago. */
function oldestFirst(targets: readonly Ready[], store: Store): Ready[] {
  const last = new Map<string, string>();
  for (const { host, at, status } of store.coverage("central")) {
    if (status !== "not-assessed" && at > (last.get(host) ?? "")) last.set(host, at);
  }
  return targets.toSorted((a, b) => {
    const [x, y] = [last.get(a.target.host) ?? "", last.get(b.target.host) ?? ""];
    return x < y ? -1 : x > y ? 1 : 0;
  });
}
