// Which recorded document permits a host on a day, at whatever hour. For lists and counts: packets are judged
// one by one, by the authority itself.
import type { NotTriedReason } from "../model/reason.ts";
import type { Registry, Target } from "../model/registry.ts";
import { createAuthority } from "./authority.ts";

export interface Permission {
  /** The document that permits it; null when none does. */
  readonly document: string | null;
  /** Why none does; null when one does. */
  readonly reason: NotTriedReason | null;
}

/** A pause, a suspension and an end by date count; the hours of a window do not. */
export function permissionsOn(
  registry: Registry,
  at: Date,
): (target: Pick<Target, "unit" | "host">) => Permission {
  const authority = createAuthority({
    registry,
    allowReserved: false,
    hasContact: true,
    defaultRate: 1,
    rateCap: 1,
  });
  return ({ unit, host }) => {
    const verdict = authority.judge({ unit, host, port: null, area: null, at });
    if (verdict.granted) return { document: verdict.grant.document, reason: null };
    const { reason, document } = verdict.refusal;
    return reason === "outside-window" ? { document, reason: null } : { document: null, reason };
  };
}
