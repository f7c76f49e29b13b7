import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attribute, Fact } from "../../src/model/fact.ts";
import type { RuleVerdict } from "../../src/model/finding.ts";
import type { Rule } from "../../src/model/rule.ts";
import { contextOf, NO_CONTEXT, type RuleContext } from "../../src/rules/context.ts";
import { evaluateRules, type EvaluateInput } from "../../src/rules/evaluate.ts";
import {
  absent,
  citation,
  DIRECTIVE,
  makeRule,
  mapping,
  present,
  unknown,
  type RuleFile,
} from "./sample.ts";

const A = "tls.certificate-expired";
const B = "tls.chain-incomplete";
const C = "tls.certificate-weak-key";

function judge(
  rule: Rule,
  facts: readonly Fact[],
  over: Partial<EvaluateInput> = {},
): readonly RuleVerdict[] {
  return evaluateRules({
    rules: [rule],
    facts,
    context: NO_CONTEXT,
    target: { unit: "BV-A", system: "BV-A-WEB" },
    now: "2026-11-22T16:00:00.000Z",
    law: [],
    directives: [DIRECTIVE],
    ...over,
  });
}

function one(rule: Rule, facts: readonly Fact[], over: Partial<EvaluateInput> = {}): RuleVerdict {
  const [verdict, ...others] = judge(rule, facts, over);
  expect(others).toEqual([]);
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}

function fail(
  rule: Rule,
  facts: readonly Fact[],
  over: Partial<EvaluateInput> = {},
): Extract<RuleVerdict, { outcome: "fail" }> {
  const verdict = one(rule, facts, over);
  if (verdict.outcome !== "fail") throw new Error(`outcome ${verdict.outcome}`);
  return verdict;
}

const both = makeRule(A, { when: { all: [{ fact: A }, { fact: B }] } });
const either = makeRule(A, { when: { any: [{ fact: A }, { fact: B }] } });
const butNot = makeRule(A, { when: { all: [{ fact: A }], none: [{ fact: B }] } });
const measured = makeRule(A, { when: { all: [{ fact: A, where: { days: { atMost: 3 } } }] } });

describe("outcomes", () => {
  test.each<[string, Rule, Fact[], string, string?]>([
    ["all: both there", both, [present(A), present(B)], "fail"],
    ["all: one absent", both, [present(A), absent(B)], "pass"],
    ["all: one absent, one unknown", both, [unknown(A), absent(B)], "pass"],
    ["all: one unknown", both, [present(A), unknown(B)], "unknown", "connect-timeout"],
    ["all: one never asked", both, [present(A)], "unknown", "not-planned"],
    ["any: one there, one unknown", either, [present(A), unknown(B)], "fail"],
    ["any: one absent, one unknown", either, [absent(A), unknown(B)], "unknown", "connect-timeout"],
    ["any: both absent", either, [absent(A), absent(B)], "pass"],
    ["none: the exception is absent", butNot, [present(A), absent(B)], "fail"],
    ["none: the exception is there", butNot, [present(A), present(B)], "pass"],
    ["none: the exception is unknown", butNot, [present(A), unknown(B)], "unknown"],
    ["none: the exception was never asked", butNot, [present(A)], "unknown", "not-planned"],
    ["where: fits", measured, [present(A, { attributes: { days: 3 } })], "fail"],
    ["where: does not fit", measured, [present(A, { attributes: { days: 4 } })], "pass"],
    ["where: not measured", measured, [present(A)], "unknown", "inconclusive"],
    ["where: null", measured, [present(A, { attributes: { days: null } })], "unknown"],
    ["where: wrong type", measured, [present(A, { attributes: { days: "3" } })], "pass"],
    ["seen on one of two addresses", either, [absent(A), present(A), absent(B)], "fail"],
    ["absent on one, unknown on the other", makeRule(A), [absent(A), unknown(A)], "unknown"],
  ])("%s", (...[, rule, facts, outcome, reason]) => {
    expect(one(rule, facts)).toMatchObject({ outcome, ...(reason !== undefined && { reason }) });
  });

  test.each<[unknown, Attribute, string]>([
    ["TLSv1", "TLSv1", "fail"],
    [["a", "b"], "b", "fail"],
    [["a", "b"], "c", "pass"],
    [{ atLeast: 4 }, 4, "fail"],
    [{ atLeast: 4 }, 3, "pass"],
    [true, true, "fail"],
    [true, false, "pass"],
  ])("where %j on %j: %s", (wanted, value, outcome) => {
    const rule = makeRule(A, { when: { all: [{ fact: A, where: { x: wanted } }] } });
    const fact = present(A, { attributes: { x: value } });
    expect(one(rule, [fact]).outcome).toBe(outcome);
  });
});

