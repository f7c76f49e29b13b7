// What there may be to tell, found without reading every finding: for the planner of letters alone. Where a letter is
// for a unit, what stands in it is read again under that unit's own scope.
import { z } from "zod";
import { OPEN_STATES } from "../../model/area.ts";
import { VerifyOutcome } from "../../model/verifying.ts";
import type { Connection } from "../sqlite/connection.ts";
import { runNumber } from "../runs/runs.ts";

/** A group of open findings. */
export interface OpenPlace {
  readonly unit: string;
  readonly group: string;
  /** How often it came back: each time it is told anew. */
  readonly episode: number;
  /** None of it is shown to its unit. */
  readonly isHeld: boolean;
}

export interface VerifiedLook {
  readonly id: string;
  readonly unit: string;
  readonly finding: string;
  readonly outcome: VerifyOutcome;
}

export interface TellingStore {
  /** Of these rules, of all units. */
  openPlaces(rules: readonly string[]): OpenPlace[];
  /** Codes of units with open findings that they see. */
  unitsWithOpen(): string[];
  /** Verifying looks that were done since then, oldest first. */
  verifiedSince(at: string): VerifiedLook[];
  /** Groups that this run was the first to see. */
  freshIn(run: string): number;
  /** Hosts of which this run could not look at something. */
  incompleteIn(run: string): number;
}

const text = z.string();
const Place: z.ZodType<OpenPlace> = z
  .object({ unit: text, grp: text, episode: z.number(), held: z.number() })
  .transform(({ unit, grp, episode, held }) => ({ unit, group: grp, episode, isHeld: held === 1 }));
const UnitRow = z.object({ unit: text });
const Look: z.ZodType<VerifiedLook> = z.object({
  id: text,
  unit: text,
  finding: text,
  outcome: VerifyOutcome,
});
const Count = z.object({ count: z.number() });

/** Our own vocabulary: as text it is compared without a table. */
const OPEN = `state IN (${OPEN_STATES.map((state) => `'${state}'`).join(", ")})`;

export function tellingStore(connection: Connection): TellingStore {
  const count = (sql: string, run: string | number): number =>
    connection.one(Count, sql, run)?.count ?? 0;
  return {
    openPlaces: (rules) =>
      connection.all(
        Place,
        `SELECT unit, grp, max(json_extract(json, '$.reopened')) AS episode, min(held) AS held
         FROM findings INDEXED BY findings_by_rule
         WHERE rule IN (SELECT value FROM json_each(?)) AND ${OPEN} GROUP BY unit, grp`,
        JSON.stringify(rules),
      ),
    unitsWithOpen: () =>
      connection
        .all(
          UnitRow,
          `SELECT DISTINCT unit FROM findings INDEXED BY findings_overview WHERE ${OPEN} AND held = 0`,
        )
        .map(({ unit }) => unit),
    verifiedSince: (at) =>
      connection.all(
        Look,
        `SELECT id, unit, finding, outcome FROM verifying
         WHERE state = 'done' AND looked_at >= ? AND outcome IS NOT NULL ORDER BY looked_at, number`,
        at,
      ),
    freshIn: (run) =>
      count(
        `SELECT count(DISTINCT f.unit || ' ' || f.grp) AS count FROM finding_events AS e
         JOIN findings AS f ON f.id = e.finding WHERE e.run = ? AND e."from" IS NULL`,
        run,
      ),
    incompleteIn: (run) =>
      count(
        "SELECT count(DISTINCT host) AS count FROM coverage WHERE run = ? AND status <> 'assessed'",
        runNumber(connection, run),
      ),
  };
}
