// A word whose date has passed ends before anything is counted, whether or not anybody looked again.
import { expect, it } from "vitest";
import type { Finding, PersonWord } from "../../src/model/finding.ts";
import { expireWords } from "../../src/run/expiry.ts";
import { CALENDAR, makeRule } from "../rules/sample.ts";
import { commit, finding, freshStore, result, run } from "../store/samples.ts";

const RULES = [makeRule("cms.behind")];
const bench = () => ({
  knowledge: { rules: RULES, calendar: CALENDAR },
  closeAfter: { tls: 1, others: 2 },
});
const TODAY = "2026-11-22T16:59:00.000Z";

const until = (day: string | null): PersonWord => ({
  action: "accept",
  by: "lan",
  at: "2026-11-01T02:00:00.000Z",
  reason: "chờ nhà thầu",
  until: day,
  owner: "lan",
});

function storeWith(...findings: Finding[]) {
  const store = freshStore();
  store.createRun(run());
  store.commitTarget(commit({ result: result({ findings }), findings, events: [] }));
  return store;
}

const accepted = (subject: string, day: string | null, over: Partial<Finding> = {}): Finding =>
  finding({
    rule: "cms-behind",
    area: "cms",
    subject,
    state: "accepted",
    word: until(day),
    ...over,
  });

it("opens again what was accepted until yesterday, with a new term; the date's doing, nobody else's", () => {
  const past = accepted("a", "2026-11-21", { dueOn: "2026-11-05" });
  const last = accepted("b", "2026-11-22");
  const open = accepted("c", null);
  const store = storeWith(past, last, open);
  expect(expireWords(store, bench, TODAY)).toBe(1);
  expect(store.findFinding("central", past.id)).toMatchObject({
    state: "open",
    word: null,
    dueOn: "2026-12-07",
    lastLooked: past.lastLooked,
  });
  expect(store.events("central", past.id)).toEqual([
    {
      finding: past.id,
      at: TODAY,
      run: null,
      actor: "rasoat",
      cause: "expired",
      from: "accepted",
      to: "open",
      detail: "2026-11-21",
    },
  ]);
  expect([last, open].map(({ id }) => store.findFinding("central", id)?.state)).toEqual([
    "accepted",
    "accepted",
  ]);
  expect(expireWords(store, bench, TODAY)).toBe(0);
});

it("one minute later it is the next day in Việt Nam", () => {
  const store = storeWith(accepted("b", "2026-11-22"));
  expect(expireWords(store, bench, "2026-11-22T17:00:00.000Z")).toBe(1);
});

it("closes what clean looks had not seen meanwhile, by the rule's own number of looks", () => {
  const gone = { outcome: "pass", cleanLooks: 2 } as const;
  const [mended, halfway] = [
    accepted("a", "2026-11-21", gone),
    accepted("b", "2026-11-21", { ...gone, cleanLooks: 1 }),
  ];
  const store = storeWith(mended, halfway);
  expireWords(store, bench, TODAY);
  expect([mended, halfway].map(({ id }) => store.findFinding("central", id)?.state)).toEqual([
    "fixed",
    "open",
  ]);
});
