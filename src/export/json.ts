// The remediation list for programs: one versioned object with everything a row rests on.
import type { Language } from "../model/text.ts";
import { REMEDIATION_COLUMNS, type RemediationRow } from "./remediation.ts";
import type { Provenance } from "./provenance.ts";

export const REMEDIATION_SCHEMA = "rasoat.remediation/1";

/** In pieces of one row, so that a whole country's list need not be in memory as text. */
export function* remediationJson(
  rows: readonly RemediationRow[],
  language: Language,
  provenance: Provenance,
): Generator<string> {
  const about = Object.fromEntries(provenance.lines.map(({ name, value }) => [name.en, value]));
  const head = { schema: REMEDIATION_SCHEMA, about, count: rows.length };
  yield JSON.stringify(head, null, 2).replace(/\n\}$/, ',\n  "items": [');
  for (const [index, row] of rows.entries()) {
    const text = JSON.stringify(itemOf(row, language), null, 2).replaceAll("\n", "\n    ");
    yield `${index === 0 ? "" : ","}\n    ${text}`;
  }
  yield rows.length === 0 ? "]\n}\n" : "\n  ]\n}\n";
}

function itemOf(row: RemediationRow, language: Language) {
  return {
    ...Object.fromEntries(
      REMEDIATION_COLUMNS.map((column) => {
        const cell = column.cell(row, language);
        return [column.key, typeof cell === "object" ? cell.day : cell];
      }),
    ),
    places: row.places,
    finding: row.finding,
  };
}
