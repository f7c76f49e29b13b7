import { describe, expect, it, test } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { RuleRelease } from "../../src/model/release.ts";
import type { Rule } from "../../src/model/rule.ts";
import { applyWord } from "../../src/rules/word.ts";
import { afterDecision } from "../../src/rules/release.ts";
import { heldPiecesOf, lineOf, piecesOf, releaseFirst } from "../../src/run/releases.ts";
import { makeRule, mapping, TEXT, type RuleFile, WORD_TERMS } from "../rules/sample.ts";
import { commit, finding, freshStore, NOW, registry, result, run, unit } from "../store/samples.ts";

const only = (...rules: Rule[]) => ({ rules, panels: [], products: [] });
const ruleHash = (rule: Rule): string => piecesOf(only(rule))[0]?.hash ?? "";

const AT = NOW.toISOString();
const RULE = makeRule("cms.behind");
const REGISTRY = {
  ...registry(),
  units: [
    unit({ code: "SYT-HN" }),
    unit({ code: "BV-A", parent: "SYT-HN" }),
    unit({ code: "TYT-A1", parent: "BV-A" }),
    unit({ code: "SYT-HP" }),
  ],
};

function decision(over: Partial<RuleRelease> = {}): RuleRelease {
  return {
    rule: RULE.id,
    hash: ruleHash(RULE),
    subtree: null,
    held: false,
    at: AT,
    actor: "lan",
    reason: "đã xem 20 phát hiện",
    ...over,
  };
}

const heldFor = (unitCode: string, releases: readonly RuleRelease[], rule: Rule = RULE): boolean =>
  heldPiecesOf(only(rule), releases, REGISTRY, unitCode).includes(rule.id);

