import { describe, expect, it } from "vitest";
import { problems } from "./reading.ts";

const unitWith = (more: string): string => `units:\n  - code: A\n    name: A\n${more}`;

describe("a problem of a file or a unit is told with its line", () => {
  it.each<[name: string, text: string, expected: string[]]>([
    ["empty file", "", ["r.yaml: the file holds nothing to import"]],
    ["only a comment", "# nothing\n", ["r.yaml: the file holds nothing to import"]],
    ["a list", "- a\n", ["r.yaml:1: “r.yaml” must be a group of keys"]],
    ["units no list", "\nunits: {code: A}", ["r.yaml:2: “units” must be a list"]],
    ["unknown root key", "\nunit: []\n", ["r.yaml:2: unknown key “unit”"]],
    ["syntax", "units:\n  - code: A\n   name: x\n", ["r.yaml:3: YAML syntax"]],
    ["duplicate key", "units: []\nunits: []\n", ["r.yaml:2: YAML syntax"]],
    ["two documents", "units: []\n---\nunits: []\n", ["r.yaml:2: YAML syntax"]],
    ["a tag", "units: !!js/function x\n", ["r.yaml:1: YAML syntax"]],
    [
      "bomb",
      `a: &a [x,x]\nb: &b [${"*a,".repeat(150)}]\nc: [${"*b,".repeat(150)}]`,
      ["r.yaml:1: YAML syntax"],
    ],
    ["unknown key", unitWith("    typo: 1\n"), ["r.yaml:4: unknown key “typo”"]],
    [
      "two unknown keys",
      unitWith("    x: 1\n    y: 2\n"),
      ["r.yaml:4: unknown key “x”", "r.yaml:5: unknown key “y”"],
    ],
    [
      "a key of every object",
      unitWith("    __proto__: {name: B}\n"),
      ["r.yaml:4: unknown key “__proto__”"],
    ],
    ["missing code", "units:\n  - name: A\n", ["r.yaml:2: “code” is missing"]],
    ["missing name", "units:\n  - kind: hospital\n    code: A\n", ["r.yaml:2: “name” is missing"]],
    [
      "lower-case code",
      "units:\n  - name: A\n    code: bv-a\n",
      ["r.yaml:3: the code in “code” is malformed"],
    ],
    [
      "accented code",
      "units: [{code: BV-Đ, name: A}]",
      ["r.yaml:1: the code in “code” is malformed"],
    ],
    ["numeric name", "units: [{code: A, name: 12}]", ["r.yaml:1: “name” must be text"]],
    ["empty name", 'units: [{code: A, name: " "}]', ["r.yaml:1: “name” is empty"]],
    ["long name", `units: [{code: A, name: ${"x".repeat(501)}}]`, ["r.yaml:1: “name” is too long"]],
    [
      "a name on two lines",
      'units: [{code: A, name: "a\\nb"}]',
      ["r.yaml:1: “name” holds line breaks or control characters"],
    ],
    [
      "a name that turns round",
      'units: [{code: A, name: "a\\u202eb"}]',
      ["r.yaml:1: “name” holds line breaks or control characters"],
    ],
    [
      "unknown kind",
      unitWith("    kind: clinic\n"),
      ["r.yaml:4: the value of “kind” is none of the choices"],
    ],
    [
      "bad e-mail",
      unitWith("    contacts:\n      - role: head\n        email: x\n"),
      ["r.yaml:6: the e-mail address is not valid"],
    ],
    [
      "unknown key within a choice",
      unitWith("    contacts: [{role: head, email: a@b.test, phone: 1}]\n"),
      ["r.yaml:4: unknown key “phone”"],
    ],
    [
      "plan without date",
      unitWith("    incidentPlan:\n      decision: 1/QĐ\n"),
      ["r.yaml:5: “date” is missing"],
    ],
    [
      "impossible date",
      unitWith("    incidentPlan: {decision: x, date: 2026-02-30}\n"),
      ["r.yaml:4: the date “2026-02-30” in “date” is not valid"],
    ],
    ["level 6", unitWith("    systems:\n      - level: 6\n"), ["r.yaml:5: the level is not valid"]],
    [
      "level as text",
      unitWith("    systems:\n      - level: hai\n"),
      ["r.yaml:5: the level is not valid"],
    ],
    [
      "yes as text",
      unitWith("    systems:\n      - onlineService: yes\n"),
      ["r.yaml:5: “onlineService” takes yes or no"],
    ],
    ["unknown parent", unitWith("    parent: B\n"), ["r.yaml:4: no unit has the code B"]],
    ["own parent", unitWith("    parent: A\n"), ["r.yaml:4: the parents form a circle: A → A"]],
    [
      "circle",
      "units:\n  - {code: A, name: A, parent: C}\n  - {code: B, name: B, parent: A}\n  - {code: C, name: C, parent: B}\n",
      ["r.yaml:2: the parents form a circle: A → C → B → A"],
    ],
    [
      "same code twice",
      "units:\n  - {code: A, name: A}\n  - {code: A, name: A}\n",
      ["r.yaml:3: the code A is already used at r.yaml:2"],
    ],
    [
      "same system twice",
      unitWith("    systems:\n      - code: S\n      - code: S\n"),
      ["r.yaml:6: the code S is already used at r.yaml:5"],
    ],
    [
      "two systems without code",
      unitWith("    systems:\n      - level: 1\n      - level: 2\n"),
      ["r.yaml:6: the code A-WEB is already used at r.yaml:5"],
    ],
    [
      "hosts and systems",
      unitWith("    systems: []\n    hosts: [www.a.test]\n"),
      ["r.yaml:2: the unit has both “hosts” and “systems”"],
    ],
    [
      "internal system with host",
      unitWith("    systems:\n      - exposure: internal\n        hosts: [www.a.test]\n"),
      ["r.yaml:5: the internal system A-WEB must not list hosts"],
    ],
  ])("%s", async (_name, text, expected) => {
    const found = await problems("r.yaml", text);
    expect(found.map((line) => line.replace(/(YAML syntax).*/, "$1"))).toEqual(expected);
  });
});
