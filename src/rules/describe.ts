// The page docs/rules.md: every rule by family, and which rules touch which item of the directive. Pure.
import { FindingArea } from "../model/area.ts";
import type { Directive } from "../model/directive.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Mapping, Rule } from "../model/rule.ts";

/**
 * Markdown in Vietnamese with English beside it; the same knowledge gives the same bytes.
 * Meant to be written by a script and compared by a test, never edited by hand.
 */
export function describeRules(
  knowledge: Pick<Knowledge, "rules" | "directives" | "versions">,
): string {
  const rules = knowledge.rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [
    "# Quy tắc · Rules",
    "",
    "Trang này được tạo từ `rules/` và `data/directives/`; không sửa tay. · Generated; do not edit.",
    "",
    `${rules.length} quy tắc · rules · ${knowledge.versions.rules}`,
    ...FindingArea.options.flatMap((area) =>
      familySection(
        area,
        rules.filter((rule) => rule.area === area),
      ),
    ),
    ...knowledge.directives.flatMap((directive) => matrixSection(directive, rules)),
    "",
  ].join("\n");
}

function familySection(area: string, rules: readonly Rule[]): readonly string[] {
  if (rules.length === 0) return [];
  return [
    "",
    `## ${area}`,
    "",
    "| Mã · Id | Nội dung · Title | Mức · Severity | Mục · Items |",
    "| --- | --- | --- | --- |",
    ...rules.map((rule) =>
      row([
        `\`${rule.id}\``,
        `${rule.title.vi} · ${rule.title.en}`,
        severities(rule),
        rule.directive.map(itemWord).join(", "),
      ]),
    ),
  ];
}

/** The plain severity first, then those that modifiers can give. */
function severities(rule: Rule): string {
  const all = [rule.severity, ...rule.severityWhen.map((modifier) => modifier.severity)];
  return [...new Set(all)].join(" / ");
}

/** An item that applies only sometimes stands in brackets. */
function itemWord({ item, when, where }: Mapping): string {
  return when === undefined && where === undefined ? item : `(${item})`;
}

function matrixSection(directive: Directive, rules: readonly Rule[]): readonly string[] {
  return [
    "",
    `## ${directive.document}`,
    "",
    "| Mục · Item | Yêu cầu · What it asks for | Quy tắc · Rules |",
    "| --- | --- | --- |",
    ...directive.items.map(({ item, summary, note }) => {
      const ids = rules
        .filter((rule) =>
          rule.directive.some(
            (mapping) => mapping.document === directive.document && mapping.item === item,
          ),
        )
        .map((rule) => `\`${rule.id}\``);
      const isAll = ids.length === rules.length;
      const words = ids.length > 0 ? ids.join(" ") : `${note?.vi ?? ""} · ${note?.en ?? ""}`;
      return row([item, `${summary.vi} · ${summary.en}`, isAll ? "tất cả · all" : words]);
    }),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |`;
}
