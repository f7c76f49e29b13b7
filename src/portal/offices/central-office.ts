// What the central team may do beyond reading: decide requests, speak on any finding (also in bulk), stop a run,
// suspend and restore documents, end a pause. Every act needs a reason and carries the person's name.
import type { Account, UnitRequest } from "../../model/account.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Finding, PersonWord } from "../../model/finding.ts";
import type { IncidentTerms } from "../../model/incident.ts";
import type { Registry } from "../../model/registry.ts";
import type { RunKind, RunTarget, ScanRun, TargetState } from "../../model/run.ts";
import type { Verifying } from "../../model/verifying.ts";
import { restoreAuthorization, suspendAuthorization } from "../../registry/decisions.ts";
import { mergeRegistry } from "../../registry/merge.ts";
import type { Draft } from "../../registry/draft.ts";
import { applyWord, type WordTerms } from "../../rules/word.ts";
import { latestEnd } from "../../rules/word-until.ts";
import type { Store } from "../../store/store.ts";
import { localDay } from "../../text/moment.ts";
import {
  createIncidentOffice,
  type IncidentOffice,
  type Notices,
  noticesOf,
} from "./incident-office.ts";
import { isFindingId } from "../access/token.ts";
import { demandReason, personOf, REQUESTED, withPause, type Word } from "./unit-office.ts";

export interface RunView {
  readonly run: ScanRun;
  readonly counts: Readonly<Record<TargetState, number>>;
  /** A process holds the lock and beats. */
  readonly alive: boolean;
  /** When it is thought to end, ISO 8601 UTC; null: nobody works at it, or too early to say. */
  readonly endsAt: string | null;
  readonly stopRequested: boolean;
}

export interface CentralOffice extends Notices {
  readonly incidents: IncidentOffice;
  /** The last day that an acceptance or a false alarm may hold, YYYY-MM-DD. */
  readonly latestException: string;
  speak(id: string, word: Word): Finding | undefined;
  /** One word on many findings and all members of their groups. @returns those it could not be said of, and why */
  speakOfAll(ids: readonly string[], word: Word): readonly RasoatError[];
  decide(
    id: string,
    decision: { readonly status: "approved" | "declined"; readonly answer: string },
  ): UnitRequest | undefined;
  /** The newest runs, the running one first. */
  runs(): readonly RunView[];
  /** Addresses that are looked at now; those of one chain together. */
  chains(): readonly (readonly string[])[];
  /** Verifying looks that are not done yet, in the order of asking. */
  verifying(): readonly Verifying[];
  /** What is at work and what was refused in a run. */
  targets(run: string): readonly RunTarget[];
  /** False when nothing runs. */
  stop(): boolean;
  suspend(document: string, unit: string, reason: string): void;
  restore(document: string, unit: string, reason: string): void;
  resume(unit: string, reason: string): void;
  saves(): ReturnType<Store["registrySaves"]>;
}

export type CentralStore = Pick<
  Store,
  | "findFinding"
  | "findings"
  | "reviseFinding"
  | "findRequest"
  | "decideRequest"
  | "listRuns"
  | "findRun"
  | "heldAddresses"
  | "openVerifying"
  | "targetCounts"
  | "targets"
  | "lockHolder"
  | "isStopRequested"
  | "requestStop"
  | "reviseRegistry"
  | "registry"
  | "registrySaves"
  | "openIncident"
  | "reviseIncident"
>;

const NO_SYSTEM = {
  exit: EXIT.usage,
  message: {
    vi: "Đơn vị {unit} chưa có hệ thống nào trong danh mục để gắn máy chủ. Hãy nhập qua tệp danh mục.",
    en: "The unit {unit} has no system in the registry to hold the host. Import it through a registry file.",
  },
} as const;

const GONE = {
  exit: EXIT.usage,
  message: {
    vi: "Không còn phát hiện {id}.",
    en: "There is no finding {id} any more.",
  },
} as const;

export interface CentralOptions {
  readonly store: CentralStore;
  readonly account: Account;
  readonly wordTerms: WordTerms;
  readonly terms: IncidentTerms;
  readonly now: () => Date;
  /** Name of this machine, to tell whether a run's process lives. */
  readonly machine: string;
}

