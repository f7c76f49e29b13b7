// rasoat rules: what is checked, and the proof that rules, data and directive items fit together.
import { emittedPredicates } from "../../detect/all.ts";
import { EXIT } from "../../model/error.ts";
import { SEVERITY_WORDS } from "../../model/words.ts";
import { localDay } from "../../export/remediation.ts";
import { describeRules } from "../../rules/describe.ts";
import { checkRules } from "../../rules/check.ts";
import type { Body } from "../body.ts";
import { knowledge } from "../open.ts";
import { tableLines, type Column } from "../output.ts";

const COLUMNS: readonly Column[] = [
  { title: { vi: "NỘI DUNG", en: "AREA" } },
  { title: { vi: "MÃ", en: "ID" } },
  { title: { vi: "MỨC ĐỘ", en: "SEVERITY" } },
  { title: { vi: "MỤC", en: "ITEMS" } },
  { title: { vi: "VẤN ĐỀ", en: "PROBLEM" } },
];

export const rulesList: Body = (context, _args, options) => {
  const known = knowledge();
  const { rules } = known;
  if (options["markdown"] === true) context.out.write(describeRules(known));
  else if (context.json) for (const rule of rules) context.print(JSON.stringify(rule));
  else {
    const rows = rules.map((rule) => [
      rule.area,
      rule.id,
      SEVERITY_WORDS[rule.severity][context.language],
      [...new Set(rule.directive.map(({ item }) => item))].join(", "),
      rule.title[context.language],
    ]);
    for (const line of tableLines(COLUMNS, rows, context.language)) context.print(line);
  }
  return Promise.resolve(EXIT.done);
};

export const rulesCheck: Body = (context) => {
  const known = knowledge();
  const problems = checkRules(known, emittedPredicates(), localDay(new Date().toISOString()));
  for (const found of problems) {
    context.print(
      context.json ? JSON.stringify(found) : `✗ ${found.about}: ${context.in(found.text)}`,
    );
  }
  const cases = known.rules.reduce((sum, rule) => sum + rule.cases.length, 0);
  if (problems.length === 0) {
    context.say({
      vi: `Đạt: ${String(known.rules.length)} quy tắc, ${String(cases)} trường hợp thử, ${String(known.products.length)} sản phẩm, ${String(known.panels.length)} dấu hiệu trang quản trị.`,
      en: `Sound: ${String(known.rules.length)} rules, ${String(cases)} cases, ${String(known.products.length)} products, ${String(known.panels.length)} panel signatures.`,
    });
  } else {
    context.say({
      vi: `${String(problems.length)} chỗ chưa khớp; sửa các tệp trong rules/ và data/ rồi chạy lại.`,
      en: `${String(problems.length)} places do not fit; mend the files in rules/ and data/ and run again.`,
    });
  }
  return Promise.resolve(problems.length === 0 ? EXIT.done : EXIT.usage);
};
