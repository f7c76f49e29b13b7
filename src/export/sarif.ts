// Findings as SARIF 2.1.0 (OASIS). One result a row of the remediation list, so the numbers agree. Levels know
// only error, warning and note; the severity itself stands in the properties.
import type { Severity } from "../model/area.ts";
import type { Finding } from "../model/finding.ts";
import type { Registry } from "../model/registry.ts";
import type { Rule } from "../model/rule.ts";
import type { Language } from "../model/text.ts";
import { each, jsonPieces } from "./json-pieces.ts";
import { placeUri, schemesIn, type Schemes } from "./place-uri.ts";
import { withoutForbidden } from "./plain.ts";
import type { RemediationRow } from "./remediation.ts";

export interface SarifContext {
  readonly language: Language;
  readonly program: string;
  readonly rules: readonly Rule[];
  readonly registry: Pick<Registry, "targets">;
  readonly ledgerHead: string;
}

const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** Middle of the usual bands, for readers that sort by a number. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.5",
  info: "0.0",
};

/** As deep as the list of results. */
const PIECE_LEVELS = 4;

/** In pieces of one result: a whole country's list need not be in memory as text. */
export function remediationSarif(
  rows: readonly RemediationRow[],
  context: SarifContext,
): Generator<string> {
  const firsts = new Map<string, Finding>();
  for (const { finding } of rows) {
    if (!firsts.has(finding.rule)) firsts.set(finding.rule, finding);
  }
  const used = [...firsts.keys()].toSorted();
  const run = {
    tool: {
      driver: {
        name: "rasoat",
        semanticVersion: context.program,
        language: context.language,
        rules: used.map((id) => ruleOf(id, firsts.get(id), context)),
      },
    },
    columnKind: "utf16CodeUnits",
    properties: { ledgerHead: context.ledgerHead },
  };
  const indexes = new Map(used.map((id, index) => [id, index]));
  const schemes = schemesIn(context.registry);
  const { language } = context;
  const results = each(rows, (row) =>
    resultOf(row, { ruleIndex: indexes.get(row.finding.rule) ?? -1, language, schemes }),
  );
  const $schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return jsonPieces({ $schema, version: "2.1.0", runs: [{ ...run, results }] }, PIECE_LEVELS);
}

/** @param finding the first of its findings: speaks for a rule that is no more */
function ruleOf(
  id: string,
  finding: Finding | undefined,
  { rules, language }: SarifContext,
): object {
  const rule = rules.find((one) => one.id === id);
  const title = rule?.title ?? finding?.title;
  const severity = rule?.severity ?? finding?.severity ?? "info";
  return {
    id,
    shortDescription: { text: title?.[language] ?? id },
    ...(rule === undefined ? {} : { fullDescription: { text: rule.why[language] } }),
    help: { text: finding?.remedy[language] ?? rule?.remedy[language] ?? id },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: [rule?.area ?? finding?.area ?? "registry"],
      "security-severity": SCORES[severity],
    },
  };
}

interface About {
  readonly ruleIndex: number;
  readonly language: Language;
  readonly schemes: Schemes;
}

function resultOf(
  { finding, places }: RemediationRow,
  { ruleIndex, language, schemes }: About,
): object {
  const evidence = finding.evidence.map(({ text }) => text);
  const lines = [finding.title[language], `${finding.subject}: ${finding.value}`, ...evidence];
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: withoutForbidden(lines.filter((line) => line !== "").join("\n")) },
    locations: locationsOf(finding, places, schemes),
    partialFingerprints: { "rasoatFingerprint/v1": finding.fingerprint },
    properties: {
      id: finding.id,
      severity: finding.severity,
      confidence: finding.confidence,
      state: finding.state,
      outcome: finding.outcome,
      unit: finding.unit,
      system: finding.system,
      group: finding.group,
      places,
      dueOn: finding.dueOn,
      directive: finding.directive.map(({ document, item, relation }) => ({
        document,
        item,
        relation,
      })),
      firstSeen: finding.firstSeen,
      lastSeen: finding.lastSeen,
      lastLooked: finding.lastLooked,
      versions: finding.versions,
      "security-severity": SCORES[finding.severity],
    },
  };
}

function locationsOf(finding: Finding, places: readonly string[], schemes: Schemes): object[] {
  const logical = [
    { fullyQualifiedName: `${finding.unit}/${finding.system}`, kind: "resource" as const },
  ];
  if (finding.host === null) return [{ logicalLocations: logical }];
  return places.map((place) => ({
    physicalLocation: { artifactLocation: { uri: placeUri(place, finding, schemes) } },
    logicalLocations: logical,
  }));
}
