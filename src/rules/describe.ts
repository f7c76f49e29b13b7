// The page docs/rules.md: every rule by family, and which rules touch which item of the directive. Pure.
import { FindingArea } from "../model/area.ts";
import type { Citation, Directive } from "../model/directive.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Mapping, Relation, Rule } from "../model/rule.ts";
import type { Text } from "../model/text.ts";
import { RELATION_WORDS } from "../model/words.ts";

/**
 * Markdown in Vietnamese with English beside it; the same knowledge gives the same bytes.
 * Meant to be written by a script and compared by a test, never edited by hand.
 */
export function describeRules(knowledge: Pick<Knowledge, "rules" | "directives" | "law">): string {
  const rules = knowledge.rules.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [
    "# Quy tắc · Rules",
    "",
    "Trang này được tạo từ `rules/` và `data/directives/`; không sửa tay. · Generated; do not edit.",
    "",
    `${rules.length} quy tắc · rules`,
    ...FindingArea.options.flatMap((area) =>
      familySection(
        area,
        rules.filter((rule) => rule.area === area),
      ),
    ),
    ...knowledge.directives.flatMap((directive) => [
      ...itemSection(directive, rules),
      ...matrixSection(directive, rules),
    ]),
    ...lawSection(knowledge.law, rules),
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
        [...new Set(rule.directive.map(itemWord))].join(", "),
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

function itemSection(directive: Directive, rules: readonly Rule[]): readonly string[] {
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

const SIGNS: Readonly<Record<Relation, string>> = {
  "reported-under": "B",
  "gap-against": "K",
  "casts-doubt-on": "N",
  "may-trigger": "C",
  triggers: "P",
};

/** Which rule touches which item, and how; items that no rule touches are left to the table above. */
function matrixSection(directive: Directive, rules: readonly Rule[]): readonly string[] {
  const { document } = directive;
  const items = directive.items
    .map(({ item }) => item)
    .filter((item) => rules.some((rule) => cellOf(rule, document, item) !== ""));
  const legend = Object.entries(SIGNS).map(([relation, sign]) => {
    const { vi, en } = RELATION_WORDS[relation as Relation];
    return `${sign} = ${vi} · ${en}`;
  });
  return [
    "",
    `### ${document}: quy tắc × mục · rules × items`,
    "",
    `${legend.join("; ")}. Trong ngoặc: tùy hoàn cảnh · In brackets: depends on the circumstances.`,
    "",
    row(["Quy tắc · Rule", ...items]),
    row(["---", ...items.map(() => ":-:")]),
    ...rules.map((rule) =>
      row([`\`${rule.id}\``, ...items.map((item) => cellOf(rule, document, item))]),
    ),
  ];
}

function cellOf(rule: Rule, document: string, item: string): string {
  const signs = rule.directive
    .filter((mapping) => mapping.document === document && mapping.item === item)
    .map(({ relation, when, where }) =>
      when === undefined && where === undefined ? SIGNS[relation] : `(${SIGNS[relation]})`,
    );
  return [...new Set(signs)].join(" ");
}

const CONFIDENCE: Readonly<Record<Citation["confidence"], Text>> = {
  "text-read": { vi: "đã đọc văn bản", en: "text read" },
  secondary: { vi: "nguồn thứ cấp", en: "secondary" },
  memory: { vi: "chưa có nguồn", en: "from memory" },
};

function lawSection(law: readonly Citation[], rules: readonly Rule[]): readonly string[] {
  return [
    "",
    "## Văn bản viện dẫn · Citations",
    "",
    "| Mã · Id | Văn bản · Document | Hiệu lực · In force | Thay bởi · Replaced by | Tin cậy · Confidence | Rà soát · Reviewed | Quy tắc · Rules |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...law.map((one) =>
      row([
        `\`${one.id}\``,
        `${one.document}, ${one.article}: ${one.title.vi} · ${one.title.en}`,
        `${one.validFrom} – ${one.validTo ?? ""}`,
        one.replacedBy === null ? "" : `\`${one.replacedBy}\``,
        `${CONFIDENCE[one.confidence].vi} · ${CONFIDENCE[one.confidence].en}`,
        one.reviewedBy === null ? "chưa · no" : `${one.reviewedBy}, ${one.reviewedOn ?? ""}`,
        String(rules.filter((rule) => rule.law.includes(one.id)).length),
      ]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |`;
}
