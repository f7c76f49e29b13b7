// How often a program may ask: a fixed number of requests a minute for each token, and for each address that shows
// tokens which do not hold. Kept in memory: a restart forgets it, which costs nobody anything.

export interface Pace {
  /** Counts one. @returns whole seconds to wait; 0: go on */
  take(key: string): number;
  /** The same without counting. */
  wait(key: string): number;
}

const WINDOW_MS = 60_000;
const MOST_KEYS = 10_000;

/** @param most in any one minute */
export function createPace(most: number, now: () => Date): Pace {
  const windows = new Map<string, { readonly began: number; count: number }>();
  const current = (key: string): { readonly began: number; count: number } => {
    const at = now().getTime();
    const known = windows.get(key);
    if (known !== undefined && Math.abs(at - known.began) < WINDOW_MS) return known;
    if (windows.size >= MOST_KEYS) windows.clear();
    const fresh = { began: at, count: 0 };
    windows.set(key, fresh);
    return fresh;
  };
  const left = ({ began, count }: { readonly began: number; readonly count: number }): number =>
    count < most ? 0 : Math.max(1, Math.ceil((began + WINDOW_MS - now().getTime()) / 1000));
  return {
    take: (key) => {
      const window = current(key);
      const seconds = left(window);
      window.count += 1;
      return seconds;
    },
    wait: (key) => left(current(key)),
  };
}
