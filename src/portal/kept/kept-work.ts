// What takes too long for one request: worked out in small slices between requests, and then kept under a key that
// names what it was made of. A reader may wait a moment for it; after that a page says how far it is.
import { setImmediate as breath, setTimeout as later } from "node:timers/promises";
import type { Log } from "../../model/ports.ts";

export type Work<T> =
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "working"; readonly done: number; readonly of: number }
  | { readonly state: "failed" };

export interface Task<T> {
  /** Units that there are to do. */
  readonly of: number;
  /** Yields how many are done; between two yields lie some tens of milliseconds at most. */
  readonly slices: () => Generator<number, T, undefined>;
}

export interface KeptWork<T> {
  /** Begins when a key is asked for the first time. */
  ask(key: string, begin: () => Task<T>): Work<T>;
  /** The same for a reader who waits a while for it, and no longer than he is there; whoever else asks is answered meanwhile. */
  soon(key: string, begin: () => Task<T>, wait: Wait): Promise<Work<T>>;
  /** Resolves when nothing is being worked out. */
  idle(): Promise<void>;
  /** Leaves what is being worked out: the store is about to close. */
  close(): void;
}

export interface Wait {
  readonly ms: number;
  /** Aborts when the reader leaves. */
  readonly gone: AbortSignal;
}

export interface KeptWorkOptions {
  readonly log: Pick<Log, "error">;
  /** For the log when the work fails. */
  readonly fault: string;
  /** Keys kept; what nobody asked for longest goes first, and what is being worked out for it ends. */
  readonly most: number;
}

export function createKeptWork<T>({ log, fault, most }: KeptWorkOptions): KeptWork<T> {
  const kept = new Map<string, Work<T>>();
  const stop = new AbortController();
  let queue: Promise<void> = Promise.resolve();
  const workOut = async (key: string, { of, slices }: Task<T>): Promise<void> => {
    const steps = slices();
    while (kept.has(key)) {
      await breath(undefined, { signal: stop.signal });
      const step = steps.next();
      if (!kept.has(key)) return;
      if (step.done === true) {
        kept.set(key, { state: "ready", value: step.value });
        return;
      }
      kept.set(key, { state: "working", done: step.value, of });
    }
  };
  const begin = (key: string, task: Task<T>): void => {
    queue = queue
      .then(() => workOut(key, task))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        log.error(fault, { stack: String(error) });
        if (kept.has(key)) kept.set(key, { state: "failed" });
      });
  };
  const ask = (key: string, beginning: () => Task<T>): Work<T> => {
    const known = kept.get(key);
    if (known !== undefined) {
      // To the end of the line of those that go.
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    if (kept.size >= most) kept.delete([...kept.keys()][0] ?? "");
    const task = beginning();
    const work: Work<T> = { state: "working", done: 0, of: task.of };
    kept.set(key, work);
    begin(key, task);
    return work;
  };
  return {
    ask,
    soon: async (key, beginning, wait) => {
      const asked = ask(key, beginning);
      if (asked.state !== "working") return asked;
      await patience(queue, wait);
      return kept.get(key) ?? asked;
    },
    idle: () => queue,
    close: () => {
      stop.abort();
    },
  };
}

/** Till the work is done, the time is over or nobody waits any more. */
async function patience(work: Promise<void>, { ms, gone }: Wait): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([gone, done.signal]);
  const over = later(ms, undefined, { signal }).catch(() => undefined);
  await Promise.race([work, over]);
  done.abort();
}
