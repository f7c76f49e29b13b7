// Decisions on who may see what a rule finds, and what people said of its findings. Decisions are only ever added.
import { z } from "zod";
import type { Finding, FindingEvent } from "../../model/finding.ts";
import type { RulePrecision, RuleRelease } from "../../model/release.ts";
import type { Connection } from "../sqlite/connection.ts";
import { addEvents, findingOf, putFinding, Row as FindingRow } from "./findings.ts";

export interface ReleaseStore {
  /** Oldest first. */
  ruleReleases(): RuleRelease[];
  /** Adds the decisions on rules, panels/… and products/… if there is none yet on that kind of thing. */
  firstReleases(releases: readonly RuleRelease[]): void;
  /**
   * Adds a decision, and in the same transaction changes the findings of that rule, signature or product.
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

/** "panels/x" → "panels"; a rule's id has no slash. */
function kindOf(name: string): string {
  return name.includes("/") ? (name.split("/", 1)[0] ?? "") : "";
}

/** Findings that a decision is about. A panel's subject begins with the signature, a product's is its slug. */
function placeOf(name: string): [where: string, values: string[]] {
  const [, id = ""] = name.split("/");
  switch (kindOf(name)) {
    case "panels":
      return [
        "area = 'panels' AND substr(json_extract(json, '$.subject'), 1, length(?1) + 1) = ?1 || ' '",
        [id],
      ];
    case "products":
      return ["area = 'cms' AND json_extract(json, '$.subject') = ?1", [id]];
    default:
      return ["rule = ?1", [name]];
  }
}

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
        const decided = new Set(releases().map(({ rule }) => kindOf(rule)));
        first.filter(({ rule }) => !decided.has(kindOf(rule))).forEach(add);
      }),
    decideRelease: (release, revise) =>
      connection.transact(() => {
        add(release);
        const [about, value] = placeOf(release.rule);
        const sql = `SELECT fingerprint, sha256, json FROM findings WHERE ${about}`;
        const revisions = connection
          .all(FindingRow, sql, ...value)
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
