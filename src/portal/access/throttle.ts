// How long somebody who failed has to wait: a growing delay for each account and each source, never a lock-out.
// Names that do not exist wait alike.
import type { Failures, SessionStore } from "../../store/people/sessions.ts";

interface Curve {
  /** Failures without delay. */
  readonly free: number;
  readonly longestMs: number;
}

const ACCOUNT: Curve = { free: 4, longestMs: 60_000 };
/** A hospital may share one address: more is free, and then it lasts longer. */
const SOURCE: Curve = { free: 20, longestMs: 900_000 };
/** After a day without failures all is forgotten. */
const FORGET_MS = 86_400_000;

export interface Throttle {
  /** Whole seconds to wait; 0: go on. */
  waitSeconds(login: string, source: string): number;
  /**
   * Counted before the work is done, so that many attempts at the same moment do not all pass while the first is
   * still being checked; `forgive` takes it back.
   */
  attempt(login: string, source: string): void;
  /** The attempt was right as far as it went. */
  forgive(login: string, source: string): void;
  succeed(login: string): void;
}

type Memory = Pick<SessionStore, "failures" | "noteFailure" | "forgiveFailure" | "clearFailures">;

export function createThrottle(memory: Memory, now: () => Date): Throttle {
  const left = ({ count, lastMs }: Failures, curve: Curve): number => {
    // A failure in the future is one before the clock was set back: it locks nobody out until then.
    const since = Math.abs(now().getTime() - lastMs);
    if (count <= curve.free || since > FORGET_MS) return 0;
    const delay = Math.min(curve.longestMs, 1000 * 2 ** (count - curve.free));
    return Math.max(0, delay - since);
  };
  return {
    waitSeconds: (login, source) =>
      Math.ceil(
        Math.max(
          left(memory.failures(accountKey(login)), ACCOUNT),
          left(memory.failures(sourceKey(source)), SOURCE),
        ) / 1000,
      ),
    attempt: (login, source) => {
      memory.noteFailure(accountKey(login));
      memory.noteFailure(sourceKey(source));
    },
    forgive: (login, source) => {
      memory.forgiveFailure(accountKey(login));
      memory.forgiveFailure(sourceKey(source));
    },
    succeed: (login) => {
      memory.clearFailures(accountKey(login));
    },
  };
}

function accountKey(login: string): string {
  return `account ${login.normalize("NFC").trim().toLowerCase()}`;
}

function sourceKey(source: string): string {
  return `source ${source}`;
}
