// What a person of the central team has on the desk while visiting a page: its acts, the rules as they stand, the
// comparison of nights, the register of reports.
import type { CentralOffice } from "./central-office.ts";
import type { FleetBook } from "../kept/fleet-book.ts";
import type { NightBook } from "../kept/night-book.ts";
import type { OperationsDesk } from "./operations-desk.ts";
import type { ReportDesk } from "./report-desk.ts";
import type { RuleDesk } from "./rule-office.ts";

export interface CentralDesk extends CentralOffice {
  readonly rules: Pick<RuleDesk, "states">;
  readonly nights: NightBook;
  /** Certificates and keys of all units side by side. */
  readonly fleet: Pick<FleetBook, "read">;
  readonly reports: ReportDesk;
  /** Nights, the watch, letters. */
  readonly operations: OperationsDesk;
}
