// Findings for DefectDojo's "Generic Findings Import" (JSON). Its reader refuses keys that it does not know,
// so only those of its own list stand here. One entry a row of the remediation list.
import type { Severity } from "../model/area.ts";
import type { Registry } from "../model/registry.ts";
import type { Rule } from "../model/rule.ts";
import type { Language } from "../model/text.ts";
import { each, jsonPieces } from "./json-pieces.ts";
import { placeUri, schemesIn, type Schemes } from "./place-uri.ts";
import { withoutForbidden } from "./plain.ts";
import { localDay, type RemediationRow } from "./remediation.ts";

export interface DojoContext {
  readonly language: Language;
  readonly program: string;
  readonly rules: readonly Rule[];
  readonly registry: Pick<Registry, "targets">;
}

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
};

const CONFIDENCE = { certain: 1, firm: 4, tentative: 7 } as const;
/** Longest title its database takes. */
const TITLE_CHARACTERS = 500;

/** As deep as the list of entries. */
const LEVELS = 2;

export function remediationDojo(
  rows: readonly RemediationRow[],
  context: DojoContext,
): Generator<string> {
  const head = {
    name: "rasoat",
    type: "rasoat",
    version: context.program,
    dynamic_tool: true,
    static_tool: false,
  };
  const rules = new Map(context.rules.map((rule) => [rule.id, rule]));
  const tool = { language: context.language, rules, schemes: schemesIn(context.registry) };
  const findings = each(rows, (row) => entryOf(row, tool));
  return jsonPieces({ ...head, findings }, LEVELS);
}

interface Tool {
  readonly language: Language;
  /** By id. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly schemes: Schemes;
}

function entryOf(
  { finding, places, unit, system }: RemediationRow,
  { language, rules, schemes }: Tool,
): object {
  const rule = rules.get(finding.rule);
  const clean = withoutForbidden;
  const evidence = finding.evidence.map(({ text }) => clean(text));
  const name = unit?.name ?? finding.unit;
  return {
    title: clean(`${finding.title[language]} (${places[0] ?? finding.subject})`).slice(
      0,
      TITLE_CHARACTERS,
    ),
    severity: SEVERITY[finding.severity],
    description: clean(
      [rule?.why[language] ?? "", `${finding.subject}: ${finding.value}`, ...evidence, ...places]
        .filter((line) => line !== "")
        .map(inertMarkdown)
        .join("\n\n"),
    ),
    mitigation: clean(finding.remedy[language]),
    date: localDay(finding.firstSeen),
    active: true,
    verified: finding.word?.action === "confirm",
    false_p: finding.state === "false-positive",
    risk_accepted: finding.state === "accepted",
    is_mitigated: finding.state === "fixed",
    dynamic_finding: true,
    static_finding: false,
    scanner_confidence: CONFIDENCE[finding.confidence],
    unique_id_from_tool: finding.fingerprint,
    vuln_id_from_tool: finding.rule,
    service: clean(`${name} – ${system?.name ?? finding.system}`).slice(0, 200),
    nb_occurences: places.length,
    ...(finding.dueOn === "" ? {} : { planned_remediation_date: finding.dueOn }),
    references: finding.directive.map(({ document, item }) => `${document}, ${item}`).join("\n"),
    tags: [finding.area, finding.state, finding.unit],
    ...(finding.host === null
      ? {}
      : { endpoints: places.map((place) => placeUri(place, finding, schemes)) }),
  };
}

/** Its pages show descriptions as Markdown: a site's text must not become a link or a picture there. */
function inertMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>!#|~]/g, (sign) => `\\${sign}`).replaceAll("://", ":\\/\\/");
}
