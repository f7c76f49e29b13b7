// Which states count as open in listings: everything that somebody still has to act on.
import type { FindingState } from "../model/area.ts";

export const OPEN_STATES: readonly FindingState[] = ["open", "in-progress", "claimed-fixed"];
