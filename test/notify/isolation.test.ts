// A unit never learns of another unit's findings: whatever two units have, no letter of one holds a word of the other.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINDING_STATES, SEVERITIES } from "../../src/model/area.ts";
import type { Finding } from "../../src/model/finding.ts";
import { AFTERNOON, AT_A, AT_B, CENTRE, endedScan, put, scene, sign, twoUnits } from "./scene.ts";

/** Stands in everything that a unit has, so that one word tells whose a text is. */
const MARKS = { "BV-A": "danhdaua", "BV-B": "danhdaub" } as const;
const HELD = "danggiu";
type Code = keyof typeof MARKS;

const oneFinding = fc.record({
  unit: fc.constantFrom<Code[]>("BV-A", "BV-B"),
  isSign: fc.boolean(),
  held: fc.boolean(),
  severity: fc.constantFrom(...SEVERITIES),
  state: fc.constantFrom(...FINDING_STATES),
  group: fc.integer({ min: 0, max: 5 }),
  reopened: fc.integer({ min: 0, max: 1 }),
  due: fc.constantFrom("", "2026-11-10", "2026-11-23", "2026-12-31"),
});
type Drawn = typeof oneFinding extends fc.Arbitrary<infer T> ? T : never;

function findingOf(drawn: Drawn, number: number): Partial<Finding> {
  const { unit, isSign, held, severity, state, reopened, due } = drawn;
  const mark = held ? `${HELD}-${MARKS[unit]}` : MARKS[unit];
  const about: Partial<Finding> = {
    unit,
    system: `${unit}-WEB`,
    host: `${mark}-${String(number)}.test`,
    // Groups are named alike in both units: nothing but the unit tells them apart.
    group: `g${String(drawn.group)}`,
    title: { vi: `Vấn đề ${mark}`, en: `Problem ${mark}` },
    value: mark,
    subject: `/${mark}`,
    evidence: [{ observation: "l", text: `chung-cu-${mark}` }],
    held,
    severity,
    state,
    reopened,
    dueOn: severity === "info" ? "" : due,
  };
  return isSign ? sign(about) : about;
}

function marked() {
  const { units, ...rest } = twoUnits();
  const name = (code: string): string => `Bệnh viện ${code === "BV-A" ? "danhdaua" : "danhdaub"}`;
  return { ...rest, units: units.map((one) => ({ ...one, name: name(one.code) })) };
}

describe("letters of two units", () => {
  it("hold nothing of the other, nothing held, no evidence, and no link but into the portal", async () => {
    let letters = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(oneFinding, { minLength: 1, maxLength: 12 }), async (drawn) => {
        const { store, box, after } = scene();
        store.reviseRegistry(marked, { actor: "t", note: "" });
        for (const [number, one] of drawn.entries()) put(store, findingOf(one, number));
        endedScan(store, "r", AFTERNOON);
        await after(0);
        // The day after, when terms have passed and what was told stays told.
        await after(24 * 60);

        const [a, b, centre] = [AT_A, AT_B, CENTRE].map((to) =>
          box.letters
            .filter((letter) => letter.to === to)
            .map(({ headers, text, html }) => [...headers.values(), text, html].join("\n"))
            .join("\n"),
        );
        letters += box.letters.length;
        expect(a).not.toMatch(/danhdaub|BV-B|bv-b|danggiu|chung-cu/);
        expect(b).not.toMatch(/danhdaua|BV-A|bv-a|danggiu|chung-cu/);
        expect(centre).not.toContain("chung-cu");
        for (const { html, text } of box.letters) {
          const links = [...`${html}\n${text}`.matchAll(/https?:\/\/[^\s"<]+/g)].map(
            ([link]) => link,
          );
          expect(links.every((link) => link.startsWith("https://rasoat.trung-tam.test/"))).toBe(
            true,
          );
        }
      }),
      { numRuns: 40 },
    );
    expect(letters).toBeGreaterThan(60);
  }, 60_000);

  it("go to no address but those of their unit, whatever contacts come and go meanwhile", async () => {
    const { store, box, after, put: add } = scene();
    box.openings.push({ outcome: "unreachable", reason: "connect-refused", isRefused: false });
    add(sign());
    expect(await after(0)).toEqual([]);
    // Who left between the planning and the sending gets nothing; who came is told by the next letter.
    store.reviseRegistry(
      (one) => ({
        ...one,
        units: one.units.map((each) =>
          each.code === "BV-A"
            ? { ...each, contacts: [{ email: "moi@bv-a.test", role: "security" as const }] }
            : each,
        ),
      }),
      { actor: "t", note: "" },
    );

    expect((await after(5)).map(({ to }) => to)).toEqual([CENTRE]);
    expect(store.outbox({ states: ["dropped"], limit: 5 })).toMatchObject([
      { address: AT_A, lastError: "not-a-recipient" },
    ]);
  });
});

describe("what is planned and not sent yet", () => {
  it.each([
    ["held meanwhile", { held: true }],
    ["called a false alarm meanwhile", { state: "false-positive" as const }],
    ["mended meanwhile", { state: "fixed" as const }],
  ])("does not leave when it was %s", async (_what, over) => {
    const { store, box, after, put: add } = scene();
    box.openings.push({ outcome: "unreachable", reason: "connect-refused", isRefused: false });
    const kept = add({ group: "g1", host: "con-lai.bv-a.test" });
    const gone = add({ group: "g2", host: "da-rut.bv-a.test" });
    await after(0);
    store.saveFinding({ ...gone, ...over }, []);

    const [letter] = await after(5);

    expect(letter?.text).toContain("con-lai.bv-a.test");
    expect(letter?.text).not.toContain("da-rut.bv-a.test");
    expect(letter?.headers.get("subject")).toBe("Rà soát trang của đơn vị: 1 mới");

    store.saveFinding({ ...kept, ...over }, []);
    expect(await after(24 * 60)).toEqual([]);
  });

  it("is dropped when nothing is left of it", async () => {
    const { store, box, after, put: add } = scene();
    box.openings.push({ outcome: "unreachable", reason: "connect-refused", isRefused: false });
    const gone = add();
    await after(0);
    store.saveFinding({ ...gone, held: true }, []);

    expect(await after(5)).toEqual([]);
    expect(store.outbox({ limit: 5 })).toMatchObject([
      { state: "dropped", lastError: "nothing-left" },
    ]);
  });
});
