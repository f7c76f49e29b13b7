// docs/remediation.schema.json against what the program writes: real lists pass, each broken one is refused, and
// the vocabularies are those of the program.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { runProgram } from "../../src/cli/main.ts";
import { remediationJson, REMEDIATION_SCHEMA } from "../../src/export/json.ts";
import { REMEDIATION_COLUMNS, remediationRows } from "../../src/export/remediation.ts";
import { Confidence, FindingArea, FindingState, Outcome, Severity } from "../../src/model/area.ts";
import { WORD_ACTIONS } from "../../src/model/finding.ts";
import { REASONS } from "../../src/model/reason.ts";
import { Relation } from "../../src/model/rule.ts";
import { freshStore } from "../store/samples.ts";
import { findings, registry, whole } from "./sample.ts";

type Json = Record<string, unknown>;

const FILE = resolve(import.meta.dirname, "../../docs/remediation.schema.json");
const document = JSON.parse(readFileSync(FILE, "utf8")) as z.core.JSONSchema.JSONSchema;
const schema = z.fromJSONSchema(document);

/** What a key path of the document's definitions holds. */
function at(...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (value as Json)[key], document);
}

async function exported(...args: readonly string[]): Promise<string> {
  const store = freshStore();
  store.saveRegistry(registry, { actor: "t", note: "" });
  for (const finding of findings) store.saveFinding(finding, []);
  let out = "";
  const code = await runProgram(
    ["--db", store.path, "export", ...args, "--format", "json", "-o", "-"],
    {
      streams: { out: { write: (text) => (out += String(text)) }, err: { write: () => true } },
      environment: {},
      signal: new AbortController().signal,
    },
  );
  expect(code).toBe(0);
  return out;
}

const LINES = ["rasoat version", "Rules version", "Data version", "Latest run", "Request ledger"];
const provenance = { lines: LINES.map((en) => ({ name: { vi: en, en }, value: "x" })) };
const inEveryState = (): Json =>
  JSON.parse(whole(remediationJson(remediationRows(findings, registry), "vi", provenance))) as Json;

describe("docs/remediation.schema.json", () => {
  it.each([
    [["remediation", "--all"]],
    [["remediation", "--all", "--lang", "en"]],
    [["remediation", "--unit", "BV-A"]],
    [["findings", "--all"]],
  ])("takes the real %j", async (args) => {
    const list = JSON.parse(await exported(...args)) as Json;
    expect(schema.safeParse(list).error).toBeUndefined();
    expect(list["count"]).toBeGreaterThan(3);
  });

  it("takes findings in every state, with and without a person's word, and an empty list", () => {
    const list = inEveryState();
    expect(list["count"]).toBe(12);
    expect(schema.safeParse(list).error).toBeUndefined();
    const none = JSON.parse(whole(remediationJson([], "vi", provenance))) as Json;
    expect(schema.safeParse(none).error).toBeUndefined();
  });

  it.each<[string, (list: Json, item: Json, finding: Json) => void]>([
    ["another version", (list) => (list["schema"] = "rasoat.remediation/2")],
    ["no count", (list) => delete list["count"]],
    ["an unknown key", (list) => (list["more"] = 1)],
    ["no provenance", (list) => (list["about"] = {})],
    ["an item without a remedy", (_, item) => delete item["remedy"]],
    ["an item with a key of its own", (_, item) => (item["score"] = 9)],
    ["no place", (_, item) => (item["places"] = [])],
    ["a day in words", (_, item) => (item["due"] = "04/12/2026")],
    ["an unknown severity", (_, __, finding) => (finding["severity"] = "urgent")],
    ["an unknown reason", (_, __, finding) => (finding["unknownReason"] = "because")],
    ["a title in one language", (_, __, finding) => (finding["title"] = { vi: "x" })],
    ["a moment without its zone", (_, __, finding) => (finding["lastSeen"] = "2026-11-22")],
    ["a port out of range", (_, __, finding) => (finding["port"] = 70_000)],
    ["a word without a speaker", (_, __, finding) => (finding["word"] = { action: "accept" })],
  ])("refuses %s", (_name, spoil) => {
    const list = inEveryState();
    const [item] = list["items"] as Json[];
    if (item === undefined) throw new Error("no item");
    spoil(list, item, item["finding"] as Json);
    expect(schema.safeParse(list).success).toBe(false);
  });

  it("is named after its version, and has the program's columns and vocabularies", () => {
    expect(at("title")).toBe(REMEDIATION_SCHEMA);
    expect(Object.keys(at("$defs", "item", "properties") as Json).toSorted()).toEqual(
      [...REMEDIATION_COLUMNS.map(({ key }) => key), "finding"].toSorted(),
    );
    const finding = ["$defs", "finding", "properties"] as const;
    expect({
      area: at(...finding, "area", "enum"),
      severity: at(...finding, "severity", "enum"),
      confidence: at(...finding, "confidence", "enum"),
      outcome: at(...finding, "outcome", "enum"),
      state: at(...finding, "state", "enum"),
      reason: at(...finding, "unknownReason", "anyOf", "0", "enum"),
      relation: at(...finding, "directive", "items", "properties", "relation", "enum"),
      action: at("$defs", "word", "properties", "action", "enum"),
    }).toEqual({
      area: FindingArea.options,
      severity: Severity.options,
      confidence: Confidence.options,
      outcome: Outcome.options,
      state: FindingState.options,
      reason: Object.keys(REASONS),
      relation: Relation.options,
      action: WORD_ACTIONS,
    });
  });
});
