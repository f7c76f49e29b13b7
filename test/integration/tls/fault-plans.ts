// What happens to the connections of one audit, drawn from a seed: single faults that lie apart, one that stays from
// some connection on (as behind a limiter), an address that goes away.
import type { Fault, Met } from "../../helpers/tls/fault-proxy.ts";

export type Chance = () => number;

/** mulberry32: small, and the same on every machine. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(chance: Chance, all: readonly T[]): T {
  const one = all[Math.floor(chance() * all.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}

export interface Plan {
  readonly name: string;
  readonly of: (met: Met) => Fault;
  /** The connection at which the address goes away. */
  readonly leavesAt?: number;
}

const ENDS = ["reset", "close", "silence"] as const;
const TEXTS = [
  "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
  "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\n\r\n",
  "HTTP/1.1 302 Found\r\nLocation: https://www.bv-a.test/\r\n\r\n",
  "SSH-2.0-OpenSSH_9.2p1\r\n",
  "220 mail.bv-a.test ESMTP\r\n",
];
/** Of the moment, of the client, of the line, or unknown: none speaks of what was offered. */
const ODD_ALERTS = [0, 20, 21, 22, 42, 46, 48, 49, 51, 90, 112, 115, 116, 120, 255];
/** Refusals as a server would word them; a single one can be told from the server's own by nobody. */
const WORDED = [40, 47, 70, 71];

const DRAWS: readonly ((chance: Chance, quick: boolean) => Fault)[] = [
  (chance, quick) => ({ is: "cut", bytes: 0, end: endOf(chance, quick) }),
  (chance, quick) => ({
    is: "cut",
    bytes: pick(chance, [1, 4, 5, 9, 40, 60, 90, 400, 900, 1300]),
    end: endOf(chance, quick),
  }),
  (chance) => ({ is: "drip", bytes: pick(chance, [40, 200, 1000]) }),
  (chance, quick) => ({
    is: "say",
    text: pick(chance, TEXTS),
    early: chance() < 0.5,
    end: endOf(chance, quick),
  }),
  (chance) => ({
    is: "alert",
    level: pick(chance, [1, 2, 3]),
    number: pick(chance, ODD_ALERTS),
    times: pick(chance, [1, 1, 9]),
    answer: pick(chance, ["none", "after", "before"]),
  }),
  (chance) => ({ is: "records", edit: pick(chance, ["first", "twice", "backwards"]) }),
];

function endOf(chance: Chance, quick: boolean): (typeof ENDS)[number] {
  return pick(chance, quick ? ENDS.slice(0, 2) : ENDS);
}

/** @param quick nothing that must be waited out */
function faultFrom(chance: Chance, quick: boolean): Fault {
  const tarpit = (): Fault => ({ is: "tarpit" });
  return pick(chance, quick ? DRAWS : [...DRAWS, tarpit])(chance, quick);
}

const PASS: Fault = { is: "pass" };
/** So far apart that no question and its repetition are hit, whatever goes beside them. */
const APART = 5;

export function drawPlan(chance: Chance, quick = false): Plan {
  return pick(chance, [scattered, scattered, lasting, lasting, leaving])(chance, quick);
}

function scattered(chance: Chance, quick: boolean): Plan {
  const share = pick(chance, [0.2, 0.5, 1]);
  const faults = new Map<number, Fault>();
  for (let at = 1 + Math.floor(chance() * APART); at < 90; at += APART + Math.floor(chance() * 3)) {
    if (chance() < share) faults.set(at, faultFrom(chance, quick));
  }
  const name = `scattered ${JSON.stringify([...faults].slice(0, 5))}`;
  return { name, of: ({ index }) => faults.get(index) ?? PASS };
}

function lasting(chance: Chance, quick: boolean): Plan {
  const from = Math.floor(chance() * 22);
  const isWorded = chance() < 0.2;
  const fault: Fault = isWorded
    ? { is: "alert", level: 2, number: pick(chance, WORDED), times: 1, answer: "none" }
    : faultFrom(chance, quick);
  const name = `from ${String(from)} ${JSON.stringify(fault)}`;
  return { name, of: ({ index }) => (index >= from ? fault : PASS) };
}

function leaving(chance: Chance): Plan {
  const leavesAt = 1 + Math.floor(chance() * 16);
  return { name: `goes away at ${String(leavesAt)}`, of: () => PASS, leavesAt };
}
