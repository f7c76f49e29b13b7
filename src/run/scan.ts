// One run of the scanner: plan, resolve, two passes over chains of targets that share an address, commit.
// It decides who is looked at and in what order; what an answer means is not its business.
import pLimit from "p-limit";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Door } from "../model/door.ts";
import type { Ports } from "../model/ports.ts";
import type { Registry } from "../model/registry.ts";
import type { RunStatus, ScanRun } from "../model/run.ts";
import type { Settings } from "../model/settings.ts";
import { openDoor, type DoorOptions } from "../net/door.ts";
import { createNameResolver, type NameResolver } from "../net/dns.ts";
import { createTrust, type Trust } from "../net/trust.ts";
import { createTally } from "../net/turnstile.ts";
import { agentOf } from "../net/user-agent.ts";
import { createAuthority, type LiveAuthority } from "../registry/authority.ts";
import type { Judging } from "../rules/step.ts";
import type { RunLock } from "../store/lock.ts";
import type { Store } from "../store/store.ts";
import { sharedSignal } from "./clock.ts";
import { closingAt } from "./closing.ts";
import { SCAN_HOLDER } from "./holds.ts";
import type { Bench } from "./judge.ts";
import { expireWords } from "./expiry.ts";
import { planTargets, type Plan } from "./plan.ts";
import type { ScanDependencies, ScanRequest } from "./request.ts";
import { commitRegistryFindings } from "./registry-findings.ts";
import { letGo } from "./retention.ts";
import { sharedRates } from "./shared-rate.ts";
import { checkOverrides, startRun } from "./start.ts";
import { runTargets, type Crew } from "./targets.ts";
import { watchCrew } from "./schedule/watch-crew.ts";
import { watchAtHead } from "./schedule/watch-chain.ts";
import { atHead } from "./verifying/chain.ts";
import type { VerifyCrew } from "./verifying/crew.ts";
import { scanLedger } from "./verifying/spend.ts";
import { createTimeLeft, type TimeLeft } from "./time-left.ts";
import { startWatchdog } from "./watchdog.ts";

export interface ScanResult {
  readonly run: ScanRun;
  readonly plan: Plan;
}

/** @throws RasoatError for wrong use, a run that goes on elsewhere, a full disk; the run stays resumable */
export async function scan(request: ScanRequest, deps: ScanDependencies): Promise<ScanResult> {
  const { store } = deps;
  const registry = store.registry();
  const start = startRun(request, deps);
  const lock = store.acquireRunLock({
    pid: deps.process.pid,
    host: deps.process.machine,
    run: start.run.id,
  });
  markInterrupted(store, lock.takenFrom?.run ?? null, start.run.id);
  try {
    const standing = authorityFor(registry, start.run, deps.settings);
    const { until } = request;
    const authority = until === undefined ? standing : closingAt(standing, until);
    await checkOverrides(start.run, registry, store.ledger);
    start.save();
    // One scan at a time: what an earlier one held, it holds no more.
    store.releaseAllOf(SCAN_HOLDER);
    return await underWatch({
      run: start.run,
      bench: start.bench,
      authority,
      standing,
      lock,
      deps,
      registry,
      timeLeft: createTimeLeft(deps.settings.concurrency.groups, () => deps.clock.now().getTime()),
    });
  } finally {
    lock.release();
  }
}

/** A run whose process died is no longer running, whoever comes next. */
function markInterrupted(store: Store, dead: string | null, mine: string): void {
  if (dead === null || dead === mine) return;
  const run = store.findRun(dead);
  if (run?.status === "running") store.updateRun({ ...run, status: "interrupted" });
}

function authorityFor(registry: Registry, run: ScanRun, settings: Settings): LiveAuthority {
  return createAuthority({
    registry,
    allowReserved: run.allowReserved,
    hasContact: settings.contact !== undefined,
    defaultRate: settings.rate.perAddress,
    rateCap: settings.rate.cap,
  });
}

interface Watched {
  readonly run: ScanRun;
  readonly bench: Bench;
  readonly authority: LiveAuthority;
  /** The same without the hour at which this run ends: looks for others are made at the heads of its chains. */
  readonly standing: LiveAuthority;
  readonly lock: RunLock;
  readonly deps: ScanDependencies;
  readonly registry: Registry;
  readonly timeLeft: TimeLeft;
}

async function underWatch(watched: Watched): Promise<ScanResult> {
  const { run, authority, lock, deps, timeLeft } = watched;
  const stop = new AbortController();
  const ends: (Error | null)[] = [];
  const end = (reason: Error | null): void => {
    ends.push(reason);
    stop.abort("stopped");
  };
  const onInterrupt = (): void => {
    stop.abort("interrupted");
  };
  deps.signal.addEventListener("abort", onInterrupt);
  if (deps.signal.aborted) onInterrupt();
  const stopWatching = startWatchdog({
    store: deps.store,
    run: run.id,
    lock,
    authority,
    timeLeft,
    minFreeMegabytes: deps.settings.minFreeMegabytes,
    end,
  });
  try {
    expireWords(deps.store, () => watched.bench, run.startedAt);
    const plan = planTargets(watched.registry, authority, run, deps.clock.now());
    deps.started(run, plan);
    await work(watched, plan, stop);
    const fault = ends.find((reason) => reason !== null);
    if (fault !== undefined && fault !== null) throw fault;
    const status = statusOf(stop.signal, ends.length > 0, deps.signal.aborted);
    return { run: await finish(watched, status), plan };
  } catch (error) {
    await leaveResumable(watched);
    throw error;
  } finally {
    stopWatching();
    deps.signal.removeEventListener("abort", onInterrupt);
  }
}

