// What detectors say must be tellable: held against every fact that a test of a detector looks at.
import { expect } from "vitest";
import type { Fact } from "../../src/model/fact.ts";
import { evidenceText, measuredText } from "../../src/text/evidence/told.ts";

/** Lines and values of present facts that a reader would be shown as the program wrote them; none is right. */
export function rawIn(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => {
    if (fact.status !== "present") return [];
    const { area, evidence, value } = fact;
    const lines = evidence
      .map(({ text }) => text)
      .filter((text) => text !== "" && evidenceText(area, text, "vi") === text);
    const isRaw = value !== "" && measuredText(area, value, "vi") === value;
    return isRaw ? [...lines, `value: ${value}`] : lines;
  });
}

/** @returns the same facts, so that a helper can hand them on */
export function told<F extends readonly Fact[]>(facts: F): F {
  expect(rawIn(facts)).toEqual([]);
  return facts;
}
