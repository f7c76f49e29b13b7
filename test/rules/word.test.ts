import { describe, expect, test } from "vitest";
import { FINDING_STATES, type FindingState } from "../../src/model/area.ts";
import { RasoatError } from "../../src/model/error.ts";
import {
  WORD_ACTIONS,
  type Finding,
  type PersonWord,
  type RepairPlan,
  type WordAction,
} from "../../src/model/finding.ts";
import { ownerOf } from "../../src/rules/plan.ts";
import { applyWord, mayBeSaid } from "../../src/rules/word.ts";
import { WORD_TERMS, TEXT } from "./sample.ts";

function finding(state: FindingState): Finding {
  return {
    id: "f1",
    fingerprint: "fp1",
    unit: "BV-A",
    system: "BV-A-WEB",
    host: "www.bv-a.test",
    port: 443,
    area: "cms",
    rule: "cms-behind",
    severity: "high",
    confidence: "certain",
    outcome: state === "fixed" ? "pass" : "fail",
    state,
    held: false,
    subject: "wordpress",
    value: "6.4.1",
    group: "g1",
    title: TEXT,
    evidence: [],
    directive: [],
    law: [],
    remedy: TEXT,
    firstSeen: "2026-10-01T16:00:00.000Z",
    lastSeen: "2026-10-01T16:00:00.000Z",
    lastLooked: "2026-10-01T16:00:00.000Z",
    dueOn: "2026-10-15",
    dueBasis: "basis",
    reopened: 0,
    cleanLooks: 2,
    unknownReason: null,
    run: "run-1",
    versions: { program: "0", rules: "r", data: "d" },
    word: null,
  };
}

function word(action: WordAction, over: Partial<PersonWord> = {}): PersonWord {
  return {
    action,
    by: "an",
    at: "2026-11-23T02:00:00.000Z",
    reason: "đã trao đổi",
    until: null,
    owner: null,
    ...over,
  };
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RasoatError) return error.code;
    throw error;
  }
  return "none";
}

const NO = "word-impossible";
const TABLE: Record<WordAction, readonly string[]> = {
  // open, in-progress, claimed-fixed, fixed, accepted, false-positive
  accept: ["accepted", "accepted", "accepted", NO, "accepted", NO],
  "false-positive": [
    "false-positive",
    "false-positive",
    "false-positive",
    NO,
    "false-positive",
    "false-positive",
  ],
  "claim-fixed": ["claimed-fixed", "claimed-fixed", NO, NO, "claimed-fixed", NO],
  "in-progress": ["in-progress", "in-progress", "in-progress", NO, "in-progress", NO],
  confirm: ["open", "in-progress", "claimed-fixed", NO, "accepted", "open"],
  reopen: [NO, "open", "open", "open", "open", "open"],
};

const MOVES = Object.entries(TABLE).flatMap(([action, results]) =>
  results.map((to, index) => [action as WordAction, FINDING_STATES[index] ?? "open", to] as const),
);

test.each(MOVES)("%s while %s: %s", (action, state, to) => {
  const say = () => applyWord(finding(state), word(action), WORD_TERMS);
  if (to === NO) expect(codeOf(say)).toBe(NO);
  else expect(say().finding.state).toBe(to);
});

test("no word makes a finding fixed", () => {
  expect(Object.values(TABLE).flat()).not.toContain("fixed");
});

test("the word is kept with its value, and told in the history", () => {
  const said = word("accept", { until: "2026-12-31", owner: "Phòng CNTT" });
  const { finding: after, events } = applyWord(finding("open"), said, WORD_TERMS);
  expect(after).toMatchObject({
    state: "accepted",
    value: "6.4.1",
    word: said,
    dueOn: "2026-10-15",
  });
  expect(events).toEqual([
    {
      finding: "f1",
      at: said.at,
      run: null,
      actor: "an",
      cause: "person",
      from: "open",
      to: "accepted",
      detail: "accept owner=Phòng CNTT until=2026-12-31: đã trao đổi",
    },
  ]);
});

describe("opening by word", () => {
  test.each<[FindingState, number, string, number]>([
    ["fixed", 1, "2026-12-08", 0],
    ["accepted", 0, "2026-12-08", 0],
    ["false-positive", 0, "2026-12-08", 0],
    ["claimed-fixed", 0, "2026-10-15", 2],
  ])("from %s: %i times back, due %s, %i clean looks", (state, reopened, dueOn, cleanLooks) => {
    const after = applyWord(finding(state), word("reopen"), WORD_TERMS).finding;
    expect(after).toMatchObject({ state: "open", reopened, dueOn, cleanLooks });
  });
});

