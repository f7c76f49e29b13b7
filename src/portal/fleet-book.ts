// What shows only when the hosts of all units are laid side by side, worked out once in ten minutes at most. For the central
// team only: rows name several units.
import {
  type CertificateName,
  type DefaultCertificate,
  defaultCertificates,
  type MigrationLine,
  postQuantumByProvince,
  type SharedKey,
  sharedKeys,
  unregisteredNames,
} from "../run/fleet.ts";
import type { Store } from "../store/store.ts";

const KEPT_MS = 10 * 60_000;

export interface FleetBook {
  /** At most ten minutes old, and never of an earlier registry. */
  read(sharedDomains: readonly string[]): Fleet;
}

export interface Fleet {
  readonly keys: readonly SharedKey[];
  readonly names: readonly CertificateName[];
  readonly defaults: readonly DefaultCertificate[];
  readonly provinces: readonly MigrationLine[];
}

type FleetSource = Pick<Store, "tlsLeaves" | "tlsPorts" | "registry" | "registryVersion">;

export function createFleetBook(source: FleetSource, now: () => Date): FleetBook {
  let known: { readonly fleet: Fleet; readonly version: number; readonly at: number } | null = null;
  return {
    read: (sharedDomains) => {
      const version = source.registryVersion();
      const at = now().getTime();
      if (known?.version === version && Math.abs(at - known.at) < KEPT_MS) return known.fleet;
      known = { fleet: lay(source, sharedDomains), version, at };
      return known.fleet;
    },
  };
}

function lay(source: FleetSource, sharedDomains: readonly string[]): Fleet {
  const leaves = source.tlsLeaves("central");
  const ports = source.tlsPorts("central");
  const registry = source.registry();
  return {
    keys: sharedKeys(leaves, ports, registry),
    names: unregisteredNames(leaves, registry, sharedDomains),
    defaults: defaultCertificates(leaves, registry),
    provinces: postQuantumByProvince(ports, registry),
  };
}
