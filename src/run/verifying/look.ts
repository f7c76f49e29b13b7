// One verifying look: asks again exactly what a finding rests on, through the ordinary door, and judges it with the
// ordinary rules. It says nothing of the rest of the host and nothing of coverage. Killed at any moment it is done
// again under the same run, or was committed whole.
import type { Area } from "../../model/area.ts";
import type { Finding } from "../../model/finding.ts";
import type { Ports } from "../../model/ports.ts";
import type { Target } from "../../model/registry.ts";
import type { ScanRun } from "../../model/run.ts";
import { openDoor } from "../../net/door.ts";
import { agentOf } from "../../net/user-agent.ts";
import { forVerifying, verifyRequests } from "../../registry/verifying.ts";
import type { Store } from "../../store/store.ts";
import type { VerifyLease } from "../../store/queues/verifying.ts";
import { conclude } from "../conclude.ts";
import { ifFree } from "../holds.ts";
import { planTargets, type PlannedTarget } from "../plan.ts";
import { sharedHostingOf } from "../shared-hosting.ts";
import { sharedRates } from "../shared-rate.ts";
import { newRunId } from "../start.ts";
import { visit } from "../visit.ts";
import type { VerifyCrew } from "./crew.ts";
import { close, end, finish, missed } from "./ending.ts";
import { verifyLedger } from "./spend.ts";
import { probesFor, restsOnHandshakes } from "./probe-set.ts";
import { mustWait } from "./turn.ts";

/** A look that was begun so often and never ended is a fault of ours. */
const MOST_ATTEMPTS = 3;
const BUSY_RETRY_MS = 3_000;
const RENEW_MS = 5_000;

/** Does one leased look and notes what it came to; the lease is given back whatever happens but a kill. */
export async function lookAgain(lease: VerifyLease, crew: VerifyCrew): Promise<void> {
  const lost = new AbortController();
  const timer = setInterval(() => {
    if (!crew.store.renewVerifying(lease)) lost.abort("interrupted");
  }, RENEW_MS);
  const signal = AbortSignal.any([crew.signal, lost.signal]);
  try {
    await steps(lease, { ...crew, signal });
  } finally {
    clearInterval(timer);
  }
}

async function steps(lease: VerifyLease, crew: VerifyCrew): Promise<void> {
  const { item } = lease;
  const { store } = crew;
  const before = item.run === null ? undefined : store.findRun(item.run);
  if (before?.status === "running" && store.targetCounts(before.id).done > 0) {
    finish(lease, crew, before);
    return;
  }
  const findings = standingOf(lease, store);
  const [first] = findings;
  if (first === undefined || first.area === "registry") {
    end(lease, crew, { outcome: "settled", reason: null });
    return;
  }
  if (before?.status === "running" && item.attempts >= MOST_ATTEMPTS) {
    close(store, before, crew.clock.now());
    end(lease, crew, { outcome: "could-not", reason: "internal-bug" });
    return;
  }
  const { area } = first;
  if (await mustWait(lease, crew, area)) return;
  const planned = planOf(lease, crew, area);
  if (planned === null) return;
  await lookUnder(lease, crew, { findings, area, planned });
}

/** All of the group on this host that nobody has seen mended or taken for an error. */
function standingOf({ item }: VerifyLease, store: Store): Finding[] {
  return store
    .findings("central", { units: [item.unit], hosts: [item.host], group: item.group })
    .filter(({ state }) => state !== "fixed" && state !== "false-positive");
}

function planOf({ item }: VerifyLease, crew: VerifyCrew, area: Area): PlannedTarget | null {
  const asked = { units: [item.unit], hosts: [item.host], areas: [area] };
  const authority = forVerifying(crew.authority);
  const [planned] = planTargets(crew.store.registry(), authority, asked, crew.clock.now()).granted;
  // Revoked since the moment before: whoever takes it up next is told so.
  return planned ?? null;
}

interface Work {
  readonly findings: readonly Finding[];
  readonly area: Area;
  readonly planned: PlannedTarget;
}

async function lookUnder(lease: VerifyLease, crew: VerifyCrew, work: Work): Promise<void> {
  const { store } = crew;
  const known = new Set(lease.item.addresses);
  const isBusy = store
    .heldAddresses()
    .some(({ address }) => known.has(address) && !crew.held.includes(address));
  if (isBusy) {
    postpone(lease, crew, lease.item.addresses);
    return;
  }
  const run = runOf(lease, crew, work.area);
  if (!store.beginVerifying(lease, run.id)) return;
  const door = doorOf(crew, run, work.planned);
  const resolution = await door.resolve();
  if (resolution.status !== "ok") {
    close(store, run, crew.clock.now());
    missed(lease, crew, resolution);
    return;
  }
  const addresses = resolution.value.addresses.map(({ address }) => address);
  const look = (): Promise<void> => lookAndJudge(lease, crew, { ...work, run, door });
  const more = addresses.filter((address) => !crew.held.includes(address));
  const holding = { ...crew, holder: `verify ${lease.token}` };
  if (more.length === 0) return look();
  if (await ifFree(holding, more, look)) return;
  postpone(lease, crew, addresses);
}

