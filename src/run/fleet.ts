// Joins over the whole fleet: keys that several units share, names in certificates that no registry entry has,
// default certificates, and how far the move to post-quantum key exchange has come. Pure; reads nothing itself.
import type { Registry } from "../model/registry.ts";
import { judgeWildcard } from "../registry/wildcard.ts";
import type { FleetLeaf, FleetPort } from "../store/runs/fleet.ts";
import { canonicalHost } from "../text/host.ts";

export interface SharedKey {
  readonly spkiSha256: string;
  /** Sorted; at least two, or one whose hosts the old protocol endangers. */
  readonly units: readonly string[];
  /** "host:port", sorted. */
  readonly places: readonly string[];
  readonly subjects: readonly string[];
  /** Places of this key that still speak SSL 2.0: there it can be broken for all of them (DROWN, CVE-2016-0800). */
  readonly ssl2: readonly string[];
}

/** For the central team only: whoever holds such a key can read or forge the traffic of all units on it. */
export function sharedKeys(
  leaves: readonly FleetLeaf[],
  ports: readonly FleetPort[],
  registry: Registry,
): readonly SharedKey[] {
  const current = ownOnly(leaves, registry).filter(({ role }) => role !== "nameless");
  const old = new Set(ports.filter(({ ssl2 }) => ssl2 === true).map(placeOf));
  return [...grouped(current, ({ spkiSha256 }) => spkiSha256)]
    .map(([spkiSha256, ofKey]) => {
      const places = sorted(ofKey.map(placeOf));
      return {
        spkiSha256,
        units: sorted(ofKey.map(({ unit }) => unit)),
        places,
        subjects: sorted(ofKey.map(({ subject }) => subject)),
        ssl2: places.filter((place) => old.has(place)),
      };
    })
    .filter(({ units, places, ssl2 }) => units.length > 1 || (ssl2.length > 0 && places.length > 1))
    .toSorted((a, b) => b.units.length - a.units.length || (a.spkiSha256 < b.spkiSha256 ? -1 : 1));
}

export interface CertificateName {
  readonly unit: string;
  readonly name: string;
  /** "host:port" where certificates with this name were seen, sorted. */
  readonly places: readonly string[];
  /**
   * - own: below a name of the unit where nobody else has a host: the unit may be told
   * - foreign: registered by another unit; unclear: nobody's yet. For the central team only
   */
  readonly relation: "own" | "foreign" | "unclear";
  /** Who has registered it. */
  readonly owner: string | null;
}

/**
 * Names in the certificates of a unit's hosts that the unit has not registered. A hoster's certificate holds the
 * names of all its customers, so a unit may be shown `own` ones and no others.
 */
export function unregisteredNames(
  leaves: readonly FleetLeaf[],
  registry: Registry,
  sharedDomains: readonly string[],
): readonly CertificateName[] {
  return nameFinder(registry, sharedDomains)(leaves);
}

type NameFinder = (leaves: readonly FleetLeaf[]) => readonly CertificateName[];

/**
 * `unregisteredNames` for the leaves of some units after the others: the registry is read once. All leaves of a unit
 * must come at once.
 */
