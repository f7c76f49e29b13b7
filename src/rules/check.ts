// Referential integrity of all knowledge, both ways: no half-done rule, mapping or citation gets through.
// Pure: `rasoat rules check` prints what this finds.
import type { Knowledge } from "../model/knowledge.ts";
import { ALL_PREDICATES, PREDICATES, type Predicate } from "../model/predicate.ts";
import type { Mapping, Relation, Rule } from "../model/rule.ts";
import { caseProblem } from "./cases.ts";
import { checkCalendar, checkIncidentTerms, checkItems, checkLaw } from "./check-law.ts";
import { checkOrder } from "./check-order.ts";
import { checkRemedies, untranslated } from "./check-remedy.ts";
import { problem, repeated, type Problem } from "./problem.ts";

const DIRECTIVE = "2132/BYT-K2ĐT";

/** Which relation a finding may have to which item of the directive (CONTRACT.md, "A finding"). */
const RELATION_ITEMS: Readonly<Record<Relation, readonly string[]>> = {
  "reported-under": ["3"],
  "gap-against": ["2", "4", "5"],
  "casts-doubt-on": ["6"],
  "may-trigger": ["10a"],
  triggers: ["10a"],
};

/**
 * @param emitted every predicate that some detector can state, with the ids of those detectors
 * @param on local date YYYY-MM-DD of the check, for law in force
 * @returns empty when all is well; in a stable order
 */
export function checkRules(
  knowledge: Knowledge,
  emitted: ReadonlyMap<Predicate, readonly string[]>,
  on: string,
): readonly Problem[] {
  const { rules } = knowledge;
  return [
    ...repeated(rules.map((rule) => rule.id)).map((id) =>
      problem(id, "có hai quy tắc cùng mã: đổi một mã", "two rules have this id: change one"),
    ),
    ...checkPredicates(rules, emitted),
    ...rules.flatMap((rule) => checkRule(rule, knowledge)),
    ...checkRemedies(rules, knowledge.actions),
    ...checkOrder(rules),
    ...checkItems(knowledge.directives, rules),
    ...checkLaw(knowledge.law, rules, on),
    ...checkIncidentTerms(knowledge, on),
    ...checkCalendar(knowledge.calendar, on),
  ];
}

/** Every predicate is stated by a detector and read by a rule. */
function checkPredicates(
  rules: readonly Rule[],
  emitted: ReadonlyMap<Predicate, readonly string[]>,
): readonly Problem[] {
  const used = new Set(rules.flatMap((rule) => conditionsOf(rule).map(({ fact }) => fact)));
  const unread = ALL_PREDICATES.filter((predicate) => !used.has(predicate)).map((predicate) =>
    problem(
      predicate,
      "không quy tắc nào dùng: thêm quy tắc, hoặc bỏ vị từ này",
      "is read by no rule: add a rule, or remove the predicate",
    ),
  );
  const unsaid = ALL_PREDICATES.filter((predicate) => (emitted.get(predicate) ?? []).length === 0);
  return [
    ...unread,
    ...unsaid.map((predicate) =>
      problem(
        predicate,
        "không bộ phát hiện nào đưa ra: thêm vào emits của một bộ phát hiện, hoặc bỏ vị từ này",
        "is stated by no detector: add it to a detector's emits, or remove the predicate",
      ),
    ),
  ];
}

function conditionsOf({ when }: Rule): Rule["when"]["all"] {
  return [...when.all, ...when.any, ...when.none];
}

function checkRule(rule: Rule, knowledge: Knowledge): readonly Problem[] {
  return [
    ...checkFamily(rule),
    ...rule.directive.flatMap((mapping) => checkMapping(rule, mapping, knowledge)),
    ...checkReported(rule),
    ...checkTexts(rule),
    ...checkCases(rule, knowledge),
  ];
}

/** A rule speaks of subjects of its own area; only conditions on the host may come from another. */
function checkFamily(rule: Rule): readonly Problem[] {
  const own: readonly string[] = PREDICATES[rule.area];
  return conditionsOf(rule)
    .filter(({ of, fact }) => of === "subject" && !own.includes(fact))
    .map(({ fact }) =>
      problem(
        rule.id,
        `điều kiện ${fact} thuộc lĩnh vực khác: dùng "of: host" hoặc chuyển quy tắc`,
        `condition ${fact} belongs to another area: use "of: host" or move the rule`,
      ),
    );
}

function checkMapping(rule: Rule, mapping: Mapping, knowledge: Knowledge): readonly Problem[] {
  const { document, item, relation } = mapping;
  const found = knowledge.directives
    .find((directive) => directive.document === document)
    ?.items.find((one) => one.item === item);
  if (found === undefined) {
    return [
      problem(
        rule.id,
        `mục ${item} của ${document} không có trong data/directives`,
        `item ${item} of ${document} is not in data/directives`,
      ),
    ];
  }
  const problems: Problem[] = [];
  if (!found.technical) {
    problems.push(
      problem(
        rule.id,
        `mục ${item} được ghi là không thấy được từ bên ngoài: bỏ ánh xạ`,
        `item ${item} is marked as not visible from outside: remove the mapping`,
      ),
    );
  }
  if (document === DIRECTIVE && !RELATION_ITEMS[relation].includes(item)) {
    problems.push(
      problem(
        rule.id,
        `quan hệ ${relation} không dùng cho mục ${item}`,
        `relation ${relation} does not go with item ${item}`,
      ),
    );
  }
  return problems;
}

/** Item 3 stands on every finding, whatever the circumstances. */
function checkReported(rule: Rule): readonly Problem[] {
  const isThere = rule.directive.some(
    ({ document, relation, when, where }) =>
      document === DIRECTIVE &&
      relation === "reported-under" &&
      when === undefined &&
      where === undefined,
  );
  if (isThere) return [];
  return [
    problem(
      rule.id,
      `thiếu ánh xạ vô điều kiện "reported-under" tới mục 3 của ${DIRECTIVE}`,
      `lacks the unconditional "reported-under" mapping to item 3 of ${DIRECTIVE}`,
    ),
  ];
}

function checkTexts(rule: Rule): readonly Problem[] {
  return untranslated(rule.id, [
    ["title", rule.title],
    ["why", rule.why],
    ["remedy", rule.remedy],
    ["verify", rule.verify],
    ...rule.directive.map(({ item, why }) => [`directive ${item} why`, why] as const),
  ]);
}

function checkCases(rule: Rule, knowledge: Knowledge): readonly Problem[] {
  const outcomes = new Set(rule.cases.map((one) => one.expect.outcome));
  const missing = (["fail", "pass", "unknown"] as const).filter((one) => !outcomes.has(one));
  return [
    ...missing.map((outcome) =>
      problem(
        rule.id,
        `thiếu ca thử "${outcome}": thêm vào cases`,
        `has no "${outcome}" case: add one`,
      ),
    ),
    ...rule.cases.flatMap((one) => {
      const wrong = caseProblem(rule, one, knowledge);
      if (wrong === null) return [];
      return [
        problem(
          rule.id,
          `ca thử "${one.name}" cho kết quả khác: ${wrong}`,
          `case "${one.name}" comes out differently: ${wrong}`,
        ),
      ];
    }),
  ];
}
