// Hands out the moments at which an address may be asked, over all processes that share the database.
import { z } from "zod";
import type { Pace } from "../model/ledger.ts";
import type { Connection } from "./sqlite/connection.ts";

const Row = z.object({ last_ms: z.number(), interval_ms: z.number() });

/** A queue this long cannot be: a clock was set back, and the moment noted is of no use. */
const CLOCK_JUMP_MS = 600_000;

/**
 * @param connection its own, with durability NORMAL: a slot forgotten in a power failure harms nobody,
 * and waiting for the disk at every request would
 */
export function paceOver(connection: Connection): Pace {
  return {
    reserve: (address, intervalMs, now) =>
      connection.transact(() => {
        const last = connection.one(
          Row,
          "SELECT last_ms, interval_ms FROM pace WHERE address = ?",
          address,
        );
        const slot = Math.ceil(last === undefined ? now : nextSlot(last, intervalMs, now));
        connection.run(
          "INSERT OR REPLACE INTO pace VALUES (?, ?, ?)",
          address,
          slot,
          Math.ceil(intervalMs),
        );
        return slot;
      }),
  };
}

/** The slower of the two who share the address rules. */
function nextSlot(last: z.infer<typeof Row>, intervalMs: number, now: number): number {
  const next = last.last_ms + Math.max(intervalMs, last.interval_ms);
  const longest = Math.max(CLOCK_JUMP_MS, 100 * intervalMs);
  return next - now > longest ? now + intervalMs : Math.max(now, next);
}
