// Has in memory what the central team's pages are made of before anybody asks: the registry, which hosts are permitted,
// the counts of the sector, the signs of an incident, the register of reports. Reads only.
import type { Knowledge } from "../../model/knowledge.ts";
import { signRules } from "../../rules/incident.ts";
import type { Store } from "../../store/store.ts";
import { localDay } from "../view/format.ts";
import type { HostBook } from "./host-book.ts";
import { signsOf } from "../standing/incidents.ts";
import { createRepository, type Repository, type Source } from "../repository.ts";

interface Warm {
  readonly source: Source;
  readonly reports: Pick<Store, "sentReports">;
  readonly hosts: HostBook;
  readonly knowledge: Knowledge;
  readonly now: Date;
}

/** Before the first reader comes. */
export function warm(house: Warm): void {
  const { reports, knowledge, now } = house;
  const mine = keepWarm(house);
  mine.coverageCounts();
  mine.neverLooked();
  reports.sentReports("central");
  const rules = signRules(knowledge.rules);
  signsOf(mine, { rules, terms: knowledge.incidents, now: now.toISOString() });
}

/** Between requests, now and then: costs nothing while neither findings nor the registry have changed. */
export function keepWarm({
  source,
  hosts,
  now,
}: Pick<Warm, "source" | "hosts" | "now">): Repository {
  const today = localDay(now);
  const mine = createRepository(source, "central", today);
  hosts({ mine, now, today });
  mine.counts("unit");
  mine.heldCounts("rule");
  return mine;
}
