import { readFileSync, readdirSync } from "node:fs";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { SEVERITIES, type Severity } from "../../../src/model/area.ts";
import { Directive } from "../../../src/model/directive.ts";
import type { Fact } from "../../../src/model/fact.ts";
import { PREDICATES } from "../../../src/model/predicate.ts";
import { Rule } from "../../../src/model/rule.ts";
import { detectors } from "../../../src/detect/all.ts";
import { caseProblem } from "../../../src/rules/cases.ts";
import { NO_CONTEXT, type RuleContext } from "../../../src/rules/context.ts";
import { evaluateRules } from "../../../src/rules/evaluate.ts";
import { HOST, NOW } from "./looks.ts";

const files = readdirSync("rules/tls").toSorted();
const rules = files.map((file) => Rule.parse(parse(readFileSync(`rules/tls/${file}`, "utf8"))));
const directives = [
  Directive.parse(parse(readFileSync("data/directives/2132-byt-k2dt.yaml", "utf8"))),
];

describe("rules of the tls area", () => {
  it("bear the names of their files", () => {
    expect(rules.map(({ id }) => `${id}.yaml`)).toEqual(files);
  });

  it("read exactly what the detectors state", () => {
    const read = rules.flatMap(({ when }) => when.all.map(({ fact }) => fact)).toSorted();
    const stated = detectors
      .filter(({ area }) => area === "tls")
      .flatMap(({ emits }) => emits)
      .toSorted();
    expect(stated).toEqual([...PREDICATES.tls].toSorted());
    expect(read).toEqual(stated);
  });

  it.each(
    rules.flatMap((rule) => rule.cases.map((one) => [rule.id, one.name, rule, one] as const)),
  )("%s: %s", (_id, _name, rule, ruleCase) => {
    expect(caseProblem(rule, ruleCase, { law: [], directives })).toBeNull();
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s has a case of each outcome and reports under item 3",
    (_id, rule) => {
      const outcomes = new Set(rule.cases.map(({ expect: { outcome } }) => outcome));
      expect(outcomes).toEqual(new Set(["fail", "pass", "unknown"]));
      const always = rule.directive.filter(
        ({ when, where }) => when === undefined && where === undefined,
      );
      expect(always.map(({ item, relation }) => [item, relation])).toEqual([
        ["3", "reported-under"],
      ]);
    },
  );
});

describe("severities keep their order in every context", () => {
  const contexts: RuleContext[] = [true, null].flatMap((onlineService) =>
    (["sensitive", "none", null] as const).flatMap((personalData) =>
      [true, null].map((levelApproved) => ({
        ...NO_CONTEXT,
        onlineService,
        personalData,
        levelApproved,
      })),
    ),
  );

  function severityOf(
    id: string,
    context: RuleContext,
    attributes: Record<string, string | number>,
  ): Severity {
    const rule = rules.find((one) => one.id === id);
    const predicate = rule?.when.all[0]?.fact;
    if (rule === undefined || predicate === undefined) throw new Error(`no rule ${id}`);
    const fact: Fact = {
      predicate,
      area: "tls",
      host: HOST,
      port: 443,
      subject: "leaf",
      status: "present",
      confidence: "certain",
      value: "x",
      attributes,
      evidence: [],
    };
    const target = { unit: "BV-A", system: "BV-A-WEB" };
    const [verdict] = evaluateRules({
      rules: [rule],
      facts: [fact],
      context,
      target,
      now: NOW,
      law: [],
      directives,
    });
    if (verdict?.outcome !== "fail") throw new Error(`${id} did not fail`);
    return verdict.severity;
  }

  it.each<[string, Record<string, string | number>, string, Record<string, string | number>]>([
    ["http-no-https", {}, "http-no-redirect-to-https", {}],
    ["http-no-https", {}, "tls-cert-expired", {}],
    ["http-no-https", {}, "tls-protocol-tls1-0", {}],
    ["http-no-redirect-to-https", {}, "http-no-hsts", { state: "none" }],
    ["http-no-hsts", { state: "none" }, "http-no-hsts", { state: "short" }],
    ["tls-cert-expired", {}, "tls-cert-expiring", { daysLeft: 0 }],
    ["tls-cert-expiring", { daysLeft: 3 }, "tls-cert-expiring", { daysLeft: 20 }],
    ["tls-cert-self-signed", {}, "tls-chain-incomplete", {}],
    ["tls-cert-untrusted", {}, "tls-chain-incomplete", {}],
    ["tls-cert-name-mismatch", {}, "tls-cert-lifetime-too-long", {}],
    ["tls-cert-weak-key", { bits: 1024 }, "tls-cert-weak-key", { bits: 1536 }],
    ["tls-protocol-tls1-0", {}, "tls-protocol-tls1-1", {}],
    ["tls-protocol-tls1-1", {}, "tls-no-tls1-3", {}],
  ])("%s %j is never milder than %s %j", (...[graver, given, milder, other]) => {
    for (const context of contexts) {
      const high = SEVERITIES.indexOf(severityOf(graver, context, given));
      const low = SEVERITIES.indexOf(severityOf(milder, context, other));
      expect({ context, inOrder: high <= low }).toEqual({ context, inOrder: true });
    }
  });
});