test("a confirmation does not put aside the word that a state rests on", () => {
  const accepted = applyWord(finding("open"), word("accept"), WORD_TERMS).finding;
  const confirmed = applyWord(accepted, word("confirm"), WORD_TERMS);
  expect(confirmed.finding.word?.action).toBe("accept");
  expect(confirmed.events).toMatchObject([{ cause: "person", from: "accepted", to: "accepted" }]);
  expect(applyWord(finding("open"), word("confirm"), WORD_TERMS).finding.word?.action).toBe(
    "confirm",
  );
});

test.each<[string, WordAction, Partial<PersonWord>]>([
  ["word-reason-missing", "accept", { reason: "  " }],
  ["word-until-invalid", "accept", { until: "31/12/2026" }],
  ["word-until-invalid", "accept", { until: "2026-02-30" }],
  ["word-until-past", "accept", { until: "2026-11-22" }],
  ["word-until-unused", "reopen", { until: "2026-12-31" }],
  ["none", "accept", { until: "2026-11-23" }],
  ["none", "accept", { until: "2027-11-23" }],
  ["word-until-too-far", "accept", { until: "2027-11-24" }],
  ["word-until-too-far", "accept", { until: "9999-12-31" }],
  ["none", "false-positive", { until: "2027-11-23" }],
  ["word-until-too-far", "false-positive", { until: "2076-11-23" }],
  ["none", "in-progress", { until: "2029-12-31" }],
])("%s: %s %j", (code, action, over) => {
  expect(codeOf(() => applyWord(finding("accepted"), word(action, over), WORD_TERMS))).toBe(code);
});

test("a refusal says what is possible, in both languages", () => {
  try {
    applyWord(finding("fixed"), word("accept"), WORD_TERMS);
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
    expect(error.exit).toBe(2);
    expect(error.text.vi).toContain("lúc này có thể: reopen");
    expect(error.text.en).toContain("possible now: reopen");
  }
});

test("the plan of a repair goes into word and history, and stands until another is said", () => {
  const plan = {
    owner: "Lan",
    until: "2026-12-01",
    resources: "20 triệu đồng",
    rootCause: "quên gia hạn",
  };
  const started = applyWord(finding("open"), word("in-progress", plan), WORD_TERMS);
  expect(started.finding.word).toMatchObject(plan);
  expect(started.events[0]?.detail).toBe(
    "in-progress owner=Lan until=2026-12-01 resources=20 triệu đồng root-cause=quên gia hạn: đã trao đổi",
  );
  const moved = applyWord(
    started.finding,
    word("in-progress", { until: "2026-12-20" }),
    WORD_TERMS,
  );
  expect(moved.finding.word).toMatchObject({ ...plan, until: "2026-12-20" });
  const claimed = applyWord(
    moved.finding,
    word("claim-fixed", { rootCause: "lỗi tự động" }),
    WORD_TERMS,
  );
  expect(claimed.finding.word).toMatchObject({
    owner: "Lan",
    resources: "20 triệu đồng",
    rootCause: "lỗi tự động",
  });
  const accepted = applyWord(claimed.finding, word("accept"), WORD_TERMS);
  expect(accepted.finding.word).toEqual(word("accept", { until: "2027-05-22", owner: "an" }));
});

test.each<[WordAction, Partial<PersonWord>, string]>([
  ["claim-fixed", { resources: "tiền" }, "word-plan-unused"],
  ["accept", { rootCause: "x" }, "word-plan-unused"],
  ["claim-fixed", { rootCause: "x" }, "none"],
  ["in-progress", { resources: "tiền", rootCause: "x" }, "none"],
])("%s with %j: %s", (action, over, code) => {
  expect(codeOf(() => applyWord(finding("open"), word(action, over), WORD_TERMS))).toBe(code);
});

test("a word may be said exactly where it is not refused", () => {
  for (const action of WORD_ACTIONS) {
    for (const state of FINDING_STATES) {
      const code = codeOf(() => applyWord(finding(state), word(action), WORD_TERMS));
      expect(mayBeSaid({ state }, action)).toBe(code !== NO);
    }
  }
});

