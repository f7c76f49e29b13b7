// The sites of the lab: a host name and a loopback address each, and the ports once they are known.
import { freePort } from "./folder.ts";

export const SITE_NAMES = [
  "wordpress",
  "wordpress-new",
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

/**
 * Those with an HTTPS port. modern: TLS 1.2 and 1.3, HSTS, HTTP leads to it; packaged: the distribution's
 * defaults; old: TLS 1.0 to 1.2; closed: registered, but nothing listens.
 */
const SECURE = {
  wordpress: "modern",
  "nginx-modern": "modern",
  "apache-modern": "modern",
  dokuwiki: "packaged",
  "nginx-old": "old",
  "apache-old": "old",
  adminer: "closed",
} as const satisfies Partial<Record<SiteName, string>>;

export type SecureSiteName = Exclude<keyof typeof SECURE, "adminer">;

export interface Site {
  readonly name: SiteName;
  readonly unit: string;
  readonly host: string;
  readonly address: string;
  readonly http: number;
  /** null: none is registered. */
  readonly https: number | null;
  /** False where nothing listens on `https`. */
  readonly servesHttps: boolean;
}

export type Sites = Readonly<Record<SiteName, Site>>;

/** Addresses 127.0.50.10 and up, ports that are free now. */
export async function placeSites(): Promise<Sites> {
  const placed = await Promise.all(
    SITE_NAMES.map(async (name, index): Promise<[SiteName, Site]> => {
      const address = `127.0.50.${String(10 + index)}`;
      const http = await freePort(address);
      const secure = name in SECURE ? SECURE[name as keyof typeof SECURE] : null;
      const https = secure === null ? null : await otherPort(address, http);
      const site = {
        name,
        unit: `BV-${name.toUpperCase()}`,
        host: `${name}.rasoat.test`,
        address,
        http,
        https,
        servesHttps: secure !== null && secure !== "closed",
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
