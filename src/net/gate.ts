// The guard: every resolve, connect and request is judged here, afresh, and refusals are written down.
// Deny by default: what the authority does not grant for exactly this host and port does not pass.
import { ok, skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { Area } from "../model/area.ts";
import type { Grant, Refusal } from "../model/grant.ts";
import type { LedgerIntent } from "../model/ledger.ts";
import type { Ports } from "../model/ports.ts";
import { isNotTried, isReason, type NotTriedReason } from "../model/reason.ts";
import type { Port } from "../model/registry.ts";
import { isGrant } from "../registry/grant.ts";
import { maskedUrl } from "./ledger-url.ts";

/** What is about to be done, in the words of the authority and the ledger. */
export interface Step {
  readonly host: string;
  /** null: the name only. */
  readonly port: Port | null;
  readonly area: Area | null;
  readonly probe: string;
  readonly url: string | null;
}

/** What an intent says beyond its step. */
interface IntentRow extends Pick<LedgerIntent, "kind" | "method" | "cost" | "address"> {
  readonly url?: string | null;
}

export interface GateOptions {
  readonly unit: string;
  readonly run: string | null;
  readonly ports: Ports;
}

export interface Gate {
  /** The grant for a step; a refusal is written down. */
  readonly permit: (step: Step) => Promise<Attempt<Grant>>;
  readonly permitAddress: (grant: Grant, address: string, step: Step) => Promise<Miss | null>;
  /** Asks without writing: for work in flight, and for redirects. `address` null: not known yet. */
  readonly refusalNow: (step: Step, address: string | null) => Refusal | null;
  readonly record: (refusal: Refusal, step: Step, address: string | null) => Promise<Miss>;
  /** Durable when it resolves; only then may the packet leave. */
  readonly intend: (grant: Grant, step: Step, row: IntentRow) => Promise<number>;
  /** What an abort of the run's signal is called. */
  readonly stopped: () => Miss;
}

export function createGate(options: GateOptions): Gate {
  const { ports, unit, run } = options;

  const judge = (step: Step): Attempt<Grant> | Refusal => {
    const { host, port, area } = step;
    const verdict = ports.authority.judge({ unit, host, port, area, at: ports.clock.now() });
    if (!verdict.granted) return verdict.refusal;
    return covers(verdict.grant, unit, step) ? ok(verdict.grant) : FOREIGN;
  };
  const record: Gate["record"] = async (refusal, step, address) => {
    await ports.ledger.refuse({
      run,
      unit,
      document: refusal.document,
      host: step.host,
      port: step.port?.port ?? null,
      address,
      url: step.url === null ? null : maskedUrl(step.url),
      probe: step.probe,
      reason: refusal.reason,
      detail: refusal.detail,
    });
    return skipped(refusal.reason, refusal.detail);
  };
  return {
    async permit(step) {
      const judged = judge(step);
      return "status" in judged ? judged : await record(judged, step, null);
    },
    async permitAddress(grant, address, step) {
      const refusal = ports.authority.judgeAddress(grant, address);
      return refusal === null ? null : await record(refusal, step, address);
    },
    refusalNow(step, address) {
      const judged = judge(step);
      if (!("status" in judged)) return judged;
      if (judged.status !== "ok" || address === null) return null;
      return ports.authority.judgeAddress(judged.value, address);
    },
    record,
    intend(grant, step, row) {
      const { document } = grant;
      const port = step.port?.port ?? null;
      const { host, probe } = step;
      return ports.ledger.intend({ run, unit, document, host, port, probe, url: null, ...row });
    },
    stopped: () => skipped(stopReason(ports.signal), ""),
  };
}

/** What a higher floor may say when it aborts: one of the reasons; else the operator stopped it. */
function stopReason(signal: AbortSignal): NotTriedReason {
  const said: unknown = signal.reason;
  return typeof said === "string" && isReason(said) && isNotTried(said) ? said : "stopped";
}

const FOREIGN: Refusal = {
  reason: "not-authorized",
  document: null,
  detail: "the authority's answer is no grant for this host and port",
};

/** The grant must be genuine and say by itself what was asked: a mistake above must not open a socket here. */
function covers(grant: unknown, unit: string, step: Step): boolean {
  if (!isGrant(grant) || grant.unit !== unit || grant.host !== step.host) return false;
  const { port, area } = step;
  if (area !== null && !grant.areas.includes(area)) return false;
  return (
    port === null ||
    grant.ports.some((listed) => listed.port === port.port && listed.scheme === port.scheme)
  );
}
