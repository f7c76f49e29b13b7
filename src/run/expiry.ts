// Ends every person's word whose date has passed, before anything is counted: a host that was not looked at since
// would otherwise stay accepted for ever, and nobody would see that it is due again.
import type { Knowledge } from "../model/knowledge.ts";
import type { Settings } from "../model/settings.ts";
import { localDay } from "../text/moment.ts";
import { expireWord } from "../rules/expire.ts";
import { closeAfterOf } from "../rules/lifecycle.ts";
import type { Judging } from "../rules/step.ts";
import type { Store } from "../store/store.ts";

const ACTOR = "rasoat";

/** By what an expiry is judged: the rule's own number of clean looks, and the days of a new term. */
interface ExpiryBench {
  readonly knowledge: Pick<Knowledge, "rules" | "calendar">;
  readonly closeAfter: Settings["closeAfter"];
}

/**
 * @param bench asked for only when something has ended
 * @param at ISO 8601 UTC
 * @returns how many findings moved
 */
export function expireWords(store: Store, bench: () => ExpiryBench, at: string): number {
  const ended = store.findingsWithEndedWord(localDay(at));
  if (ended.length === 0) return 0;
  const { knowledge, closeAfter } = bench();
  const clock: Judging = { id: "", at, lookedAt: at, cause: "look" };
  const rules = new Map(knowledge.rules.map((rule) => [rule.id, rule]));
  for (const { id, rule: name } of ended) {
    const rule = rules.get(name);
    const looks = rule === undefined ? closeAfter.others : closeAfterOf(rule, closeAfter);
    store.reviseFinding("central", id, (before) => {
      const step = expireWord(before, clock, looks, knowledge.calendar);
      // Somebody spoke anew in between: then nothing has ended.
      if (step === null) return { finding: before, events: [] };
      // No run did it: the date did.
      const events = step.events.map((event) => ({ ...event, run: null, actor: ACTOR }));
      return { finding: step.finding, events };
    });
  }
  return ended.length;
}
