import { describe, expect, it } from "vitest";
import { supportOf } from "../../../src/detect/cms/support.ts";
import { Releases } from "../../../src/model/product.ts";
import { productOf } from "./knowledge.ts";

const releases = Releases.parse({
  asOf: "2026-08-22",
  sources: [
    { id: "one", name: "One", date: "2026-08-22", licence: "MIT", vendor: false },
    { id: "two", name: "Two", date: "2026-08-22", licence: "MIT", vendor: false },
    { id: "maker", name: "Maker", date: "2026-08-22", licence: "facts", vendor: true },
  ],
  branches: [
    {
      branch: "5",
      eol: null,
      latest: "5.4.112",
      latestDate: "2026-01-01",
      latestSources: ["maker"],
    },
    {
      branch: "4.4",
      eol: "2026-11-21",
      eolSource: "one",
      latest: "4.4.14",
      latestDate: "2026-01-01",
      latestSources: ["one", "two"],
    },
    {
      branch: "4.3",
      eol: "2026-11-22",
      eolSource: "one",
      latest: "4.3.9",
      latestDate: "2026-11-01",
      latestSources: ["maker"],
    },
    {
      branch: "4.2",
      eol: "2027-02-21",
      eolSource: "one",
      latest: "4.2.9",
      latestDate: "2026-01-01",
      latestSources: ["one"],
    },
    {
      branch: "4.1",
      eol: null,
      activeUntil: "2026-10-22",
      latest: "4.1.9",
      latestDate: "2026-01-01",
      latestSources: ["one", "two"],
    },
    { branch: "4.0", eol: "unsupported", latest: null },
    { branch: "3.9", eol: null, latest: null },
  ],
  olderDeadBy: { date: "2020-01-01", source: "one" },
  waves: [
    { date: "2026-11-08", source: "maker", fixed: { "4.2": "4.2.8", "3.9": "4.0.1" } },
    { date: "2026-11-09", source: "maker", fixed: { "4.2": "4.2.9" } },
    { date: "2026-05-01", source: "maker", fixed: { "5": "5.4.8", "4.2": "4.2.5" } },
  ],
});

const of = (branch: string | null, version: string | null) =>
  supportOf({ branch, version }, releases, "2026-11-22");

describe("supportOf", () => {
  it.each([
    ["the day after its last day", "4.4", "4.4.14", { ended: true, ending: false }],
    ["on its last day", "4.3", "4.3.9", { ended: false, ending: true }],
    ["91 days before", "4.2", "4.2.9", { ended: false, ending: false }],
    ["without a date", "4.1", "4.1.9", { ended: false, ending: false }],
    ["dead without a date: no end is claimed", "4.0", "4.0.3", { ended: false, behind: true }],
    ["older than all data", null, "2.0", { ended: true, eol: "2020-01-01" }],
    [
      "newer than all data",
      null,
      "6.0",
      { ended: false, ending: false, insecure: false, behind: false },
    ],
    ["in a gap of the data", null, "4.0.3", { ended: null, ending: null }],
  ])("end of life: %s", (...[, branch, version, expected]) => {
    expect(of(branch, version)).toMatchObject(expected);
  });

  it.each([
    [
      "misses a wave of 14 days ago",
      "4.2",
      "4.2.7",
      { insecure: true, fixedIn: "4.2.8", wave: "2026-11-08" },
    ],
    ["misses one of 13 days ago only", "4.2", "4.2.8", { insecure: false }],
    ["has them all", "4.2", "4.2.9", { insecure: false }],
    ["branch known, version not", "4.2", null, { insecure: null, behind: false }],
    ["a branch mended only by leaving it", "3.9", null, { insecure: true, fixedIn: "4.0.1" }],
    ["no wave concerns it", "4.1", "4.1.2", { insecure: false }],
  ])("security: %s", (...[, branch, version, expected]) => {
    expect(of(branch, version)).toMatchObject(expected);
  });

  it.each([
    ["two sources agree", "4.4", "4.4.13", true],
    ["is the newest", "4.4", "4.4.14", false],
    ["newer than the newest known", "4.4", "4.4.20", false],
    ["one source is not enough", "4.2", "4.2.8", false],
    ["within the grace of 30 days", "4.3", "4.3.8", false],
    ["a stray tag is no release", "5", "5.4.8", false],
    ["only security fixes without promise since 31 days", "4.1", "4.1.9", true],
    ["nothing known", "3.9", "3.9.1", false],
  ])("behind: %s", (...[, branch, version, expected]) => {
    expect(of(branch, version).behind).toBe(expected);
  });

  it("stays true when time goes on", () => {
    const wordpress = productOf("wordpress").releases;
    for (const version of ["6.4.3", "4.6.30", "7.1.0", "6.9.10"]) {
      const branch = version.split(".").slice(0, 2).join(".");
      const now = supportOf({ branch, version }, wordpress, "2026-11-22");
      const later = supportOf({ branch, version }, wordpress, "2029-01-01");
      for (const key of ["ended", "insecure", "behind"] as const) {
        expect(now[key] === true && later[key] !== true).toBe(false);
      }
    }
  });
});
