// Begins a run or takes up an interrupted one, with the rules and data it judges by. Sends nothing.
import { randomBytes } from "node:crypto";
import { knowledgeFromJson, knowledgeToJson } from "../knowledge/bundle.ts";
import type { Ledger, LedgerRefusal } from "../model/ledger.ts";
import type { NotTriedReason } from "../model/reason.ts";
import type { Registry } from "../model/registry.ts";
import type { ScanRun } from "../model/run.ts";
import type { Store } from "../store/store.ts";
import { cidrHolds, parseCidr } from "../registry/address.ts";
import { parseIp } from "../text/ip.ts";
import { runError } from "./errors.ts";
import { releaseFirst } from "./releases.ts";
import type { Bench } from "./judge.ts";
import type { ScanDependencies, ScanRequest } from "./request.ts";

export interface Start {
  readonly run: ScanRun;
  readonly bench: Bench;
  /** Writes the run down; from then on it can be resumed. */
  save(): void;
}

export function startRun(request: ScanRequest, deps: ScanDependencies): Start {
  return request.resume ? takeUp(request, deps) : begin(request, deps);
}

function begin(request: ScanRequest, deps: ScanDependencies): Start {
  const { store, knowledge, settings } = deps;
  const startedAt = deps.clock.now().toISOString();
  const versions = { program: deps.programVersion, ...knowledge.versions };
  const run: ScanRun = {
    id: newRunId(startedAt),
    kind: "scan",
    status: "running",
    startedAt,
    endedAt: null,
    areas: request.areas,
    units: request.units,
    hosts: request.hosts,
    allowReserved: request.allowReserved,
    resolve: request.resolve,
    versions,
  };
  const { detectors } = deps;
  return {
    run,
    bench: { knowledge, detectors, closeAfter: settings.closeAfter, versions },
    save: () => {
      store.saveKnowledge(bundleKey(run), knowledgeToJson(knowledge));
      releaseFirst(store, knowledge, startedAt);
      store.createRun(run, settings);
    },
  };
}

/** The newest scan that did not end. It goes on with what it was asked and with its own rules. */
function takeUp(request: ScanRequest, deps: ScanDependencies): Start {
  const { store } = deps;
  const unfinished = store
    .listRuns({ kind: "scan", limit: 50 })
    .find(({ id, status }) => status !== "done" && id === (request.run ?? id));
  if (unfinished === undefined) throw runError("run-nothing-to-resume");
  const run: ScanRun = {
    ...unfinished,
    status: "running",
    endedAt: null,
    allowReserved: unfinished.allowReserved || request.allowReserved,
    resolve: request.resolve.length > 0 ? request.resolve : unfinished.resolve,
  };
  return {
    run,
    bench: benchOfRun(store, run, deps),
    save: () => {
      store.updateRun(run);
    },
  };
}

/** What a stored run was judged by. @throws RasoatError run-versions-gone */
export function benchOfRun(
  store: Store,
  run: ScanRun,
  deps: Pick<ScanDependencies, "detectors" | "settings">,
): Bench {
  const json = store.loadKnowledge(bundleKey(run));
  if (json === undefined) throw runError("run-versions-gone", { run: run.id });
  const settings = store.settingsOfRun(run.id) ?? deps.settings;
  return {
    knowledge: knowledgeFromJson(json),
    detectors: deps.detectors,
    closeAfter: settings.closeAfter,
    versions: run.versions,
  };
}

export function bundleKey({ versions }: Pick<ScanRun, "versions">): string {
  return `${versions.rules}-${versions.data}`;
}

/** "R20261122-150405-3f9c": sorts by time, and two scans of one second differ. */
export function newRunId(startedAt: string): string {
  const digits = startedAt.replace(/\D/g, "");
  return `R${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString("hex")}`;
}

/**
 * `--resolve` is judged before anything is sent: a registered host, an address inside its pin. What is refused
 * is told in the ledger, in the name of no run, as none begins.
 * @throws RasoatError run-override-unregistered, run-override-outside-pin
 */
export async function checkOverrides(
  run: Pick<ScanRun, "resolve">,
  registry: Registry,
  ledger: Ledger,
): Promise<void> {
  for (const { host, address } of run.resolve) {
    const target = registry.targets.find((one) => one.host === host);
    if (target === undefined) {
      await ledger.refuse(overrideRefusal({ host, address }, null, "not-registered"));
      throw runError("run-override-unregistered", { host, address });
    }
    if (!target.addresses.some((pin) => addressInPin(address, pin))) {
      await ledger.refuse(overrideRefusal({ host, address }, target.unit, "address-outside-pin"));
      const pins = target.addresses.length === 0 ? "—" : target.addresses.join(", ");
      throw runError("run-override-outside-pin", { host, address, pins });
    }
  }
}

function overrideRefusal(
  { host, address }: ScanRun["resolve"][number],
  unit: string | null,
  reason: NotTriedReason,
): LedgerRefusal {
  return {
    run: null,
    unit,
    document: null,
    host,
    port: null,
    address,
    url: null,
    probe: "resolve",
    reason,
    detail: "--resolve",
  };
}

function addressInPin(address: string, pin: string): boolean {
  const literal = parseIp(address);
  const range = parseCidr(pin);
  return literal !== null && range !== null && cidrHolds(range, literal);
}
