import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { knowledgeFromJson, knowledgeToJson } from "../../src/knowledge/bundle.ts";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import { RasoatError } from "../../src/model/error.ts";
import type { Knowledge } from "../../src/model/knowledge.ts";

const scratch = mkdtempSync(join(tmpdir(), "rasoat-knowledge-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A copy of the shipped rules/ and data/ with some files written or removed. */
function copy(name: string, changes: Readonly<Record<string, string | null>>): string {
  const root = join(scratch, name);
  for (const folder of ["rules", "data"]) {
    cpSync(folder, join(root, folder), { recursive: true });
  }
  for (const [file, text] of Object.entries(changes)) {
    const path = join(root, file);
    if (text === null) rmSync(path, { recursive: true });
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  return root;
}

function problems(root: string): RasoatError {
  try {
    loadKnowledge(root);
  } catch (error) {
    if (error instanceof RasoatError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const RULE = "rules/registry/registry-plan-none.yaml";
const ruleText = readFileSync(RULE, "utf8");
const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split("\n").length;

test("a word that is none of many known ones is told with those that come closest", () => {
  const text = ruleText.replace("fact: registry.plan-none", "fact: registry.plan-nun");
  expect(
    problems(copy("unknown-fact", { [RULE]: text }))
      .lines("en")
      .join("\n"),
  ).toMatch(
    /"registry\.plan-nun" is none of the \d+ known values; the closest: registry\.plan-none, /,
  );
});

describe("the shipped files", () => {
  let knowledge: Knowledge;
  beforeAll(() => {
    knowledge = loadKnowledge(process.cwd());
  });

  test("hold every topic", () => {
    expect(knowledge.rules.length).toBeGreaterThanOrEqual(30);
    expect(knowledge.directives.map(({ document }) => document)).toEqual(["2132/BYT-K2ĐT"]);
    expect(knowledge.directives[0]?.items).toHaveLength(13);
    expect(knowledge.products.length).toBeGreaterThanOrEqual(6);
    expect(knowledge.panels.length).toBeGreaterThanOrEqual(15);
    expect(knowledge.defacement.gambling.length).toBeGreaterThan(0);
    expect(knowledge.sharedDomains.length).toBeGreaterThan(0);
    expect(Object.keys(knowledge.hashes)).toContain("wordpress");
  });

  test("are read in two seconds at worst, even from the sources", () => {
    const start = performance.now();
    loadKnowledge(process.cwd());
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("are frozen all the way down", () => {
    expect(() => {
      (knowledge.rules[0] as { severity: string }).severity = "info";
    }).toThrow(TypeError);
    expect(Object.isFrozen(knowledge.rules[0]?.when.all)).toBe(true);
  });

  test("go into a bundle and come back byte for byte", () => {
    const json = knowledgeToJson(knowledge);
    const back = knowledgeFromJson(json);
    expect(back).toEqual(knowledge);
    expect(knowledgeToJson(back)).toBe(json);
    expect(Object.isFrozen(back.law)).toBe(true);
  });

  test("copy no private contact out of the directive", () => {
    const text = readFileSync("data/directives/2132-byt-k2dt.yaml", "utf8");
    expect(text).not.toMatch(/@|\b0\d{8,10}\b/);
  });
});

describe("versions", () => {
  test("change with one byte, and only that of the changed half", () => {
    const before = loadKnowledge(copy("same", {})).versions;
    expect(before).toEqual(loadKnowledge(process.cwd()).versions);
    const after = loadKnowledge(copy("changed", { [RULE]: `${ruleText}\n` })).versions;
    expect(after.data).toBe(before.data);
    expect(after.rules).not.toBe(before.rules);
    expect(after.rules).toMatch(/^[0-9a-f]{12}$/);
    expect(createHash("sha256").update("").digest("hex").slice(0, 12)).not.toBe(after.rules);
  });
});

describe("refused, with place and mend", () => {
  test("all problems at once, sorted, in both languages", () => {
    const broken = ruleText
      .replace("severity: medium", "severity: urgent")
      .replace("closeAfter: 1", "closeafter: 1");
    const error = problems(copy("broken", { [RULE]: broken, "data/law/x.yaml": "citations: [" }));
    expect(error.code).toBe("knowledge-invalid");
    expect(error.exit).toBe(2);
    const [head, ...lines] = error.lines("vi");
    expect(head).toContain("3 lỗi");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^data\/law\/x\.yaml:\d+ sai cú pháp/);
    expect(lines[1]).toContain(`${RULE}:${lineOf(broken, "severity: urgent")} severity: `);
    expect(lines[2]).toContain(`${RULE}:${lineOf(broken, "closeafter")} khóa lạ: closeafter — `);
    expect(error.lines("en")[3]).toContain("unknown key: closeafter — ");
  });

  test.each<[string, Record<string, string | null>, RegExp]>([
    [
      "key missing",
      { [RULE]: ruleText.replace(/^severity: medium$/m, "") },
      /registry-plan-none\.yaml:1 key missing: severity/,
    ],
    [
      "no condition of the subject",
      {
        [RULE]: ruleText.replace(
          "- fact: registry.plan-none\n",
          "- { fact: registry.plan-none, of: host }\n",
        ),
      },
      /when: .*needs a condition of its subject/,
    ],
    [
      "file name",
      { [RULE]: null, "rules/registry/other-name.yaml": ruleText },
      /rules\/registry\/other-name\.yaml:1 id is "registry-plan-none" but the file is named/,
    ],
    [
      "family folder",
      { [RULE]: null, "rules/tls/registry-plan-none.yaml": ruleText },
      /rules\/tls\/registry-plan-none\.yaml:2 area is "registry" — move the file/,
    ],
    ["topic missing", { "data/tls": null }, /^data\/tls holds no file/],
    [
      "a file that no topic reads",
      { "data/other/x.yaml": "a: 1" },
      /^data\/other\/x\.yaml belongs to no topic/,
    ],
    [
      "a table that does not exist",
      { "data/hashes/wordpress.json": null },
      /^data\/products\/wordpress\.yaml:\d+ there is no table data\/hashes\/wordpress\.json/,
    ],
    [
      "one thing said twice",
      { "data/tls/more.yaml": "minRsaBits: 1024\n" },
      /key minRsaBits stands in another file too/,
    ],
    ["broken JSON", { "data/hashes/wordpress.json": "{" }, /^data\/hashes\/wordpress\.json syntax/],
  ])("%s", (name, changes, expected) => {
    const details = problems(copy(name.replaceAll(" ", "-"), changes)).details.map(({ en }) => en);
    expect(details).toContainEqual(expect.stringMatching(expected));
  });

  test("an empty folder says what is missing, without a flood", () => {
    const root = join(scratch, "empty");
    mkdirSync(root);
    expect(problems(root).details.map(({ en }) => en.split(" ")[0])).toEqual([
      "data/actions",
      "data/calendar",
      "data/defacement",
      "data/directives",
      "data/hashes",
      "data/incidents",
      "data/law",
      "data/panels",
      "data/products",
      "data/shared-domains.yaml",
      "data/tls",
      "rules",
    ]);
  });
});

test.each(["", "{", "{}", "[]", '{"versions":{"rules":"x","data":"y"}}'])(
  "a bundle that is none is refused: %j",
  (json) => {
    expect(() => knowledgeFromJson(json)).toThrow(RasoatError);
  },
);
