// What a ledger row says, and the running hash that binds it to all rows before it.
import { createHash } from "node:crypto";
import type { LedgerIntent, LedgerOutcome, LedgerRefusal } from "../../model/ledger.ts";

/** `at`: epoch milliseconds. `of`: row of the intent that this outcome belongs to. */
export type LedgerEntry =
  | { readonly type: "intent"; readonly at: number; readonly intent: LedgerIntent }
  | { readonly type: "refusal"; readonly at: number; readonly refusal: LedgerRefusal }
  | { readonly type: "outcome"; readonly of: number; readonly outcome: LedgerOutcome };

export interface LedgerHead {
  readonly rows: number;
  /** SHA-256 over all rows, hex. */
  readonly hash: string;
}

export const EMPTY_HASH: Buffer = Buffer.alloc(32);
/** Bytes of the running hash that each row keeps: enough to find the first bad row; the head is whole. */
export const MARK_BYTES = 8;

/** SHA-256 over the hash before and the canonical text of row `n`. */
export function chained(before: Buffer, n: number, entry: LedgerEntry): Buffer {
  return createHash("sha256").update(before).update(canonical(n, entry)).digest();
}

function canonical(n: number, entry: LedgerEntry): string {
  switch (entry.type) {
    case "intent": {
      const i = entry.intent;
      const where = [i.unit, i.document, i.host, i.port, i.address, i.method, i.url];
      return JSON.stringify([n, i.kind, entry.at, i.run, ...where, i.probe, i.cost]);
    }
    case "refusal": {
      const r = entry.refusal;
      const where = [r.unit, r.document, r.host, r.port, r.address, r.url];
      return JSON.stringify([n, "refusal", entry.at, r.run, ...where, r.probe, r.reason, r.detail]);
    }
    case "outcome": {
      const o = entry.outcome;
      const sizes = [o.bytesIn, o.bytesOut, o.durationMs];
      return JSON.stringify([n, "outcome", entry.of, o.result, o.status, ...sizes]);
    }
  }
}

/**
 * Number of the night that holds a moment: the local date in Asia/Ho_Chi_Minh (UTC+7, no summer time)
 * twelve hours earlier, as days since the epoch. So a window from 22:00 to 05:00 is one night.
 */
export function nightOf(atMs: number): number {
  return Math.floor((atMs - 5 * 3_600_000) / 86_400_000);
}

/** When a night begins, epoch milliseconds. */
export function nightStart(night: number): number {
  return night * 86_400_000 + 5 * 3_600_000;
}

const MAX_TEXT = 2048;
const SURROGATE = /\p{Surrogate}/u;

/** As it is stored: of bounded length, and free of what UTF-8 cannot hold. */
function clean(text: string): string {
  const short = text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text;
  return SURROGATE.test(short) ? Buffer.from(short).toString() : short;
}

const maybe = (text: string | null): string | null => (text === null ? null : clean(text));
const whole = (value: number): number =>
  Number.isFinite(value) ? Math.max(0, Math.round(value)) : 0;

export function cleanIntent(intent: LedgerIntent): LedgerIntent {
  return {
    ...intent,
    run: maybe(intent.run),
    unit: clean(intent.unit),
    document: clean(intent.document),
    host: clean(intent.host),
    address: maybe(intent.address),
    url: maybe(intent.url),
    probe: clean(intent.probe),
  };
}

export function cleanRefusal(refusal: LedgerRefusal): LedgerRefusal {
  return {
    run: maybe(refusal.run),
    unit: maybe(refusal.unit),
    document: maybe(refusal.document),
    host: clean(refusal.host),
    port: refusal.port,
    address: maybe(refusal.address),
    url: maybe(refusal.url),
    probe: clean(refusal.probe),
    reason: clean(refusal.reason),
    detail: clean(refusal.detail),
  };
}

export function cleanOutcome(outcome: LedgerOutcome): LedgerOutcome {
  return {
    result: clean(outcome.result),
    status: outcome.status === null ? null : whole(outcome.status),
    bytesIn: whole(outcome.bytesIn),
    bytesOut: whole(outcome.bytesOut),
    durationMs: whole(outcome.durationMs),
  };
}
