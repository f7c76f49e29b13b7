// Has in memory what the central team's pages are made of before anybody asks: the registry, which hosts are permitted,
// the counts of the sector, the signs of an incident, the register of reports. Reads only.
import type { Knowledge } from "../model/knowledge.ts";
import { localDay } from "./format.ts";
import type { HostBook } from "./host-book.ts";
import { signRules } from "../rules/incident.ts";
import { signsOf } from "./incidents.ts";
import { createRepository, type Source } from "./repository.ts";
import type { Store } from "../store/store.ts";

export function warm(house: {
  readonly source: Source;
  readonly reports: Pick<Store, "sentReports">;
  readonly hosts: HostBook;
  readonly knowledge: Knowledge;
  readonly now: Date;
}): void {
  const { source, reports, hosts, knowledge, now } = house;
  const today = localDay(now);
  const mine = createRepository(source, "central", today);
  hosts({ mine, now, today });
  mine.counts("unit");
  mine.heldCounts("rule");
  mine.coverageCounts();
  mine.neverLooked();
  reports.sentReports("central");
  const rules = signRules(knowledge.rules);
  signsOf(mine, { rules, terms: knowledge.incidents, now: now.toISOString() });
}
