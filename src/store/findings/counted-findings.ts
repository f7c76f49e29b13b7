// What counting needs of findings, taken out of their stored text by the database: a country's roll-up reads a hundred
// thousand of them, and their evidence, texts and remedies would cost most of its time.
import { z } from "zod";
import { FindingArea, FindingState, Outcome, Severity } from "../../model/area.ts";
import type { CountedFinding } from "../../model/finding.ts";
import { Relation } from "../../model/rule.ts";
import { conditionsOf, listValue } from "../sqlite/conditions.ts";
import type { Connection } from "../sqlite/connection.ts";
import { damagedFinding } from "./findings.ts";
import { sha256 } from "../sqlite/pack.ts";
import { type Scope, scopeValue } from "../scope.ts";

export interface CountedFindingStore {
  /** Of these units, without what is held; in no order. */
  countedFindings(scope: Scope, units: readonly string[]): CountedFinding[];
}

const text = z.string();
const Row = z.object({
  fingerprint: text,
  sha256: z.instanceof(Buffer),
  json: z.instanceof(Buffer),
  fields: text.nullable(),
  directive: text.nullable(),
  fixedAt: text.nullable(),
});
type Row = z.infer<typeof Row>;

/** In the order of `FIELDS`. */
const Fields = z.tuple([
  text,
  text,
  text,
  text,
  text.nullable(),
  z.number().nullable(),
  FindingArea,
  text,
  Severity,
  FindingState,
  Outcome,
  z.boolean(),
  text,
  text,
  text,
  text,
]);
const FIELDS = [
  "id",
  "fingerprint",
  "unit",
  "system",
  "host",
  "port",
  "area",
  "rule",
  "severity",
  "state",
  "outcome",
  "held",
  "group",
  "subject",
  "dueOn",
  "lastLooked",
];
const Directive = z.array(z.object({ item: text, relation: Relation }));

const CLAUSES: readonly string[] = [
  "unit IN (SELECT value FROM json_each(?1))",
  "unit IN (SELECT value FROM json_each(?2))",
];

/** When it last became fixed. */
const FIXED_AT = `CASE state WHEN 'fixed' THEN (
  SELECT at FROM finding_events WHERE finding = findings.id AND "to" = 'fixed' AND "from" IS NOT 'fixed'
  ORDER BY number DESC LIMIT 1) END`;

/** Text that is no JSON any more would end the whole question: it gives null, and is told by its hash. */
const SELECT_ROW = `SELECT fingerprint, sha256, CAST(json AS BLOB) AS json,
  CASE WHEN json_valid(json)
    THEN json_extract(json, ${FIELDS.map((field) => `'$.${field}'`).join(", ")}) END AS fields,
  CASE WHEN json_valid(json) THEN json -> '$.directive' END AS directive,
  ${FIXED_AT} AS fixedAt FROM findings`;

type Directive = z.infer<typeof Directive>;

export function countedFindingStore(connection: Connection): CountedFindingStore {
  const directiveOf = knownDirectives();
  return {
    countedFindings: (scope, units) => {
      const values = [scopeValue(scope), listValue(units)];
      const where = conditionsOf(CLAUSES, values);
      return connection
        .all(Row, `${SELECT_ROW} WHERE ${where} AND held = 0`, ...values)
        .map((row) => countedOf(row, directiveOf) ?? damagedFinding(connection, row));
    },
  };
}

const MOST_KNOWN = 1_000;

/** A country's findings share a few hundred lists of items: each is read once, and stands in memory once. */
function knownDirectives(): (json: string) => Directive | null {
  const known = new Map<string, Directive | null>();
  return (json) => {
    const before = known.get(json);
    if (before !== undefined) return before;
    if (known.size === MOST_KNOWN) known.clear();
    const checked = Directive.safeParse(JSON.parse(json));
    const directive = checked.success ? checked.data : null;
    known.set(json, directive);
    return directive;
  };
}

/** @returns null when the text is not what was stored */
function countedOf(
  row: Row,
  directiveOf: (json: string) => Directive | null,
): CountedFinding | null {
  if (!sha256(row.json).equals(row.sha256)) return null;
  if (row.fields === null || row.directive === null) return null;
  const fields = Fields.safeParse(JSON.parse(row.fields));
  const directive = directiveOf(row.directive);
  if (!fields.success || directive === null) return null;
  const [id, fingerprint, unit, system, host, port, area, rule, ...rest] = fields.data;
  const [severity, state, outcome, held, group, subject, dueOn, lastLooked] = rest;
  const where = { unit, system, host, port, area, rule, subject, group };
  const how = { severity, state, outcome, held, dueOn, lastLooked, fixedAt: row.fixedAt };
  return { id, fingerprint, ...where, ...how, directive };
}
