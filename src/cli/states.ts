// Which states count as open in listings: everything that somebody still has to act on.
import { OPEN_STATES as STATES } from "../model/area.ts";

export const OPEN_STATES = STATES;
