// The demo's registry file, as a person would write it: units, systems, hosts pinned to loopback, authorizations.
import { stringify } from "yaml";
import type { ServedSite } from "./serve.ts";

const DAY_MS = 86_400_000;

/** Requests a second to one sample site: they are ours and on this machine. */
const RATE = 20;

/** The unit above all others. */
const DEPARTMENT = "SYT-MAU";

/** @returns YAML text in the form of CONTRACT.md */
export function sampleRegistry(sites: readonly ServedSite[], now: Date): string {
  const day = (offset: number): string =>
    new Date(now.getTime() + offset * DAY_MS).toISOString().slice(0, 10);
  const units = sites.map(({ site, address, ports }) => ({
    code: site.unit,
    name: site.unitName,
    kind: site.kind,
    province: "Tỉnh Mẫu",
    ...(site.unit === DEPARTMENT ? {} : { parent: DEPARTMENT }),
    systems: [
      {
        code: `${site.unit}-WEB`,
        name: site.system,
        level: 2,
        onlineService: site.onlineService,
        personalData: site.personalData,
        hosts: [
          {
            host: site.host,
            ports: [
              { port: ports.http, scheme: "http" },
              { port: ports.https, scheme: "https" },
            ],
            addresses: [`${address}/32`],
          },
        ],
      },
    ],
  }));
  const authorizations = sites
    .filter(({ site }) => site.authorized)
    .map(({ site }, index) => ({
      document: `${String(index + 1)}/QĐ-${site.unit}`,
      unit: site.unit,
      signedBy: "Thủ trưởng đơn vị",
      signedOn: day(-30),
      validFrom: day(-30),
      validTo: day(335),
      hosts: [site.host],
      areas: ["tls", "cms", "panels", "defacement"],
      verify: { from: "00:00", to: "23:59", maxRequests: 40 },
      requestsPerSecond: RATE,
    }));
  return stringify({ units, authorizations });
}