describe("subjects", () => {
  test("each subject, port and host has its own verdict, in a stable order", () => {
    const facts = [
      present(A, { subject: "leaf", port: 8443 }),
      absent(A, { subject: "intermediate-1" }),
      present(A),
      present(A, { host: "a.test" }),
    ];
    const places = judge(makeRule(A), facts).map(({ host, port, subject, outcome }) => [
      host,
      port,
      subject,
      outcome,
    ]);
    expect(places).toEqual([
      ["a.test", 443, "leaf", "fail"],
      ["www.bv-a.test", 443, "intermediate-1", "pass"],
      ["www.bv-a.test", 443, "leaf", "fail"],
      ["www.bv-a.test", 8443, "leaf", "fail"],
    ]);
  });

  test("a condition of the host reads all subjects of that host, and names none", () => {
    const rule = makeRule(A, { when: { all: [{ fact: A }, { fact: B, of: "host" }] } });
    expect(one(rule, [present(A), present(B, { subject: "tls", port: 8443 })]).outcome).toBe(
      "fail",
    );
    expect(one(rule, [present(A), present(B, { host: "other.test" })])).toMatchObject({
      host: "www.bv-a.test",
      outcome: "unknown",
    });
    expect(judge(rule, [present(B)])).toEqual([]);
  });

  test("no fact, no verdict: silence is not a pass", () => {
    expect(judge(makeRule(A), [])).toEqual([]);
    expect(judge(makeRule(A), [present(C)])).toEqual([]);
  });
});

describe("what a fail carries", () => {
  test("the lowest confidence of the facts used, and all their evidence once", () => {
    const verdict = fail(both, [
      present(A, { confidence: "certain" }),
      present(B, { confidence: "tentative" }),
      present(C, { confidence: "tentative" }),
    ]);
    expect(verdict.confidence).toBe("tentative");
    expect(verdict.evidence.map(({ text }) => text)).toEqual([`saw ${A}`, `saw ${B}`]);
    expect(fail(either, [present(A), present(A), absent(B)]).confidence).toBe("certain");
  });

  test("the value of the first condition that holds", () => {
    expect(fail(either, [absent(A), present(B, { value: "b" })]).value).toBe("b");
    expect(fail(both, [present(B, { value: "b" }), present(A, { value: "a" })]).value).toBe("a");
    expect(fail(makeRule(A), [present(A, { value: "z" }), present(A, { value: "a" })]).value).toBe(
      "a; z",
    );
  });

  const graded: RuleFile = {
    severityWhen: [
      { where: { grade: { atLeast: 5 } }, severity: "critical" },
      { context: { onlineService: true }, severity: "high" },
      { where: { grade: { atMost: 1 } }, severity: "info" },
    ],
  };

  test.each<[Record<string, number>, Partial<RuleContext>, string]>([
    [{}, {}, "medium"],
    [{ grade: 5 }, {}, "critical"],
    [{ grade: 5 }, { onlineService: true }, "critical"],
    [{ grade: 1 }, { onlineService: true }, "high"],
    [{ grade: 1 }, { onlineService: false }, "info"],
    [{ grade: 3 }, { onlineService: null }, "medium"],
  ])("attributes %j in %j: %s", (attributes, context, severity) => {
    const verdict = fail(makeRule(A, graded), [present(A, { attributes })], {
      context: { ...NO_CONTEXT, ...context },
    });
    expect(verdict.severity).toBe(severity);
  });

  const mapped = makeRule(A, {
    directive: [
      mapping("3", "reported-under"),
      mapping("5", "gap-against", { when: { onlineService: true } }),
      mapping("2", "gap-against", { when: { personalData: ["basic", "sensitive"] } }),
      mapping("4", "gap-against", { when: { levelApproved: true, levelAtLeast: 2 } }),
      mapping("10a", "may-trigger", { where: { clinical: true } }),
      mapping("6", "casts-doubt-on", { when: { sharedHosting: true, contractor: true } }),
    ],
  });

  test.each<[Partial<RuleContext>, boolean, string[]]>([
    [{}, false, ["3"]],
    [{ onlineService: true }, false, ["3", "5"]],
    [{ personalData: "sensitive" }, false, ["3", "2"]],
    [{ personalData: "none" }, true, ["3", "10a"]],
    [{ levelApproved: true, level: 1 }, false, ["3"]],
    [{ levelApproved: true, level: 3 }, false, ["3", "4"]],
    [{ levelApproved: true }, false, ["3"]],
    [{ contractor: true }, false, ["3"]],
    [{ sharedHosting: true, contractor: null }, false, ["3"]],
    [{ sharedHosting: true, contractor: true }, false, ["3", "6"]],
  ])("items in %j, clinical %j: %j", (context, clinical, items) => {
    const verdict = fail(mapped, [present(A, { attributes: { clinical } })], {
      context: { ...NO_CONTEXT, ...context },
    });
    expect(verdict.directive.map(({ item }) => item)).toEqual(items);
  });

  test("law and directive are those of the local day", () => {
    const law = [
      citation("old", { validTo: "2026-11-22", replacedBy: "new" }),
      citation("new", { validFrom: "2026-11-23" }),
    ];
    const directives = [{ ...DIRECTIVE, validTo: "2026-11-22" }];
    const rule = makeRule(A, { law: ["old"] });
    const at = (now: string) => fail(rule, [present(A)], { law, directives, now });
    expect(at("2026-11-22T16:59:59.000Z")).toMatchObject({
      law: [{ document: "document of old", article: "Điều 1" }],
      directive: [{ item: "3" }],
    });
    expect(at("2026-11-22T17:00:00.000Z")).toMatchObject({
      law: [{ document: "document of new" }],
      directive: [],
    });
  });

  test("a rule that is held gives a held verdict", () => {
    expect(fail(makeRule(A, { held: true }), [present(A)]).held).toBe(true);
  });
});

