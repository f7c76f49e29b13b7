import { describe, expect, test } from "vitest";
import type { FindingState, Severity } from "../../src/model/area.ts";
import type { Finding, PersonWord, RuleVerdict } from "../../src/model/finding.ts";
import { advance, closeAfterOf, markUnknown } from "../../src/rules/lifecycle.ts";
import type { Judging, Step } from "../../src/rules/step.ts";
import { applyWord } from "../../src/rules/word.ts";
import { CALENDAR, makeRule, WORD_TERMS } from "./sample.ts";

const RULE = makeRule("cms.behind");

const BASE = {
  rule: RULE.id,
  area: "cms",
  unit: "BV-A",
  system: "BV-A-WEB",
  host: "www.bv-a.test",
  port: 443,
  subject: "wordpress",
} as const;

const fail = (over: { value?: string; severity?: Severity; held?: boolean } = {}): RuleVerdict => ({
  ...BASE,
  outcome: "fail",
  severity: "medium",
  confidence: "firm",
  value: "6.4.1",
  evidence: [{ observation: "o1", text: "generator" }],
  directive: [],
  law: [],
  held: false,
  ...over,
});
const PASS: RuleVerdict = { ...BASE, outcome: "pass", evidence: [] };
const UNKNOWN: RuleVerdict = { ...BASE, outcome: "unknown", reason: "connect-timeout" };

/** Runs are days of November 2026. */
function run(day: number, cause: Judging["cause"] = "look"): Judging {
  const at = `2026-11-${String(day).padStart(2, "0")}T16:00:00.000Z`;
  return { id: `run-${day}${cause === "look" ? "" : "-again"}`, at, lookedAt: at, cause };
}

function step(before: Finding | null, verdict: RuleVerdict, judging: Judging): Step | null {
  return advance({
    before,
    verdict,
    run: judging,
    rule: RULE,
    versions: { program: "0.1.0", rules: "r", data: "d" },
    closeAfter: 2,
    identity: { id: "f1", fingerprint: "fp1", group: "g1" },
    calendar: CALENDAR,
  });
}

function stepped(before: Finding | null, verdict: RuleVerdict, judging: Judging): Step {
  const result = step(before, verdict, judging);
  if (result === null) throw new Error("nothing to store");
  return result;
}

/** The finding after a verdict each day from the first on. */
function after(...verdicts: RuleVerdict[]): Finding {
  let finding: Finding | null = null;
  verdicts.forEach((verdict, index) => {
    finding = step(finding, verdict, run(index + 1))?.finding ?? finding;
  });
  if (finding === null) throw new Error("no finding");
  return finding;
}

function word(action: PersonWord["action"], day: number, until: string | null = null): PersonWord {
  return {
    action,
    by: "an",
    at: `2026-11-${String(day).padStart(2, "0")}T02:00:00.000Z`,
    reason: "lý do",
    until,
    owner: null,
  };
}

const said = (before: Finding, ...args: Parameters<typeof word>): Finding =>
  applyWord(before, word(...args), WORD_TERMS).finding;

describe("opening", () => {
  test("only a fail opens", () => {
    expect(step(null, PASS, run(1))).toBeNull();
    expect(step(null, UNKNOWN, run(1))).toBeNull();
    const { finding, events } = stepped(null, fail(), run(1));
    expect(finding).toMatchObject({
      id: "f1",
      fingerprint: "fp1",
      group: "g1",
      state: "open",
      outcome: "fail",
      firstSeen: run(1).at,
      lastSeen: run(1).at,
      lastLooked: run(1).at,
      dueOn: "2026-11-30",
      reopened: 0,
      cleanLooks: 0,
      run: "run-1",
      word: null,
    });
    expect(finding.dueBasis).toContain("do chương trình đặt ra");
    expect(events).toEqual([
      {
        finding: "f1",
        at: run(1).at,
        run: "run-1",
        actor: "scan",
        cause: "seen",
        from: null,
        to: "open",
        detail: "6.4.1",
      },
    ]);
  });

  test("held stays held until a fail comes that is not, and is never held again", () => {
    const held = stepped(null, fail({ held: true }), run(1)).finding;
    const released = stepped(held, fail(), run(2)).finding;
    const again = stepped(released, fail({ held: true }), run(3)).finding;
    expect([held.held, released.held, again.held]).toEqual([true, false, false]);
  });
});

