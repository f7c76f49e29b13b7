// The remediation list for programs: one versioned object with everything a row rests on.
import type { Language } from "../model/text.ts";
import { REMEDIATION_COLUMNS, type RemediationRow } from "./remediation.ts";
import type { Provenance } from "./provenance.ts";

export const REMEDIATION_SCHEMA = "rasoat.remediation/1";

/**
 * An object whose last member is a list, as JSON.stringify(…, null, 2) would write it, in pieces of one entry, so that
 * a whole country's list need not be in memory as text.
 * @param head the members before the list, at least one
 */
export function* listJson(
  head: object,
  name: string,
  entries: Iterable<object>,
): Generator<string> {
  yield JSON.stringify(head, null, 2).replace(/\n\}$/, `,\n  ${JSON.stringify(name)}: [`);
  let count = 0;
  for (const entry of entries) {
    const text = JSON.stringify(entry, null, 2).replaceAll("\n", "\n    ");
    yield `${count === 0 ? "" : ","}\n    ${text}`;
    count += 1;
  }
  yield count === 0 ? "]\n}\n" : "\n  ]\n}\n";
}

export function remediationJson(
  rows: readonly RemediationRow[],
  language: Language,
  provenance: Provenance,
): Generator<string> {
  const about = Object.fromEntries(provenance.lines.map(({ name, value }) => [name.en, value]));
  const head = { schema: REMEDIATION_SCHEMA, about, count: rows.length };
  return listJson(
    head,
    "items",
    each(rows, (row) => itemOf(row, language)),
  );
}

/** One at a time, made when it is written. */
export function* each<T, E>(values: Iterable<T>, make: (value: T) => E): Generator<E> {
  for (const value of values) yield make(value);
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