describe("a rule is held", () => {
  const other = decision({ hash: "000000000000" });
  const below = decision({ subtree: "SYT-HN" });
  const hold = decision({ held: true });
  const holdBelow = decision({ held: true, subtree: "BV-A" });

  it.each<[string, RuleRelease[], Record<string, boolean>]>([
    ["until somebody releases it", [], { "BV-A": true, "SYT-HP": true }],
    ["no longer after that", [decision()], { "BV-A": false, "SYT-HP": false }],
    ["again when it has changed since", [other], { "BV-A": true }],
    [
      "elsewhere, when released for a subtree",
      [below],
      { "SYT-HN": false, "TYT-A1": false, "SYT-HP": true },
    ],
    ["for all when somebody says so", [decision(), hold], { "BV-A": true, "SYT-HP": true }],
    [
      "for a subtree",
      [decision(), holdBelow],
      { "SYT-HN": false, "BV-A": true, "TYT-A1": true, "SYT-HP": false },
    ],
    ["by the last word that covers the unit", [hold, below], { "BV-A": false, "SYT-HP": true }],
    [
      "whatever was decided on other rules",
      [decision({ rule: "cms-end-of-life" })],
      { "BV-A": true },
    ],
  ])("%s", (_name, releases, expected) => {
    const found = Object.keys(expected).map((code) => [code, heldFor(code, releases)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it("a circle of parents ends", () => {
    const units = [unit({ code: "A", parent: "B" }), unit({ code: "B", parent: "A" })];
    expect([...lineOf("A", { ...REGISTRY, units })]).toEqual(["A", "B"]);
  });
});

describe("the hash of a rule", () => {
  const hashWith = (over: RuleFile): string => ruleHash(makeRule("cms.behind", over));

  it.each<[string, RuleFile]>([
    ["severity", { severity: "high" }],
    ["a modifier", { severityWhen: [{ context: { onlineService: true }, severity: "high" }] }],
    ["a condition", { when: { all: [{ fact: "cms.behind", where: { grade: 3 } }] } }],
    ["an item", { directive: [mapping("3", "reported-under"), mapping("4", "gap-against")] }],
    [
      "when an item applies",
      { directive: [mapping("3", "reported-under", { when: { onlineService: true } })] },
    ],
    ["clean looks to close", { closeAfter: 5 }],
  ])("moves with %s", (_name, over) => {
    expect(hashWith(over)).not.toBe(ruleHash(RULE));
  });

  it.each<[string, RuleFile]>([
    ["its title", { title: { vi: "tiêu đề khác", en: "another title" } }],
    ["its remedy", { remedy: { vi: "cách khác", en: "another way" }, action: "x" }],
    [
      "the reason of an item",
      { directive: [mapping("3", "reported-under", { why: { vi: "lý do", en: "why" } })] },
    ],
    ["a citation", { law: ["law-1"] }],
    ["one more case", { cases: [...RULE.cases, { ...RULE.cases[0], name: "again" }] }],
    ["the wording of the reason", { why: TEXT }],
  ])("does not move with %s", (_name, over) => {
    expect(hashWith(over)).toBe(ruleHash(RULE));
  });
});

describe("in the database", () => {
  it("the rules it begins with are released, but for those that ship held; later ones are held", () => {
    const store = freshStore();
    const shipped = makeRule("cms.end-of-life", { held: true });
    releaseFirst(store, only(RULE, shipped), AT);
    const late = makeRule("panel.login-exposed");
    releaseFirst(store, only(RULE, shipped, late), AT);
    const releases = store.ruleReleases();
    expect(releases.map(({ rule }) => rule)).toEqual([RULE.id]);
    expect(heldPiecesOf(only(RULE, shipped, late), releases, REGISTRY, "BV-A")).toEqual([
      shipped.id,
      late.id,
    ]);
  });

  it("a decision shows or hides what is stored, with its reason in the history", () => {
    const store = freshStore();
    store.createRun(run());
    const mine = finding({ rule: RULE.id, held: true });
    const theirs = finding({ rule: RULE.id, held: true, unit: "SYT-HP", host: "hp.test" });
    for (const one of [mine, theirs]) store.saveFinding(one, []);
    const covers = (found: Finding) => found.unit === "BV-A";
    const release = decision({ subtree: "BV-A" });
    expect(
      store.decideRelease(release, (one) => (covers(one) ? afterDecision(one, release) : null)),
    ).toBe(1);
    expect(store.findings({ units: ["BV-A", "SYT-HP"] }).map(({ id }) => id)).toEqual([mine.id]);
    expect(store.events("central", mine.id)).toMatchObject([
      { actor: "lan", cause: "person", detail: "rule-released subtree=BV-A: đã xem 20 phát hiện" },
    ]);
    expect(store.ruleReleases()).toEqual([release]);
    const hold = decision({ held: true });
    expect(store.decideRelease(hold, (one) => afterDecision(one, hold))).toBe(1);
    expect(store.findings({ units: ["BV-A", "SYT-HP"] })).toEqual([]);
  });

  it("what a unit is at work on is not hidden from it", () => {
    const hold = decision({ held: true });
    expect(afterDecision(finding({ state: "in-progress" }), hold)).toBeNull();
    expect(afterDecision(finding({ held: true }), hold)).toBeNull();
    expect(afterDecision(finding(), decision())).toBeNull();
  });

  it("decisions are only ever added", () => {
    const store = freshStore();
    store.firstReleases([decision()]);
    store.firstReleases([decision({ rule: "another" })]);
    expect(store.ruleReleases()).toHaveLength(1);
  });
});

test("precision counts the last word on each finding", () => {
  const store = freshStore();
  store.createRun(run());
  const findings = Array.from({ length: 5 }, (_, index) => finding({ subject: `s${index}` }));
  store.commitTarget(commit({ result: result({ findings }), findings, events: [] }));
  const say = (index: number, action: "confirm" | "false-positive" | "reopen" | "accept") => {
    store.reviseFinding("central", findings[index]?.id ?? "", (before) =>
      applyWord(
        before,
        { action, by: "an", at: AT, reason: "vì", until: null, owner: null },
        WORD_TERMS,
      ),
    );
  };
  expect(store.rulePrecision()).toEqual([]);
  say(0, "confirm");
  say(1, "confirm");
  say(1, "false-positive");
  say(2, "false-positive");
  say(2, "reopen");
  say(3, "accept");
  say(3, "reopen");
  say(4, "confirm");
  say(4, "accept");
  expect(store.rulePrecision()).toEqual([
    { rule: "tls-cert-expired", confirmed: 2, falsePositive: 1 },
  ]);
});
