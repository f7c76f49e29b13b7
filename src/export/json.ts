// The remediation list for programs: one versioned object with everything a row rests on.
import type { Language } from "../model/text.ts";
import { REMEDIATION_COLUMNS, type RemediationRow } from "./remediation.ts";
import type { Provenance } from "./provenance.ts";

export const REMEDIATION_SCHEMA = "rasoat.remediation/1";

export function remediationJson(
  rows: readonly RemediationRow[],
  language: Language,
  provenance: Provenance,
): string {
  const items = rows.map((row) => ({
    ...Object.fromEntries(
      REMEDIATION_COLUMNS.map((column) => {
        const cell = column.cell(row, language);
        return [column.key, typeof cell === "object" ? cell.day : cell];
      }),
    ),
    places: row.places,
    finding: row.finding,
  }));
  const about = Object.fromEntries(provenance.lines.map(({ name, value }) => [name.en, value]));
  return `${JSON.stringify({ schema: REMEDIATION_SCHEMA, about, count: items.length, items }, null, 2)}\n`;
}
