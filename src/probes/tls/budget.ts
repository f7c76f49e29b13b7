// The tls area's own share of a host's night: 20 requests (CONTRACT.md), and one more for each old version or weak
// class that was accepted, as each asks for one further look. Counts from the looks already made.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Look } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";
import { AUDIT_PROBE } from "../../text/tls/topics.ts";

export const TLS_BUDGET = 20;

/** What the first handshakes may take of it, so that a host of many ports leaves room for the rest. */
const FIRST_HANDSHAKES = 12;

const TLS_PROBES: ReadonlySet<string> = new Set(["certificate", AUDIT_PROBE, "http-transport"]);

/** Three old versions, SSL 2.0 and six weak classes, asked twice. */
const MOST_FURTHER = 12;

/** What the area may come to on this host: the share, and what accepted weaknesses add to it. */
export function auditLimit({ looks }: Pick<ProbeContext, "looks">): number {
  const accepted = looks.filter(
    ({ probe, role, attempt }) =>
      probe === AUDIT_PROBE &&
      (role === "version" || role === "class") &&
      attempt.status === "ok" &&
      attempt.value.kind === "tls-flight" &&
      attempt.value.outcome !== "refused",
  );
  return TLS_BUDGET + Math.min(MOST_FURTHER, accepted.length);
}

/** The addresses of a host that get a handshake each; the rest is recorded as not planned. */
export const MAX_ADDRESSES = 4;

/**
 * Requests spent on the tls area. Shared looks count only where no other area is served by them: else they are paid from
 * the host's common budget, and a handshake counts also where a page's connection has shown it.
 */
export function tlsSpent(context: Pick<ProbeContext, "areas" | "looks">): number {
  const onlyTls = context.areas.every((area) => area === "tls");
  return context.looks.reduce((sum, look, at, { [at + 1]: next }) => {
    if (look.probe === "home") return onlyTls ? sum + costOfPage(look) : sum;
    if (!TLS_PROBES.has(look.probe) || look.attempt.status === "skipped") return sum;
    return onlyTls && isPaidWith(next, look) ? sum : sum + 1;
  }, 0);
}

/** Whether a page's connection has shown the certificate: then the look at that page was recorded next, and counts. */
function isPaidWith(next: Look | undefined, { probe, port }: Look): boolean {
  if (probe !== "certificate" || next?.probe !== "home") return false;
  return next.port === port && costOfPage(next) > 0;
}

function costOfPage({ attempt }: Look): number {
  if (attempt.status === "skipped") return 0;
  return attempt.status === "ok" && attempt.value.kind === "http"
    ? 1 + attempt.value.hops.length
    : 1;
}

/**
 * Null while there is something left; else what to record instead of a request.
 * @param unrecorded requests of the area that are no looks yet
 */
export function budgetMiss(
  context: Pick<ProbeContext, "areas" | "looks" | "door">,
  limit: number = TLS_BUDGET,
  unrecorded = 0,
): Miss | null {
  if (tlsSpent(context) + unrecorded >= limit) return skipped("budget-spent", "tls area");
  return hostMiss(context);
}

/** The same before a first handshake: the pages that were asked for before take nothing of what these may. */
export function handshakeMiss(context: Pick<ProbeContext, "looks" | "door">): Miss | null {
  const made = context.looks.filter(
    ({ probe, attempt }) => probe === "certificate" && attempt.status !== "skipped",
  );
  if (made.length >= FIRST_HANDSHAKES) return skipped("budget-spent", "tls area");
  return hostMiss(context);
}

function hostMiss({ door }: Pick<ProbeContext, "door">): Miss | null {
  return door.budgetLeft() <= 0 ? skipped("budget-spent", "host") : null;
}