/** Another look at the same address comes first; a running chain finds it by the addresses and takes it next. */
function postpone(
  lease: VerifyLease,
  { store, clock }: VerifyCrew,
  addresses: readonly string[],
): void {
  const notBefore = new Date(clock.now().getTime() + BUSY_RETRY_MS).toISOString();
  store.postponeVerifying(lease, { notBefore, wait: "address-busy", addresses });
}

/** The run that a process left begun, or a new one. */
function runOf({ item }: VerifyLease, crew: VerifyCrew, area: Area): ScanRun {
  const { store, bench, allowReserved, resolve } = crew;
  const begun = item.run === null ? undefined : store.findRun(item.run);
  if (begun?.status === "running") return begun;
  const startedAt = crew.clock.now().toISOString();
  const run: ScanRun = {
    id: newRunId(startedAt),
    kind: "verify",
    status: "running",
    startedAt,
    endedAt: null,
    areas: [area],
    units: [item.unit],
    hosts: [item.host],
    allowReserved,
    resolve: resolve.filter(({ host }) => host === item.host),
    versions: bench.versions,
  };
  store.createRun(run, crew.settings);
  store.planTargets(run.id, [{ unit: item.unit, host: item.host }]);
  return run;
}

function doorOf(crew: VerifyCrew, run: ScanRun, { grant }: PlannedTarget) {
  const { store, settings, clock } = crew;
  const registry = store.registry();
  const authority = forVerifying(crew.authority);
  const ports: Ports = { ...crew, ledger: verifyLedger(store), pace: store.pace, authority };
  const hostsAt = (address: string) => store.ledger.hostsAt(address);
  const rates = sharedRates({ registry, authority, hostsAt });
  return openDoor({
    grant,
    ports,
    run: run.id,
    dns: crew.dns,
    trust: crew.trust,
    rateFor: (address) => rates(address, clock.now()),
    settings: {
      agent: agentOf(crew.programVersion, settings.contact ?? null),
      budget: settings.budget.perHost,
      most: verifyRequests(registry, grant.document, grant.unit),
    },
  });
}

async function lookAndJudge(
  lease: VerifyLease,
  crew: VerifyCrew,
  work: Work & { readonly run: ScanRun; readonly door: ReturnType<typeof doorOf> },
): Promise<void> {
  const { run, area, findings, planned, door } = work;
  const { store, bench, clock, signal } = crew;
  const target = { ...planned.target, ports: portsFor(planned.target, findings) };
  const body = (sha256: string) => store.body(sha256);
  const standing = findings.flatMap(({ port, subject }) =>
    port === null ? [] : [{ area, port, subject }],
  );
  const asked = { target, areas: [area], door, body, firstTime: false, standing };
  const probes = crew.probes.filter(({ id }) => probesFor(findings).includes(id));
  const around = { ...crew, probes, knowledge: bench.knowledge };
  const first = await visit({ ...asked, pass: 1, earlier: [], standingOnly: true }, around);
  const seen = await visit(
    {
      ...asked,
      pass: 2,
      earlier: first.looks,
      standingOnly: true,
      body: (key) => first.bodies.get(key) ?? body(key),
    },
    around,
  );
  // Stopped halfway: nothing is said, and whoever takes it up next looks again.
  if (signal.aborted) {
    const notBefore = clock.now().toISOString();
    store.postponeVerifying(lease, { notBefore, wait: "asked" });
    return;
  }
  await store.ledger.flush();
  const registry = store.registry();
  conclude(crew, {
    target,
    areas: [area],
    system: registry.systems.find(({ code }) => code === target.system),
    ownHosts: registry.targets.filter(({ unit }) => unit === target.unit).map(({ host }) => host),
    firstTime: false,
    sharedHosting: sharedHostingOf(store, run, target),
    looks: seen.looks,
    bodies: new Map([...first.bodies, ...seen.bodies]),
    run: { id: run.id, at: run.startedAt, cause: "look" },
    otherwise: "not-planned",
    only: findings.map(({ fingerprint }) => fingerprint),
  });
  finish(lease, crew, run);
}

/** A certificate is asked for at its own port; the rest needs to know whether the host's other ports answer. */
function portsFor(target: Target, findings: readonly Finding[]): Target["ports"] {
  if (!restsOnHandshakes(findings)) return target.ports;
  return target.ports.filter(({ port }) => findings.some((finding) => finding.port === port));
}
