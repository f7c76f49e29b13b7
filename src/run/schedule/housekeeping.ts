// What a worker puts in order once an hour, whatever happened the last time: what retention lets go, and the months of
// the ledger that leave into files, where the settings say so.
import { EXIT, RasoatError } from "../../model/error.ts";
import { archiveFile, isThisMonth, oldestKept } from "../ledger-months.ts";
import { archiveLedger } from "../ledger-archiving.ts";
import { letGo } from "../retention.ts";
import type { VerifyDependencies } from "../verifying/worker.ts";

const EVERY_MS = 3_600_000;

type HousekeepingDependencies = Pick<
  VerifyDependencies,
  "store" | "clock" | "settings" | "signal" | "log"
>;

/** Ends with the signal. */
export async function keepHouse(deps: HousekeepingDependencies): Promise<void> {
  const { clock, signal } = deps;
  while (!signal.aborted) {
    await attempted(deps, async () => {
      const gone = await letGo(deps);
      if (gone.results + gone.coverage + gone.targets > 0) {
        deps.log.info("retention has removed old results", { ...gone });
      }
    });
    await attempted(deps, () => archiveMonths(deps));
    await clock.sleep(EVERY_MS, signal);
  }
}

async function attempted(
  { signal, log }: HousekeepingDependencies,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted) return;
    // What an operator can mend: a folder that is not there, a full disk.
    if (error instanceof RasoatError && error.exit !== EXIT.ownFault) {
      log.warn("the house could not be put in order", { code: error.code, text: error.message });
      return;
    }
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error("the house could not be put in order", { why });
  }
}

const WORKER = { actor: "worker", role: "worker" };

/** Once a month; what was cut off is gone on with at once. */
async function archiveMonths(deps: HousekeepingDependencies): Promise<void> {
  const { store, clock, settings, signal, log } = deps;
  const { ledgerMonths, archiveFolder } = settings.retention;
  if (ledgerMonths === undefined) return;
  const last = store.ledgerArchives().at(-1);
  const isDone = last !== undefined && last.last === store.ledgerLeft();
  if (isDone && isThisMonth(last.at, clock.now())) return;
  const before = oldestKept(clock.now(), ledgerMonths);
  const file = archiveFile(store.path, archiveFolder, (last?.last ?? 0) + 1);
  const { archives, removed } = await archiveLedger(store, { before, file, by: WORKER, signal });
  if (removed > 0) {
    log.info("old rows of the ledger have left", {
      removed,
      files: archives.map((one) => one.file),
    });
  }
}
