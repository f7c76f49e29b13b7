// Kinds of units as reports call them.
import { UNIT_KIND_WORDS } from "../../model/words.ts";

export const KIND_WORDS = UNIT_KIND_WORDS;
