import { expect, test } from "vitest";
import { Action } from "../../src/model/action.ts";
import type { Knowledge } from "../../src/model/knowledge.ts";
import { ALL_PREDICATES, type Predicate } from "../../src/model/predicate.ts";
import { checkRules } from "../../src/rules/check.ts";
import {
  allRules,
  CALENDAR,
  citation,
  DIRECTIVE,
  makeKnowledge,
  makeRule,
  mapping,
  TERMS,
  TEXT,
  type RuleFile,
} from "./sample.ts";

const TODAY = "2026-11-22";
const EMITTED = new Map<Predicate, readonly string[]>(ALL_PREDICATES.map((one) => [one, ["d"]]));

function problems(
  over: Partial<Knowledge> = {},
  emitted: ReadonlyMap<Predicate, readonly string[]> = EMITTED,
): string[] {
  const law = [...(over.law ?? []), citation(TERMS.law)];
  return checkRules(makeKnowledge({ ...over, law }), emitted, TODAY).map(
    ({ about, text }) => `${about}: ${text.en}`,
  );
}

/** All rules, one of them otherwise. */
function withRule(predicate: Predicate, over: RuleFile): Partial<Knowledge> {
  return {
    rules: allRules().map((rule) =>
      rule.id === predicate.replace(".", "-") ? makeRule(predicate, over) : rule,
    ),
  };
}

test("sound knowledge has no problem", () => {
  expect(problems()).toEqual([]);
});

test("every predicate is stated and read", () => {
  const some = new Map([...EMITTED].filter(([one]) => one !== "cms.behind"));
  expect(problems({}, some)).toEqual([expect.stringMatching(/^cms\.behind: is stated by no/)]);
  const rules = allRules().filter((rule) => rule.id !== "cms-behind");
  expect(problems({ rules })).toEqual([expect.stringMatching(/^cms\.behind: is read by no rule/)]);
});

const CASES = makeRule("cms.behind").cases;

test.each<[string, RuleFile, RegExp]>([
  [
    "an item that does not exist",
    { directive: [mapping("3", "reported-under"), mapping("99", "gap-against")] },
    /item 99 of .* is not in data/,
  ],
  [
    "a document that does not exist",
    {
      directive: [mapping("3", "reported-under"), mapping("4", "gap-against", { document: "1/X" })],
    },
    /item 4 of 1\/X is not in data/,
  ],
  [
    "a relation that does not go with the item",
    { directive: [mapping("3", "reported-under"), mapping("6", "gap-against")] },
    /relation gap-against does not go with item 6/,
  ],
  ["no item 3", { directive: [mapping("4", "gap-against")] }, /lacks the unconditional/],
  [
    "item 3 only sometimes",
    { directive: [mapping("3", "reported-under", { when: { onlineService: true } })] },
    /lacks the unconditional/,
  ],
  [
    "no unknown case",
    { cases: [...CASES.slice(0, 2), { ...CASES[1], name: "again" }] },
    /has no "unknown" case/,
  ],
  [
    "a case that comes out differently",
    { cases: [...CASES, { ...CASES[0], name: "wrong", expect: { outcome: "pass" } }] },
    /case "wrong" comes out differently: outcome: expected pass, got fail/,
  ],
  [
    "a case with other severity",
    {
      cases: [
        ...CASES,
        { ...CASES[0], name: "wrong", expect: { outcome: "fail", severity: "high" } },
      ],
    },
    /severity: expected high, got medium/,
  ],
  [
    "a case with other items",
    {
      cases: [
        ...CASES,
        { ...CASES[0], name: "wrong", expect: { outcome: "fail", items: ["3", "4"] } },
      ],
    },
    /items: expected 3, 4, got 3/,
  ],
  [
    "a case with an unknown reason",
    {
      cases: [
        ...CASES,
        {
          name: "wrong",
          facts: [{ fact: "cms.behind", status: "unknown", reason: "tired" }],
          expect: { outcome: "unknown" },
        },
      ],
    },
    /unknown reason "tired"/,
  ],
  [
    "a case whose facts are about nothing",
    { cases: [...CASES, { name: "wrong", facts: [], expect: { outcome: "pass" } }] },
    /expected one verdict, got 0/,
  ],
  [
    "a remedy that was not translated",
    { remedy: { vi: "Update it.", en: "Update it." } },
    /remedy: the Vietnamese text is missing/,
  ],
  ["a citation that does not exist", { law: ["nowhere"] }, /cites "nowhere"/],
  ["an action that does not exist", { action: "nothing" }, /action "nothing" is not in data/],
  ["nothing to ask of a contractor", { remedies: {} }, /has no remedy for contractor/],
  [
    "steps for a server that were not translated",
    { remedies: { contractor: TEXT, nginx: { vi: "reload", en: "reload" } } },
    /nginx: the Vietnamese text is missing/,
  ],
  [
    "a subject of another area",
    {
      when: { all: [{ fact: "cms.behind" }, { fact: "http.no-hsts" }] },
      cases: CASES.map((one) => ({
        ...one,
        facts: [
          { fact: "cms.behind", status: one.facts[0]?.status },
          { fact: "http.no-hsts", status: "present" },
        ],
      })),
    },
    /condition http.no-hsts belongs to another area/,
  ],
])("refused: %s", (_name, over, expected) => {
  expect(problems(withRule("cms.behind", over))).toEqual([expect.stringMatching(expected)]);
});

