// Tells when a product may come from a distribution's package: such packages are mended under an old number,
// so the number alone proves nothing about missing fixes.
import type { HttpExchange } from "../../model/observation.ts";
import type { Product } from "../../model/product.ts";
import { headerOf } from "../../text/assessable.ts";
import { parseVersion } from "../../text/version.ts";
import type { Candidate } from "./version-set.ts";

const MARKS: readonly (readonly [family: string, pattern: RegExp])[] = [
  ["Debian", /\bdebian\b|[+~.-]deb\d/i],
  ["Ubuntu", /ubuntu/i],
  ["Red Hat", /\((?:red hat|centos|rocky|almalinux|oracle)|\.el\d/i],
  // Debian's nginx names no distribution, but keeps one number for the life of a release (measured on Debian 12).
  ["Debian 12", /\bnginx\/1\.22\.1(?![.\d])/],
  ["Debian 13", /\bnginx\/1\.26\.3(?![.\d])/],
];

/** Why the version may be a distribution's; null when nothing says so. */
export function packagingOf(
  product: Product,
  candidates: readonly Candidate[],
  exchanges: readonly HttpExchange[],
  today: string,
): string | null {
  const suffix = candidates.map(({ version }) => parseVersion(version ?? "")?.packaging ?? null)[0];
  if (suffix !== null && suffix !== undefined) return suffix;
  const family = exchanges.map(familyOf).find((each) => each !== null);
  if (family === undefined || family === null) return null;
  const shipped = product.packaged.filter(
    ({ distribution, until }) => distribution.startsWith(family) && until >= today,
  );
  // One possible version that the distribution ships is enough: then no verdict holds for all of them.
  const possible = candidates.some((candidate) =>
    shipped.some(({ branch }) => branch === candidate.branch),
  );
  if (!possible) return null;
  return [...new Set(shipped.map(({ distribution }) => distribution))].join(", ");
}

/** The distribution that the server names in its headers. */
function familyOf(exchange: HttpExchange): string | null {
  const text = ["server", "x-powered-by"]
    .map((name) => headerOf(exchange, name)?.slice(0, 500) ?? "")
    .join(" ");
  return MARKS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
