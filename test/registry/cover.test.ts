import { describe, expect, it } from "vitest";
import type { Authorization } from "../../src/model/registry.ts";
import { coverOn } from "../../src/registry/cover.ts";
import { authorization, system, target, unit } from "./sample.ts";

const NOW = new Date("2026-11-22T03:00:00Z");
const HOST = "www.bv-a.test";

type Term = Partial<Authorization>;
const from = (validFrom: string, validTo: string, more: Term = {}): Term => ({
  validFrom,
  validTo,
  hosts: [HOST],
  ...more,
});

function coverWith(terms: readonly Term[]) {
  const registry = {
    units: [unit("SYT"), unit("SYT-CU", { retired: true }), unit("BV-A", { parent: "SYT" })],
    systems: [system("BV-A-WEB", "BV-A")],
    targets: [target(HOST, "BV-A")],
    authorizations: terms.map((term, at) => authorization(`${String(at + 1)}/QĐ`, "BV-A", term)),
  };
  return coverOn(registry, NOW)({ unit: "BV-A", host: HOST });
}

describe("until when documents permit a host", () => {
  it.each<[string, readonly Term[], string | null, string | null]>([
    ["one document", [from("2026-01-05", "2026-12-01")], "1/QĐ", "2026-12-01"],
    ["its last day", [from("2026-01-05", "2026-11-22")], "1/QĐ", "2026-11-22"],
    [
      "one that follows at once",
      [from("2026-01-05", "2026-12-01"), from("2026-12-02", "2027-06-30")],
      "1/QĐ",
      "2027-06-30",
    ],
    [
      "one that follows after a gap",
      [from("2026-01-05", "2026-12-01"), from("2026-12-03", "2027-06-30")],
      "1/QĐ",
      "2026-12-01",
    ],
    [
      "one that follows and is suspended",
      [from("2026-01-05", "2026-12-01"), from("2026-12-02", "2027-06-30", { status: "suspended" })],
      "1/QĐ",
      "2026-12-01",
    ],
    [
      "a long one of the department",
      [from("2026-01-05", "2026-12-01"), from("2026-01-05", "2027-03-01", { unit: "SYT" })],
      "2/QĐ",
      "2027-03-01",
    ],
    [
      "one of a unit that is retired",
      [from("2026-01-05", "2026-12-01"), from("2026-01-05", "2027-03-01", { unit: "SYT-CU" })],
      "1/QĐ",
      "2026-12-01",
    ],
    ["one that has ended", [from("2026-01-05", "2026-11-21")], null, null],
    ["one that is to come", [from("2026-12-01", "2027-06-30")], null, null],
    ["none", [], null, null],
    [
      "one for another host",
      [from("2026-01-05", "2026-12-01", { hosts: ["x.bv-a.test"] })],
      null,
      null,
    ],
  ])("%s", (_name, terms, document, until) => {
    expect(coverWith(terms)).toMatchObject({ document, until });
  });
});
