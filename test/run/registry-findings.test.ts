// What a unit declares, judged once a run: who moved a finding, the unit or the rules?
import { expect, it } from "vitest";
import type { Rule } from "../../src/model/rule.ts";
import type { Bench } from "../../src/run/judge.ts";
import { reassessAsRun } from "../../src/run/reassess.ts";
import { commitRegistryFindings } from "../../src/run/registry-findings.ts";
import { releaseFirst } from "../../src/run/releases.ts";
import type { Store } from "../../src/store/store.ts";
import { makeKnowledge, makeRule } from "../rules/sample.ts";
import { freshStore, registry, run, unit } from "../store/samples.ts";

const CONTACT = makeRule("registry.contact-none");
const PLAN = makeRule("registry.plan-none");

function benchOf(version: string, ...rules: Rule[]): Bench {
  const versions = { rules: version, data: "d" };
  return {
    knowledge: makeKnowledge({ rules, versions }),
    detectors: [],
    closeAfter: { tls: 1, others: 2 },
    versions: { program: "1", ...versions },
  };
}

const OLD = benchOf("old", CONTACT);
const WIDER = benchOf("wider", CONTACT, PLAN);

function night(store: Store, day: number, bench: Bench) {
  const at = `2026-11-0${day}T16:00:00.000Z`;
  const made = run({ id: `run-${day}`, startedAt: at, versions: bench.versions });
  store.createRun(made);
  commitRegistryFindings(bench, store, store.registry().units, {
    id: made.id,
    at,
    lookedAt: at,
    cause: "look",
  });
  return made;
}

function declare(store: Store, over: Parameters<typeof unit>[0]): void {
  const current = store.registryVersion();
  store.saveRegistry(registry({ units: [unit(over)] }), { actor: "t", note: String(current) });
}

function storeWith(over: Parameters<typeof unit>[0]): Store {
  const store = freshStore();
  declare(store, over);
  releaseFirst(store, OLD.knowledge, "2026-11-01T00:00:00.000Z");
  return store;
}

const told = (store: Store): string[] =>
  store
    .findings("central")
    .flatMap(({ rule, id, reopened, held }) =>
      store
        .events("central", id)
        .map(
          ({ cause, from, to }) =>
            `${rule} ${cause} ${from ?? "-"} ${to} ${String(reopened)} ${held ? "held" : "shown"}`,
        ),
    );

it("a new rule over the same declaration is the rule's doing, held; a new declaration is the unit's", () => {
  const store = storeWith({ contacts: "none", incidentPlan: "none" });
  night(store, 1, OLD);
  const second = night(store, 2, WIDER);
  expect(told(store)).toEqual([
    "registry-contact-none seen - open 0 shown",
    "registry-plan-none rule-changed - open 0 held",
  ]);
  expect(reassessAsRun(store, second, WIDER)).toEqual(store.findingsOfRun("central", second.id));
});

it("what the unit itself declares on the night of a new rule stays its own", () => {
  const store = storeWith({ contacts: null });
  night(store, 1, OLD);
  declare(store, { contacts: "none" });
  night(store, 2, WIDER);
  expect(told(store)).toEqual(["registry-contact-none seen - open 0 shown"]);
});

it("a rule that comes back brings no relapse with it", () => {
  const store = storeWith({ contacts: "none" });
  const blind = benchOf("blind", {
    ...CONTACT,
    when: {
      ...CONTACT.when,
      all: [{ fact: "registry.contact-none", of: "subject", where: { never: "so" } }],
      none: [{ fact: "registry.contact-none", of: "subject", where: {} }],
    },
  });
  night(store, 1, OLD);
  for (const day of [2, 3]) night(store, day, blind);
  night(store, 4, OLD);
  expect(told(store)).toEqual([
    "registry-contact-none seen - open 0 shown",
    "registry-contact-none rule-changed open open 0 shown",
    "registry-contact-none rule-changed open fixed 0 shown",
    "registry-contact-none rule-changed fixed open 0 shown",
  ]);
});
