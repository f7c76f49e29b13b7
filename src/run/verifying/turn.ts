// Whether a verifying look may be made at this moment: the documents' hours, a moment between two looks at one thing,
// and a unit's share of an hour. Sends nothing.
import type { Area } from "../../model/area.ts";
import type { VerifyWait } from "../../model/verifying.ts";
import { verifyOpening } from "../../registry/verifying.ts";
import type { VerifyLease } from "../../store/queues/verifying.ts";
import { end } from "./ending.ts";
import type { VerifyCrew } from "./crew.ts";

const HOUR_MS = 3_600_000;

/** @returns true when the lease was given back: refused with its reason, or to wait until an hour that is named */
export async function mustWait(lease: VerifyLease, crew: VerifyCrew, area: Area): Promise<boolean> {
  const { unit, host } = lease.item;
  const { store, authority, clock } = crew;
  const now = clock.now();
  const opening = verifyOpening(authority, { unit, host, area }, now);
  if (opening.state === "refused") {
    const { reason, document, detail } = opening.refusal;
    const nowhere = { run: null, port: null, address: null, url: null, probe: "verify" };
    await store.ledger.refuse({ ...nowhere, unit, document, host, reason, detail });
    end(lease, crew, { outcome: "refused", reason });
    return true;
  }
  const until =
    opening.state === "later"
      ? ({ wait: "outside-window", at: opening.at } as const)
      : (tooSoon(lease, crew, now) ?? beyondShare(lease, crew, now));
  if (until === null) return false;
  store.postponeVerifying(lease, { notBefore: until.at.toISOString(), wait: until.wait });
  return true;
}

interface Until {
  readonly wait: VerifyWait;
  readonly at: Date;
}

function tooSoon({ item }: VerifyLease, { store, settings }: VerifyCrew, now: Date): Until | null {
  const last = store
    .verifyingOf("central", item.unit, item.group)
    .filter(({ host }) => host === item.host)
    .map(({ lookedAt }) => lookedAt ?? "")
    .toSorted()
    .at(-1);
  if (last === undefined || last === "") return null;
  const at = new Date(Date.parse(last) + settings.verify.gapMinutes * 60_000);
  return at > now ? { wait: item.looks > 0 ? "second-look" : "too-soon", at } : null;
}

function beyondShare({ item }: VerifyLease, crew: VerifyCrew, now: Date): Until | null {
  const { perUnitHour } = crew.settings.verify;
  const since = new Date(now.getTime() - HOUR_MS).toISOString();
  const mine = crew.store
    .listRuns({ kind: "verify", limit: 1_000 })
    .filter(
      ({ id, units, startedAt }) =>
        units.includes(item.unit) && startedAt > since && id !== item.run,
    );
  const oldest = mine.at(perUnitHour - 1);
  if (oldest === undefined) return null;
  return { wait: "unit-limit", at: new Date(Date.parse(oldest.startedAt) + HOUR_MS) };
}
