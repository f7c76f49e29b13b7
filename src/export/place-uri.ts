// The place of a finding as an absolute URI, for formats that want one. Made by the URL parser from parts, so
// that nothing a site says can change its host or scheme.
import type { Finding } from "../model/finding.ts";
import type { Registry } from "../model/registry.ts";

/** "host:port" → scheme, as registered: looked up for each of many places. */
export type Schemes = ReadonlyMap<string, "http" | "https">;

export function schemesIn({ targets }: Pick<Registry, "targets">): Schemes {
  return new Map(
    targets.flatMap(({ host, ports }) =>
      ports.map(({ port, scheme }) => [`${host}:${String(port)}`, scheme] as const),
    ),
  );
}

/**
 * @param place "host:port" or "host", as in a remediation row
 * @returns "https://host:port/path"; the path is the finding's where its subject ends in one
 */
export function placeUri(
  place: string,
  { area, subject }: Pick<Finding, "area" | "subject">,
  schemes: Schemes,
): string {
  const colon = place.lastIndexOf(":");
  const host = colon < 0 ? place : place.slice(0, colon);
  const port = colon < 0 ? 443 : Number(place.slice(colon + 1));
  const scheme = schemes.get(`${host}:${String(port)}`) ?? (port === 443 ? "https" : "http");
  const url = new URL(`${scheme}://${host}:${String(port)}/`);
  const hasPath = area === "panels" || area === "defacement";
  const path = hasPath ? (/(?:^|\s)(\/\S*)/.exec(subject)?.[1] ?? "/") : "/";
  const [pathname = "/", search = ""] = path.split("?", 2);
  url.pathname = pathname;
  url.search = search;
  return url.href;
}
