// A clock whose hands a test turns. It stands still otherwise; sleeping turns it, unless the test says what sleeping
// does, and lets what waits for the network go on.
import { setImmediate as soon } from "node:timers/promises";

export interface Hands {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly turn: (ms: number) => void;
  readonly set: (moment: string) => void;
  /** What sleeping does; at first it turns the hands. */
  asleep: (ms: number) => void | Promise<void>;
}

export function hands(moment: string): Hands {
  let at = Date.parse(moment);
  const turn = (ms: number): void => {
    at += ms;
  };
  const own: Hands = {
    now: () => new Date(at),
    sleep: async (ms) => {
      await own.asleep(ms);
      await soon();
    },
    turn,
    set: (next) => {
      at = Date.parse(next);
    },
    asleep: turn,
  };
  return own;
}
