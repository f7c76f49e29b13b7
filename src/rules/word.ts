// What a person may say of a finding, and what it does. A word never closes: only looks do. Pure.
import type { FindingState } from "../model/area.ts";
import type { Calendar } from "../model/directive.ts";
import { EXIT, RasoatError, type ErrorEntry } from "../model/error.ts";
import type {
  Finding,
  FindingEvent,
  PersonWord,
  RepairPlan,
  WordAction,
} from "../model/finding.ts";
import { localDay } from "../text/moment.ts";
import { newTerm } from "./due.ts";
import { OF_REPAIR, planAfter, withoutTerms } from "./plan.ts";
import { shown } from "./release.ts";
import type { Step } from "./step.ts";
import { lastDayOf, refuseBadUntil } from "./word-until.ts";

const ERRORS = {
  "word-reason-missing": {
    exit: EXIT.usage,
    message: {
      vi: 'Cần nêu lý do: thêm --reason "…".',
      en: 'A reason is needed: add --reason "…".',
    },
  },
  "word-plan-unused": {
    exit: EXIT.usage,
    message: {
      vi: "--resources chỉ dùng với in-progress, --root-cause với in-progress và claim-fixed; hãy bỏ đi.",
      en: "--resources goes with in-progress, --root-cause with in-progress and claim-fixed; leave them out.",
    },
  },
  "word-impossible": {
    exit: EXIT.usage,
    message: {
      vi: "Không thể {action} khi phát hiện đang ở trạng thái {state}; lúc này có thể: {possible}.",
      en: "{action} is not possible while the finding is {state}; possible now: {possible}.",
    },
  },
} as const satisfies Record<string, ErrorEntry>;

/** Where each word leads from each state; a state that is missing refuses it. */
const MOVES: Readonly<Record<WordAction, Readonly<Partial<Record<FindingState, FindingState>>>>> = {
  accept: {
    open: "accepted",
    "in-progress": "accepted",
    "claimed-fixed": "accepted",
    accepted: "accepted",
  },
  "false-positive": {
    open: "false-positive",
    "in-progress": "false-positive",
    "claimed-fixed": "false-positive",
    accepted: "false-positive",
    "false-positive": "false-positive",
  },
  "claim-fixed": {
    open: "claimed-fixed",
    "in-progress": "claimed-fixed",
    accepted: "claimed-fixed",
  },
  "in-progress": {
    open: "in-progress",
    "in-progress": "in-progress",
    "claimed-fixed": "in-progress",
    accepted: "in-progress",
  },
  confirm: {
    open: "open",
    "in-progress": "in-progress",
    "claimed-fixed": "claimed-fixed",
    accepted: "accepted",
    "false-positive": "open",
  },
  reopen: {
    "in-progress": "open",
    "claimed-fixed": "open",
    fixed: "open",
    accepted: "open",
    "false-positive": "open",
  },
};

/** Whether the finding's state allows the word at all. */
export function mayBeSaid({ state }: Pick<Finding, "state">, action: WordAction): boolean {
  return Object.hasOwn(MOVES[action], state);
}

/** Opening from one of these begins a new term: the old one was given up or met. */
const SETTLED: ReadonlySet<FindingState> = new Set(["fixed", "accepted", "false-positive"]);

/** What a word is weighed by. */
export interface WordTerms {
  readonly calendar: Calendar;
  /** Days that an acceptance or a false alarm may hold at most; those that stand already stay as they are. */
  readonly longestDays: number;
}

/** With what a person left unsaid: the last day, and who answers for an accepted risk. */
function completed(word: PersonWord, longestDays: number): PersonWord {
  return {
    ...word,
    until: lastDayOf(word, longestDays),
    owner: word.owner ?? (word.action === "accept" ? word.by : null),
  };
}

/**
 * Applies a person's word. An acceptance or a false alarm holds for the finding's present value, and ends: without
 * a date after half a year or a year.
 * @throws RasoatError when the reason or date is wrong, or the state does not allow the word
 */
export function applyWord(
  before: Finding,
  said: PersonWord,
  { calendar, longestDays }: WordTerms,
): Step {
  refuseBadWord(said, longestDays);
  const word = completed(said, longestDays);
  const state = MOVES[word.action][before.state];
  if (state === undefined) throw impossible(before.state, word.action);
  const opensAnew = state === "open" && SETTLED.has(before.state);
  const isConfirmed = word.action === "confirm" && before.awaitsRelease === true;
  const plan = planAfter(before, said);
  const spoken: Finding = {
    ...(isConfirmed ? shown(before) : before),
    state,
    reopened: before.reopened + (before.state === "fixed" ? 1 : 0),
    ...(opensAnew && newTerm(before.severity, word.at, calendar)),
    ...(opensAnew && { cleanLooks: 0 }),
    word: standingWord(before, state, word, plan),
    ...(plan !== null && { plan }),
  };
  const finding = SETTLED.has(state) ? withoutTerms(spoken) : spoken;
  return { finding, events: [eventOfWord(before, finding, word)] };
}

/** A confirmation is history only: it does not put aside the word that a state rests on. */
function standingWord(
  before: Finding,
  state: FindingState,
  word: PersonWord,
  plan: RepairPlan | null,
): PersonWord | null {
  const isRemark = word.action === "confirm" && state === before.state && state !== "open";
  if (isRemark) return before.word;
  if (plan === null || !OF_REPAIR.has(word.action)) return word;
  const { owner, until, resources, rootCause } = plan;
  return {
    ...word,
    owner,
    until: word.action === "in-progress" ? until : word.until,
    ...(resources !== null && { resources }),
    ...(rootCause !== null && { rootCause }),
  };
}

function eventOfWord(before: Finding, after: Finding, word: PersonWord): FindingEvent {
  const parts = [
    word.action,
    ...(word.owner === null ? [] : [`owner=${word.owner}`]),
    ...(word.until === null ? [] : [`until=${word.until}`]),
    ...(word.resources ? [`resources=${word.resources}`] : []),
    ...(word.rootCause ? [`root-cause=${word.rootCause}`] : []),
  ];
  return {
    finding: after.id,
    at: word.at,
    run: null,
    actor: word.by,
    cause: "person",
    from: before.state,
    to: after.state,
    detail: `${parts.join(" ")}: ${word.reason}`,
  };
}

function refuseBadWord(word: PersonWord, longestDays: number): void {
  if (word.reason.trim() === "") throw wordError("word-reason-missing");
  const hasPlan = word.resources ? word.action === "in-progress" : true;
  if (!hasPlan || (word.rootCause && !OF_REPAIR.has(word.action))) {
    throw wordError("word-plan-unused");
  }
  if (word.until === null) return;
  refuseBadUntil(word.action, word.until, { today: localDay(word.at), longestDays });
}

function impossible(state: FindingState, action: WordAction): RasoatError {
  const possible = Object.entries(MOVES)
    .filter(([, moves]) => Object.hasOwn(moves, state))
    .map(([name]) => name);
  return wordError("word-impossible", { action, state, possible: possible.join(", ") });
}

function wordError(
  code: keyof typeof ERRORS,
  parameters: Readonly<Record<string, string>> = {},
): RasoatError {
  return new RasoatError(code, ERRORS[code], parameters);
}
