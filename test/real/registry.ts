// The lab's sites as a registry file: one unit, one system and one document a site, addresses pinned.
import { stringify } from "yaml";
import type { Site, Sites } from "./lab/sites.ts";

/** Requests a second that each document allows; at one site far less than the program could send. */
export function rateOf({ name }: Site): number {
  return name === "nginx-modern" ? 5 : 20;
}

export function registryOf(sites: Sites): string {
  const all = Object.values(sites);
  return stringify({ units: all.map(unitOf), authorizations: all.map(authorizationOf) });
}

export function resolves(sites: Sites): string[] {
  return Object.values(sites).flatMap(({ host, address }) => ["--resolve", `${host}:${address}`]);
}

function unitOf({ name, unit, host, address, http, https }: Site): object {
  const secure = https === null ? [] : [{ port: https, scheme: "https" }];
  return {
    code: unit,
    name: `Đơn vị ${name}`,
    systems: [
      {
        code: `${unit}-WEB`,
        name: "Cổng thông tin",
        hosts: [
          {
            host,
            ports: [{ port: http, scheme: "http" }, ...secure],
            // A program in a folder of its own is named by whoever registers it.
            paths: name === "phpmyadmin" ? ["/", "/phpmyadmin/"] : ["/"],
            addresses: [`${address}/32`],
          },
        ],
      },
    ],
  };
}

function authorizationOf(site: Site): object {
  const day = (offset: number): string =>
    new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return {
    document: `01/QĐ-${site.unit}`,
    unit: site.unit,
    signedBy: "Giám đốc",
    signedOn: day(-10),
    validFrom: day(-10),
    validTo: day(30),
    hosts: [site.host],
    areas: ["tls", "cms", "panels", "defacement"],
    requestsPerSecond: rateOf(site),
  };
}
