// Takes verifying looks from the queue until it is told to end: several at once, one at a time for an address. A
// running scan takes those of the addresses that it holds itself, at the head of its chain.
import type { Detector } from "../../model/detector.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { Clock, Log } from "../../model/ports.ts";
import type { Probe } from "../../model/probe.ts";
import type { ScanRun } from "../../model/run.ts";
import type { Settings } from "../../model/settings.ts";
import type { Verifying } from "../../model/verifying.ts";
import { knowledgeToJson } from "../../knowledge/bundle.ts";
import { createNameResolver } from "../../net/dns.ts";
import { createTrust } from "../../net/trust.ts";
import { createAuthority } from "../../registry/authority.ts";
import type { Store } from "../../store/store.ts";
import type { LeaseFilter } from "../../store/queues/verifying.ts";
import { followRegistry } from "../follow.ts";
import { bundleKey, checkOverrides } from "../start.ts";
import type { VerifyCrew } from "./crew.ts";
import { lookAgain } from "./look.ts";

export interface VerifyDependencies {
  readonly store: Store;
  /** Read when there is something to look at, so that an idle worker costs next to nothing. */
  readonly knowledge: () => Knowledge;
  readonly probes: readonly Probe[];
  readonly detectors: readonly Detector[];
  readonly settings: Settings;
  readonly programVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly trustRoots: readonly string[];
  readonly allowReserved: boolean;
  readonly resolve: ScanRun["resolve"];
}

const IDLE_MS = 1_000;
const FAULT_MS = 10_000;
/** Looks side by side, at different addresses. */
const HANDS = 4;

/** Works until the signal aborts; `told` hears of every look that was taken up and given back. */
export async function workVerifying(
  deps: VerifyDependencies,
  told: (item: Verifying) => void,
): Promise<void> {
  const { store, clock, signal } = deps;
  await checkOverrides(deps, store.registry(), store.ledger);
  while (store.openVerifying("central").length === 0 && !signal.aborted) {
    await clock.sleep(IDLE_MS, signal);
  }
  if (signal.aborted) return;
  await withCrew(deps, async (crew) => {
    await Promise.all(Array.from({ length: HANDS }, () => serve(crew, told)));
  });
}

async function serve(crew: VerifyCrew, told: (item: Verifying) => void): Promise<void> {
  const { clock, signal, log } = crew;
  while (!signal.aborted) {
    try {
      const item = await takeUp(crew, {});
      if (item !== null) told(item);
      else await clock.sleep(IDLE_MS, signal);
    } catch (error) {
      // Its lease runs out, and it is taken up again: here or elsewhere, three times at most.
      log.error("a verifying look failed", {
        stack: error instanceof Error ? error.stack : String(error),
      });
      await clock.sleep(FAULT_MS, signal);
    }
  }
}

/** Takes up one look that waits, whatever hour it waits for. @returns how it stands then; null: nobody waits */
export async function workOne(deps: VerifyDependencies, id: string): Promise<Verifying | null> {
  const { store } = deps;
  await checkOverrides(deps, store.registry(), store.ledger);
  return withCrew(deps, (crew) => takeUp(crew, { id }));
}

async function takeUp(crew: VerifyCrew, filter: LeaseFilter): Promise<Verifying | null> {
  const { store, settings, log } = crew;
  if (store.freeMegabytes() < settings.minFreeMegabytes) {
    log.warn("too little disk is left for verifying looks", { least: settings.minFreeMegabytes });
    return null;
  }
  const lease = store.leaseVerifying(filter);
  if (lease === undefined) return null;
  await lookAgain(lease, crew);
  return store.findVerifying(lease.item.id) ?? null;
}

/** Opens what looks between nights need, follows the registry meanwhile, and closes it. */
export async function withCrew<T>(
  deps: VerifyDependencies,
  work: (crew: VerifyCrew) => Promise<T>,
): Promise<T> {
  const { store, settings, resolve } = deps;
  const knowledge = deps.knowledge();
  const versions = { program: deps.programVersion, ...knowledge.versions };
  store.saveKnowledge(bundleKey({ versions }), knowledgeToJson(knowledge));
  const authority = createAuthority({
    registry: store.registry(),
    allowReserved: deps.allowReserved,
    hasContact: settings.contact !== undefined,
    defaultRate: settings.rate.perAddress,
    rateCap: settings.rate.cap,
  });
  const stopFollowing = followRegistry(store, (registry) => {
    authority.replace(registry);
    store.wakeVerifying();
  });
  try {
    return await work({
      ...deps,
      authority,
      bench: { knowledge, detectors: deps.detectors, closeAfter: settings.closeAfter, versions },
      dns: createNameResolver({ servers: settings.resolvers, overrides: resolve }),
      trust: createTrust(deps.trustRoots),
      held: [],
    });
  } finally {
    stopFollowing();
    await store.ledger.flush();
  }
}
