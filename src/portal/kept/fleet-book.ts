// What shows only when the hosts of all units are laid side by side, worked out once and kept until a later scan has
// ended or the registry has changed. For the central team only: rows name several units. A unit gets its own names.
import type { Log } from "../../model/ports.ts";
import {
  type CertificateName,
  type DefaultCertificate,
  defaultCertificates,
  type MigrationLine,
  nameFinder,
  postQuantumByProvince,
  type SharedKey,
  sharedKeys,
  unregisteredNames,
} from "../../run/fleet.ts";
import type { FleetLeaf } from "../../store/runs/fleet.ts";
import type { Store } from "../../store/store.ts";
import { createKeptWork, type KeptWork, type Work } from "./kept-work.ts";
import { endedScans } from "./night-book.ts";

export interface FleetBook extends Pick<KeptWork<Fleet>, "idle" | "close"> {
  /** Begins to work it out when it is asked for the first time. */
  read(): Work<Fleet>;
  /** Begins it, before anybody asks. */
  prepare(): void;
  /** Names that the unit may be told of: `own` ones of its own certificates, whether or not the fleet is laid out. */
  ownNames(unit: string): readonly CertificateName[];
}

export interface Fleet {
  readonly keys: readonly SharedKey[];
  readonly names: readonly CertificateName[];
  readonly defaults: readonly DefaultCertificate[];
  readonly provinces: readonly MigrationLine[];
}

type FleetSource = Pick<
  Store,
  "tlsLeaves" | "tlsPorts" | "registry" | "registryVersion" | "listRuns"
>;

/** Units between two breaths; some tens of milliseconds. */
const SLICE = 200;

export function createFleetBook(
  source: FleetSource,
  sharedDomains: readonly string[],
  log: Pick<Log, "error">,
): FleetBook {
  const fault = "the fleet could not be laid out";
  const kept = createKeptWork<Fleet>({ log, fault, most: 1 });
  const read = (): Work<Fleet> =>
    kept.ask(stateOf(source), () => ({
      of: source.registry().units.length,
      slices: () => lay(source, sharedDomains),
    }));
  return {
    read,
    prepare: () => {
      read();
    },
    ownNames: (unit) => {
      const work = read();
      const names =
        work.state === "ready"
          ? work.value.names
          : unregisteredNames(
              source.tlsLeaves({ units: [unit] }),
              source.registry(),
              sharedDomains,
            );
      return names.filter((name) => name.unit === unit && name.relation === "own");
    },
    idle: () => kept.idle(),
    close: () => {
      kept.close();
    },
  };
}

/** Which registry and which scan, the one that ended last, the fleet is of. */
function stateOf(source: FleetSource): string {
  const ends = endedScans(source).map(({ id, endedAt }) => `${endedAt ?? ""} ${id}`);
  return `${String(source.registryVersion())} ${ends.toSorted().at(-1) ?? ""}`;
}

function* lay(
  source: FleetSource,
  sharedDomains: readonly string[],
): Generator<number, Fleet, undefined> {
  const registry = source.registry();
  const units = registry.units.map(({ code }) => code).toSorted();
  const namesIn = nameFinder(registry, sharedDomains);
  const parts: FleetLeaf[][] = [];
  const names: (readonly CertificateName[])[] = [];
  for (let at = 0; at < units.length; at += SLICE) {
    yield at;
    const some = source.tlsLeaves("central", units.slice(at, at + SLICE));
    parts.push(some);
    names.push(namesIn(some));
  }
  yield units.length;
  const leaves = parts.flat();
  const ports = source.tlsPorts("central");
  yield units.length;
  const keys = sharedKeys(leaves, ports, registry);
  yield units.length;
  const defaults = defaultCertificates(leaves, registry);
  yield units.length;
  const provinces = postQuantumByProvince(ports, registry);
  return { keys, names: names.flat(), defaults, provinces };
}