describe("closing", () => {
  test("two clean looks close, one does not", () => {
    const once = after(fail(), PASS);
    expect(once).toMatchObject({ state: "open", outcome: "pass", cleanLooks: 1 });
    const { finding, events } = stepped(once, PASS, run(3));
    expect(finding).toMatchObject({
      state: "fixed",
      cleanLooks: 2,
      lastSeen: run(1).at,
      lastLooked: run(3).at,
    });
    expect(events).toMatchObject([{ cause: "not-seen", from: "open", to: "fixed", detail: "2/2" }]);
  });

  test("looks that failed count for nothing, before and between", () => {
    expect(after(fail(), UNKNOWN, UNKNOWN, UNKNOWN)).toMatchObject({
      state: "open",
      outcome: "unknown",
      unknownReason: "connect-timeout",
      cleanLooks: 0,
      lastLooked: run(1).at,
    });
    expect(after(fail(), PASS, UNKNOWN)).toMatchObject({ state: "open", cleanLooks: 1 });
    expect(after(fail(), PASS, UNKNOWN, PASS)).toMatchObject({
      state: "fixed",
      unknownReason: null,
    });
  });

  test("seen again in between starts the count anew", () => {
    expect(after(fail(), PASS, fail(), PASS)).toMatchObject({ state: "open", cleanLooks: 1 });
  });

  test("each judgement of one run counts once", () => {
    const once = after(fail(), PASS);
    expect(step(once, PASS, run(2))).toBeNull();
    const seen = after(fail());
    expect(step(seen, PASS, run(1))).toBeNull();
    expect(step(seen, UNKNOWN, run(1))).toBeNull();
    expect(stepped(seen, fail(), run(1))).toEqual({ finding: seen, events: [] });
  });

  test("an answer after a failed look of the same run counts", () => {
    const unknown = stepped(after(fail()), UNKNOWN, run(2)).finding;
    expect(stepped(unknown, PASS, run(2)).finding.cleanLooks).toBe(1);
  });

  test("stored looks judged again never close and never count", () => {
    let finding = after(fail());
    for (const day of [2, 3, 4]) {
      finding = stepped(finding, PASS, run(day, "rule-changed")).finding;
    }
    expect(finding).toMatchObject({
      state: "open",
      outcome: "pass",
      cleanLooks: 0,
      lastLooked: run(1).at,
    });
    const { events } = stepped(after(fail()), PASS, run(2, "rule-changed"));
    expect(events).toMatchObject([{ cause: "rule-changed", actor: "reassess", to: "open" }]);
  });

  test("looks older than the last one say nothing when they are judged again", () => {
    const fixed = after(fail(), PASS, PASS);
    const old = { ...run(4, "rule-changed"), lookedAt: run(1).at };
    expect(step(fixed, fail({ value: "6.4.0" }), old)).toBeNull();
    expect(step(fixed, UNKNOWN, old)).toBeNull();
    const same = { ...old, lookedAt: run(3).at };
    expect(stepped(fixed, fail(), same).finding.state).toBe("open");
  });

  test.each<[FindingState, PersonWord["action"]]>([
    ["in-progress", "in-progress"],
    ["claimed-fixed", "claim-fixed"],
    ["accepted", "accept"],
  ])("%s is fixed by looks too", (state, action) => {
    const before = said(after(fail()), action, 2);
    expect(before.state).toBe(state);
    const once = stepped(before, PASS, run(2)).finding;
    expect(once.state).toBe(state);
    expect(stepped(once, PASS, run(3)).finding).toMatchObject({ state: "fixed", word: null });
  });

  test("the number of looks comes from the rule, else from the settings of the area", () => {
    const settings = { tls: 1, others: 2 };
    expect(closeAfterOf(RULE, settings)).toBe(2);
    expect(closeAfterOf(makeRule("tls.no-1-3"), settings)).toBe(1);
    expect(closeAfterOf(makeRule("tls.no-1-3", { closeAfter: 3 }), settings)).toBe(3);
  });
});

