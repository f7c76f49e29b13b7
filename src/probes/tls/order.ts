// Who decides which suite is taken, by what a server chose of what it was offered. Asks nothing.
import type { TlsKnowledge } from "../../model/tls-knowledge.ts";
import { suiteOf } from "../../text/tls/suites.ts";

export type Order = "server" | "client";

export interface Choice {
  readonly suite: number;
  /** In the order in which they were named. */
  readonly offered: readonly number[];
  /** Only curves were named besides that no answer had shown by then. */
  readonly narrow: boolean;
}

/**
 * @param choices all that were made, each without the suites chosen before
 * @returns null where fewer than three were free: some server's own order agrees with ours by chance
 */
export function orderOf(tls: TlsKnowledge, choices: readonly Choice[]): Order | null {
  const spoken = new Set(choices.map(({ suite }) => suite));
  const free = choices.map((choice) => ({
    ...choice,
    open: choice.offered.filter((code) => spoken.has(code) && isOpen(tls, choice, code)),
  }));
  if (free.some(({ suite, open }) => open[0] !== suite)) return "server";
  return free.filter(({ open }) => open.length > 1).length > 2 ? "client" : null;
}

/** Whether it could have been chosen: without a fitting curve no suite is that needs one. */
function isOpen(tls: TlsKnowledge, { suite, narrow }: Choice, code: number): boolean {
  const [chosen, other] = [suiteOf(tls, suite), suiteOf(tls, code)];
  return !narrow || other?.kx !== "ecdhe" || (chosen?.kx === "ecdhe" && chosen.auth === other.auth);
}
