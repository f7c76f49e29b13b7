// The sites of the lab: a host name and a loopback address each, and the ports once they are known.
import { freePort } from "./folder.ts";

export const SITE_NAMES = [
  "wordpress",
  "mediawiki",
  "dokuwiki",
  "phpmyadmin",
  "adminer",
  "tomcat",
  "nginx-modern",
  "nginx-old",
  "apache-modern",
  "apache-old",
] as const;
export type SiteName = (typeof SITE_NAMES)[number];

/** Those that also serve HTTPS. */
const SECURE: ReadonlySet<SiteName> = new Set([
  "wordpress",
  "nginx-modern",
  "nginx-old",
  "apache-modern",
  "apache-old",
]);

export interface Site {
  readonly name: SiteName;
  readonly unit: string;
  readonly host: string;
  readonly address: string;
  readonly http: number;
  readonly https: number | null;
}

export type Sites = Readonly<Record<SiteName, Site>>;

/** Addresses 127.0.50.10 and up, ports that are free now. */
export async function placeSites(): Promise<Sites> {
  const placed = await Promise.all(
    SITE_NAMES.map(async (name, index): Promise<[SiteName, Site]> => {
      const address = `127.0.50.${String(10 + index)}`;
      const http = await freePort(address);
      const https = SECURE.has(name) ? await otherPort(address, http) : null;
      const site = {
        name,
        unit: `BV-${name.toUpperCase()}`,
        host: `${name}.rasoat.test`,
        address,
        http,
        https,
      };
      return [name, site];
    }),
  );
  return Object.fromEntries(placed) as Record<SiteName, Site>;
}

async function otherPort(address: string, taken: number): Promise<number> {
  const port = await freePort(address);
  return port === taken ? otherPort(address, taken) : port;
}

/** The HTTPS port of a site that has one. */
export function securePort({ name, https }: Site): number {
  if (https === null) throw new Error(`${name} serves no HTTPS`);
  return https;
}
