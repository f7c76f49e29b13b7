// A scan after a change of rules: what the earlier looks already show is told apart from what the site did.
import { describe, expect, it } from "vitest";
import type { Detector } from "../../src/model/detector.ts";
import type { Fact } from "../../src/model/fact.ts";
import type { FindingEvent, RuleVerdict } from "../../src/model/finding.ts";
import { PanelSignature } from "../../src/model/panel-signature.ts";
import type { RuleRelease } from "../../src/model/release.ts";
import type { Rule } from "../../src/model/rule.ts";
import type { ScanRun } from "../../src/model/run.ts";
import { afterDecision } from "../../src/rules/release.ts";
import { applyWord } from "../../src/rules/word.ts";
import { attribute, causeBetween, continueCause } from "../../src/run/attribution.ts";
import { conclude } from "../../src/run/conclude.ts";
import { diffRuns } from "../../src/run/diff.ts";
import { fingerprintOf, idOf } from "../../src/run/fingerprint.ts";
import type { Bench } from "../../src/run/judge.ts";
import { reassess, reassessAsRun } from "../../src/run/reassess.ts";
import { piecesOf, releaseFirst } from "../../src/run/releases.ts";
import { snapshotOf } from "../../src/run/snapshot.ts";
import type { Store } from "../../src/store/store.ts";
import { makeKnowledge, makeRule, WORD_TERMS } from "../rules/sample.ts";
import {
  freshStore,
  hex,
  look,
  pageLook,
  registry,
  run,
  seen,
  finding,
  system,
  target,
} from "../store/samples.ts";

describe("what changed between two judgements", () => {
  const versions = { program: "1", rules: "a", data: "b" };
  it.each([
    [versions, null],
    [{ ...versions, rules: "c" }, "rule-changed"],
    [{ ...versions, data: "c" }, "data-changed"],
    [{ ...versions, rules: "c", data: "c" }, "rule-changed"],
    [{ ...versions, program: "2" }, "rule-changed"],
  ])("%j: %s", (after, expected) => {
    expect(causeBetween(versions, after)).toBe(expected);
  });
});

/** The grade that a detector reads off the page is the number of the port's answer: here, of the address. */
const DETECTOR: Detector = {
  id: "grade",
  area: "panels",
  emits: ["panel.login-exposed"],
  detect: ({ looks }) =>
    looks.flatMap((one): Fact[] => {
      const grade = Number(one.about);
      const base = {
        predicate: "panel.login-exposed",
        area: "panels",
        host: one.host,
        port: 443,
        subject: "adminer /",
      } as const;
      if (one.attempt.status !== "ok")
        return [{ ...base, status: "unknown", reason: "connect-timeout" }];
      if (grade === 0) return [{ ...base, status: "absent", evidence: [] }];
      const value = `grade ${grade}`;
      return [
        {
          ...base,
          status: "present",
          confidence: "certain",
          value,
          attributes: { grade },
          evidence: [],
        },
      ];
    }),
};

const ruleAt = (atLeast: number, severity = "medium"): Rule =>
  makeRule("panel.login-exposed", {
    severity,
    when: { all: [{ fact: "panel.login-exposed", where: { grade: { atLeast } } }] },
  });

function benchOf(rule: Rule, version: string): Bench {
  const versions = { rules: version, data: "d" };
  return {
    knowledge: makeKnowledge({ rules: [rule], versions }),
    detectors: [DETECTOR],
    closeAfter: { tls: 1, others: 2 },
    versions: { program: "1", ...versions },
  };
}

const OLD = benchOf(ruleAt(3), "old");
const WIDER = benchOf(ruleAt(1), "wider");
const STRICTER = benchOf(ruleAt(5), "stricter");
const GRAVER = benchOf(ruleAt(3, "high"), "graver");

const SIGNATURE = PanelSignature.parse({
  id: "adminer",
  name: { vi: "Adminer", en: "Adminer" },
  gate: "core",
  paths: ["/"],
  states: [
    {
      predicate: "panel.login-exposed",
      grade: 3,
      all: [{ where: "title", pattern: "Adminer" }],
    },
  ],
  basis: "source",
  source: "test",
});

