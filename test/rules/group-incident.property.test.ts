// Random lives of two findings of one group and of the incident they give rise to, through scans, changed rules and
// people's words: the promises of the contract hold for all of them together.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { WORD_ACTIONS, type Finding, type FindingEvent } from "../../src/model/finding.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import type { RuleVerdict, WordAction } from "../../src/model/finding.ts";
import { groupsOf, groupStateOf } from "../../src/rules/group.ts";
import { callFalseAlarm, closeIncident, noteSent, openIncident } from "../../src/rules/incident.ts";
import { deadlinesOf } from "../../src/rules/incident-clock.ts";
import { advance } from "../../src/rules/lifecycle.ts";
import type { Judging } from "../../src/rules/step.ts";
import { applyWord } from "../../src/rules/word.ts";
import { CALENDAR, DOCUMENT, makeRule, TERMS, TEXT, WORD_TERMS } from "./sample.ts";

const RULE = makeRule("defacement.page", { severity: "critical" });
const PORTS = [80, 443] as const;
const CLOSE_AFTER = 2;

type Happening =
  | {
      readonly is: "scan";
      /** What each port showed: a value, nothing (null), or no answer ("?"). */
      readonly saw: readonly [string | null, string | null];
      readonly cause: Judging["cause"];
      readonly held: boolean;
    }
  | { readonly is: "word"; readonly member: 0 | 1; readonly action: WordAction }
  | { readonly is: "open" | "join"; readonly member: 0 | 1 }
  | { readonly is: "sent" | "close" | "false-alarm" };

const shown = fc.constantFrom("a", "a", "b", null, null, null, "?");
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant("scan" as const),
      saw: fc.tuple(shown, shown),
      cause: fc.constantFrom("look", "look", "look", "rule-changed", "data-changed"),
      held: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("word" as const),
      member: fc.constantFrom(0, 1),
      action: fc.constantFrom(...WORD_ACTIONS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constantFrom("open", "join"), member: fc.constantFrom(0, 1) }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constantFrom("sent", "close", "false-alarm") }) },
);

interface World {
  readonly findings: (Finding | null)[];
  readonly history: FindingEvent[][];
  incident: Incident | null;
  readonly steps: IncidentEvent[];
}

const timeOf = (day: number): string =>
  new Date(Date.parse("2026-01-05T16:00:00Z") + day * 86_400_000).toISOString();

function verdictOf(member: number, saw: string | null, held: boolean): RuleVerdict {
  const place = {
    rule: RULE.id,
    area: "defacement",
    unit: "U",
    system: "S",
    host: "www.u.test",
    port: PORTS[member] ?? null,
    subject: "/",
  } as const;
  if (saw === "?") return { ...place, outcome: "unknown", reason: "connect-timeout" };
  if (saw === null) return { ...place, outcome: "pass", evidence: [] };
  const why = TEXT;
  return {
    ...place,
    outcome: "fail",
    severity: "critical",
    confidence: "certain",
    value: saw,
    evidence: [],
    directive: [{ document: DOCUMENT, item: "10a", relation: "triggers", why }],
    law: [],
    held,
  };
}

function scan(world: World, what: Extract<Happening, { is: "scan" }>, day: number): void {
  const run: Judging = {
    id: `run-${day}`,
    at: timeOf(day),
    lookedAt: timeOf(day),
    cause: what.cause,
  };
  what.saw.forEach((saw, member) => {
    const before = world.findings[member] ?? null;
    const step = advance({
      before,
      verdict: verdictOf(member, saw, what.held),
      run,
      rule: RULE,
      versions: { program: "0", rules: `r${day}`, data: "d" },
      closeAfter: CLOSE_AFTER,
      identity: { id: `f${member}`, fingerprint: `fp${member}`, group: "g" },
      calendar: CALENDAR,
    });
    if (step === null) return;
    if (what.cause !== "look") isNoLook(before, step.finding, step.events, what.cause);
    // What a unit has been shown is never hidden again by a scan.
    if (before !== null && !before.held) expect(step.finding.held).toBe(false);
    world.findings[member] = step.finding;
    world.history[member]?.push(...step.events);
  });
}

/** A change of rules or data closes nothing, counts no look, and says that it was no look. */
function isNoLook(
  before: Finding | null,
  after: Finding,
  events: readonly FindingEvent[],
  cause: string,
): void {
  expect(events.filter((one) => one.cause !== cause && one.cause !== "expired")).toEqual([]);
  if (before === null) return;
  expect(after.lastLooked).toBe(before.lastLooked);
  expect(after.cleanLooks).toBeLessThanOrEqual(before.cleanLooks);
  const isExpiry = events.some((one) => one.cause === "expired");
  expect(after.state === "fixed" && before.state !== "fixed" && !isExpiry).toBe(false);
}

