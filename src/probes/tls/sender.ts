// Sends hellos to one port at one address, one connection each, within the caps, and records every look, also those
// that were not made. Understands no answer beyond whether it is one in TLS.
import { randomBytes } from "node:crypto";
import { skipped, type Attempt, type Miss } from "../../model/attempt.ts";
import type { Look, NewLook, TlsFlight } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";
import type { NotTriedReason } from "../../model/reason.ts";
import { writeClientHello, writeSsl2Hello } from "../../text/tls/client-hello.ts";
import { ASIDE, AUDIT_PROBE, isOfOffer, topicText, type AuditRole } from "../../text/tls/topics.ts";
import type { TlsVersion } from "../../text/tls/words.ts";
import { parseIp } from "../../text/ip.ts";

/** Of one port at one address, whatever it answers. */
const MAX_CONNECTIONS = 90;
/** Time on the wire; waits for the rate do not count. */
const MAX_WIRE_MS = 20_000;

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

export interface AskerPlace {
  readonly port: number;
  readonly address: string;
}

export type AskerContext = Pick<ProbeContext, "door" | "target" | "clock" | "record" | "knowledge">;

export interface Sender {
  /** @param isDoubtful of what came: noted as beside, and asked once more, unless this was asked twice already */
  readonly send: (
    question: Question,
    isDoubtful?: (attempt: Attempt<TlsFlight>) => boolean,
  ) => Promise<Look>;
  /** See `Asker.ahead`. */
  readonly ahead: (questions: readonly Question[]) => Promise<void>;
  readonly shorten: () => void;
  readonly isShort: () => boolean;
  /** From now on nothing is sent, for this reason. */
  readonly stop: (reason: NotTriedReason, detail: string) => void;
  /** Why nothing more is sent; null while it goes on. */
  readonly over: Miss | null;
  readonly connections: number;
}

interface State {
  connections: number;
  wireMs: number;
  over: Miss | null;
  short: boolean;
  /** Answers that came ahead of their question, by `keyOf`. */
  readonly early: Map<string, Early>;
  /** Questions that have come to nothing once, by `keyOf`. */
  readonly doubted: Set<string>;
  /** Sent ahead and not answered yet. */
  underWay: number;
  /** Haste did not do: nothing is sent ahead any more. */
  alone: boolean;
}

interface Early {
  readonly attempt: Attempt<TlsFlight>;
  readonly takenAt: string;
}

/** What a sender does with one question, and whether it may. */
interface Line {
  readonly state: State;
  readonly missNow: () => Miss | null;
  readonly dispatch: (question: Question) => Promise<Early>;
  readonly record: (question: Question, early: Early) => Look;
}

/**
 * @param budget why the next hello may not be sent when so many are not recorded yet; null while it may
 * @param before connections made to the place already, for the cap
 */
export function createSender(
  context: AskerContext,
  place: AskerPlace,
  budget: (unrecorded: number) => Miss | null,
  before = 0,
): Sender {
  const state = startAt(before);
  const line: Line = {
    state,
    missNow: () => state.over ?? capMiss(state) ?? budget(state.early.size + state.underWay),
    dispatch: async (question) => {
      state.connections += 1;
      const attempt = await flight(context, place, question, state);
      return { attempt, takenAt: context.clock.now().toISOString() };
    },
    record: (question, early) => context.record({ ...lookAt(context, place, question), ...early }),
  };
  const missedAt = (attempt: Miss): Early => ({
    attempt,
    takenAt: context.clock.now().toISOString(),
  });
  return {
    async send(question, isDoubtful = () => false) {
      const key = keyOf(question);
      const early = state.early.get(key);
      state.early.delete(key);
      if (early !== undefined) return line.record(question, early);
      const miss = line.missNow();
      const sent = miss === null ? await sendTwice(line, question, isDoubtful) : missedAt(miss);
      if (sent.attempt.status === "skipped") state.over ??= sent.attempt;
      return line.record(question, sent);
    },
    async ahead(questions) {
      const lanes = context.door.atOnce(place.address);
      if (lanes < 2) return;
      const left = [...questions];
      await Promise.all(Array.from({ length: lanes }, () => sendAhead(line, left)));
    },
    isShort: () => state.short,
    shorten: () => {
      state.short = true;
    },
    stop: (reason, detail) => {
      state.over ??= skipped(reason, detail);
    },
    get over() {
      return state.over;
    },
    get connections() {
      return state.connections;
    },
  };
}

function startAt(connections: number): State {
  return {
    connections,
    wireMs: 0,
    over: null,
    short: false,
    early: new Map(),
    doubted: new Set(),
    underWay: 0,
    alone: false,
  };
}

/** Once more where the first answer is doubtful, unless that was the second already. */
async function sendTwice(
  line: Line,
  question: Question,
  isDoubtful: (attempt: Attempt<TlsFlight>) => boolean,
): Promise<Early> {
  const { doubted } = line.state;
  const first = await line.dispatch(question);
  if (!isDoubtful(first.attempt)) return first;
  const key = keyOf(question);
  const isSecond = doubted.has(key);
  doubted.add(key);
  if (isSecond || line.missNow() !== null) return first;
  line.record({ ...question, role: "beside" }, first);
  return line.dispatch(question);
}

/** One of several that take from the same questions; ends with the first that is not answered in TLS. */
async function sendAhead(line: Line, left: Question[]): Promise<void> {
  const { state } = line;
  while (!state.alone && line.missNow() === null) {
    const question = left.shift();
    if (question === undefined) return;
    state.underWay += 1;
    const early = await line.dispatch(question);
    state.underWay -= 1;
    if (isWorded(early.attempt)) {
      state.early.set(keyOf(question), early);
      continue;
    }
    state.alone = true;
    state.doubted.add(keyOf(question));
    if (early.attempt.status !== "skipped") line.record({ ...question, role: "beside" }, early);
  }
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
): Omit<NewLook, "attempt" | "takenAt"> {
  const { role, version, about = "" } = question;
  return {
    probe: AUDIT_PROBE,
    role,
    areas: ASIDE.has(role) ? [] : ["tls"],
    host: context.target.host,
    port,
    scheme: "https",
    address,
    locator: "tls",
    about: topicText({ version, about }),
  };
}

/** What tells a question from all others. */
function keyOf({ role, version, about = "", suites, groups = [] }: Question): string {
  return [role, topicText({ version, about }), suites.join(), groups.join()].join(" ");
}

/** A whole answer in TLS, which no limiter gives. */
function isWorded(attempt: Attempt<TlsFlight>): boolean {
  if (attempt.status !== "ok" || attempt.value.unoffered || !attempt.value.complete) return false;
  const { outcome, refusal } = attempt.value;
  return outcome !== "refused" || isOfOffer(refusal ?? "");
}