const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const PAGE = new TextEncoder().encode("page");
const FINGERPRINT = fingerprintOf({
  rule: "panel-login-exposed",
  host: "www.bv-a.test",
  port: 443,
  subject: "adminer /",
});

/** One night: the page shows a grade (null: no answer), judged by a bench. */
function night(store: Store, day: number, grade: number | null, bench: Bench): ScanRun {
  const at = `2026-11-${String(day).padStart(2, "0")}T16:00:00.000Z`;
  const made = run({ id: `run-${day}`, startedAt: at, versions: bench.versions });
  store.createRun(made);
  const over = { about: String(grade), takenAt: at, areas: ["panels"] } as const;
  conclude(
    { bench, store, log: LOG },
    {
      target: target(),
      areas: ["panels"],
      system: system(),
      ownHosts: [],
      firstTime: false,
      sharedHosting: null,
      looks: [grade === null ? look(over) : pageLook(hex(PAGE), over)],
      bodies: new Map([[hex(PAGE), PAGE]]),
      run: { id: made.id, at, cause: "look" },
      otherwise: "not-planned",
    },
  );
  return made;
}

function storeWith(): Store {
  const store = freshStore();
  store.saveRegistry(registry(), { actor: "t", note: "" });
  releaseFirst(store, OLD.knowledge, "2026-11-01T00:00:00.000Z");
  return store;
}

const lines = (store: Store): string[] =>
  store
    .events("central", idOf(FINGERPRINT))
    .map(({ run: of, cause, to, detail }) => `${of ?? ""} ${cause} ${to} ${detail}`);

const changes = (store: Store, before: ScanRun, after: ScanRun): string[] =>
  diffRuns(
    snapshotOf(store, before, { scope: "central" }),
    snapshotOf(store, after, { scope: "central" }),
    (id) => store.events("central", id),
  ).entries.map(({ change, as }) => (as === null ? change : `${change} (${as})`));

describe("a scan after the rules changed", () => {
  it("what the earlier looks already show was opened by the rule; it is held until released", () => {
    const store = storeWith();
    const first = night(store, 1, 2, OLD);
    const second = night(store, 2, 2, WIDER);
    expect(lines(store)).toEqual(["run-2 rule-changed open grade 2"]);
    expect(changes(store, first, second)).toEqual(["changed-by-rule (new)"]);
    expect(store.findings("central").map(({ held }) => held)).toEqual([true]);
  });

  it("what only tonight's looks show was opened by the site", () => {
    const store = storeWith();
    const first = night(store, 1, 0, OLD);
    const second = night(store, 2, 2, WIDER);
    expect(lines(store)).toEqual(["run-2 seen open grade 2"]);
    expect(changes(store, first, second)).toEqual(["new"]);
  });

  it("what the new rule no longer sees was closed by the rule, over as many looks as it takes", () => {
    const store = storeWith();
    const first = night(store, 1, 4, OLD);
    night(store, 2, 4, STRICTER);
    const third = night(store, 3, 4, STRICTER);
    expect(lines(store)).toEqual([
      "run-1 seen open grade 4",
      "run-2 rule-changed open 1/2",
      "run-3 rule-changed fixed 2/2",
    ]);
    expect(changes(store, first, third)).toEqual(["changed-by-rule (fixed)"]);
  });

  it("what is gone from the site was closed by the site", () => {
    const store = storeWith();
    const first = night(store, 1, 4, OLD);
    night(store, 2, 0, WIDER);
    const third = night(store, 3, 0, WIDER);
    expect(lines(store).slice(1)).toEqual(["run-2 not-seen open 1/2", "run-3 not-seen fixed 2/2"]);
    expect(changes(store, first, third)).toEqual(["fixed"]);
  });

  it("severity and value have a cause each", () => {
    const store = storeWith();
    const first = night(store, 1, 4, OLD);
    const second = night(store, 2, 5, GRAVER);
    expect(lines(store).slice(1)).toEqual([
      "run-2 value-changed open grade 4 → grade 5",
      "run-2 rule-changed open severity: medium → high",
    ]);
    expect(changes(store, first, second)).toEqual(["changed-by-rule (still)"]);
  });

  it("the same rules never are the cause", () => {
    const store = storeWith();
    night(store, 1, 4, OLD);
    night(store, 2, 0, OLD);
    night(store, 3, 4, OLD);
    expect(lines(store).map((line) => line.split(" ")[1])).toEqual(["seen", "not-seen", "seen"]);
  });

  it("when the earlier looks gave no answer, the site is what can be told of", () => {
    const store = storeWith();
    night(store, 1, 4, OLD);
    night(store, 2, null, OLD);
    night(store, 3, 0, STRICTER);
    expect(lines(store).slice(1)).toEqual([
      "run-2 could-not-look open connect-timeout",
      "run-3 not-seen open 1/2",
    ]);
  });

  it("when the earlier pages are no longer kept, it says that it cannot tell", () => {
    const store = storeWith();
    const gone = hex("gone");
    const at = "2026-11-01T16:00:00.000Z";
    store.createRun(run({ id: "run-1", startedAt: at, versions: OLD.versions }));
    conclude(
      { bench: OLD, store, log: LOG },
      {
        target: target(),
        areas: ["panels"],
        system: system(),
        ownHosts: [],
        firstTime: true,
        sharedHosting: null,
        looks: [pageLook(gone, { about: "2", takenAt: at, areas: ["panels"] })],
        bodies: new Map(),
        run: { id: "run-1", at, cause: "look" },
        otherwise: "not-planned",
      },
    );
    night(store, 2, 2, WIDER);
    expect(lines(store)).toEqual(["run-2 seen open grade 2 (rule-changed)"]);
  });
});

