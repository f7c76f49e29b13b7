// Puts a verifying look into the queue on a person's word, and says from which hour on it may be made. Sends nothing.
import type { Finding } from "../../model/finding.ts";
import type { Verifying } from "../../model/verifying.ts";
import { verifyOpeningIn, type VerifyOpening } from "../../registry/verifying.ts";
import type { Store } from "../../store/store.ts";

type Queue = Pick<Store, "registry" | "askVerifying">;

/** @returns the look that waits for this thing, new or not; null for what is declared and cannot be looked at */
export function askToVerify(
  store: Queue,
  finding: Finding,
  { by, now }: { readonly by: string; readonly now: Date },
): Verifying | null {
  const { unit, host, group, id } = finding;
  const opening = openingFor(store, finding, now);
  if (host === null || opening === null) return null;
  const later = opening.state === "later" ? opening.at : null;
  return store.askVerifying({
    unit,
    host,
    finding: id,
    group,
    askedBy: by,
    notBefore: (later ?? now).toISOString(),
    wait: later === null ? "asked" : "outside-window",
  });
}

/** Whether and when a finding may be looked at again; null for what is declared. */
export function openingFor(
  { registry }: Pick<Store, "registry">,
  { unit, host, area }: Pick<Finding, "unit" | "host" | "area">,
  now: Date,
): VerifyOpening | null {
  if (host === null || area === "registry") return null;
  return verifyOpeningIn(registry(), { unit, host, area }, now);
}
