import { expect, test } from "vitest";
import { loadSources } from "../../src/knowledge/load.ts";
import { localDay } from "../../src/text/moment.ts";
import { dueBasisText, dueOn, movedTerm, newTerm, toldDueBasis } from "../../src/rules/due.ts";
import { finding } from "../store/samples.ts";
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

test("beyond the calendar's years, and over holidays not announced yet, the sentence says so", () => {
  const basis = (from: string, over: Partial<typeof CALENDAR> = {}): string =>
    newTerm("low", from, { ...CALENDAR, ...over }).dueBasis;
  expect(basis("2026-11-22T03:00:00Z")).toBe(dueBasisText("low").vi);
  expect(basis("2026-11-22T03:00:00Z", { coversTo: "2026-12-31" })).toContain(
    "Lịch nghỉ lễ mới có đến hết ngày 31/12/2026",
  );
  const guess = { date: "2027-02-08", name: dueBasisText("info"), basis: "computed" } as const;
  const holidays = [...CALENDAR.holidays, guess];
  expect(basis("2026-11-22T03:00:00Z", { holidays })).toContain("ngày nghỉ lễ dự kiến");
  expect(basis("2026-10-01T03:00:00Z", { holidays })).toBe(dueBasisText("low").vi);
});

test("the sentence that is kept is told in both languages, doubts and all", () => {
  const calendar = { ...CALENDAR, coversTo: "2026-12-31" };
  const { dueBasis } = newTerm("low", "2026-11-22T03:00:00Z", calendar);
  const told = toldDueBasis({ severity: "low", dueBasis }, calendar);
  expect(told.vi).toBe(dueBasis);
  expect(told.en).toMatch(/^60 working days, set by the programme;.+ until 2026-12-31 only; /);
  const sure = newTerm("low", "2026-11-22T03:00:00Z", CALENDAR);
  expect(toldDueBasis({ severity: "low", ...sure }, CALENDAR)).toEqual(dueBasisText("low"));
});

test("a milder severity keeps the later date, and the sentence is about that date", () => {
  const before = finding({
    severity: "low",
    dueOn: "2027-07-05",
    firstSeen: "2026-11-22T03:00:00Z",
  });
  const moved = movedTerm(before, "medium", "2027-06-20T03:00:00Z", CALENDAR);
  expect(moved.dueOn).toBe("2027-07-05");
  expect(moved.dueBasis).toContain("20 ngày làm việc");
  expect(moved.dueBasis).toContain("30/06/2027");
});

/** Days by law on which offices are closed, and how many of them a year has at least on its own or in lieu. */
test.each([2024, 2025, 2026, 2027])("the shipped calendar knows all holidays of %i", (year) => {
  const { calendar } = loadSources(".");
  expect(calendar.coversFrom <= `${year}-01-01` && calendar.coversTo >= `${year}-12-31`).toBe(true);
  const own = calendar.holidays.filter(({ date }) => date.startsWith(String(year)));
  const about = (word: RegExp): number => own.filter(({ name }) => word.test(name.vi)).length;
  expect(about(/Tết Nguyên đán/)).toBeGreaterThanOrEqual(5);
  expect(about(/Giỗ Tổ/)).toBe(1);
  expect(about(/Chiến thắng/)).toBe(1);
  expect(about(/Lao động/)).toBe(1);
  expect(about(/Quốc khánh/)).toBe(2);
  // A swapped day off is worked on a weekend of the same year, and that day is listed.
  const swaps = own.filter(({ name }) => name.vi.includes("hoán đổi"));
  expect(swaps.length).toBe(
    calendar.workingWeekends.filter((day) => day.startsWith(String(year))).length,
  );
});
