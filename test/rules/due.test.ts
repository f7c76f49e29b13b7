import { expect, test } from "vitest";
import { localDay } from "../../src/rules/day.ts";
import { dueBasisText, dueOn } from "../../src/rules/due.ts";
import { CALENDAR } from "./sample.ts";

test.each([
  ["2026-11-22T16:59:59.999Z", "2026-11-22"],
  ["2026-11-22T17:00:00.000Z", "2026-11-23"],
  ["2026-12-31T18:00:00.000Z", "2027-01-01"],
])("%s is %s in Việt Nam", (at, day) => {
  expect(localDay(at)).toBe(day);
});

// 2026-11-22 is a Sunday; Tuesday the 24th is free; Saturday 2026-08-22 is worked in exchange.
test.each([
  ["critical", "2026-11-22T03:00:00Z", "2026-11-23"],
  ["critical", "2026-11-23T03:00:00Z", "2026-11-25"],
  ["critical", "2026-11-23T20:00:00Z", "2026-11-25"],
  ["critical", "2026-11-27T03:00:00Z", "2026-11-30"],
  ["critical", "2026-08-21T03:00:00Z", "2026-08-22"],
  ["high", "2026-11-19T03:00:00Z", "2026-12-04"],
  ["high", "2026-11-22T03:00:00Z", "2026-12-07"],
  ["medium", "2026-12-01T03:00:00Z", "2026-12-29"],
  ["low", "2026-12-31T03:00:00Z", "2027-03-25"],
  ["info", "2026-11-22T03:00:00Z", ""],
] as const)("%s from %s is due on %s", (severity, from, due) => {
  expect(dueOn(severity, from, CALENDAR)).toBe(due);
});

test("the sentence beside the date says whose term it is", () => {
  expect(dueBasisText("high").vi).toContain("10 ngày làm việc, do chương trình đặt ra");
  expect(dueBasisText("high").en).toContain("sets no term");
  expect(dueBasisText("info").vi).toContain("không đặt thời hạn");
});