export function createCentralOffice(options: CentralOptions): CentralOffice {
  const { store, account, machine } = options;
  const by = personOf(account);
  const revise = (change: (registry: Registry) => Registry, note: string): void => {
    store.reviseRegistry(change, { actor: by, note });
  };
  return {
    incidents: createIncidentOffice({ ...options, by }),
    ...noticesOf({ ...options, by, scope: "central" }),
    latestException: latestEnd(
      localDay(options.now().toISOString()),
      options.wordTerms.longestDays,
    ),
    speak: (id, word) => speak(options, id, word),
    speakOfAll: (ids, word) => ids.flatMap((id) => attempt(() => speak(options, id, word))),
    decide: (id, decision) => decide(options, id, decision),
    runs: () => {
      const holder = store.lockHolder(machine);
      return newestRuns(store, holder?.run ?? null).map((run) => ({
        run,
        counts: store.targetCounts(run.id),
        alive: holder?.run === run.id,
        endsAt: holder?.run === run.id ? holder.endsAt : null,
        stopRequested: store.isStopRequested(run.id),
      }));
    },
    chains: () => {
      const byHolder = new Map<string, string[]>();
      for (const { address, holder } of store.heldAddresses()) {
        byHolder.set(holder, [...(byHolder.get(holder) ?? []), address]);
      }
      return [...byHolder.values()];
    },
    verifying: () => store.openVerifying("central"),
    targets: (run) => store.targets(run),
    stop: () => {
      const holder = store.lockHolder(machine);
      if (holder !== null) store.requestStop(holder.run);
      return holder !== null;
    },
    suspend: (document, unit, reason) => {
      const decision = { document, unit, reason };
      revise((registry) => suspendAuthorization(registry, decision).registry, `suspend ${reason}`);
    },
    restore: (document, unit, reason) => {
      const decision = { document, unit, reason };
      revise((registry) => restoreAuthorization(registry, decision).registry, `restore ${reason}`);
    },
    resume: (unit, reason) => {
      demandReason(reason);
      revise((registry) => withPause(registry, unit, null), `resume ${unit}: ${reason}`);
    },
    saves: () => store.registrySaves(30),
  };
}

const SHOWN_RUNS = 30;
const READ_RUNS = 300;

/** Looks between two nights have lists of their own. */
const BETWEEN: ReadonlySet<RunKind> = new Set<RunKind>(["verify", "watch"]);

/** The one at work first, however long ago it began. */
function newestRuns(store: CentralStore, atWork: string | null): readonly ScanRun[] {
  const current = atWork === null ? undefined : store.findRun(atWork);
  const others = store
    .listRuns({ limit: READ_RUNS })
    .filter(({ id, kind }) => !BETWEEN.has(kind) && id !== atWork);
  return [...(current === undefined ? [] : [current]), ...others].slice(0, SHOWN_RUNS);
}

function attempt(work: () => unknown): RasoatError[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof RasoatError) return [error];
    throw error;
  }
}

/** Said of every open member of the group, as on the unit's side. */
function speak(options: CentralOptions, id: string, word: Word): Finding | undefined {
  if (!isFindingId(id)) return undefined;
  const { store, account, wordTerms, now } = options;
  const spoken: PersonWord = { ...word, by: personOf(account), at: now().toISOString() };
  const said = store.reviseFinding("central", id, (one) => applyWord(one, spoken, wordTerms));
  if (said === undefined) return undefined;
  const members = store
    .findings("central", { units: [said.unit], group: said.group })
    .filter((other) => other.id !== said.id && other.state !== said.state)
    .filter((other) => other.state !== "fixed");
  for (const member of members) {
    attempt(() =>
      store.reviseFinding("central", member.id, (one) => applyWord(one, spoken, wordTerms)),
    );
  }
  return said;
}

function decide(
  options: CentralOptions,
  id: string,
  { status, answer }: { readonly status: "approved" | "declined"; readonly answer: string },
): UnitRequest | undefined {
  demandReason(answer);
  const { store, account } = options;
  const request = store.findRequest("central", id);
  if (request === undefined) return undefined;
  const by = personOf(account);
  const decided = store.decideRequest(id, { status, by, answer }, () => {
    if (status === "approved") carryOut(options, request, answer);
  });
  return decided ? store.findRequest("central", id) : undefined;
}

function carryOut(options: CentralOptions, request: UnitRequest, answer: string): void {
  const { kind, finding, until } = request;
  const reason = `${request.reason} — ${answer}`;
  switch (kind) {
    case "exception":
    case "false-alarm": {
      const word = { action: REQUESTED[kind], reason, until, owner: null };
      const said = speak(options, finding ?? "", word);
      if (said === undefined) throw new RasoatError("GONE", GONE, { id: finding ?? "" });
      break;
    }
    case "host":
    case "contact": {
      const note = `${kind} ${request.subject}: ${reason}`;
      options.store.reviseRegistry(
        (registry) => mergeRegistry(registry, draftOf(request, registry)).registry,
        { actor: personOf(options.account), note },
      );
      break;
    }
  }
}

/** @throws RasoatError NO_SYSTEM; HOST_MOVED comes from the registry itself */
function draftOf({ kind, unit, subject }: UnitRequest, registry: Registry): Draft {
  const nothing = { units: [], systems: [], targets: [], authorizations: [] };
  if (kind === "host") {
    const system = registry.systems.find((one) => one.unit === unit && one.exposure === "public");
    if (system === undefined) throw new RasoatError("NO_SYSTEM", NO_SYSTEM, { unit });
    const targets = [{ unit, system: system.code, host: subject }];
    return { ...nothing, targets, hostLists: "added" };
  }
  const known = registry.units.find((one) => one.code === unit)?.contacts ?? null;
  const contacts = [
    ...(known === null || known === "none" ? [] : known),
    { email: subject, role: "security" as const },
  ];
  return { ...nothing, units: [{ code: unit, contacts }], hostLists: "added" };
}
