// Asks one port at one address with hellos and reads the answers as replies. Notices trouble (a limiter, an overloaded
// server) and stops instead of mistaking it for refusals.
import type { Miss } from "../../model/attempt.ts";
import type { Look, TlsFlight } from "../../model/observation.ts";
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
  /** Ways of hanging up that a pulse has shown to be this server's way of refusing. */
  readonly trusted: Map<string, number>;
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
  const state: State = { pulse: null, trusted: new Map(), timeouts: 0 };
  return {
    offers: offersFrom(context.knowledge.tls),
    ahead: sender.ahead,
    async ask(question) {
      const look = await sender.send(question);
      const reply = replyOf(look, question);
      const manner = hangUpOf(look);
      if (manner === null || sender.over !== null) return reply;
      return (await isStill(state, manner, sender)) ? reply : { is: "open" };
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

/** How it went away without a word of TLS; null when it said something. */
function hangUpOf({ attempt }: Look): string | null {
  if (attempt.status === "failed") return attempt.reason;
  if (attempt.status === "skipped" || attempt.value.kind !== "tls-flight") return null;
  return attempt.value.refusal === "closed" ? "closed" : null;
}

/** So often a pulse must have been answered right after a hang-up before that counts as a way of refusing. */
const PROOFS = 2;
const MAX_TIMEOUTS = 2;

/** After a hang-up: does the server still answer what it answered before? If not, nothing more is asked. */
async function isStill(state: State, manner: string, sender: Sender): Promise<boolean> {
  if (state.pulse === null) return true;
  const proofs = state.trusted.get(manner) ?? 0;
  if (manner === "tls-timeout") state.timeouts += 1;
  if (proofs >= PROOFS && manner !== "tls-timeout") return true;
  const reply = replyOf(await sender.send(state.pulse), state.pulse);
  state.trusted.set(manner, proofs + 1);
  if (reply.is === "accepted" && state.timeouts <= MAX_TIMEOUTS) return true;
  sender.stop("host-stopped-answering", `${manner} at connection ${String(sender.connections)}`);
  return false;
}
