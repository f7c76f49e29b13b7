// Whom a host shares its address with is seen by a whole night only; its word stands for looks in between.
import type { Target } from "../model/registry.ts";
import type { ScanRun } from "../model/run.ts";
import type { Store } from "../store/store.ts";

/** As `RuleContext` takes it: null when no night has seen it, or the host was another unit's then. */
export function sharedHostingOf(
  store: Pick<Store, "resultBefore">,
  run: Pick<ScanRun, "id">,
  { host, unit }: Pick<Target, "host" | "unit">,
): true | null {
  const last = store.resultBefore("central", run.id, host)?.result();
  return last?.target.unit === unit ? (last.context.sharedHosting ?? null) : null;
}
