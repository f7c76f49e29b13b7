// What the documents say of a verifying look: whether it may be made now, how many requests it may take, or when
// it may be made. Asks the authority itself, so that there is one judgement and not two. Sends nothing.
import type { Area } from "../model/area.ts";
import type { Authority, Refusal } from "../model/grant.ts";
import type { Registry } from "../model/registry.ts";
import { createAuthority } from "./authority.ts";

/** Requests of one verifying look where the document names no number. */
export const DEFAULT_VERIFY_REQUESTS = 20;

/** The same authority, asked for verifying looks only. */
export function forVerifying(authority: Authority): Authority {
  return {
    judge: (ask) => authority.judge({ ...ask, purpose: "verify" }),
    judgeAddress: (grant, address) => authority.judgeAddress(grant, address),
  };
}

export type VerifyOpening =
  | { readonly state: "open" }
  /** Refused now for the hour alone; permitted from `at` on, as things stand. */
  | { readonly state: "later"; readonly at: Date }
  | { readonly state: "refused"; readonly refusal: Refusal };

const MINUTE_MS = 60_000;
/** Within two days every daily window has opened. */
const LOOK_AHEAD_MINUTES = 2 * 24 * 60;

interface Place {
  readonly unit: string;
  readonly host: string;
  readonly area: Area;
}

export function verifyOpening(authority: Authority, place: Place, now: Date): VerifyOpening {
  const judge = (at: Date) => authority.judge({ ...place, port: null, at, purpose: "verify" });
  const verdict = judge(now);
  if (verdict.granted) return { state: "open" };
  const { refusal } = verdict;
  if (refusal.reason !== "outside-window") return { state: "refused", refusal };
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  for (let ahead = 1; ahead <= LOOK_AHEAD_MINUTES; ahead += 1) {
    const at = new Date((minute + ahead) * MINUTE_MS);
    const then = judge(at);
    if (then.granted) return { state: "later", at };
    // It ends before it opens again: then that is what is in the way.
    if (then.refusal.reason !== "outside-window")
      return { state: "refused", refusal: then.refusal };
  }
  return { state: "refused", refusal };
}

/** For those who only ask about hours and documents, and never dial. */
export function verifyOpeningIn(registry: Registry, place: Place, now: Date): VerifyOpening {
  const authority = createAuthority({
    registry,
    allowReserved: false,
    hasContact: true,
    defaultRate: 1,
    rateCap: 1,
  });
  return verifyOpening(authority, place, now);
}

/** What the granting document allows one look to take. */
export function verifyRequests(registry: Registry, document: string, unit: string): number {
  const named = registry.authorizations.filter((one) => one.document === document);
  const own = named.find((one) => one.unit === unit) ?? named[0];
  return own?.verify?.maxRequests ?? DEFAULT_VERIFY_REQUESTS;
}
