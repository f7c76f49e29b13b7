// How gently an address is asked, whoever is looked at: by the lowest rate of all grants whose hosts are known to stand
// there, by their pins or because they were connected to there before. Sends nothing.
import type { Authority } from "../model/grant.ts";
import type { Registry, Target } from "../model/registry.ts";
import { cidrHolds, parseCidr, type Cidr } from "../registry/address.ts";
import { parseIp } from "../text/ip.ts";

export interface Neighbourhood {
  readonly registry: Registry;
  readonly authority: Authority;
  /** Hosts that the ledger has seen connected to at an address. */
  readonly hostsAt: (address: string) => readonly string[];
}

interface Pin {
  readonly target: Target;
  readonly cidr: Cidr;
}

/** @returns requests a second by address, as it stands at the first question; Infinity where no grant speaks of it */
export function sharedRates(around: Neighbourhood): (address: string, at: Date) => number {
  const known = new Map<string, number>();
  const pins = pinsOf(around.registry);
  return (address, at) => {
    const rate = known.get(address) ?? rateOf(around, standingAt(around, pins, address), at);
    known.set(address, rate);
    return rate;
  };
}

function standingAt(
  { registry, hostsAt }: Neighbourhood,
  pins: readonly Pin[],
  address: string,
): ReadonlySet<Target> {
  const parsed = parseIp(address);
  const hosts = new Set(hostsAt(address));
  return new Set([
    ...registry.targets.filter(({ host }) => hosts.has(host)),
    ...pins.flatMap(({ target, cidr }) =>
      parsed !== null && cidrHolds(cidr, parsed) ? [target] : [],
    ),
  ]);
}

function rateOf({ authority }: Neighbourhood, targets: ReadonlySet<Target>, at: Date): number {
  const rates = [...targets].flatMap(({ unit, host }) => {
    const verdict = authority.judge({ unit, host, port: null, area: null, at });
    return verdict.granted ? [verdict.grant.requestsPerSecond] : [];
  });
  return Math.min(Infinity, ...rates);
}

function pinsOf({ targets }: Registry): readonly Pin[] {
  return targets.flatMap((target) =>
    target.addresses.flatMap((text) => {
      const cidr = parseCidr(text);
      return cidr === null ? [] : [{ target, cidr }];
    }),
  );
}
