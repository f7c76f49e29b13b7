// How gently an address is asked for one host alone: by the lowest rate of all grants whose hosts are known to stand
// at the same address, by their pins or because they were connected to there before. Sends nothing.
import type { Authority } from "../model/grant.ts";
import type { Registry, Target } from "../model/registry.ts";
import { cidrHolds, parseCidr } from "../registry/address.ts";
import { parseIp } from "../text/ip.ts";

export interface Neighbourhood {
  readonly registry: Registry;
  readonly authority: Authority;
  /** Hosts that the ledger has seen connected to at an address. */
  readonly hostsAt: (address: string) => readonly string[];
}

/** @returns requests a second by address, as it stands at the first question; Infinity where no grant speaks of it */
export function sharedRates(around: Neighbourhood): (address: string, at: Date) => number {
  const known = new Map<string, number>();
  return (address, at) => {
    const rate = known.get(address) ?? rateOf(around, address, at);
    known.set(address, rate);
    return rate;
  };
}

function rateOf({ registry, authority, hostsAt }: Neighbourhood, address: string, at: Date) {
  const seen = new Set(hostsAt(address));
  const rates = registry.targets
    .filter((target) => seen.has(target.host) || isPinnedTo(target, address))
    .flatMap(({ unit, host }) => {
      const verdict = authority.judge({ unit, host, port: null, area: null, at });
      return verdict.granted ? [verdict.grant.requestsPerSecond] : [];
    });
  return Math.min(Infinity, ...rates);
}

function isPinnedTo({ addresses }: Target, address: string): boolean {
  const parsed = parseIp(address);
  return addresses.map(parseCidr).some((pin) => {
    return pin !== null && parsed !== null && cidrHolds(pin, parsed);
  });
}