export function nameFinder(registry: Registry, sharedDomains: readonly string[]): NameFinder {
  const isOurs = ownTest(registry);
  const owners = ownersOf(registry);
  const isBelow = belowOwn(owners, sharedDomains);
  const hostsIn = hostReader();
  const named = ({ unit, name }: Pick<CertificateName, "unit" | "name">, place: string) => {
    const owner = owners.get(name) ?? null;
    const isOwn = owner === null && isBelow(name, unit);
    const relation = owner !== null ? "foreign" : isOwn ? "own" : "unclear";
    return { unit, name, places: [place], relation, owner } as const;
  };
  return (leaves) => {
    const found = new Map<string, CertificateName>();
    for (const leaf of leaves) {
      if (leaf.role === "nameless" || !isOurs(leaf)) continue;
      const { unit } = leaf;
      const place = placeOf(leaf);
      for (const name of hostsIn(leaf.altNames)) {
        if (owners.get(name) === unit) continue;
        const key = `${unit} ${name}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, named({ unit, name }, place));
        else if (!known.places.includes(place)) {
          found.set(key, { ...known, places: sorted([...known.places, place]) });
        }
      }
    }
    return [...found.values()].toSorted((a, b) =>
      a.unit === b.unit ? (a.name < b.name ? -1 : 1) : a.unit < b.unit ? -1 : 1,
    );
  };
}

/** Wildcards name no host, and addresses no name. Each name is read once, though many certificates hold it. */
function hostReader(): (altNames: readonly string[]) => readonly string[] {
  const known = new Map<string, string | null>();
  const hostOf = (entry: string): string | null => {
    if (!entry.startsWith("dns:") || entry.includes("*")) return null;
    return canonicalHost(entry.slice(4));
  };
  return (altNames) =>
    altNames.flatMap((entry) => {
      let host = known.get(entry);
      if (host === undefined) known.set(entry, (host = hostOf(entry)));
      return host ?? [];
    });
}

/** The same demands as for a wildcard in an authorization; "www" stands for the name it stands before. */
function belowOwn(
  registered: ReadonlyMap<string, string>,
  sharedDomains: readonly string[],
): (name: string, unit: string) => boolean {
  const owners = new Map(registered);
  for (const [host, unit] of registered) {
    const base = host.replace(/^www\./, "");
    if (!owners.has(base)) owners.set(base, unit);
  }
  // Only what stands at or below a base speaks for or against it: not the whole country for each.
  const near = new Map<string, (readonly [host: string, unit: string])[]>();
  for (const entry of owners) {
    for (const base of basesOf(entry[0])) {
      if (!owners.has(base)) continue;
      const list = near.get(base);
      if (list === undefined) near.set(base, [entry]);
      else list.push(entry);
    }
  }
  const verdicts = new Map<string, boolean>();
  const isAllowed = (base: string, unit: string): boolean => {
    const known = verdicts.get(base);
    if (known !== undefined) return known;
    const around = new Map(near.get(base));
    const { ok } = judgeWildcard(`*.${base}`, { unit, owners: around, sharedDomains });
    verdicts.set(base, ok);
    return ok;
  };
  return (name, unit) =>
    basesOf(name).some((base) => owners.get(base) === unit && isAllowed(base, unit));
}

/** The name itself and every name that it is below, longest first. */
function basesOf(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.map((_label, index) => labels.slice(index).join("."));
}

export interface DefaultCertificate {
  readonly unit: string;
  /** "host:port". */
  readonly place: string;
  readonly address: string;
  readonly subject: string;
  /** Units whose registered hosts it names; the host's own unit may be among them. */
  readonly names: readonly string[];
  readonly units: readonly string[];
}

/** Whose certificate comes to a client that names nobody, where it does not speak for the host itself; by place. */
export function defaultCertificates(
  leaves: readonly FleetLeaf[],
  registry: Registry,
): readonly DefaultCertificate[] {
  const owners = ownersOf(registry);
  const hostsIn = hostReader();
  return ownOnly(leaves, registry)
    .filter(({ role, host, altNames }) => role === "nameless" && !hostsIn(altNames).includes(host))
    .map((leaf) => {
      const names = altNamesOf(leaf);
      return {
        unit: leaf.unit,
        place: placeOf(leaf),
        address: leaf.address,
        subject: leaf.subject,
        names,
        units: sorted(names.flatMap((name) => owners.get(name) ?? [])),
      };
    })
    .toSorted((a, b) =>
      a.place === b.place ? (a.address < b.address ? -1 : 1) : a.place < b.place ? -1 : 1,
    );
}

const NAMES_SHOWN = 20;

function altNamesOf({ altNames }: FleetLeaf): readonly string[] {
  return altNames.map((entry) => entry.slice(entry.indexOf(":") + 1)).slice(0, NAMES_SHOWN);
}

export interface MigrationLine {
  /** Province of the registry; "" where none is declared. */
  readonly province: string;
  /** Https ports that were asked, by what is known of each. */
  readonly ports: number;
  readonly postQuantum: number;
  readonly notYet: number;
  readonly unknown: number;
  readonly tls13: number;
  readonly http3: number;
}

/** By province, largest first. */
export function postQuantumByProvince(
  ports: readonly FleetPort[],
  registry: Registry,
): readonly MigrationLine[] {
  const provinces = new Map(registry.units.map(({ code, province }) => [code, province ?? ""]));
  const groups = grouped(ownOnly(ports, registry), ({ unit }) => provinces.get(unit) ?? "");
  return [...groups]
    .map(([province, of]) => {
      const count = (test: (port: FleetPort) => boolean): number => of.filter(test).length;
      return {
        province,
        ports: of.length,
        postQuantum: count(({ postQuantum }) => postQuantum === true),
        notYet: count(({ postQuantum }) => postQuantum === false),
        unknown: count(({ postQuantum }) => postQuantum === null),
        tls13: count(({ tls13 }) => tls13 === true),
        http3: count(({ http3 }) => http3 === true),
      };
    })
    .toSorted((a, b) => b.ports - a.ports || (a.province < b.province ? -1 : 1));
}

/** What is remembered of hosts that have left the registry or changed hands says nothing of today. */
function ownOnly<T extends Owned>(rows: readonly T[], registry: Registry): readonly T[] {
  return rows.filter(ownTest(registry));
}

interface Owned {
  readonly unit: string;
  readonly host: string;
}

function ownTest(registry: Registry): (row: Owned) => boolean {
  const retired = new Set(registry.units.filter((unit) => unit.retired).map(({ code }) => code));
  const owners = ownersOf(registry);
  return ({ host, unit }) => owners.get(host) === unit && !retired.has(unit);
}

/** Unit by registered host. */
function ownersOf(registry: Registry): ReadonlyMap<string, string> {
  return new Map(registry.targets.map(({ host, unit }) => [host, unit]));
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function placeOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${String(port)}`;
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted();
}
