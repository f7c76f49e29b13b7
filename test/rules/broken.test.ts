// `rasoat rules check` on copies of the shipped files, each broken in one way: every one is refused.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { emittedPredicates } from "../../src/detect/all.ts";
import { loadSources } from "../../src/knowledge/load.ts";
import { RasoatError } from "../../src/model/error.ts";
import { checkRules } from "../../src/rules/check.ts";

const ON = "2026-11-22";
const scratch = mkdtempSync(join(tmpdir(), "rasoat-broken-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

type Breakage = (text: string) => string;

/** What `rules check` says of a copy in which one file was changed, or removed. */
function saidOf(file: string, change: Breakage | null): string[] {
  const root = mkdtempSync(join(scratch, "copy-"));
  for (const folder of ["rules", "data"]) cpSync(folder, join(root, folder), { recursive: true });
  const path = join(root, file);
  if (change === null) rmSync(path);
  else {
    const text = readFileSync(path, "utf8");
    const changed = change(text);
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
  }
  try {
    return checkRules(loadSources(root), emittedPredicates(), ON).map(
      ({ about, text }) => `${about}: ${text.en}`,
    );
  } catch (error) {
    if (error instanceof RasoatError) return error.lines("en").slice(1);
    throw error;
  }
}

/** Cuts a key and what is indented below it. */
const without =
  (key: string): Breakage =>
  (text) =>
    text.replace(new RegExp(`^( *)${key}:.*\\n(?:\\1 .*\\n|\\n)*`, "m"), "");

const NO_HTTPS = "rules/tls/http-no-https.yaml";
const ACTION = "data/actions/declare-hsts.yaml";
const LAW = "data/law/cybersecurity.yaml";

/** Sets the last day of a citation. */
const endedOn =
  (id: string, day: string): Breakage =>
  (text) => {
    const [before = "", after = ""] = text.split(`- id: ${id}\n`);
    return `${before}- id: ${id}\n${after.replace("validTo: null", `validTo: ${day}`)}`;
  };

describe("a copy is refused when", () => {
  it.each<[string, string, Breakage | null, RegExp]>([
    [
      "a fact is read by no rule",
      "rules/tls/http-no-hsts.yaml",
      null,
      /^http\.no-hsts: is read by no rule/,
    ],
    ["a rule has no cases", NO_HTTPS, without("cases"), /http-no-https\.yaml.*cases/],
    [
      "a rule has no unknown case",
      NO_HTTPS,
      (text) => text.replace("{ outcome: unknown }", "{ outcome: fail }"),
      /^http-no-https: has no "unknown" case/,
    ],
    [
      "a citation has expired without a successor",
      LAW,
      endedOn("decree-331-2026-check", "2026-10-31"),
      /"decree-331-2026-check" leads to nothing in force on 2026-11-22/,
    ],
    [
      "a citation does not exist",
      NO_HTTPS,
      (text) => text.replace("- decree-331-2026-check", "- decree-999-2026"),
      /^http-no-https: cites "decree-999-2026"/,
    ],
    [
      "a successor does not exist",
      LAW,
      (text) => text.replace("replacedBy: law-116-2025\n", "replacedBy: law-999\n"),
      /cites "law-999"/,
    ],
    [
      "no HTTPS is milder than no HSTS",
      NO_HTTPS,
      (text) =>
        text
          .replace("severity: high", "severity: info")
          .replaceAll("severity: critical", "severity: info"),
      /^http-no-https: info is milder than http-no-redirect-to-https/,
    ],
    [
      "an action lacks a language",
      ACTION,
      (text) => text.replace(/^( {2}nginx:\n {4}vi: [^]*?\n) {4}en: [^]*?\n(?= {2}\w)/m, "$1"),
      /declare-hsts\.yaml.*servers\.nginx\.en/,
    ],
    [
      "a rule's remedy lacks a language",
      NO_HTTPS,
      (text) => text.replace(/^remedy:\n {2}vi: [^]*?\n {2}en: /m, "remedy:\n  en: "),
      /http-no-https\.yaml.*remedy\.vi/,
    ],
    [
      "a remedy was not translated",
      ACTION,
      (text) => text.replace(/^( {2}nginx:\n {4}vi: )[^]*?\n(?= {4}en: )/m, "$1Set the header.\n"),
      /^declare-hsts: nginx: the Vietnamese text is missing/,
    ],
    [
      "a rule is left without a remedy for a server",
      ACTION,
      without("iis"),
      /^http-no-hsts: has no remedy for iis/,
    ],
    ["an action is gone", ACTION, null, /^http-no-hsts: action "declare-hsts" is not in data/],
    [
      "a mapping has no reason",
      NO_HTTPS,
      (text) => text.replace(/^ {4}why:\n.*\n.*\n/m, ""),
      /http-no-https\.yaml.*directive\[0\]\.why/,
    ],
    [
      "an item does not exist",
      NO_HTTPS,
      (text) => text.replace('item: "2"', 'item: "12"'),
      /^http-no-https: item 12 of .* is not in data/,
    ],
    [
      "item 3 is said to be violated",
      NO_HTTPS,
      (text) => text.replace("relation: reported-under", "relation: gap-against"),
      /relation gap-against does not go with item 3/,
    ],
    [
      "the terms of incidents lead nowhere",
      "data/incidents/terms.yaml",
      (text) => text.replace("law: decree-331-2026-incident", "law: x"),
      /^data\/incidents: cites "x"/,
    ],
  ])(
    "%s",
    (_name, file, change, expected) => {
      expect(saidOf(file, change).filter((line) => expected.test(line))).not.toEqual([]);
    },
    30_000,
  );
});

it("one change in data/law moves every finding to the successor, and the check is content", () => {
  const successor = `
  - id: decree-400-2027
    document: 400/2027/NĐ-CP
    article: Điều 5
    title: { vi: Nghị định mới, en: A new decree }
    validFrom: 2026-11-01
    validTo: null
    replacedBy: null
    confidence: secondary
    source: test
    reviewedBy: null
    reviewedOn: null
`;
  const replace: Breakage = (text) =>
    endedOn(
      "decree-331-2026-check",
      "2026-10-31",
    )(text).replace(/(- id: decree-331-2026-check\n[^]*?replacedBy: )null/, "$1decree-400-2027") +
    successor.slice(1);
  expect(saidOf(LAW, replace)).toEqual([]);
}, 30_000);
