import { expect, test } from "vitest";
import { detectRegistry, REGISTRY_EMITS } from "../../../src/detect/registry/declared.ts";
import { PREDICATES } from "../../../src/model/predicate.ts";
import type { LevelApproval, System, Unit } from "../../../src/model/registry.ts";

const UNIT: Unit = {
  code: "BV-A",
  name: "Bệnh viện A",
  kind: "hospital",
  province: null,
  parent: null,
  formerly: [],
  head: null,
  contacts: null,
  incidentPlan: null,
  retired: false,
};

const SYSTEM: System = {
  code: "BV-A-WEB",
  unit: "BV-A",
  name: "Cổng",
  exposure: "public",
  level: null,
  levelApproval: null,
  operator: null,
  onlineService: null,
  personalData: null,
  contractor: null,
};

function approval(status: LevelApproval["status"]): LevelApproval {
  return { status, decision: null, date: null, body: null };
}

function facts(unit: Partial<Unit>, system: Partial<System> = {}): string[] {
  return detectRegistry({
    unit: { ...UNIT, ...unit },
    systems: [{ ...SYSTEM, ...system }],
  }).map(({ predicate, subject, status }) => `${predicate} ${subject} ${status}`);
}

test("an empty cell is not declared: no fact at all", () => {
  expect(facts({})).toEqual([]);
  expect(facts({ contacts: [] })).toEqual([]);
});

test.each<[string, Partial<Unit>, Partial<System>, string]>([
  ["level none", {}, { level: "none" }, "registry.level-none BV-A-WEB present"],
  ["level 2", {}, { level: 2 }, "registry.level-none BV-A-WEB absent"],
  [
    "approval none",
    {},
    { levelApproval: approval("none") },
    "registry.approval-none BV-A-WEB present",
  ],
  [
    "approval drafting",
    {},
    { levelApproval: approval("drafting") },
    "registry.approval-none BV-A-WEB absent",
  ],
  ["contacts none", { contacts: "none" }, {}, "registry.contact-none BV-A present"],
  [
    "a contact",
    { contacts: [{ email: "cntt@bv-a.test", role: "security" }] },
    {},
    "registry.contact-none BV-A absent",
  ],
  ["plan none", { incidentPlan: "none" }, {}, "registry.plan-none BV-A present"],
  [
    "a plan",
    { incidentPlan: { decision: "20/QĐ", date: "2026-02-01" } },
    {},
    "registry.plan-none BV-A absent",
  ],
  [
    "an internal system counts too",
    {},
    { exposure: "internal", level: "none" },
    "registry.level-none BV-A-WEB present",
  ],
])("%s", (_name, unit, system, expected) => {
  expect(facts(unit, system)).toEqual([expected]);
});

test("another unit's system and a retired unit give nothing", () => {
  expect(facts({}, { unit: "BV-B", level: "none" })).toEqual([]);
  expect(facts({ retired: true, contacts: "none" }, { level: "none" })).toEqual([]);
});

test("facts have no host and no port, and a value that does not move", () => {
  const [fact] = detectRegistry({ unit: { ...UNIT, incidentPlan: "none" }, systems: [] });
  expect(fact).toMatchObject({
    area: "registry",
    host: null,
    port: null,
    value: "incidentPlan=none",
    confidence: "certain",
  });
});

test("it emits what the registry family has", () => {
  expect([...REGISTRY_EMITS]).toEqual([...PREDICATES.registry]);
});
