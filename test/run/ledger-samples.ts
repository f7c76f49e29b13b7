// Ledgers with rows of several days, and their archives as lines.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Store } from "../../src/store/store.ts";
import { folder, freshStore, intent, OUTCOME, refusal } from "../store/samples.ts";

export const BY = { actor: "lan", role: "command line" };
/** Local midnight of a day of November 2026, and hours after it. */
export const at = (day: number, hours = 0): Date =>
  new Date(Date.parse("2026-11-01T00:00:00+07:00") + (day - 1) * 86_400_000 + hours * 3_600_000);

export interface Clock {
  now: Date;
}

/** Three rows for each of `asks`: intents with outcomes, and a refusal after every intent. */
export async function ask(store: Store, asks: number): Promise<void> {
  const rows = await Promise.all(
    Array.from({ length: asks }, (_, n) =>
      store.ledger.intend(
        intent({ run: null, host: `h${String(n % 7)}.test`, url: `https://x.test/${String(n)}` }),
      ),
    ),
  );
  for (const row of rows) store.ledger.settle(row, OUTCOME);
  await Promise.all(rows.map(() => store.ledger.refuse(refusal({ run: null }))));
  await store.ledger.flush();
}

/** Asks at 23:00 of each of the days 1 to `days`, and again at 23:00 of the 20th, which is the present. */
export async function filled(
  asks = 5,
  days = 4,
  path?: string,
): Promise<{ store: Store; clock: Clock }> {
  const clock: Clock = { now: at(1) };
  const store = freshStore({ now: () => clock.now, ...(path === undefined ? {} : { path }) });
  for (let day = 1; day <= days; day += 1) {
    clock.now = at(day, 23);
    await ask(store, asks);
  }
  clock.now = at(20, 23);
  await ask(store, asks);
  return { store, clock };
}

export const target = (name = "a.jsonl.gz"): string => join(folder(), name);
export const linesIn = (file: string): string[] =>
  gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
export const rewrite = (file: string, lines: readonly string[]): void => {
  writeFileSync(file, gzipSync(`${lines.join("\n")}\n`));
};

/** All calls to the store fail from the k-th on, as if the process had been killed there. */
export function killedAt(store: Store, calls: number): { store: Store; made: () => number } {
  let made = 0;
  const killed = new Proxy(store, {
    get: (whole, name) => {
      const member: unknown = Reflect.get(whole, name);
      if (typeof member !== "function") return member;
      return (...values: unknown[]): unknown => {
        made += 1;
        if (made >= calls) throw new Error("killed");
        return Reflect.apply(member, whole, values) as unknown;
      };
    },
  });
  return { store: killed, made: () => made };
}