describe("coming back", () => {
  test("fixed and seen again is open, counted, with a new term and its first day kept", () => {
    const fixed = after(fail(), PASS, PASS);
    const { finding, events } = stepped(fixed, fail(), run(20));
    expect(finding).toMatchObject({
      state: "open",
      reopened: 1,
      cleanLooks: 0,
      firstSeen: run(1).at,
      lastSeen: run(20).at,
      dueOn: "2026-12-21",
    });
    expect(events).toMatchObject([{ cause: "seen", from: "fixed", to: "open" }]);
    expect(stepped(finding, fail(), run(20)).finding.reopened).toBe(1);
  });

  test("a changed rule that fails again opens it, but that is not coming back", () => {
    const { finding, events } = stepped(after(fail(), PASS, PASS), fail(), run(4, "data-changed"));
    expect(finding).toMatchObject({ state: "open", reopened: 0, lastSeen: run(1).at });
    expect(events).toMatchObject([{ cause: "data-changed", from: "fixed", to: "open" }]);
  });
});

describe("values and severities", () => {
  test("a new value is history; identity and first day stay", () => {
    const { finding, events } = stepped(after(fail()), fail({ value: "6.4.2" }), run(2));
    expect(finding).toMatchObject({ id: "f1", value: "6.4.2", firstSeen: run(1).at });
    expect(events).toMatchObject([
      { cause: "value-changed", from: "open", to: "open", detail: "6.4.1 → 6.4.2" },
    ]);
  });

  test.each<[Severity, Severity, number, string]>([
    ["medium", "high", 10, "2026-11-25"],
    ["medium", "critical", 10, "2026-11-11"],
    ["medium", "high", 20, "2026-11-30"],
    ["critical", "medium", 10, "2026-11-30"],
    ["info", "high", 10, "2026-11-25"],
    ["high", "info", 10, ""],
  ])("%s to %s on day %i is due on %s", (first, second, day, due) => {
    const before = after(fail({ severity: first }));
    const { finding, events } = stepped(before, fail({ severity: second }), run(day));
    expect(finding).toMatchObject({ severity: second, dueOn: due });
    expect(events).toMatchObject([{ cause: "seen", detail: `severity: ${first} → ${second}` }]);
  });
});

