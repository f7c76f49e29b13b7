// The shipped rules, data and detectors hold together: what `rasoat rules check` proves, on a fixed day.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { emittedPredicates } from "../../src/detect/all.ts";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import { checkRules } from "../../src/rules/check.ts";
import { describeRules } from "../../src/rules/describe.ts";

const knowledge = loadKnowledge(process.cwd());

test("no problem on the day this was written", () => {
  const lines = checkRules(knowledge, emittedPredicates(), "2026-11-22").map(
    ({ about, text }) => `${about}: ${text.en}`,
  );
  expect(lines).toEqual([]);
});

test("every rule cites law that exists", () => {
  const ids = new Set(knowledge.law.map(({ id }) => id));
  expect(knowledge.rules.flatMap(({ law }) => law).filter((id) => !ids.has(id))).toEqual([]);
  expect(knowledge.rules.filter(({ law }) => law.length === 0).map(({ id }) => id)).toEqual([]);
});

test("no citation is marked as reviewed: nobody has reviewed one yet", () => {
  expect(knowledge.law.filter(({ reviewedBy }) => reviewedBy !== null)).toEqual([]);
});

test("docs/rules.md is what the rules say now: run npm run docs", () => {
  expect(readFileSync("docs/rules.md", "utf8")).toBe(describeRules(knowledge));
});

test("the page of rules names every one", () => {
  const page = describeRules(knowledge);
  expect(knowledge.rules.filter(({ id }) => !page.includes(`| \`${id}\` |`))).toEqual([]);
});

test("what is true of nearly every site is a figure for the central team, not a line in units' lists", () => {
  expect(knowledge.rules.filter(({ held }) => held).map(({ id }) => id)).toEqual([
    "tls-no-post-quantum",
  ]);
});

test("law stands in data/law only: a rule's words name no document of it", () => {
  const named = knowledge.rules.flatMap(({ id, title, why, remedy, verify }) =>
    [title, why, remedy, verify]
      .flatMap(({ vi, en }) => [vi, en])
      .filter((text) =>
        /\d+\/\d{4}\/[A-ZĐ]{2}|Nghị định|Thông tư|\bDecree\b|\bCircular\b/.test(text),
      )
      .map((text) => `${id}: ${text}`),
  );
  expect(named).toEqual([]);
});

test("how to verify is something that a unit or its contractor can do without this program", () => {
  for (const { id, verify } of knowledge.rules) {
    const needsUs = verify.vi.includes("rasoat ") && !verify.vi.includes("nhóm trung tâm");
    expect([id, needsUs]).toEqual([id, false]);
  }
});
