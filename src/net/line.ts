// One connection from the first permit to its end in the ledger: enter the gate, dial, secure if asked, work, settle.
// What is done on the line is the caller's; the line lives for one piece of work only.
import type { Socket } from "node:net";
import { skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { Grant, Refusal } from "../model/grant.ts";
import type { LedgerIntent } from "../model/ledger.ts";
import type { Ports } from "../model/ports.ts";
import { dial } from "./dial.ts";
import type { Gate, Step } from "./gate.ts";
import type { NetLimits } from "./limits.ts";
import type { Names } from "./names.ts";
import type { Trust } from "./trust.ts";
import type { Turnstile } from "./turnstile.ts";
import type { Agent } from "./user-agent.ts";
import { openWatch, type Watch } from "./watch.ts";

/** What everything behind one door shares. */
export interface House {
  readonly ports: Ports;
  readonly gate: Gate;
  readonly turnstile: Turnstile;
  readonly names: Names;
  readonly trust: Trust;
  readonly agent: Agent;
  readonly limits: NetLimits;
}

export interface Line {
  readonly grant: Grant;
  readonly address: string;
  readonly socket: Socket;
  readonly watch: Watch;
  /** Since the connect began. */
  readonly elapsedMs: () => number;
  /** Ends the connect's row; the first call counts. */
  readonly settle: (result: string) => void;
}

export interface LineAsk {
  readonly step: Step;
  readonly address: string;
  readonly method: LedgerIntent["method"];
  /** At most this long; default: the limit of a request. */
  readonly maxMs?: number;
  /** Told how long the line was open. */
  readonly onClose?: (ms: number) => void;
}

/**
 * Opens a line, hands it to `work`, and closes it whatever happens.
 * A permit that ends while the line is open ends the line, and is written down as a refusal.
 */
export async function withLine<T>(
  house: House,
  ask: LineAsk,
  work: (line: Line) => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  const { gate, limits, ports } = house;
  const { step, address } = ask;
  const entry = await house.turnstile.enter(step, address, ask.method);
  if (entry.status !== "ok") return entry;
  const start = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - start);
  let withdrawn: Refusal | null = null;
  const watch = openWatch({
    totalMs: Math.min(limits.requestMs, ask.maxMs ?? Infinity),
    signal: ports.signal,
    onStop: gate.stopped,
    recheckMs: limits.recheckMs,
    recheck: () => {
      withdrawn = gate.refusalNow(step, address);
      return withdrawn === null ? null : skipped(withdrawn.reason, withdrawn.detail);
    },
  });
  let socket: Socket | null = null;
  let settled = false;
  const settle = (result: string): void => {
    if (settled) return;
    settled = true;
    ports.ledger.settle(entry.value.intent, {
      result,
      status: null,
      bytesIn: socket?.bytesRead ?? 0,
      bytesOut: socket?.bytesWritten ?? 0,
      durationMs: elapsedMs(),
    });
  };
  let result: Attempt<T> | null = null;
  try {
    const dialled = await dial(address, step.port?.port ?? 0, watch, limits);
    if (dialled.status !== "ok") return (result = dialled);
    socket = dialled.value;
    const { grant } = entry.value;
    return (result = await work({ grant, address, socket, watch, elapsedMs, settle }));
  } finally {
    settle(result === null ? "internal-bug" : resultOf(result));
    watch.end();
    ask.onClose?.(elapsedMs());
    if (withdrawn !== null) await gate.record(withdrawn, step, address);
  }
}

export function resultOf(attempt: Attempt<unknown> | Miss): string {
  return attempt.status === "ok" ? "ok" : attempt.reason;
}