describe("words and looks", () => {
  test.each<[PersonWord["action"], FindingState]>([
    ["accept", "accepted"],
    ["false-positive", "false-positive"],
  ])("%s holds for the value and dies with it", (action, state) => {
    const before = said(after(fail()), action, 2);
    const same = stepped(before, fail(), run(2));
    expect(same).toMatchObject({ finding: { state }, events: [] });
    expect(same.finding.word?.action).toBe(action);
    const { finding, events } = stepped(same.finding, fail({ value: "6.5" }), run(20));
    expect(finding).toMatchObject({ state: "open", word: null, reopened: 0, dueOn: "2026-12-21" });
    expect(events).toMatchObject([{ cause: "value-changed", from: state, to: "open" }]);
  });

  test.each<[string, string, FindingState]>([
    ["less of it", "dh=1024", "accepted"],
    ["at fewer addresses", "dh=512 @ 192.0.2.1", "accepted"],
    ["something new beside it", "dh=1024; dh=768", "open"],
    ["at another address", "dh=512 @ 192.0.2.3", "open"],
  ])("an acceptance covers what was seen: %s", (_name, value, state) => {
    const whole = "dh=1024; dh=512 @ 192.0.2.1, 192.0.2.2";
    const before = said(after(fail({ value: whole })), "accept", 2);
    const { finding } = stepped(before, fail({ value }), run(3));
    expect(finding).toMatchObject({ state, value: state === "accepted" ? whole : value });
    if (state !== "accepted") return;
    expect(stepped(finding, fail({ value: whole }), run(4)).finding.state).toBe("accepted");
  });

  test("a false alarm stays one while the thing comes and goes", () => {
    let finding = said(after(fail()), "false-positive", 2);
    [PASS, PASS, PASS, fail(), UNKNOWN, fail()].forEach((verdict, index) => {
      finding = stepped(finding, verdict, run(index + 2)).finding;
      expect(finding.state).toBe("false-positive");
    });
  });

  test.each<[RuleVerdict, FindingState]>([
    [fail(), "open"],
    [UNKNOWN, "open"],
    [PASS, "open"],
  ])("an acceptance ends after its date: %#", (verdict, state) => {
    const before = said(after(fail()), "accept", 2, "2026-11-05");
    expect(step(before, verdict, run(5))?.finding.state).toBe("accepted");
    const { finding, events } = stepped(before, verdict, run(6));
    expect(finding).toMatchObject({ state, word: null });
    expect(events[0]).toMatchObject({ cause: "expired", from: "accepted", detail: "2026-11-05" });
  });

  test("a false alarm that is long gone ends as fixed", () => {
    const before = said(after(fail()), "false-positive", 2, "2026-11-05");
    const gone = [PASS, PASS].reduce(
      (finding, verdict, index) => stepped(finding, verdict, run(index + 3)).finding,
      before,
    );
    expect(stepped(gone, UNKNOWN, run(9)).finding).toMatchObject({ state: "fixed" });
  });

  test("a claim is refuted by a later look, not by an earlier one", () => {
    const claimed = said(after(fail()), "claim-fixed", 3);
    expect(stepped(claimed, fail(), run(2)).finding.state).toBe("claimed-fixed");
    const { finding, events } = stepped(claimed, fail(), run(3));
    expect(finding).toMatchObject({ state: "open", dueOn: "2026-11-30" });
    expect(events).toMatchObject([{ cause: "seen", from: "claimed-fixed", to: "open" }]);
  });

  test("who acts, and by when, outlives the claim, the look that refutes it, and the repair", () => {
    const plan = { owner: "Lan", until: "2026-11-20" };
    const planned = applyWord(after(fail()), { ...word("in-progress", 2), ...plan }, WORD_TERMS);
    const claimed = said(planned.finding, "claim-fixed", 3);
    expect(claimed.plan).toMatchObject(plan);
    const refuted = stepped(claimed, fail(), run(4)).finding;
    expect(refuted).toMatchObject({ state: "open", word: null, plan });
    expect(stepped(refuted, UNKNOWN, run(5)).finding.plan).toMatchObject(plan);
    const closed = stepped(stepped(refuted, PASS, run(6)).finding, PASS, run(7)).finding;
    expect(closed).toMatchObject({ state: "fixed", plan: { owner: "Lan", until: null } });
    expect(stepped(closed, fail(), run(9)).finding).toMatchObject({
      state: "open",
      word: null,
      reopened: 1,
      plan: { owner: "Lan", until: null },
    });
  });

  test("who acts is known when an acceptance ends", () => {
    const named = applyWord(after(fail()), { ...word("in-progress", 2), owner: "Lan" }, WORD_TERMS);
    const accepted = said(named.finding, "accept", 2, "2026-11-05");
    const { finding } = stepped(accepted, fail(), run(6));
    expect(finding).toMatchObject({ state: "open", word: null, plan: { owner: "Lan" } });
  });

  test("work in progress stays so while it is seen", () => {
    const before = said(after(fail()), "in-progress", 2, "2026-11-20");
    expect(stepped(before, fail(), run(25)).finding).toMatchObject({
      state: "in-progress",
      word: { until: "2026-11-20" },
    });
  });
});

describe("could not look", () => {
  test("marks, tells once, and changes nothing else", () => {
    const before = after(fail());
    const first = markUnknown(before, "budget-spent", run(2));
    expect(first?.finding).toEqual({
      ...before,
      outcome: "unknown",
      unknownReason: "budget-spent",
    });
    expect(first?.events).toMatchObject([{ cause: "could-not-look", detail: "budget-spent" }]);
    const marked = first?.finding ?? before;
    expect(markUnknown(marked, "budget-spent", run(3))).toBeNull();
    expect(markUnknown(marked, "blocked", run(3))?.finding.unknownReason).toBe("blocked");
  });
});

test("a rule that asks for two looks is held until the second one has seen it", () => {
  const rule = makeRule("cms.behind", { seenTwice: true });
  const look = (before: Finding | null, verdict: RuleVerdict, judging: Judging): Finding => {
    const made = advance({
      before,
      verdict,
      run: judging,
      rule,
      remedy: { vi: "cách của máy chủ này", en: "the way of this server" },
      versions: { program: "0.1.0", rules: "r", data: "d" },
      closeAfter: 2,
      identity: { id: "f1", fingerprint: "fp1", group: "g1" },
      calendar: CALENDAR,
    });
    return made?.finding ?? (before as Finding);
  };
  const first = look(null, fail(), run(1));
  expect([first.held, first.remedy.en]).toEqual([true, "the way of this server"]);
  expect(look(first, fail(), run(1)).held).toBe(true);
  expect(look(first, fail(), run(2, "rule-changed")).held).toBe(true);
  expect(look(first, PASS, run(2)).held).toBe(true);
  expect(look(first, fail(), run(2)).held).toBe(false);
  expect(look(first, fail({ held: true }), run(2)).held).toBe(true);
});
