// What takes too long for one request: worked out in small slices between requests, and then kept under a key that
// names what it was made of. Nobody waits for it; a page says how far it is.
import { setImmediate as breath } from "node:timers/promises";
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
  /** Resolves when nothing is being worked out. */
  idle(): Promise<void>;
  /** Leaves what is being worked out: the store is about to close. */
  close(): void;
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
  return {
    ask: (key, beginning) => {
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
    },
    idle: () => queue,
    close: () => {
      stop.abort();
    },
  };
}
