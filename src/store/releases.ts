// Decisions on who may see what a rule finds, and what people said of its findings. Decisions are only ever added.
import { z } from "zod";
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { RulePrecision, RuleRelease } from "../model/release.ts";
import type { Connection } from "./connection.ts";
import { addEvents, findingOf, putFinding, Row as FindingRow } from "./findings.ts";

export interface ReleaseStore {
  /** Oldest first. */
  ruleReleases(): RuleRelease[];
  /** Adds the decisions if there is none yet; a database that has some keeps what it has. */
  firstReleases(releases: readonly RuleRelease[]): void;
  /**
   * Adds a decision, and in the same transaction changes the rule's findings that it touches.
   * @param revise null: the finding stays as it is
   * @returns how many findings changed
   */
  decideRelease(
    release: RuleRelease,
    revise: (finding: Finding) => { finding: Finding; events: readonly FindingEvent[] } | null,
  ): number;
  /** By rule; rules of whose findings nobody said anything are absent. */
  rulePrecision(): RulePrecision[];
}

const Row: z.ZodType<RuleRelease> = z
  .object({
    rule: z.string(),
    hash: z.string(),
    subtree: z.string().nullable(),
    held: z.number(),
    at: z.string(),
    actor: z.string(),
    reason: z.string(),
  })
  .transform((row) => ({ ...row, held: row.held === 1 }));

const Precision: z.ZodType<RulePrecision> = z.object({
  rule: z.string(),
  confirmed: z.number(),
  falsePositive: z.number(),
});

/** The last word on each finding that says whether it is true: a false alarm that was withdrawn says nothing. */
const PRECISION = `
  WITH words AS (
    SELECT finding, number, detail FROM finding_events WHERE cause = 'person' AND (
      detail LIKE 'confirm%' OR detail LIKE 'false-positive%'
      OR (detail LIKE 'reopen%' AND "from" = 'false-positive'))
  ), last AS (
    SELECT finding, detail FROM words
    WHERE number IN (SELECT max(number) FROM words GROUP BY finding)
  )
  SELECT rule, sum(detail LIKE 'confirm%') AS confirmed,
    sum(detail LIKE 'false-positive%') AS falsePositive
  FROM last JOIN findings ON findings.id = last.finding
  WHERE detail NOT LIKE 'reopen%' GROUP BY rule ORDER BY rule`;

export function releaseStore(connection: Connection): ReleaseStore {
  const releases = (): RuleRelease[] =>
    connection.all(
      Row,
      "SELECT rule, hash, subtree, held, at, actor, reason FROM rule_releases ORDER BY number",
    );
  const add = ({ rule, hash, subtree, held, at, actor, reason }: RuleRelease): void => {
    connection.run(
      `INSERT INTO rule_releases (rule, hash, subtree, held, at, actor, reason)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      rule,
      hash,
      subtree,
      Number(held),
      at,
      actor,
      reason,
    );
  };
  return {
    ruleReleases: releases,
    firstReleases: (first) =>
      connection.transact(() => {
        if (releases().length === 0) first.forEach(add);
      }),
    decideRelease: (release, revise) =>
      connection.transact(() => {
        add(release);
        const sql = "SELECT fingerprint, sha256, json FROM findings WHERE rule = ?";
        const revisions = connection
          .all(FindingRow, sql, release.rule)
          .flatMap((row) => revise(findingOf(connection, row)) ?? []);
        for (const { finding, events } of revisions) {
          putFinding(connection, finding);
          addEvents(connection, events);
        }
        return revisions.length;
      }),
    rulePrecision: () => connection.all(Precision, PRECISION),
  };
}