function statusOf(stop: AbortSignal, byOperator: boolean, interrupted: boolean): RunStatus {
  if (!stop.aborted) return "done";
  return byOperator && !interrupted ? "stopped" : "interrupted";
}

async function work(watched: Watched, plan: Plan, stop: AbortController): Promise<void> {
  const { run, bench, deps, registry } = watched;
  const judging: Judging = {
    id: run.id,
    at: run.startedAt,
    lookedAt: run.startedAt,
    cause: "look",
  };
  await runTargets(plan, crewOf(watched, stop));
  if (stop.signal.aborted) return;
  const codes = new Set(plan.granted.map(({ target }) => target.unit));
  const everything = run.units.length === 0 && run.hosts.length === 0;
  const units = registry.units.filter(({ code }) => everything || codes.has(code));
  commitRegistryFindings(bench, deps.store, units, judging);
}

function crewOf(watched: Watched, stop: AbortController): Crew {
  const { run, bench, authority, deps, registry } = watched;
  const signal = sharedSignal(stop.signal);
  const ports: Ports = {
    clock: deps.clock,
    log: deps.log,
    ledger: scanLedger(deps.store),
    pace: deps.store.pace,
    authority,
    signal,
  };
  const dns: NameResolver = createNameResolver({
    servers: deps.settings.resolvers,
    overrides: run.resolve,
  });
  const trust: Trust = createTrust(deps.trustRoots);
  const agent = agentOf(deps.programVersion, deps.settings.contact ?? null);
  const rates = new Map<string, number>();
  // Hosts that this run leaves out are neighbours all the same.
  const shared = sharedRates({
    registry,
    authority,
    hostsAt: (address) => deps.store.ledger.hostsAt(address),
  });
  const base: Omit<DoorOptions, "grant" | "settings"> = {
    ports,
    run: run.id,
    dns,
    trust,
    tally: createTally(ports),
    rateFor: (address) =>
      Math.min(rates.get(address) ?? Infinity, shared(address, deps.clock.now())),
  };
  const { budget } = deps.settings;
  return {
    run,
    bench,
    store: deps.store,
    registry,
    probes: deps.probes,
    ports,
    rates,
    limit: pLimit(deps.settings.concurrency.groups),
    progress: deps.progress,
    timeLeft: watched.timeLeft,
    halt: () => {
      stop.abort("interrupted");
    },
    atHead: headOf(watched, { signal, dns, trust }),
    open: (grant, firstTime): Door =>
      openDoor({
        ...base,
        grant,
        settings: {
          agent,
          budget: firstTime ? budget.firstTime : budget.perHost,
          elsewhere: budget.perHost,
        },
      }),
  };
}

/** What comes before the next target of a chain: looks that people wait for, and the watch. */
function headOf(
  { run, bench, standing, deps }: Watched,
  means: Pick<VerifyCrew, "signal" | "dns" | "trust">,
): Crew["atHead"] {
  const { allowReserved, resolve } = run;
  const rest = { ...deps, ...means, bench, authority: standing, allowReserved, resolve };
  const watch = watchCrew({ ...rest, held: [] });
  return async (chain) => {
    const held = chain.addresses;
    await atHead({ ...rest, held }, chain);
    if (deps.settings.schedule.watch === "on") await watchAtHead({ ...watch, held }, chain);
  };
}

/** Batches of old results that go with the end of a scan: half a minute at most. A worker takes all there is. */
const PRUNED_AFTER_SCAN = 400;

async function finish({ run, deps }: Watched, status: RunStatus): Promise<ScanRun> {
  const { store, clock } = deps;
  await store.ledger.flush();
  const ended: ScanRun = {
    ...run,
    status,
    endedAt: status === "done" ? clock.now().toISOString() : null,
  };
  store.updateRun(ended);
  if (status === "done") {
    await letGo(deps, PRUNED_AFTER_SCAN);
    store.checkpoint();
  }
  return ended;
}

/** After a fault the run is marked as one to go on with, where the database still takes a word. */
async function leaveResumable({ run, deps }: Watched): Promise<void> {
  try {
    await deps.store.ledger.flush();
    deps.store.updateRun({ ...run, status: "interrupted", endedAt: null });
  } catch (error) {
    // The disk is full or the file is gone: the dead lock says as much, and --resume understands it.
    const known = error instanceof RasoatError && error.exit === EXIT.partial;
    if (!known) deps.log.error("the run could not be marked", { error: String(error) });
  }
}
