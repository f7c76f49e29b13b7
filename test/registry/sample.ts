// Small registries for tests, with everything that does not matter filled in.
import type { Authorization, Registry, System, Target, Unit } from "../../src/model/registry.ts";

export function unit(code: string, more: Partial<Unit> = {}): Unit {
  return {
    code,
    name: `Đơn vị ${code}`,
    kind: "hospital",
    province: null,
    parent: null,
    formerly: [],
    head: null,
    contacts: null,
    incidentPlan: null,
    retired: false,
    ...more,
  };
}

export function system(code: string, owner: string, more: Partial<System> = {}): System {
  return {
    code,
    unit: owner,
    name: "Trang thông tin điện tử",
    exposure: "public",
    level: null,
    levelApproval: null,
    operator: null,
    onlineService: null,
    personalData: null,
    contractor: null,
    ...more,
  };
}

export function target(host: string, owner: string, more: Partial<Target> = {}): Target {
  return {
    unit: owner,
    system: `${owner}-WEB`,
    host,
    ports: [
      { port: 80, scheme: "http" },
      { port: 443, scheme: "https" },
    ],
    paths: ["/"],
    addresses: [],
    ...more,
  };
}

export function authorization(
  document: string,
  owner: string,
  more: Partial<Authorization> = {},
): Authorization {
  return {
    document,
    unit: owner,
    signedBy: "Giám đốc",
    signedOn: "2026-01-05",
    documentSha256: null,
    hosterNotified: null,
    emergencyContact: null,
    validFrom: "2026-01-05",
    validTo: "2026-12-31",
    hosts: "all-registered",
    areas: ["tls", "cms", "panels", "defacement"],
    window: null,
    verify: null,
    watch: null,
    requestsPerSecond: null,
    status: "active",
    ...more,
  };
}

/** One unit BV-A with the host www.bv-a.test, and whatever authorizations are given. */
export function registryWith(
  authorizations: readonly Authorization[],
  more: Partial<Registry> = {},
): Registry {
  return {
    units: [unit("BV-A")],
    systems: [system("BV-A-WEB", "BV-A")],
    targets: [target("www.bv-a.test", "BV-A")],
    authorizations,
    ...more,
  };
}
