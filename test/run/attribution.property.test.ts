// Random verdicts before, between and after a change of rules: attribution renames causes and touches nothing else.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Severity } from "../../src/model/area.ts";
import type { FindingEvent, RuleVerdict } from "../../src/model/finding.ts";
import { attribute, type Attribution } from "../../src/run/attribution.ts";
import { fingerprintOf } from "../../src/run/fingerprint.ts";

const PLACE = {
  rule: "r",
  area: "tls",
  unit: "U",
  system: "S",
  host: "h",
  port: 1,
  subject: "s",
} as const;

const verdict: fc.Arbitrary<readonly RuleVerdict[]> = fc.oneof(
  fc.constant<RuleVerdict[]>([]),
  fc.constant<RuleVerdict[]>([{ ...PLACE, outcome: "pass", evidence: [] }]),
  fc.constant<RuleVerdict[]>([{ ...PLACE, outcome: "unknown", reason: "connect-timeout" }]),
  fc
    .record({
      value: fc.constantFrom("a", "b"),
      severity: fc.constantFrom<Severity>("low", "high"),
    })
    .map((over): RuleVerdict[] => [
      {
        ...PLACE,
        outcome: "fail",
        confidence: "certain",
        evidence: [],
        directive: [],
        law: [],
        held: false,
        ...over,
      },
    ]),
);

const events: fc.Arbitrary<FindingEvent[]> = fc.array(
  fc.record({
    finding: fc.constantFrom("known", "unknown"),
    at: fc.constant("2026-11-22T16:00:00.000Z"),
    run: fc.constant("run"),
    actor: fc.constant("scan"),
    cause: fc.constantFrom(
      "seen",
      "not-seen",
      "could-not-look",
      "value-changed",
      "person",
      "expired",
    ),
    from: fc.constantFrom(null, "open", "fixed"),
    to: fc.constantFrom("open", "fixed"),
    detail: fc.constantFrom("", "1/2", "a → b", "severity: low → high"),
  }),
  { maxLength: 5 },
);

const fingerprint = (id: string): string | undefined =>
  id === "known" ? fingerprintOf(PLACE) : undefined;

test("only causes of what was seen or not seen are renamed, and only where the rules moved it", () => {
  fc.assert(
    fc.property(
      fc.record({
        cause: fc.constantFrom("rule-changed", "data-changed"),
        earlier: verdict,
        again: fc.oneof(verdict, fc.constant(null)),
        now: verdict,
      }) as fc.Arbitrary<Attribution>,
      events,
      (by, told) => {
        const after = attribute(told, by, fingerprint);
        expect(after).toHaveLength(told.length);
        after.forEach((one, index) => {
          const before = told[index];
          if (before === undefined) throw new Error("an event too many");
          expect({ ...one, cause: "", detail: "" }).toEqual({ ...before, cause: "", detail: "" });
          expect(one.detail.startsWith(before.detail)).toBe(true);
          if (one.cause === before.cause) return;
          expect(one.cause).toBe(by.cause);
          expect(["seen", "not-seen", "value-changed"]).toContain(before.cause);
          expect([one.finding, by.again]).toEqual(["known", expect.anything()]);
        });
        // Rules that say of the earlier looks what was said then have moved nothing.
        const same = attribute(told, { ...by, again: by.earlier }, fingerprint);
        expect(same.map(({ cause }) => cause)).toEqual(told.map(({ cause }) => cause));
        // Nor have they when the site shows what it showed.
        const still = attribute(told, { ...by, now: by.earlier }, fingerprint);
        expect(still).toEqual(told);
      },
    ),
    { numRuns: 1000 },
  );
});