test("two rules of one id", () => {
  expect(problems({ rules: [...allRules(), makeRule("cms.behind")] })).toEqual([
    expect.stringMatching(/^cms-behind: two rules/),
  ]);
});

test.each<[string, Predicate, RuleFile, string | undefined]>([
  ["milder as a whole", "http.no-https", { severity: "low" }, "http-no-https"],
  [
    "milder where the system is an online service",
    "http.no-hsts",
    { severityWhen: [{ context: { onlineService: true }, severity: "high" }] },
    "http-no-redirect-to-https",
  ],
  [
    "milder for the same measurement",
    "http.no-hsts",
    { severityWhen: [{ where: { age: { atMost: 0 } }, severity: "critical" }] },
    "http-no-redirect-to-https",
  ],
  ["more urgent is no inversion", "http.no-https", { severity: "critical" }, undefined],
])("severity order: %s", (_name, predicate, over, about) => {
  const found = new Set(problems(withRule(predicate, over)).map((line) => line.split(":")[0]));
  expect([...found]).toEqual(about === undefined ? [] : [about]);
});

test("a defaced page is always critical", () => {
  const milder = makeRule("defacement.page", {
    severity: "critical",
    severityWhen: [{ context: { onlineService: false }, severity: "high" }],
  });
  expect(
    problems({ rules: [...allRules().filter(({ id }) => id !== "defacement-page"), milder] }),
  ).toEqual([expect.stringMatching(/^defacement-page: must always be critical/)]);
});

test("items that are not visible from outside take no mapping, and need a note", () => {
  const [first, ...rest] = DIRECTIVE.items;
  if (first === undefined) throw new Error("no item");
  const { note: _note, ...bare } = first;
  const directives = [{ ...DIRECTIVE, items: [{ ...bare, technical: false }, ...rest] }];
  expect(problems({ directives })).toEqual([expect.stringMatching(/2132.* 2: has neither/)]);
  const mapped = withRule("cms.behind", {
    directive: [mapping("3", "reported-under"), mapping("2", "gap-against")],
  });
  expect(
    problems({
      ...mapped,
      directives: [{ ...DIRECTIVE, items: [{ ...first, technical: false }, ...rest] }],
    }),
  ).toEqual([expect.stringMatching(/item 2 is marked as not visible/)]);
});

