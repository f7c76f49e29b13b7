import { describe, expect, it } from "vitest";
import type { Due, Letter } from "../../src/model/letter.ts";
import type { Contact } from "../../src/model/registry.ts";
import { isReachable, recipientsOf } from "../../src/notify/recipients.ts";
import { unit } from "../store/samples.ts";

const NONE = { shown: [], total: 0 };
const DUE: Due = {
  finding: "f",
  host: "www.bv-a.test",
  area: "tls",
  title: { vi: "t", en: "t" },
  severity: "high",
  dueOn: "2026-11-01",
};
const SIGNS: Letter = { kind: "unit-signs", signs: NONE, firstNoticeBy: null, fullReportBy: null };
const DIGEST: Letter = {
  kind: "digest",
  fresh: NONE,
  back: NONE,
  overdue: NONE,
  soon: NONE,
  open: 0,
};
const OVERDUE: Letter = { ...DIGEST, overdue: { shown: [DUE], total: 1 } };
const EXPIRY: Letter = { kind: "expiry", documents: NONE };
const VERIFIED: Letter = { kind: "verified", looks: NONE };

describe("a contact", () => {
  it.each<[Contact["role"], Contact["mail"], string[]]>([
    ["security", undefined, ["signs", "digest", "overdue", "expiry", "verified"]],
    ["head", undefined, ["signs", "overdue", "expiry"]],
    ["contractor", undefined, []],
    ["security", "off", []],
    ["security", "digest", ["digest", "overdue", "expiry", "verified"]],
    ["head", "at-once", ["signs", "digest", "overdue", "expiry", "verified"]],
    ["contractor", "digest", ["digest", "overdue", "expiry", "verified"]],
  ])("with role %s and mail %s gets %s", (role, mail, expected) => {
    const contact = { email: "x@bv-a.test", role, ...(mail === undefined ? {} : { mail }) };
    const one = unit({ contacts: [contact] });
    const letters = {
      signs: SIGNS,
      digest: DIGEST,
      overdue: OVERDUE,
      expiry: EXPIRY,
      verified: VERIFIED,
    };

    const got = Object.entries(letters)
      .filter(([, letter]) => recipientsOf(one, letter).length === 1)
      .map(([name]) => name);

    expect(got).toEqual(expected);
  });

  it("that stands twice gets a letter once", () => {
    const twice: Contact[] = [
      { email: "x@bv-a.test", role: "security" },
      { email: "x@bv-a.test", role: "head" },
    ];

    expect(recipientsOf(unit({ contacts: twice }), SIGNS)).toEqual(["x@bv-a.test"]);
  });
});

describe("a unit", () => {
  it.each([
    ["is retired", { retired: true }],
    ["has not declared a contact", { contacts: null }],
    ["has declared to have none", { contacts: "none" as const }],
    ["has an empty list", { contacts: [] }],
  ])("that %s is not reachable", (_what, over) => {
    expect(isReachable(unit(over))).toBe(false);
    expect(recipientsOf(unit(over), SIGNS)).toEqual([]);
  });

  it("with a contact for security is", () => {
    expect(isReachable(unit())).toBe(true);
  });
});
