// Every case that stands inside a rule file comes out as it says: the rules' own proof.
import { expect, test } from "vitest";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import { caseProblem } from "../../src/rules/cases.ts";

const knowledge = loadKnowledge(process.cwd());

const cases = knowledge.rules.flatMap((rule) =>
  rule.cases.map((ruleCase) => ({ name: `${rule.id}: ${ruleCase.name}`, rule, ruleCase })),
);

test("there are rules in every family", () => {
  expect(new Set(knowledge.rules.map((rule) => rule.area))).toEqual(
    new Set(["tls", "cms", "panels", "defacement", "registry"]),
  );
});

test.each(cases)("$name", ({ rule, ruleCase }) => {
  expect(caseProblem(rule, ruleCase, knowledge)).toBeNull();
});