test("context of a system: what is not declared is null", () => {
  const system = {
    code: "S",
    unit: "U",
    name: "n",
    exposure: "public",
    level: "none",
    levelApproval: { status: "submitted", decision: null, date: null, body: null },
    operator: null,
    onlineService: null,
    personalData: "basic",
    contractor: null,
  } as const;
  expect(contextOf(system)).toEqual({
    onlineService: null,
    personalData: "basic",
    level: null,
    levelApproved: false,
    contractor: null,
    sharedHosting: null,
  });
  expect(contextOf({ ...system, contractor: "Công ty X" }, true)).toMatchObject({
    contractor: true,
    sharedHosting: true,
  });
  expect(contextOf({ ...system, level: 2, levelApproval: null })).toMatchObject({
    level: 2,
    levelApproved: null,
  });
});

test("the order of facts and rules does not change one byte", () => {
  const rules = [both, either, butNot, measured].map((rule, index) => ({
    ...rule,
    id: `rule-${index}`,
  }));
  const subjects = ["leaf", "intermediate-1"];
  const pool: Fact[] = subjects.flatMap((subject) => [
    present(A, { subject, value: "1", attributes: { days: 2 } }),
    present(A, { subject, value: "2", evidence: [{ observation: "o9", text: "x" }] }),
    present(B, { subject }),
    unknown(B, "http-timeout", { subject }),
    unknown(B, "connect-timeout", { subject }),
    absent(A, { subject }),
  ]);
  const text = (facts: readonly Fact[], of: readonly Rule[]): string =>
    JSON.stringify(
      evaluateRules({
        rules: of,
        facts,
        context: NO_CONTEXT,
        target: { unit: "U", system: "S" },
        now: "2026-11-22T16:00:00.000Z",
        law: [],
        directives: [DIRECTIVE],
      }),
    );
  fc.assert(
    fc.property(
      fc.subarray(pool),
      fc.shuffledSubarray(pool, { minLength: pool.length }),
      fc.shuffledSubarray(rules, { minLength: rules.length }),
      (chosen, order, ruleOrder) => {
        const shuffled = order.filter((fact) => chosen.includes(fact));
        expect(text(shuffled, ruleOrder)).toBe(text(chosen, rules));
      },
    ),
    { numRuns: 60 },
  );
});
