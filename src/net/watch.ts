// The end of every wait: phase and total deadlines, byte caps, stop and revocation, in one place and on real time.
// Libraries honour abort signals late or never, so whoever waits races against this and the socket is destroyed.
import { failed, ok, type Attempt, type Miss } from "../model/attempt.ts";

const POLL_MS = 25;

/** Sockets are destroyed with an error: without one the HTTP client takes the end for that of an answer. */
const OVER = Object.assign(new Error("over"), { code: "ERR_STREAM_DESTROYED" });

interface Phase {
  readonly ms: number;
  /** What the wait comes to when the time is over. */
  readonly late: Miss;
  /** Raw bytes that the socket may have received by the end of this phase. */
  readonly bytes: number;
  readonly tooMuch: Miss;
}

export interface Watch {
  /** Why it ended early; null while all is well. */
  readonly miss: Miss | null;
  /** Starts the next phase; the one before is over. */
  enter(phase: Phase): void;
  /** The socket whose bytes are counted and which is destroyed when the watch trips. */
  hold(socket: { readonly bytesRead: number; destroy(error?: Error): unknown }): void;
  /**
   * Waits for `work` or for the first limit.
   * @param toMiss reads a rejection; may throw what is a fault of ours
   */
  attempt<T>(work: Promise<T>, toMiss: (error: unknown) => Miss): Promise<Attempt<T>>;
  trip(miss: Miss): void;
  /** Stops the timers; the socket is destroyed too, as nothing outlives its request. */
  end(): void;
}

export interface WatchOptions {
  readonly totalMs: number;
  readonly signal: AbortSignal;
  /** What a stop by the signal is called. */
  readonly onStop: () => Miss;
  /** Asked again and again while in flight; not null: no longer permitted. */
  readonly recheck: () => Miss | null;
  readonly recheckMs: number;
}

export function openWatch(options: WatchOptions): Watch {
  let miss: Miss | null = null;
  let phase: Phase | null = null;
  let phaseTimer: NodeJS.Timeout | undefined;
  let socket: Parameters<Watch["hold"]>[0] | null = null;
  let tell: (reason: Miss) => void;
  const tripped = new Promise<Miss>((resolve) => {
    tell = resolve;
  });

  const trip = (reason: Miss): void => {
    if (miss !== null) return;
    miss = reason;
    tell(reason);
    end();
  };
  const onAbort = (): void => trip(options.onStop());
  const end = (): void => {
    clearTimeout(phaseTimer);
    clearTimeout(total);
    clearInterval(poll);
    clearInterval(recheck);
    options.signal.removeEventListener("abort", onAbort);
    socket?.destroy(OVER);
  };
  const total = setTimeout(() => trip(failed("deadline", "whole request")), options.totalMs);
  const poll = setInterval(() => {
    if (phase !== null && socket !== null && socket.bytesRead > phase.bytes) trip(phase.tooMuch);
  }, POLL_MS);
  const recheck = setInterval(() => {
    const refused = options.recheck();
    if (refused !== null) trip(refused);
  }, options.recheckMs);
  options.signal.addEventListener("abort", onAbort, { once: true });
  if (options.signal.aborted) onAbort();

  return {
    get miss() {
      return miss;
    },
    enter(next) {
      clearTimeout(phaseTimer);
      phase = next;
      if (miss === null) phaseTimer = setTimeout(() => trip(next.late), next.ms);
    },
    hold(held) {
      socket = held;
      if (miss !== null) held.destroy(OVER);
    },
    attempt: (work, toMiss) => raceOf(work, tripped, () => miss, toMiss),
    trip,
    end,
  };
}

function raceOf<T>(
  work: Promise<T>,
  tripped: Promise<Miss>,
  missNow: () => Miss | null,
  toMiss: (error: unknown) => Miss,
): Promise<Attempt<T>> {
  const worked = work.then(
    (value): Attempt<T> => missNow() ?? ok(value),
    (error: unknown): Attempt<T> => missNow() ?? toMiss(error),
  );
  return Promise.race([worked, tripped]);
}
