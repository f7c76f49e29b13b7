// Asks one port at one address with hellos and reads the answers as replies. Notices trouble (a limiter, an overloaded
// server) and stops instead of mistaking it for refusals.
import type { Attempt, Miss } from "../../model/attempt.ts";
import type { Look, TlsFlight } from "../../model/observation.ts";
import { ASIDE, isOfSuites, isRefusedInWords } from "../../text/tls/topics.ts";
import { offersFrom, type Offers } from "./offers.ts";
import {
  createSender,
  type AskerContext,
  type AskerPlace,
  type Question,
  type Sender,
} from "./sender.ts";

export type Reply =
  | { readonly is: "accepted"; readonly flight: TlsFlight; readonly suite: number }
  | { readonly is: "refused"; readonly how: string }
  | { readonly is: "open" };

export interface Asker {
  readonly offers: Offers;
  ask(question: Question): Promise<Reply>;
  /**
   * Sends what will be asked for certain, several at the same time where the host's documents allow that; `ask` finds
   * the answers waiting. Only an answer in TLS counts. Whatever else comes may be due to the haste: from then on
   * each hello goes alone, that one once more.
   */
  ahead(questions: readonly Question[]): Promise<void>;
  /** From now on every hello is short, for a server that choked on a long one. */
  shorten(): void;
  isShort(): boolean;
  /** What is asked again after trouble, to tell a refusal from a server that went away. */
  setPulse(question: Question): void;
  /** Why nothing more is asked; null while it goes on. */
  readonly over: Miss | null;
}

interface State {
  pulse: Question | null;
  /** Ways of hanging up that were met twice in turn, and a pulse has shown to be this server's way of refusing. */
  readonly trusted: Set<string>;
  /** It has refused suites in words: then it does not hang up on others. */
  worded: boolean;
  timeouts: number;
}

/**
 * @param budget why the next hello may not be sent when so many are not recorded yet; null while it may
 * @param before connections made to the place already, for the cap
 */
export function createAsker(
  context: AskerContext,
  place: AskerPlace,
  budget: (unrecorded: number) => Miss | null,
  before = 0,
): Asker {
  const sender = createSender(context, place, budget, before);
  const state: State = { pulse: null, trusted: new Set(), worded: false, timeouts: 0 };
  return {
    offers: offersFrom(context.knowledge.tls),
    ahead: sender.ahead,
    async ask(question) {
      const { pulse } = state;
      const isChecked = pulse !== null && !ASIDE.has(question.role);
      const look = await sender.send(
        question,
        (attempt) => isChecked && isDoubtful(state, attempt, question),
      );
      const reply = replyOf(look, question);
      const manner = hangUpOf(look.attempt, question);
      if (reply.is === "refused" && manner === null) noteWords(state, question);
      if (!isChecked || manner === null || sender.over !== null) return reply;
      // The canary, which comes next, tells as much as a pulse.
      if (question.role === "ssl2" || isTrusted(state, manner, question)) return reply;
      return (await isStill(state, { manner, pulse }, sender)) ? reply : { is: "open" };
    },
    isShort: sender.isShort,
    shorten: sender.shorten,
    setPulse: (question) => {
      state.pulse = { ...question, role: "pulse", chain: false };
    },
    get over() {
      return sender.over;
    },
  };
}

function replyOf({ attempt }: Look, { role }: Question): Reply {
  if (attempt.status !== "ok") {
    if (attempt.reason === "connection-reset") return { is: "refused", how: "reset" };
    // A server that takes an SSL 2.0 hello for plain HTTP does not speak SSL 2.0.
    return role === "ssl2" && attempt.reason === "not-tls"
      ? { is: "refused", how: "not-tls" }
      : { is: "open" };
  }
  const { value } = attempt;
  if (value.kind !== "tls-flight" || value.unoffered) return { is: "open" };
  if (value.outcome === "refused") return { is: "refused", how: value.refusal ?? "closed" };
  return { is: "accepted", flight: value, suite: value.suites[0] ?? 0 };
}

/** How it went away without a word of the offer; null when it said something. */
function hangUpOf(attempt: Attempt<unknown>, { role }: Question): string | null {
  if (attempt.status !== "ok") return attempt.status === "failed" ? attempt.reason : null;
  const value = attempt.value as TlsFlight;
  if (value.kind !== "tls-flight" || value.outcome !== "refused") return null;
  const how = value.refusal ?? "closed";
  return isRefusedInWords(how, role) ? null : how;
}

/** A single hang-up may be the line's. What took long is not asked again. */
function isDoubtful(state: State, attempt: Attempt<unknown>, question: Question): boolean {
  const manner = hangUpOf(attempt, question);
  if (manner === null || manner === "tls-timeout") return false;
  return !isTrusted(state, manner, question);
}

function isTrusted({ trusted, worded }: State, manner: string, question: Question): boolean {
  const isUnlike = worded && isOfSuites(question.role, { about: "", ...question });
  return trusted.has(manner) && !isUnlike;
}

function noteWords(state: State, question: Question): void {
  state.worded ||= isOfSuites(question.role, { about: "", ...question });
}

const MAX_TIMEOUTS = 2;

interface HangUp {
  readonly manner: string;
  readonly pulse: Question;
}

/** After a hang-up: does the server still answer what it answered before? If not, nothing more is asked. */
async function isStill(state: State, { manner, pulse }: HangUp, sender: Sender): Promise<boolean> {
  if (manner === "tls-timeout") state.timeouts += 1;
  const reply = replyOf(await sender.send(pulse), pulse);
  if (manner !== "tls-timeout") state.trusted.add(manner);
  if (reply.is === "accepted" && state.timeouts <= MAX_TIMEOUTS) return true;
  sender.stop("host-stopped-answering", `${manner} at connection ${String(sender.connections)}`);
  return false;
}
