// Which night is due: tables of local times over midnight, in zones with and without daylight saving, late, interrupted,
// ended and missed ones.
import { describe, expect, it } from "vitest";
import { Settings } from "../../../src/model/settings.ts";
import type { Night, Nightly } from "../../../src/model/schedule.ts";
import { decideNight, hoursAt, hoursOver, nextHours } from "../../../src/run/schedule/nights.ts";

const VIETNAM: Nightly = { at: "22:00", until: "05:00", timezone: "Asia/Ho_Chi_Minh" };
const BY_DAY: Nightly = { at: "08:30", until: "17:00", timezone: "Asia/Ho_Chi_Minh" };
const BERLIN: Nightly = { at: "22:00", until: "05:00", timezone: "Europe/Berlin" };
/** Begins in the hour that spring leaves out and autumn has twice. */
const GAP: Nightly = { at: "02:30", until: "06:00", timezone: "Europe/Berlin" };
const LONG_AGO = new Date("2026-01-01T00:00:00Z");

const at = (text: string): Date => new Date(text);
const told = (hours: ReturnType<typeof hoursAt>) =>
  hours && [hours.night, hours.from.toISOString(), hours.until.toISOString()];

describe("the night at a moment", () => {
  const night22 = ["2026-11-22", "2026-11-22T15:00:00.000Z", "2026-11-22T22:00:00.000Z"];
  it.each([
    ["a second before it begins", VIETNAM, "2026-11-22T14:59:59.999Z", null],
    ["as it begins", VIETNAM, "2026-11-22T15:00:00Z", night22],
    ["after midnight it is still that of the day before", VIETNAM, "2026-11-22T21:59:59Z", night22],
    ["at its end it is over", VIETNAM, "2026-11-22T22:00:00Z", null],
    [
      "hours within one day",
      BY_DAY,
      "2026-11-22T01:30:00Z",
      ["2026-11-22", "2026-11-22T01:30:00.000Z", "2026-11-22T10:00:00.000Z"],
    ],
    [
      "in summer, an hour earlier by UTC",
      BERLIN,
      "2026-07-01T20:00:00Z",
      ["2026-07-01", "2026-07-01T20:00:00.000Z", "2026-07-02T03:00:00.000Z"],
    ],
    [
      "the night in which summer ends is an hour longer",
      BERLIN,
      "2026-10-24T23:00:00Z",
      ["2026-10-24", "2026-10-24T20:00:00.000Z", "2026-10-25T04:00:00.000Z"],
    ],
    [
      "the night in which it begins is an hour shorter",
      BERLIN,
      "2027-03-27T22:00:00Z",
      ["2027-03-27", "2027-03-27T21:00:00.000Z", "2027-03-28T03:00:00.000Z"],
    ],
    [
      "a beginning that spring leaves out comes as the hour that is left out ends",
      GAP,
      "2027-03-28T01:00:00Z",
      ["2027-03-28", "2027-03-28T01:00:00.000Z", "2027-03-28T04:00:00.000Z"],
    ],
    [
      "a beginning that autumn has twice counts once",
      GAP,
      "2026-10-25T01:30:00Z",
      ["2026-10-25", "2026-10-25T00:30:00.000Z", "2026-10-25T05:00:00.000Z"],
    ],
  ])("%s", (_, nightly, now, expected) => {
    expect(told(hoursAt(nightly, at(now)))).toEqual(expected);
  });

  it("the next one begins after the moment, never at it", () => {
    expect(nextHours(VIETNAM, at("2026-11-22T15:00:00Z")).night).toBe("2026-11-23");
    expect(nextHours(VIETNAM, at("2026-11-22T14:59:59Z")).night).toBe("2026-11-22");
  });

  it("nights that are over since a day, oldest first; the one that lasts is none of them", () => {
    const over = hoursOver(VIETNAM, at("2026-11-20T00:00:00Z"), at("2026-11-22T16:00:00Z"));
    expect(over.map(({ night }) => night)).toEqual(["2026-11-20", "2026-11-21"]);
    expect(hoursOver(VIETNAM, LONG_AGO, at("2026-11-22T16:00:00Z"))).toHaveLength(30);
  });
});

