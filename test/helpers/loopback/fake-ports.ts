// Ports for tests of the network floor: everything that a run would hand in, in memory and open to inspection.
import type { Grant, Refusal, Verdict } from "../../../src/model/grant.ts";
import type { LedgerIntent, LedgerOutcome, LedgerRefusal } from "../../../src/model/ledger.ts";
import type { Clock, Log, Ports } from "../../../src/model/ports.ts";
import type { NotTriedReason } from "../../../src/model/reason.ts";
import type { Port } from "../../../src/model/registry.ts";
import { mintGrant } from "../../../src/registry/grant.ts";

export interface Entry {
  readonly host: string;
  readonly ports: readonly Port[];
  readonly unit?: string;
  /** Exact addresses that may be dialled; default: every 127.x address and ::1. */
  readonly addresses?: readonly string[];
  readonly requestsPerSecond?: number;
}

export interface FakePorts extends Ports {
  readonly intents: readonly LedgerIntent[];
  readonly outcomes: ReadonlyMap<number, LedgerOutcome>;
  readonly refusals: readonly LedgerRefusal[];
  /** From now on the host is refused for this reason. */
  withdraw(host: string, reason: NotTriedReason): void;
  stop(reason?: string): void;
  /** Requests already spent in the night, by host. */
  readonly spentBefore: Map<string, number>;
}

export const UNIT = "BV-A";

export function grantFor(entry: Entry): Grant {
  return mintGrant({
    document: "12/QĐ-BVA",
    unit: entry.unit ?? UNIT,
    system: `${entry.unit ?? UNIT}-WEB`,
    host: entry.host,
    ports: entry.ports,
    addresses: entry.addresses ?? [],
    areas: ["tls", "cms", "panels", "defacement"],
    window: null,
    validTo: "2030-12-31",
    requestsPerSecond: entry.requestsPerSecond ?? 1000,
    watchMinutes: null,
  });
}

/** Real time, unless a test needs to turn the hands itself. */
const realClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
};

/** Time that moves only when somebody sleeps. */
export function createFakeClock(start = Date.parse("2026-11-22T15:00:00Z")): Clock {
  let now = start;
  return {
    now: () => new Date(now),
    async sleep(ms) {
      now += Math.max(0, ms);
      await Promise.resolve();
    },
  };
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export function createFakePorts(entries: readonly Entry[], clock: Clock = realClock): FakePorts {
  const intents: LedgerIntent[] = [];
  const outcomes = new Map<number, LedgerOutcome>();
  const refusals: LedgerRefusal[] = [];
  const withdrawn = new Map<string, NotTriedReason>();
  const spentBefore = new Map<string, number>();
  const next = new Map<string, number>();
  const stop = new AbortController();
  const judgeHost = (unit: string, host: string): Entry | NotTriedReason => {
    const entry = entries.find((known) => known.host === host && (known.unit ?? UNIT) === unit);
    return withdrawn.get(host) ?? entry ?? "not-registered";
  };
  return {
    clock,
    log: silent,
    signal: stop.signal,
    intents,
    outcomes,
    refusals,
    spentBefore,
    withdraw: (host, reason) => void withdrawn.set(host, reason),
    stop: (reason) => stop.abort(reason),
    authority: {
      judge({ unit, host, port }): Verdict {
        const entry = judgeHost(unit, host);
        if (typeof entry === "string") return refuse(entry);
        const listed = (known: Port): boolean =>
          known.port === port?.port && known.scheme === port.scheme;
        if (port !== null && !entry.ports.some(listed)) return refuse("port-not-registered");
        return { granted: true, grant: grantFor(entry) };
      },
      judgeAddress(grant, address) {
        const pinned = grant.addresses.length === 0 || grant.addresses.includes(address);
        if (!pinned) return refusal("address-outside-pin");
        return /^127\.|^::1$/.test(address) ? null : refusal("address-reserved");
      },
    },
    ledger: {
      async intend(intent) {
        await Promise.resolve();
        return intents.push(intent) - 1;
      },
      settle: (row, outcome) => void outcomes.set(row, outcome),
      async refuse(row) {
        await Promise.resolve();
        refusals.push(row);
      },
      spent: (host) => spentBefore.get(host) ?? 0,
      flush: () => Promise.resolve(),
    },
    pace: {
      reserve(address, intervalMs, now) {
        const at = Math.max(now, next.get(address) ?? 0);
        next.set(address, at + intervalMs);
        return at;
      },
    },
  };
}

function refusal(reason: NotTriedReason): Refusal {
  return { reason, document: "12/QĐ-BVA", detail: "" };
}

function refuse(reason: NotTriedReason): Verdict {
  return { granted: false, refusal: refusal(reason) };
}
