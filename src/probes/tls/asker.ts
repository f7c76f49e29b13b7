// Asks one port at one address with hellos, one connection each, within the caps; records every look, also those that
// were not made. Notices trouble (a limiter, an overloaded server) and stops instead of mistaking it for refusals.
import { randomBytes } from "node:crypto";
import { skipped, type Attempt, type Miss } from "../../model/attempt.ts";
import type { Look, NewLook, TlsFlight } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";
import { writeClientHello, writeSsl2Hello } from "../../text/tls/client-hello.ts";
import { AUDIT_PROBE, topicText, type AuditRole } from "../../text/tls/topics.ts";
import type { TlsVersion } from "../../text/tls/words.ts";
import { parseIp } from "../../text/ip.ts";
import { offersFrom, type Offers } from "./offers.ts";

/** Of one port at one address, whatever it answers. */
export const MAX_CONNECTIONS = 90;
/** Time on the wire; waits for the rate do not count. */
export const MAX_WIRE_MS = 20_000;

export interface Question {
  readonly role: AuditRole;
  readonly version: TlsVersion;
  readonly about?: string;
  readonly suites: readonly number[];
  readonly groups?: readonly number[];
  readonly signatures?: readonly number[];
  readonly fallback?: boolean;
  readonly chain?: boolean;
  /** Names no host (no SNI). */
  readonly nameless?: boolean;
}

export type Reply =
  | { readonly is: "accepted"; readonly flight: TlsFlight; readonly suite: number }
  | { readonly is: "refused"; readonly how: string }
  | { readonly is: "open" };

export interface Asker {
  readonly offers: Offers;
  ask(question: Question): Promise<Reply>;
  /** From now on every hello is short, for a server that choked on a long one. */
  shorten(): void;
  isShort(): boolean;
  /** What is asked again after trouble, to tell a refusal from a server that went away. */
  setPulse(question: Question): void;
  /** Why nothing more is asked; null while it goes on. */
  readonly over: Miss | null;
}

export interface AskerPlace {
  readonly port: number;
  readonly address: string;
}

export type AskerContext = Pick<ProbeContext, "door" | "target" | "clock" | "record" | "knowledge">;

interface State {
  connections: number;
  wireMs: number;
  over: Miss | null;
  short: boolean;
  pulse: Question | null;
  /** Ways of hanging up that a pulse has shown to be this server's way of refusing. */
  readonly trusted: Map<string, number>;
  timeouts: number;
}

/** @param budget why the next hello may not be sent; null while it may */
export function createAsker(
  context: AskerContext,
  place: AskerPlace,
  budget: () => Miss | null,
): Asker {
  const offers = offersFrom(context.knowledge.tls);
  const state: State = {
    connections: 0,
    wireMs: 0,
    over: null,
    short: false,
    pulse: null,
    trusted: new Map(),
    timeouts: 0,
  };
  const send = async (question: Question): Promise<Look> => {
    const miss = state.over ?? capMiss(state) ?? budget();
    const attempt = miss ?? (await flight(context, place, question, state));
    state.over ??= miss;
    if (attempt.status === "skipped") state.over ??= attempt;
    if (miss === null) state.connections += 1;
    return context.record({ ...lookAt(context, place, question), attempt });
  };
  return {
    offers,
    async ask(question) {
      const look = await send(question);
      const reply = replyOf(look, question);
      const manner = hangUpOf(look);
      if (manner === null || state.over !== null) return reply;
      return (await isStill(state, manner, send)) ? reply : { is: "open" };
    },
    isShort: () => state.short,
    shorten: () => {
      state.short = true;
    },
    setPulse: (question) => {
      state.pulse = { ...question, role: "pulse", chain: false };
    },
    get over() {
      return state.over;
    },
  };
}

function capMiss({ connections, wireMs }: State): Miss | null {
  if (connections >= MAX_CONNECTIONS) return skipped("budget-spent", "90 connections to one port");
  return wireMs >= MAX_WIRE_MS ? skipped("budget-spent", "20 s on the wire to one port") : null;
}

const NOTHING = new Uint8Array();

function flight(
  { door, target }: AskerContext,
  { port, address }: AskerPlace,
  question: Question,
  state: State,
): Promise<Attempt<TlsFlight>> {
  const { short } = state;
  const { version, suites, groups = [], fallback = false, chain = false } = question;
  const hello =
    version === "SSLv2"
      ? writeSsl2Hello(suites, randomBytes(16))
      : writeClientHello({
          version,
          suites,
          // RFC 6066: never an address.
          servername:
            question.nameless !== true && parseIp(target.host) === null ? target.host : null,
          groups: short ? groups.slice(0, 6) : groups,
          ...(question.signatures === undefined ? {} : { signatures: question.signatures }),
          random: randomBytes(32),
          sessionId: version === "TLSv1.3" ? randomBytes(32) : NOTHING,
          fallback,
          compact: short,
        });
  return door.flight({
    port,
    address,
    hello,
    chain,
    probe: AUDIT_PROBE,
    maxMs: MAX_WIRE_MS - state.wireMs,
    onWire: (ms) => {
      state.wireMs += ms;
    },
  });
}

function lookAt(
  context: AskerContext,
  { port, address }: AskerPlace,
  question: Question,
): Omit<NewLook, "attempt"> {
  const { role, version, about = "", nameless = false } = question;
  return {
    probe: AUDIT_PROBE,
    role,
    areas: nameless ? [] : ["tls"],
    host: context.target.host,
    port,
    scheme: "https",
    address,
    locator: "tls",
    about: topicText({ version, about }),
    takenAt: context.clock.now().toISOString(),
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
async function isStill(
  state: State,
  manner: string,
  send: (question: Question) => Promise<Look>,
): Promise<boolean> {
  if (state.pulse === null) return true;
  const proofs = state.trusted.get(manner) ?? 0;
  if (manner === "tls-timeout") state.timeouts += 1;
  if (proofs >= PROOFS && manner !== "tls-timeout") return true;
  const reply = replyOf(await send(state.pulse), state.pulse);
  state.trusted.set(manner, proofs + 1);
  if (reply.is === "accepted" && state.timeouts <= MAX_TIMEOUTS) return true;
  const after = `${manner} at connection ${String(state.connections)}`;
  state.over ??= skipped("host-stopped-answering", after);
  return false;
}