describe("no word stands for ever", () => {
  test.each<[WordAction, Partial<PersonWord>, string | null, string | null]>([
    ["accept", {}, "2027-05-22", "an"],
    ["accept", { until: "2026-12-31", owner: "Lan" }, "2026-12-31", "Lan"],
    ["false-positive", {}, "2027-11-23", null],
    ["in-progress", {}, null, null],
    ["claim-fixed", {}, null, null],
  ])("%s %j ends %s, answered for by %s", (action, over, until, owner) => {
    const { finding: after, events } = applyWord(finding("open"), word(action, over), WORD_TERMS);
    expect([after.word?.until, after.word?.owner]).toEqual([until, owner]);
    expect(events[0]?.detail.includes("until=")).toBe(until !== null);
  });

  test.each<[WordAction, number, string]>([
    ["accept", 90, "2027-02-21"],
    ["accept", 1_826, "2027-05-22"],
    ["false-positive", 90, "2027-02-21"],
    ["false-positive", 1_826, "2027-11-23"],
  ])("%s without a date, where at most %i days are allowed, ends %s", (action, days, until) => {
    const terms = { ...WORD_TERMS, longestDays: days };
    expect(applyWord(finding("open"), word(action), terms).finding.word?.until).toBe(until);
  });

  test("the refusal names the last day and where the limit stands", () => {
    const say = () =>
      applyWord(finding("open"), word("accept", { until: "2076-11-23" }), WORD_TERMS);
    expect(say).toThrow("365 days");
    expect(say).toThrow("Choose 2027-11-23 or earlier");
    expect(say).toThrow("exceptions.longestDays");
  });

  test("what was accepted for longer before stays, and may be confirmed", () => {
    const until = "2076-11-23";
    const before: Finding = { ...finding("accepted"), word: word("accept", { until }) };
    const after = applyWord(before, word("confirm"), WORD_TERMS).finding;
    expect([after.state, after.word?.until]).toEqual(["accepted", until]);
  });
});

describe("the plan of a repair outlives its words", () => {
  const plan = { owner: "Lan", until: "2026-12-01", resources: "20 triệu đồng", rootCause: "quên" };
  const planned = applyWord(finding("open"), word("in-progress", plan), WORD_TERMS).finding;
  const said = (...actions: readonly WordAction[]): Finding =>
    actions.reduce((one, action) => applyWord(one, word(action), WORD_TERMS).finding, planned);

  test.each<[string, readonly WordAction[], Partial<RepairPlan>]>([
    ["a claim", ["claim-fixed"], plan],
    ["opening it again", ["reopen"], plan],
    ["a claim that is taken back", ["claim-fixed", "reopen", "confirm"], plan],
    ["a plan that says only why", ["in-progress"], plan],
    ["an acceptance", ["accept"], { owner: "Lan", until: null, resources: null, rootCause: null }],
    [
      "what a false alarm turned out to be",
      ["false-positive", "reopen"],
      { owner: "Lan", until: null },
    ],
  ])("%s", (_name, actions, stands) => {
    expect(said(...actions).plan).toMatchObject(stands);
  });

  test("a claim's word names who acted, an acceptance's who answers for it", () => {
    expect(said("claim-fixed").word?.owner).toBe("Lan");
    expect(said("reopen", "claim-fixed").word?.owner).toBe("Lan");
    expect(ownerOf(said("reopen"))).toBe("Lan");
    expect(ownerOf(said("accept"))).toBe("an");
    expect(ownerOf(finding("open"))).toBeNull();
  });

  test("who is named last stands; whoever answers for a risk does not take the repair over", () => {
    const named = (action: WordAction, owner: string): Finding =>
      applyWord(planned, word(action, { owner }), WORD_TERMS).finding;
    expect(named("confirm", "Minh").plan?.owner).toBe("Minh");
    expect(named("accept", "Giám đốc").plan?.owner).toBe("Lan");
    const fresh = applyWord(finding("open"), word("accept", { owner: "Giám đốc" }), WORD_TERMS);
    expect(fresh.finding.plan?.owner).toBe("Giám đốc");
  });

  test("a word that says nothing of the repair leaves no plan", () => {
    for (const action of ["confirm", "claim-fixed", "accept"] as const) {
      expect("plan" in applyWord(finding("open"), word(action), WORD_TERMS).finding).toBe(false);
    }
  });

  test("what was said before plans were kept is taken over by the next word", () => {
    const { plan: _, ...older } = planned;
    expect(applyWord(older, word("claim-fixed"), WORD_TERMS).finding.plan).toMatchObject(plan);
  });
});
