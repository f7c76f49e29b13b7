// The remediation list for programs: one versioned object with everything a row rests on.
import type { Language } from "../model/text.ts";
import { each, jsonPieces } from "./json-pieces.ts";
import { REMEDIATION_COLUMNS, type RemediationRow } from "./remediation.ts";
import type { Provenance } from "./provenance.ts";

export const REMEDIATION_SCHEMA = "rasoat.remediation/1";

/** As deep as the list of rows. */
const LEVELS = 2;

export function remediationJson(
  rows: readonly RemediationRow[],
  language: Language,
  provenance: Provenance,
): Generator<string> {
  const about = Object.fromEntries(provenance.lines.map(({ name, value }) => [name.en, value]));
  const items = each(rows, (row) => itemOf(row, language));
  return jsonPieces({ schema: REMEDIATION_SCHEMA, about, count: rows.length, items }, LEVELS);
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
