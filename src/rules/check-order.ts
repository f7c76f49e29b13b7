// Severities that must never be turned round: the worse fault is at least as urgent as the milder one,
// in every registry context and for the same measured attributes.
import { isAtLeast, type Severity } from "../model/area.ts";
import type { Attribute, PresentFact } from "../model/fact.ts";
import type { AttributeTest, Rule } from "../model/rule.ts";
import type { RuleContext } from "./context.ts";
import { problem, type Problem } from "./problem.ts";
import { severityOf } from "./severity.ts";

/** The first is never milder than the second. Pairs whose rules do not exist (yet) are passed over. */
const NEVER_MILDER: readonly (readonly [worse: string, milder: string])[] = [
  ["http-no-https", "http-no-redirect-to-https"],
  ["http-no-redirect-to-https", "http-no-hsts"],
  ["http-no-https", "http-mixed-content"],
  ["http-insecure-form", "http-mixed-content"],
  ["tls-cert-expired", "tls-cert-expiring"],
  ["tls-protocol-sslv2", "tls-protocol-sslv3"],
  ["tls-protocol-sslv3", "tls-protocol-tls1-0"],
  ["tls-protocol-tls1-0", "tls-protocol-tls1-1"],
  ["tls-protocol-tls1-1", "tls-no-tls1-3"],
  ["tls-cipher-null", "tls-cipher-rc4"],
  ["tls-cipher-anonymous", "tls-cipher-rc4"],
  ["tls-cipher-export", "tls-cipher-rc4"],
  ["tls-cipher-des", "tls-cipher-3des"],
  ["tls-cipher-rc4", "tls-no-forward-secrecy"],
  ["tls-cert-untrusted", "tls-cert-lifetime-too-long"],
  ["tls-chain-incomplete", "tls-chain-order"],
  ["panel-unauthenticated", "panel-login-exposed"],
  ["panel-installer-open", "panel-login-exposed"],
  ["exposure-secret", "exposure-listing"],
  ["cms-end-of-life", "cms-end-of-life-soon"],
  ["cms-known-exploited", "cms-behind-security"],
  ["cms-behind-security", "cms-behind"],
  ["defacement-page", "defacement-partial"],
  ["defacement-partial", "defacement-drift"],
];

/** Rules that are critical in every context, unless the look itself leaves doubt (a measured modifier). */
const TOP: readonly string[] = ["defacement-page"];

const CONTEXTS: readonly RuleContext[] = [null, false, true].flatMap((onlineService) =>
  ([null, "none", "basic", "sensitive"] as const).flatMap((personalData) =>
    [null, false, true].flatMap((levelApproved) =>
      [null, 1, 2, 3, 4, 5].flatMap((level) =>
        ([null, true] as const).map((apart) => ({
          onlineService,
          personalData,
          levelApproved,
          level,
          contractor: apart,
          sharedHosting: apart,
        })),
      ),
    ),
  ),
);

export function checkOrder(rules: readonly Rule[]): readonly Problem[] {
  const ruleOf = (id: string): Rule | undefined => rules.find((rule) => rule.id === id);
  const inversions = NEVER_MILDER.flatMap(([worseId, milderId]) => {
    const worse = ruleOf(worseId);
    const milder = ruleOf(milderId);
    if (worse === undefined || milder === undefined) return [];
    const found = inversion(worse, milder);
    return found === undefined ? [] : [inverted(worseId, milderId, found)];
  });
  const low = TOP.map(ruleOf)
    .filter((rule) => rule !== undefined)
    .filter((rule) => CONTEXTS.some((context) => severityOf(rule, [], context) !== "critical"));
  return [...inversions, ...low.map((rule) => notTop(rule.id))];
}

/** The first context and measurement in which the order is turned round. */
function inversion(
  worse: Rule,
  milder: Rule,
): readonly [worse: Severity, milder: Severity] | undefined {
  return [...samples(worse), ...samples(milder)]
    .map(
      ([context, facts]) =>
        [severityOf(worse, facts, context), severityOf(milder, facts, context)] as const,
    )
    .find(([ofWorse, ofMilder]) => !isAtLeast(ofWorse, ofMilder));
}

/** Every context, with nothing measured and with what each modifier of the rule asks for. */
function samples(rule: Rule): readonly (readonly [RuleContext, readonly PresentFact[]])[] {
  const measured = rule.severityWhen
    .map((modifier) => modifier.where)
    .filter((where) => where !== undefined)
    .map((where) => [sampleFact(rule, where)]);
  return CONTEXTS.flatMap((context) => [[], ...measured].map((facts) => [context, facts] as const));
}

function sampleFact(rule: Rule, where: Readonly<Record<string, AttributeTest>>): PresentFact {
  const [condition] = [...rule.when.all, ...rule.when.any];
  if (condition === undefined) throw new TypeError(`rule ${rule.id} has no condition`);
  return {
    predicate: condition.fact,
    area: rule.area,
    host: null,
    port: null,
    subject: "",
    status: "present",
    confidence: "certain",
    value: "",
    attributes: Object.fromEntries(
      Object.entries(where).map(([name, test]) => [name, sampleValue(test)]),
    ),
    evidence: [],
  };
}

function sampleValue(test: AttributeTest): Attribute {
  if (Array.isArray(test)) return test[0] ?? null;
  if (typeof test !== "object") return test;
  return "atLeast" in test ? test.atLeast : test.atMost;
}

function inverted(
  worse: string,
  milder: string,
  [ofWorse, ofMilder]: readonly [Severity, Severity],
): Problem {
  return problem(
    worse,
    `mức ${ofWorse} nhẹ hơn ${milder} (${ofMilder}) trong cùng hoàn cảnh: sửa severity hoặc severityWhen`,
    `${ofWorse} is milder than ${milder} (${ofMilder}) in the same circumstances: correct severity or severityWhen`,
  );
}

function notTop(rule: string): Problem {
  return problem(
    rule,
    "phải luôn ở mức critical: sửa severity và severityWhen",
    "must always be critical: correct severity and severityWhen",
  );
}