test.each<[string, Knowledge["law"], RegExp]>([
  ["twice", [citation("a"), citation("a")], /^a: stands twice/],
  ["dates turned round", [citation("a", { validTo: "2019-01-01" })], /validTo is before validFrom/],
  ["half a review", [citation("a", { reviewedBy: "B" })], /reviewedBy and reviewedOn go together/],
  [
    "a successor that does not exist",
    [citation("a", { validTo: "2021-01-01", replacedBy: "b" })],
    /cites "b"/,
  ],
  [
    "a successor that is older",
    [
      citation("a", { validTo: "2021-01-01", replacedBy: "b" }),
      citation("b", { validFrom: "2019-01-01" }),
    ],
    /successor b is not later/,
  ],
  [
    "a gap before the successor",
    [
      citation("a", { validTo: "2021-01-01", replacedBy: "b" }),
      citation("b", { validFrom: "2021-02-01" }),
    ],
    /does not reach the day before b/,
  ],
])("law: %s", (_name, law, expected) => {
  expect(problems({ law })).toEqual([expect.stringMatching(expected)]);
});

test("a rule may not rest on what has expired without a successor", () => {
  const law = [citation("a", { validTo: "2026-11-21" })];
  const rules = withRule("cms.behind", { law: ["a"] });
  expect(problems({ ...rules, law })).toEqual([
    expect.stringMatching(/cms-behind: "a" leads to nothing in force on 2026-11-22/),
  ]);
  expect(problems({ ...rules, law: [citation("a", { validTo: "2026-11-22" })] })).toEqual([]);
});

test.each<[string, Partial<typeof CALENDAR>, RegExp]>([
  ["a day twice", { holidays: [...CALENDAR.holidays, ...CALENDAR.holidays] }, /stands twice/],
  [
    "a term that runs beyond it",
    { coversTo: "2027-01-31" },
    /a term set today runs to 2027-02-\d\d, the calendar ends on 2027-01-31/,
  ],
  ["a year that is over", { coversTo: "2026-11-21", holidays: [] }, /calendar ends on 2026-11-21/],
  ["a working day in exchange", { workingWeekends: ["2026-08-21"] }, /no Saturday or Sunday/],
  [
    "a day outside its years",
    { holidays: [{ date: "2025-01-01", name: TEXT, basis: "law" }] },
    /2025-01-01 lies outside/,
  ],
])("calendar: %s", (_name, over, expected) => {
  expect(problems({ calendar: { ...CALENDAR, ...over } })).toEqual([
    expect.stringMatching(expected),
  ]);
});

test("what is set at the server needs steps for each kind of server", () => {
  expect(problems(withRule("http.no-hsts", { remedies: { contractor: TEXT } }))).toEqual(
    ["iis", "nginx", "apache", "cpanel", "directadmin"].map(
      (kind) => `http-no-hsts: has no remedy for ${kind}: name an action, or add it to remedies`,
    ),
  );
  const action = Action.parse({
    id: "set-it",
    title: TEXT,
    contractor: TEXT,
    servers: { iis: TEXT, nginx: TEXT, apache: TEXT, cpanel: TEXT, directadmin: TEXT },
  });
  const byAction = withRule("http.no-hsts", { remedies: {}, action: "set-it" });
  expect(problems({ ...byAction, actions: [action] })).toEqual([]);
  expect(problems({ ...byAction, actions: [action, action] })).toEqual([
    "set-it: two actions have this id: change one",
  ]);
  const same = { vi: "Do it", en: "Do it" };
  expect(problems({ ...byAction, actions: [{ ...action, products: { x: same } }] })).toEqual([
    expect.stringMatching(/^set-it: x: the Vietnamese text is missing/),
  ]);
});

test("the terms of incidents rest on law in force and name rules that exist", () => {
  const known = makeKnowledge({ incidents: { ...TERMS, law: "nothing", serious: ["no-rule"] } });
  expect(checkRules(known, EMITTED, TODAY).map(({ text }) => text.en)).toEqual([
    expect.stringMatching(/^cites "nothing"/),
    'there is no rule "no-rule"',
  ]);
  const over = makeKnowledge({ law: [citation(TERMS.law, { validTo: "2026-01-01" })] });
  expect(checkRules(over, EMITTED, TODAY).map(({ text }) => text.en)).toEqual([
    expect.stringMatching(/leads to nothing in force/),
  ]);
});
