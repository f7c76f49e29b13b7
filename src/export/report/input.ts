// What a report is made of: everything is handed in, so that the same input gives the same report.
import type { Coverage } from "../../model/coverage.ts";
import type { CountedFinding, Finding } from "../../model/finding.ts";
import type { Incident } from "../../model/incident.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { Registry } from "../../model/registry.ts";
import type { ScanRun } from "../../model/run.ts";
import type { SentReport } from "../../model/sent-report.ts";
import type { Language } from "../../model/text.ts";
import type { ReportChanges } from "../../run/report-changes.ts";
import type { Annex, Block } from "../document/model.ts";

export type ReportScope =
  | { readonly kind: "unit"; readonly unit: string }
  | { readonly kind: "subtree"; readonly unit: string }
  | { readonly kind: "all" };

/** Who declared a row of the registry last, and when. */
export interface Declared {
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface ReportInput {
  readonly registry: Registry;
  /** For a unit's own report, in every state. What is held is left out here, whatever is handed in. */
  readonly findings: Iterable<Finding>;
  /**
   * For a roll-up, in every state, in batches of whole units, so that a whole country need not be in memory at once.
   * Read once.
   */
  readonly counted: Iterable<readonly CountedFinding[]>;
  /** The latest word per host, port and area. */
  readonly coverage: readonly Coverage[];
  /** What people have confirmed as incidents. */
  readonly incidents: readonly Incident[];
  /** Scans, latest first. */
  readonly runs: readonly ScanRun[];
  /** Since last time; null: there are no two runs to compare. */
  readonly changes: ReportChanges | null;
  readonly knowledge: Pick<Knowledge, "rules" | "actions" | "directives" | "law" | "versions">;
  readonly ledgerHead: { readonly rows: number; readonly hash: string };
  /** Key: "unit CODE", "system CODE", "target UNIT HOST", "authorization UNIT DOCUMENT". */
  readonly declared: ReadonlyMap<string, Declared>;
  /** The register of sent reports of the units in scope, corrected entries among them; a roll-up prints it. */
  readonly sent: readonly SentReport[];
  /** Local date from which on a report counts as sent; null: any. */
  readonly reportedSince: string | null;
  readonly program: string;
  /** ISO 8601 UTC: the only clock there is. */
  readonly now: string;
  readonly scope: ReportScope;
  readonly language: Language;
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportParts {
  /** Before the first section: legal basis and what was asked for. */
  readonly opening: readonly Block[];
  readonly sections: readonly Section[];
  readonly annexes: readonly Annex[];
}

/** Picks the language of the report. */
export type Say = (vi: string, en: string) => string;

export function sayIn(language: Language): Say {
  return (vi, en) => (language === "vi" ? vi : en);
}
