// Brings the writers of lists and reports to the portal, so that files from there and from the command line are
// alike.
import pLimit from "p-limit";
import { evidencePack } from "../export/evidence-pack.ts";
import { ledgerCsv } from "../export/ledger-csv.ts";
import { remediationRows } from "../export/remediation.ts";
import type { Downloads } from "../portal/downloads.ts";
import type { Store } from "../store/store.ts";
import { renderRows } from "./commands/export.ts";
import { type Context, programVersion } from "./context.ts";
import { renderReport } from "./export-report.ts";
import { wholeOf } from "./output-file.ts";

/** A document keeps the machine busy for a while: one at a time, so that pages go on between them. */
const AT_ONCE = 1;

export function portalDownloads(context: Pick<Context, "settings">, store: Store): Downloads {
  const gate = pLimit(AT_ONCE);
  return {
    remediation: (findings, { format, language, unit }) =>
      gate(async () => {
        const rows = remediationRows(findings, store.registry());
        const order = { rows, format, delimiter: ",", unit, contractor: null };
        return wholeOf(await renderRows({ language }, store, order));
      }),
    report: (scope, { format, language, now }) =>
      gate(() =>
        renderReport({ language, settings: context.settings }, store, {
          scope,
          format,
          now,
          form: "report",
          reportedSince: null,
        }),
      ),
    ledger: ledgerCsv,
    pack: (material) => evidencePack({ ...material, programVersion: programVersion() }),
  };
}
