// Looks after a running scan once a second: the lock's heartbeat, a stop request, a changed registry, the disk.
import type { LiveAuthority } from "../registry/authority.ts";
import type { RunLock } from "../store/lock.ts";
import type { Store } from "../store/store.ts";
import { runError } from "./errors.ts";
import type { TimeLeft } from "./time-left.ts";

export interface WatchdogOptions {
  readonly store: Store;
  readonly run: string;
  readonly lock: RunLock;
  readonly authority: LiveAuthority;
  readonly timeLeft: Pick<TimeLeft, "endsAt">;
  readonly minFreeMegabytes: number;
  /** Ends the run; the reason is null when an operator asked for it. */
  readonly end: (reason: Error | null) => void;
}

const EVERY_MS = 1_000;

/** @returns the function that ends the watching */
export function startWatchdog(options: WatchdogOptions): () => void {
  const { store, authority } = options;
  let version = store.registryVersion();
  const tick = (): void => {
    try {
      if (!options.lock.heartbeat(options.timeLeft.endsAt())) throw runError("run-lock-lost");
      if (store.isStopRequested(options.run)) options.end(null);
      const newest = store.registryVersion();
      if (newest !== version) {
        version = newest;
        authority.replace(store.registry());
      }
      const free = Math.round(store.freeMegabytes());
      if (free < options.minFreeMegabytes) {
        throw runError("run-disk-low", { free, least: options.minFreeMegabytes });
      }
    } catch (error) {
      options.end(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const timer = setInterval(tick, EVERY_MS);
  // A disk that is low already must stop the run before its first request.
  tick();
  return () => {
    clearInterval(timer);
  };
}