it("what judging again stopped seeing is closed by the rule when looks agree", () => {
  const store = storeWith();
  const first = night(store, 1, 4, OLD);
  reassess(store, first, STRICTER, "2026-11-02T01:00:00.000Z");
  night(store, 3, 4, STRICTER);
  const last = night(store, 4, 4, STRICTER);
  expect(lines(store).map((line) => line.split(" ").slice(1).join(" "))).toEqual([
    "seen open grade 4",
    "rule-changed open pass",
    "rule-changed open 1/2",
    "rule-changed fixed 2/2",
  ]);
  expect(changes(store, first, last)).toEqual(["changed-by-rule (fixed)"]);
});

/** The same rule over data that see more in the same page. */
const KEENER: Bench = {
  ...OLD,
  detectors: [
    {
      ...DETECTOR,
      detect: (input) =>
        DETECTOR.detect({
          ...input,
          looks: input.looks.map((one) => ({ ...one, about: String(Number(one.about) + 2) })),
        }),
    },
  ],
  versions: { ...OLD.versions, data: "keener" },
};

/** Says nothing of a place that no look was made at. */
const ASKED: Detector = {
  ...DETECTOR,
  detect: (input) => DETECTOR.detect(input).filter(({ status }) => status !== "unknown"),
};

describe("what rules or data alone brought about", () => {
  const only = (store: Store) => store.findings("central").map((one) => one);
  const released = (at: string): RuleRelease => ({
    rule: "panel-login-exposed",
    hash: piecesOf(OLD.knowledge)[0]?.hash ?? "",
    subtree: null,
    held: false,
    at,
    actor: "lan",
    reason: "đã xem",
  });

  it("new data: held until a person confirms or releases, however often it is seen", () => {
    const store = storeWith();
    const first = night(store, 1, 2, OLD);
    const second = night(store, 2, 2, KEENER);
    expect(lines(store)).toEqual(["run-2 data-changed open grade 4"]);
    expect(changes(store, first, second)).toEqual(["changed-by-rule (new)"]);
    night(store, 3, 2, KEENER);
    expect(only(store)).toMatchObject([{ held: true, awaitsRelease: true }]);
    expect(store.findings({ units: ["BV-A"] })).toEqual([]);
    const [one] = only(store);
    if (one === undefined) throw new Error("no finding");
    const word = { action: "confirm", by: "an", at: one.lastSeen, reason: "r" } as const;
    const said = applyWord(one, { ...word, until: null, owner: null }, WORD_TERMS).finding;
    expect([said.held, "awaitsRelease" in said]).toEqual([false, false]);
    const shownByRule = afterDecision(one, released("2026-11-03T17:00:00.000Z"))?.finding;
    expect([shownByRule?.held, shownByRule?.awaitsRelease]).toEqual([false, undefined]);
  });

  it("new data, released after the last look: shown at once", () => {
    const store = storeWith();
    night(store, 1, 2, OLD);
    store.decideRelease(released("2026-11-01T20:00:00.000Z"), () => null);
    night(store, 2, 2, KEENER);
    expect(only(store)).toMatchObject([{ held: false }]);
  });

  it("what the site did on the same night is shown at once", () => {
    const store = storeWith();
    night(store, 1, 0, OLD);
    night(store, 2, 4, KEENER);
    expect(lines(store)).toEqual(["run-2 seen open grade 6"]);
    expect(only(store)).toMatchObject([{ held: false }]);
  });

  it("a return by the rule's doing is no relapse of the site; one by the site's is", () => {
    const store = storeWith();
    night(store, 1, 4, OLD);
    night(store, 2, 4, STRICTER);
    night(store, 3, 4, STRICTER);
    const back = night(store, 4, 4, OLD);
    expect(lines(store).at(-1)).toBe("run-4 rule-changed open ");
    expect(only(store)).toMatchObject([{ state: "open", reopened: 0 }]);
    expect(reassessAsRun(store, back, OLD)).toEqual(store.findingsOfRun("central", back.id));
    for (const day of [5, 6]) night(store, day, 0, OLD);
    night(store, 7, 4, OLD);
    expect(lines(store).at(-1)).toBe("run-7 seen open reopened=1");
    expect(only(store)).toMatchObject([{ reopened: 1 }]);
  });

  it("a signature that nobody had asked for before is the data's doing, and held by its own name", () => {
    const store = storeWith();
    night(store, 1, null, { ...OLD, detectors: [ASKED] });
    const signed = { ...KEENER, knowledge: { ...OLD.knowledge, panels: [SIGNATURE] } };
    releaseFirst(store, { ...signed.knowledge, panels: [{ ...SIGNATURE, id: "other" }] }, "x");
    night(store, 2, 4, { ...signed, detectors: [ASKED] });
    expect(lines(store)).toEqual(["run-2 data-changed open grade 4"]);
    expect(only(store)).toMatchObject([{ held: true }]);
  });
});

