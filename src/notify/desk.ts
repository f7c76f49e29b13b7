// What planning and posting work with.
import type { IncidentTerms } from "../model/incident.ts";
import type { Store } from "../store/store.ts";

export interface PlanningDesk {
  readonly store: Store;
  /** Rules whose findings may be signs of an incident. */
  readonly signRules: readonly string[];
  readonly terms: IncidentTerms;
  readonly now: () => Date;
  /** Name of this machine: whether a scan runs is judged by it. */
  readonly machine: string;
  /** Addresses of the central team. */
  readonly central: readonly string[];
  /** "HH:MM" in Việt Nam: letters of the day go from then on. */
  readonly digestFrom: string;
}
