import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  createZoneClock,
  isInside,
  isTimezone,
  localTime,
  minuteOf,
  nightOf,
} from "../../src/registry/window.ts";

const hhmm = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const minute = fc.nat(1439);

it("a window and its complement share no minute and miss none", () => {
  fc.assert(
    fc.property(minute, minute, minute, (from, to, at) => {
      fc.pre(from !== to);
      const inside = isInside({ from: hhmm(from), to: hhmm(to) }, at);
      const outside = isInside({ from: hhmm(to), to: hhmm(from) }, at);
      expect(inside).toBe(!outside);
      expect(minuteOf(hhmm(at))).toBe(at);
    }),
  );
});

it("all moments of one night of a window have one id, and the next night another", () => {
  const length = fc.integer({ min: 1, max: 1439 });
  const day = fc.integer({ min: 0, max: 3650 });
  fc.assert(
    fc.property(minute, length, fc.nat(), day, (from, lasts, pick, days) => {
      const window = { from: hhmm(from), to: hhmm((from + lasts) % 1440), timezone: "UTC" };
      const begins = Date.UTC(2026, 0, 1 + days) + from * 60_000;
      const id = new Date(begins).toISOString().slice(0, 10);
      const within = new Date(begins + (pick % (lasts * 60_000)));
      expect(isInside(window, within.getUTCHours() * 60 + within.getUTCMinutes())).toBe(true);
      expect(nightOf(window, within)).toBe(id);
      expect(nightOf(window, new Date(begins - 1)) < id).toBe(true);
      expect(nightOf(window, new Date(begins + 86_400_000)) > id).toBe(true);
    }),
  );
});

it.each([
  ["22:00", "05:00", "2026-11-22T15:00:00Z", "2026-11-22"],
  ["22:00", "05:00", "2026-11-22T21:59:00Z", "2026-11-22"],
  ["22:00", "05:00", "2026-11-22T14:59:00Z", "2026-11-21"],
  ["07:00", "18:00", "2026-11-22T03:00:00Z", "2026-11-22"],
  ["00:00", "05:00", "2026-12-31T17:00:00Z", "2027-01-01"],
  ["22:00", "05:00", "2026-12-31T17:00:00Z", "2026-12-31"],
  ["22:00", "05:00", "2028-02-29T18:00:00Z", "2028-02-29"],
])("the night of %s–%s in Vietnam at %s is %s", (from, to, at, night) => {
  expect(nightOf({ from, to, timezone: "Asia/Ho_Chi_Minh" }, new Date(at))).toBe(night);
});

it.each([
  ["2026-11-22T04:59:00Z", "2026-11-21"],
  ["2026-11-22T05:00:00Z", "2026-11-22"],
  ["2026-11-22T20:00:00Z", "2026-11-22"],
])("without a window the night at %s is %s", (at, night) => {
  expect(nightOf(null, new Date(at))).toBe(night);
});

it.each([
  ["Asia/Ho_Chi_Minh", "2026-11-22T17:00:00Z", "2026-11-23", 0],
  ["Asia/Ho_Chi_Minh", "2026-11-22T16:59:59Z", "2026-11-22", 1439],
  ["UTC", "2026-11-22T00:00:00Z", "2026-11-22", 0],
  ["Asia/Kathmandu", "2026-11-22T18:15:00Z", "2026-11-23", 0],
  ["America/New_York", "2026-11-01T05:30:00Z", "2026-11-01", 90],
  ["America/New_York", "2026-11-01T06:30:00Z", "2026-11-01", 90],
])("in %s at %s it is %s, minute %i", (timezone, at, date, minutes) => {
  const expected = { date, minute: minutes };
  expect(localTime(timezone, new Date(at))).toEqual(expected);
  const clock = createZoneClock();
  expect(clock(timezone, new Date(at))).toEqual(expected);
  expect(clock(timezone, new Date(at))).toEqual(expected);
});

it.each([
  ["Asia/Ho_Chi_Minh", true],
  ["UTC", true],
  ["Asia/Ha_Noi_Moi", false],
  ["", false],
  ["22:00", false],
])("time zone %j: %s", (name, known) => {
  expect(isTimezone(name)).toBe(known);
});
