// What a verifying look came to, as the queue keeps it and its people read it.
import type { Miss } from "../../model/attempt.ts";
import { isNotTried, type NotTriedReason, type Reason } from "../../model/reason.ts";
import type { ScanRun } from "../../model/run.ts";
import type { VerifyOutcome } from "../../model/verifying.ts";
import { closeAfterOf } from "../../rules/lifecycle.ts";
import type { Store } from "../../store/store.ts";
import type { VerifyLease } from "../../store/queues/verifying.ts";
import { lastLookAt } from "../conclude.ts";
import type { VerifyCrew } from "./crew.ts";

/** Reads what the run's judgement made of the findings, and says whether one more look is needed. */
export function finish(lease: VerifyLease, crew: VerifyCrew, run: ScanRun): void {
  const { store, bench, settings, clock } = crew;
  const { item } = lease;
  close(store, run, clock.now());
  const result = store.targetResult("central", run.id, item.host);
  const only = new Set(result?.only ?? []);
  const judged = store
    .findings("central", { units: [item.unit], hosts: [item.host], group: item.group })
    .filter(({ fingerprint }) => only.has(fingerprint));
  const answered = judged.filter((one) => one.run === run.id && one.outcome !== "unknown");
  const blind = judged.find((one) => !answered.includes(one));
  const lookedAt = lastLookAt(result?.looks ?? [], run.startedAt);
  if (answered.some(({ outcome }) => outcome === "fail")) {
    end(lease, crew, { outcome: "still", reason: null, lookedAt });
    return;
  }
  if (blind !== undefined) {
    end(lease, crew, missOf(blind.unknownReason ?? "inconclusive", lookedAt));
    return;
  }
  const needsMore = judged.some((one) => {
    const rule = bench.knowledge.rules.find(({ id }) => id === one.rule);
    return (
      one.state !== "fixed" &&
      rule !== undefined &&
      one.cleanLooks < closeAfterOf(rule, bench.closeAfter)
    );
  });
  const next = new Date(clock.now().getTime() + settings.verify.gapMinutes * 60_000);
  const again = needsMore ? { notBefore: next.toISOString(), wait: "second-look" as const } : null;
  store.endVerifying(lease, { outcome: "gone", reason: null, lookedAt, again });
}

/** What was kept from leaving is a refusal; what left and came to nothing is a look that failed. */
function missOf(reason: Reason, lookedAt: string | null): End {
  const isRefusal = isNotTried(reason) && REFUSALS.has(reason);
  return { outcome: isRefusal ? "refused" : "could-not", reason, lookedAt };
}

const REFUSALS: ReadonlySet<NotTriedReason> = new Set<NotTriedReason>([
  "authorization-expired",
  "authorization-revoked",
  "authorization-suspended",
  "address-outside-pin",
  "address-reserved",
  "no-contact",
  "not-authorized",
  "not-registered",
  "unit-retired",
]);

export function missed(lease: VerifyLease, crew: VerifyCrew, { reason }: Miss): void {
  if (crew.signal.aborted) {
    const notBefore = crew.clock.now().toISOString();
    crew.store.postponeVerifying(lease, { notBefore, wait: "asked" });
    return;
  }
  end(lease, crew, missOf(reason, null));
}

interface End {
  readonly outcome: VerifyOutcome;
  readonly reason: Reason | null;
  /** Absent: nothing was looked at. */
  readonly lookedAt?: string | null;
}

export function end(
  lease: VerifyLease,
  { store }: VerifyCrew,
  { outcome, reason, lookedAt = null }: End,
): void {
  store.endVerifying(lease, { outcome, reason, lookedAt, again: null });
}

export function close(store: Store, run: ScanRun, at: Date): void {
  store.updateRun({ ...run, status: "done", endedAt: at.toISOString() });
}
