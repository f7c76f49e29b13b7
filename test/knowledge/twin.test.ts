import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { loadSources } from "../../src/knowledge/load.ts";
import { readTwin, twinPath, writeTwin } from "../../src/knowledge/twin.ts";

const scratch = mkdtempSync(join(tmpdir(), "rasoat-twin-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const knowledge = loadSources(process.cwd());
const path = join(scratch, "knowledge.json");

test("gives back what the sources said", () => {
  writeTwin(path, knowledge);
  expect(readTwin(path, knowledge.versions)).toEqual(knowledge);
});

test.each([
  ["other rules", { ...knowledge.versions, rules: "000000000000" }],
  ["other data", { ...knowledge.versions, data: "000000000000" }],
])("is passed over for %s", (_name, versions) => {
  writeTwin(path, knowledge);
  expect(readTwin(path, versions)).toBeUndefined();
});

test.each(["", "{}", "{"])("is passed over when it is broken: %j", (text) => {
  writeFileSync(path, text);
  expect(readTwin(path, knowledge.versions)).toBeUndefined();
});

test("is passed over when there is none", () => {
  expect(readTwin(join(scratch, "none.json"), knowledge.versions)).toBeUndefined();
});

test("belongs to the build below the root, and to no other", () => {
  const moduleAt = (file: string): string => pathToFileURL(file).href;
  expect(twinPath("/opt/r", moduleAt("/opt/r/dist/knowledge/load.js"))).toBe(
    "/opt/r/dist/knowledge.json",
  );
  expect(twinPath("/opt/r", moduleAt("/opt/r/src/knowledge/load.ts"))).toBeNull();
  expect(twinPath("/opt/r", moduleAt("/opt/r/dist-old/load.js"))).toBeNull();
  expect(twinPath("/opt/r", moduleAt("/srv/r/dist/knowledge/load.js"))).toBeNull();
});