function night(over: Partial<Night> = {}): Night {
  return {
    night: "2026-11-22",
    from: "2026-11-22T15:00:00.000Z",
    until: "2026-11-22T22:00:00.000Z",
    state: "done",
    run: "R1",
    beganAt: "2026-11-22T15:00:01.000Z",
    endedAt: "2026-11-22T18:00:00.000Z",
    reason: null,
    takenUp: 0,
    ...over,
  };
}

describe("what is to be done", () => {
  const inside = "2026-11-22T19:00:00Z";
  const after = "2026-11-23T02:00:00Z";
  const running = night({ state: "running", endedAt: null });
  it.each<[string, string, readonly Night[], string]>([
    ["before its hours", "2026-11-22T12:00:00Z", [], "wait"],
    ["in its hours", "2026-11-22T15:00:00Z", [], "begin"],
    ["the machine was off at ten, and is back inside the hours", inside, [], "begin"],
    ["it was begun and its worker died", inside, [running], "take-up"],
    ["it was begun, and the machine is back after its hours", after, [running], "close"],
    ["it is done", inside, [night()], "wait"],
    [
      "an operator stopped it: not again tonight",
      inside,
      [night({ state: "stopped", reason: "operator" })],
      "wait",
    ],
    ["it was missed and written down so", inside, [night({ state: "missed", run: null })], "wait"],
    [
      "one of the day before was never closed: that first",
      inside,
      [
        night({
          night: "2026-11-21",
          from: "2026-11-21T15:00:00.000Z",
          until: "2026-11-21T22:00:00.000Z",
          state: "running",
        }),
      ],
      "close",
    ],
  ])("%s", (_, now, nights, expected) => {
    const since = at("2026-11-22T00:00:00Z");
    expect(decideNight(VIETNAM, { now: at(now), since, nights }).step.do).toBe(expected);
  });

  it("hours that were moved while a night lasts do not begin it again", () => {
    const later: Nightly = { ...VIETNAM, at: "23:00" };
    const step = decideNight(later, {
      now: at(inside),
      since: at("2026-11-22T17:00:00Z"),
      nights: [night()],
    }).step;
    expect(step.do).toBe("wait");
  });

  const today = "2026-11-22T00:00:00Z";
  it.each<[string, { since: string; now: string; nights?: readonly Night[] }, readonly string[]]>([
    [
      "nobody was there for two nights",
      { since: "2026-11-20T00:00:00Z", now: after, nights: [night()] },
      ["2026-11-20", "2026-11-21"],
    ],
    ["nights before the hours were set", { since: today, now: after, nights: [night()] }, []],
    ["hours set in the middle of a night", { since: "2026-11-22T16:00:00Z", now: after }, []],
    ["the one that lasts", { since: today, now: inside }, []],
    ["the one that is over and was never begun", { since: today, now: after }, ["2026-11-22"]],
  ])("missed: %s", (_, { since, now, nights = [] }, expected) => {
    const { missed } = decideNight(VIETNAM, { now: at(now), since: at(since), nights });
    expect(missed.map((one) => one.night)).toEqual(expected);
  });
});

describe("the settings", () => {
  it("name the hours, or off; by default nothing runs by itself at night, and what asks to be watched is", () => {
    expect(Settings.parse({}).schedule).toEqual({ nightly: "off", watch: "on" });
    const nightly = { at: "22:00", until: "05:00" };
    expect(Settings.parse({ schedule: { nightly } }).schedule.nightly).toEqual(VIETNAM);
  });

  it.each([
    ["an hour that does not exist", { nightly: { at: "24:00", until: "05:00" } }],
    ["no end", { nightly: { at: "22:00" } }],
    ["an end that is the beginning", { nightly: { at: "22:00", until: "22:00" } }],
    [
      "a time zone that does not exist",
      { nightly: { at: "22:00", until: "05:00", timezone: "Asia/Hue" } },
    ],
    ["an unknown key", { nightly: "off", monthly: "on" }],
    ["another word", { watch: "sometimes" }],
  ])("refuse %s", (_, schedule) => {
    expect(Settings.safeParse({ schedule }).success).toBe(false);
  });
});
