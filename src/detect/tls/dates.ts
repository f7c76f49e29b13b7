// Verdicts on a certificate's dates, held against the run's clock.
import type { Certificate } from "../../model/observation.ts";
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import type { Sign } from "./verdict.ts";

const DAY_MS = 86_400_000;

/** "2026-01-01T00:00:00Z": certificates know no fractions of a second. */
export function isoSeconds(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Both dates as epoch milliseconds; null when one cannot be read. */
function validity(certificate: Certificate): { from: number; to: number } | null {
  const from = Date.parse(certificate.notBefore);
  const to = Date.parse(certificate.notAfter);
  return Number.isNaN(from) || Number.isNaN(to) ? null : { from, to };
}

const UNREADABLE: Sign = { is: "open", reason: "inconclusive" };

/** notAfter itself is still valid (RFC 5280, section 4.1.2.5). */
export function expired(certificate: Certificate, now: string): Sign {
  const dates = validity(certificate);
  if (dates === null) return UNREADABLE;
  const value = `notAfter=${isoSeconds(certificate.notAfter)}`;
  const text = `${value}, looked at ${isoSeconds(now)}, subject=${certificate.subject}`;
  return Date.parse(now) > dates.to ? { is: "seen", value, text } : { is: "clear", text };
}

export function notYetValid(certificate: Certificate, now: string): Sign {
  const dates = validity(certificate);
  if (dates === null) return UNREADABLE;
  const value = `notBefore=${isoSeconds(certificate.notBefore)}`;
  const text = `${value}, looked at ${isoSeconds(now)}, subject=${certificate.subject}`;
  return Date.parse(now) < dates.from ? { is: "seen", value, text } : { is: "clear", text };
}

/** Close to its end by its own lifetime, not by a fixed number of days: lifetimes shrink to 47 days and less. */
export function expiring(certificate: Certificate, now: string, limits: TlsKnowledge): Sign {
  const dates = validity(certificate);
  if (dates === null) return UNREADABLE;
  const { share, maxDays, minDays } = limits.expiring;
  const lifetimeDays = (dates.to - dates.from) / DAY_MS;
  const daysLeft = (dates.to - Date.parse(now)) / DAY_MS;
  const warnDays = Math.max(Math.min(share * lifetimeDays, maxDays), minDays);
  const value = `notAfter=${isoSeconds(certificate.notAfter)}`;
  const text = `${value}, lifetime ${String(Math.round(lifetimeDays))} days, ${String(Math.floor(daysLeft))} days left on ${isoSeconds(now)}`;
  if (daysLeft < 0 || daysLeft >= warnDays || Date.parse(now) < dates.from) {
    return { is: "clear", text };
  }
  return { is: "seen", value, text, attributes: { daysLeft: Math.floor(daysLeft) } };
}

/**
 * Longer than allowed on its day of issue, whoever issued it. Days have 86,400 seconds (CA/B BR 6.3.2);
 * the one second by which notAfter is inclusive is not held against anybody.
 */
export function tooLong(certificate: Certificate, limits: TlsKnowledge): Sign {
  const dates = validity(certificate);
  if (dates === null) return UNREADABLE;
  const issuedOn = certificate.notBefore.slice(0, 10);
  const limit =
    limits.maxLifetime.findLast((one) => one.issuedFrom <= issuedOn) ?? limits.maxLifetime[0];
  const days = (dates.to - dates.from) / DAY_MS;
  const rounded = Math.round(days * 100) / 100;
  if (limit === undefined || days <= limit.days) {
    return { is: "clear", text: `issued ${issuedOn} for ${String(rounded)} days` };
  }
  return {
    is: "seen",
    value: `issued=${issuedOn} days=${String(Math.ceil(days))} limit=${String(limit.days)}`,
    text: `issued ${issuedOn} for ${String(rounded)} days; ${String(limit.days)} allowed from ${limit.issuedFrom} on`,
    attributes: { days: Math.ceil(days), limit: limit.days },
  };
}