/** Refusals change nothing; anything else thrown is a fault. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
  }
}

function happen(world: World, what: Happening, day: number): void {
  const at = timeOf(day);
  const decision = { by: "lan", at, reason: "vì" };
  if (what.is === "scan") return scan(world, what, day);
  if (what.is === "word") {
    const before = world.findings[what.member] ?? null;
    if (before === null) return undefined;
    return attempt(() => {
      const word = { action: what.action, by: "an", at, reason: "r", until: null, owner: null };
      const step = applyWord(before, word, WORD_TERMS);
      world.findings[what.member] = step.finding;
      world.history[what.member]?.push(...step.events);
    });
  }
  return attempt(() => {
    onIncident(world, what, decision);
  });
}

function onIncident(
  world: World,
  what: Extract<Happening, { is: "open" | "join" | "sent" | "close" | "false-alarm" }>,
  decision: { readonly by: string; readonly at: string; readonly reason: string },
): void {
  const { incident } = world;
  if (what.is === "open" || what.is === "join") {
    const finding = world.findings[what.member] ?? null;
    if (finding === null || (what.is === "open" && incident?.state === "open")) return;
    const step = openIncident({
      finding,
      history: world.history[what.member] ?? [],
      incidents: incident === null ? [] : [incident],
      terms: TERMS,
      decision,
      serious: null,
      atOnce: false,
      into: what.is === "join" ? (incident?.id ?? "none") : null,
    });
    // An incident leaves its finding as it stands, but lets its unit see it.
    expect(step.finding).toEqual({ ...finding, held: false });
    world.findings[what.member] = step.finding;
    world.history[what.member]?.push(...step.findingEvents);
    if (what.is === "join") keepsItself(incident, step.incident);
    keep(world, step);
    return;
  }
  if (incident === null) return;
  const closing = { cause: "c", damage: "d", measures: "m", lessons: "l" };
  const members = world.findings.filter((one) => one !== null);
  const step =
    what.is === "sent"
      ? noteSent(incident, "first", decision)
      : what.is === "close"
        ? closeIncident(incident, closing, members, decision)
        : callFalseAlarm(incident, decision);
  keepsItself(incident, step.incident);
  if (step.incident.state === "closed") {
    const own = members.filter(({ id }) => incident.findings.includes(id));
    expect(own.map(({ state }) => state)).toEqual(own.map(() => "fixed"));
  }
  keep(world, step);
}

function keep(world: World, step: { incident: Incident; events: readonly IncidentEvent[] }): void {
  world.incident = step.incident;
  world.steps.push(...step.events);
}

/** The clock never starts later than it did; what joined or was sent is never lost. */
function keepsItself(before: Incident | null, after: Incident): void {
  if (before === null) return;
  expect(after.id).toBe(before.id);
  expect(after.detectedAt <= before.detectedAt).toBe(true);
  expect(after.findings.slice(0, before.findings.length)).toEqual(before.findings);
  expect(after.sent.slice(0, before.sent.length)).toEqual(before.sent);
}

function groupStandsWhileOneDoes(world: World): void {
  const members = world.findings.filter((one) => one !== null);
  const state = groupStateOf(members);
  expect(state === "open").toBe(members.some((one) => one.state === "open"));
  if (state === "fixed" || state === "false-positive") {
    for (const one of members) expect(["fixed", "false-positive"]).toContain(one.state);
  }
  const groups = groupsOf(members);
  expect(groups.length).toBe(members.length === 0 ? 0 : 1);
  for (const { lead } of groups) expect(lead.state).toBe(state);
}

function clockRunsFromDetection(world: World, day: number): void {
  const { incident } = world;
  if (incident === null) return;
  expect(incident.detectedAt <= incident.confirmedAt).toBe(true);
  const [first, full] = deadlinesOf(incident, TERMS, timeOf(day));
  const hours = (at: string | undefined): number =>
    (Date.parse(at ?? "") - Date.parse(incident.detectedAt)) / 3_600_000;
  expect([hours(first?.dueAt), hours(full?.dueAt)]).toEqual([24, 72]);
}

test("groups stand while one member does, incidents keep their clock, changed rules close nothing", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (life) => {
      const world: World = { findings: [null, null], history: [[], []], incident: null, steps: [] };
      for (const [day, what] of life.entries()) {
        happen(world, what, day);
        groupStandsWhileOneDoes(world);
        clockRunsFromDetection(world, day);
      }
      // Every history is unbroken: each step begins where the one before ended.
      for (const events of world.history) {
        events.forEach(({ from }, index) => {
          expect(from).toBe(index === 0 ? null : events[index - 1]?.to);
        });
      }
      expect(world.incident === null).toBe(world.steps.length === 0);
    }),
    { numRuns: 500 },
  );
});
