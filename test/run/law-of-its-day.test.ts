// A citation changes in data/law: what is found from then on carries the new one, what an old run says keeps its own.
import { expect, it } from "vitest";
import { knowledgeFromJson, knowledgeToJson } from "../../src/knowledge/bundle.ts";
import { loadSources } from "../../src/knowledge/load.ts";
import { addDays } from "../../src/text/days.ts";
import type { Citation } from "../../src/model/directive.ts";
import type { Knowledge } from "../../src/model/knowledge.ts";
import { detectors } from "../../src/detect/all.ts";
import { reassessAsRun } from "../../src/run/reassess.ts";
import { commitRegistryFindings } from "../../src/run/registry-findings.ts";
import { releaseFirst } from "../../src/run/releases.ts";
import { benchOfRun, bundleKey } from "../../src/run/start.ts";
import { Settings } from "../../src/model/settings.ts";
import type { Store } from "../../src/store/store.ts";
import { freshStore, registry, run, unit } from "../store/samples.ts";

const SHIPPED = loadSources(".");
const CHANGED = "2026-11-20";

/** The shipped data with one citation replaced on a day, as a person would write it: two edits in one file. */
function replaced(id: string, next: Partial<Citation>): Knowledge {
  const law = SHIPPED.law.flatMap((one): Citation[] =>
    one.id === id
      ? [
          { ...one, validTo: addDays(CHANGED, -1), replacedBy: "next" },
          { ...one, id: "next", validFrom: CHANGED, ...next },
        ]
      : [one],
  );
  return { ...SHIPPED, law, versions: { ...SHIPPED.versions, data: "111111111111" } };
}

function night(store: Store, day: string, knowledge: Knowledge) {
  const at = `${day}T16:00:00.000Z`;
  const versions = { program: "1", ...knowledge.versions };
  const made = run({ id: `run-${day}`, startedAt: at, versions });
  store.createRun(made);
  store.saveKnowledge(bundleKey(made), knowledgeToJson(knowledge));
  const bench = { knowledge, detectors, closeAfter: { tls: 1, others: 2 }, versions };
  const judging = { id: made.id, at, lookedAt: at, cause: "look" } as const;
  commitRegistryFindings(bench, store, store.registry().units, judging);
  return made;
}

const RULE = SHIPPED.rules.find(({ id }) => id === "registry-plan-none");
/** The link of the rule's chain that is in force before the change. */
const ID = "decree-331-2026-incident";

it("an old run's words keep the citation of their day, and judging it again gives the same", () => {
  const store = freshStore();
  store.saveRegistry(registry({ units: [unit({ incidentPlan: "none" })] }), {
    actor: "t",
    note: "",
  });
  releaseFirst(store, SHIPPED, "2026-11-01T00:00:00.000Z");
  const next = replaced(ID, { document: "400/2027/NĐ-CP", article: "Điều 9" });
  const old = night(store, "2026-11-18", SHIPPED);
  const before = store.findingsOfRun("central", old.id);
  const cited = before.find(({ rule }) => rule === RULE?.id)?.law ?? [];
  expect(cited.length).toBeGreaterThan(0);
  expect(JSON.stringify(cited)).not.toContain("400/2027");

  night(store, "2026-11-21", next);
  const now = store.findings("central", { rules: [RULE?.id ?? ""] });
  expect(now[0]?.law).toContainEqual({ document: "400/2027/NĐ-CP", article: "Điều 9" });

  expect(store.findingsOfRun("central", old.id)).toEqual(before);
  const bench = benchOfRun(store, old, { detectors, settings: Settings.parse({}) });
  expect(reassessAsRun(store, old, bench)).toEqual(before);
});

it("a citation is nobody's change: the finding stands, and nothing is held back for it", () => {
  const store = freshStore();
  store.saveRegistry(registry({ units: [unit({ incidentPlan: "none" })] }), {
    actor: "t",
    note: "",
  });
  releaseFirst(store, SHIPPED, "2026-11-01T00:00:00.000Z");
  night(store, "2026-11-18", SHIPPED);
  const told = store.findings("central").flatMap(({ id }) => store.events("central", id));
  night(store, "2026-11-21", replaced(ID, { article: "Điều 9" }));
  const after = store.findings("central");
  expect(after.every(({ held, state }) => !held && state === "open")).toBe(true);
  expect(after.flatMap(({ id }) => store.events("central", id))).toEqual(told);
});

it("the bundle of a run holds every citation with its days and its reviewer", () => {
  expect(knowledgeFromJson(knowledgeToJson(SHIPPED)).law).toEqual(SHIPPED.law);
});
