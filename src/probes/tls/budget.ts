// The tls area's own share of a host's night: 20 requests (CONTRACT.md). Counts from the looks already made.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Look } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";

export const TLS_BUDGET = 20;

/** What the first handshakes may take of it, so that a host of many ports leaves room for the rest. */
export const FIRST_HANDSHAKES = 12;

const TLS_PROBES: ReadonlySet<string> = new Set(["certificate", "tls-versions", "http-transport"]);

/** The addresses of a host that get a handshake each; the rest is recorded as not planned. */
export const MAX_ADDRESSES = 4;

/**
 * Requests spent on the tls area. Shared looks count only where no other area is served by them:
 * else they are paid from the host's common budget.
 */
export function tlsSpent(context: Pick<ProbeContext, "areas" | "looks">): number {
  const onlyTls = context.areas.every((area) => area === "tls");
  return context.looks.reduce((sum, look) => {
    if (TLS_PROBES.has(look.probe)) return sum + (look.attempt.status === "skipped" ? 0 : 1);
    return onlyTls && look.probe === "home" ? sum + costOfPage(look) : sum;
  }, 0);
}

function costOfPage({ attempt }: Look): number {
  if (attempt.status === "skipped") return 0;
  return attempt.status === "ok" && attempt.value.kind === "http"
    ? 1 + attempt.value.hops.length
    : 1;
}

/** Null while there is something left; else what to record instead of a request. */
export function budgetMiss(
  context: Pick<ProbeContext, "areas" | "looks" | "door">,
  limit: number = TLS_BUDGET,
): Miss | null {
  if (tlsSpent(context) >= limit) return skipped("budget-spent", "tls area");
  return context.door.budgetLeft() <= 0 ? skipped("budget-spent", "host") : null;
}
