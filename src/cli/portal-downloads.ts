// Brings the writers of lists to the portal, so that files from there and from the command line are alike.
import { remediationCsv } from "../export/csv.ts";
import { remediationJson } from "../export/json.ts";
import { ledgerCsv } from "../export/ledger-csv.ts";
import { remediationRows } from "../export/remediation.ts";
import { remediationXlsx } from "../export/xlsx.ts";
import type { Downloads } from "../portal/downloads.ts";
import type { Store } from "../store/store.ts";
import { provenanceOf } from "./commands/export.ts";

export function portalDownloads(store: Store): Downloads {
  return {
    remediation: (findings, format, language) => {
      const rows = remediationRows(findings, store.registry());
      if (format === "csv") return remediationCsv(rows, language, ",");
      const about = provenanceOf(store);
      return format === "json"
        ? remediationJson(rows, language, about)
        : remediationXlsx(rows, language, about);
    },
    ledger: ledgerCsv,
  };
}
