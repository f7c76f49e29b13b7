// The suites and groups of TLS 1.3 of one port at one address, by asking for what is left until it is refused.
import type { Asker } from "./asker.ts";

export interface Tls13 {
  readonly suites: readonly number[];
  readonly groups: readonly number[];
}

export const NOTHING_MET: Tls13 = { suites: [], groups: [] };

/**
 * Each retry names a suite and a group: both are struck at once, so that the longer of the two lists sets the number
 * of hellos, not their sum. What one list still holds when the other is empty is asked with what is known to work.
 */
export async function listTls13(asker: Asker, start: Tls13): Promise<Tls13> {
  const { tls13, allGroups } = asker.offers;
  const suites = [...start.suites];
  const groups = [...start.groups];
  const without = (all: readonly number[], found: readonly number[]) =>
    all.filter((code) => !found.includes(code));
  const ask = async (offered: readonly number[], named: readonly number[]): Promise<boolean> => {
    if (offered.length === 0 || named.length === 0) return false;
    const role = "newest" as const;
    const reply = await asker.ask({ role, version: "TLSv1.3", suites: offered, groups: named });
    if (reply.is !== "accepted" || reply.flight.group === null) return false;
    const { group } = reply.flight;
    const isNew = !suites.includes(reply.suite) || !groups.includes(group);
    if (!suites.includes(reply.suite)) suites.push(reply.suite);
    if (!groups.includes(group)) groups.push(group);
    return isNew;
  };
  while (await ask(without(tls13, suites), without(allGroups, groups)));
  if (suites.length > 0) {
    const before = groups.length;
    while (await ask(suites, without(allGroups, groups)));
    // Further groups were in the hello that was refused before: so it was its suites that nobody speaks.
    while (groups.length === before && (await ask(without(tls13, suites), groups)));
  }
  return { suites, groups };
}
