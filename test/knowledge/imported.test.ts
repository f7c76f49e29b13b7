// Which file counts: the shipped one, or one that was imported over it.
import { expect, it } from "vitest";
import { asOf, overlaid, sha256, type ImportedFile } from "../../src/knowledge/imported.ts";
import type { SourceFile } from "../../src/knowledge/source-file.ts";

const source = (file: string, text: string): SourceFile => ({ file, bytes: Buffer.from(text) });
const OLD = source("data/a.yaml", "asOf: 2026-01-01");
const NEW = source("data/a.yaml", "asOf: 2026-02-01");
const over = (one: SourceFile, below: SourceFile | null): ImportedFile => ({
  ...one,
  over: below === null ? null : sha256(below.bytes),
});
const B = source("data/b.yaml", "x");

it.each<[string, SourceFile[], ImportedFile[], SourceFile[]]>([
  ["shipped alone", [OLD], [], [OLD]],
  ["imported over it", [OLD], [over(NEW, OLD)], [NEW]],
  [
    "imported over a file that a later program changed",
    [NEW],
    [over(B, OLD)].map((one) => ({ ...one, file: OLD.file })),
    [NEW],
  ],
  ["imported beside", [OLD], [over(B, null)], [OLD, B]],
  [
    "imported beside what a later program ships too",
    [OLD, B],
    [over(source(B.file, "y"), null)],
    [OLD, B],
  ],
  ["of the other folder", [OLD], [over(source("rules/r.yaml", "y"), null)], [OLD]],
])("%s", (_name, shipped, imported, expected) => {
  const found = overlaid(shipped, imported, "data");
  expect(found.map(({ file, bytes }) => `${file} ${String(bytes)}`)).toEqual(
    expected.map(({ file, bytes }) => `${file} ${String(bytes)}`),
  );
});

it.each<[string, string, string | null]>([
  ["data/a.yaml", "asOf: 2026-01-01", "2026-01-01"],
  ["data/p.yaml", "slug: p\nreleases:\n  asOf: 2026-03-01", "2026-03-01"],
  ["data/h.json", '{"asOf":"2026-04-01"}', "2026-04-01"],
  ["data/n.yaml", "id: n", null],
  ["data/l.yaml", "- a", null],
  ["data/bad.yaml", "a: [", null],
  ["data/empty.yaml", "", null],
])("the day of %s: %j is %s", (file, text, expected) => {
  expect(asOf(source(file, text))).toBe(expected);
});