describe("single events", () => {
  const place = {
    rule: "r",
    area: "tls",
    unit: "U",
    system: "S",
    host: "h",
    port: 1,
    subject: "s",
  } as const;
  const pass: RuleVerdict = { ...place, outcome: "pass", evidence: [] };
  const event = seen(finding(), { cause: "not-seen", from: "open", detail: "1/2" });

  it("of a finding that is not known, of a person, of an expiry stay as they are", () => {
    const by = {
      cause: "rule-changed",
      earlier: [],
      again: [pass],
      now: [pass],
      held: [],
    } as const;
    const events: FindingEvent[] = [
      event,
      { ...event, cause: "person" },
      { ...event, cause: "expired" },
    ];
    expect(attribute(events, by, () => undefined)).toEqual(events);
    expect(attribute(events.slice(1), by, () => fingerprintOf(place))).toEqual(events.slice(1));
  });

  it("a clean look after the site was seen again begins a row of its own", () => {
    const before = [
      { ...event, cause: "rule-changed" as const },
      { ...event, cause: "seen" as const, detail: "" },
    ];
    expect(continueCause([event], () => before)).toEqual([event]);
    expect(continueCause([event], () => before.slice(0, 1))).toEqual([
      { ...event, cause: "rule-changed" },
    ]);
  });
});
