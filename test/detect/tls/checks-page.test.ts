// docs/tls-checks.md names what there is and nothing else, and leaves nothing out.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { limits } from "./looks.ts";

const page = readFileSync("docs/tls-checks.md", "utf8");
const rows = page.split("\n").filter((line) => /^\| (?!check |-)/.test(line));
const rules = readdirSync("rules/tls").map((file) => file.replace(".yaml", ""));

/** Names in code marks behind one of the words, up to the next word, dot or colon. */
function named(...words: readonly string[]): readonly string[] {
  const after = new RegExp(`\\b(?:${words.join("|")}) ((?:\`[a-z0-9-]+\`(?:, and |,? )?)+)`, "g");
  return rows.flatMap((row) =>
    [...row.matchAll(after)].flatMap(([, list = ""]) =>
      [...list.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = ""]) => name),
    ),
  );
}

describe("the page of checks", () => {
  it("has a word on every check", () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) expect(row.split("|")[2]?.trim()).not.toBe("");
  });

  it("names rules that exist, and every one of them", () => {
    const cited = new Set(named("rule", "rules"));
    expect([...cited].toSorted()).toEqual(rules.toSorted());
  });

  it("names topics that exist, and every one of them", () => {
    const cited = new Set(named("norms", "seen"));
    expect([...cited].toSorted()).toEqual(limits.normTopics.map(({ id }) => id).toSorted());
  });

  it("tells topics that norms speak of from those that are only seen", () => {
    const spoken = new Set(
      limits.norms.flatMap(({ demands }) => demands.map(({ topic }) => topic)),
    );
    for (const topic of named("norms")) expect(spoken).toContain(topic);
    for (const topic of named("seen")) expect(spoken).not.toContain(topic);
  });
});
