// The table of requests that a scan may make, by the shipped data, and the siblings that a hit is checked with.
import { loadSources } from "../../src/knowledge/load.ts";
import { panelPathsOf } from "../../src/text/panel-match.ts";
import { resolve } from "node:path";
import type { Site } from "./lab/sites.ts";
import { FORBIDDEN, OWN_PAGES } from "./truth.ts";

const knowledge = loadSources(resolve(import.meta.dirname, "../.."));

/** Two names nobody has, to learn what a site answers to those: ten consonants. */
const CALIBRATION = /^\/[b-df-hj-np-tv-xz]{10}(?:\.(?:php|aspx|jsp)|\/)?$/;
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

export interface Asked {
  readonly method: string;
  /** Path, and parameters with their values masked. */
  readonly target: string;
}

/** Why a request was not allowed; null when it was. */
export function objectionTo(site: Site, { method, target }: Asked): string | null {
  if (!METHODS.has(method)) return `method ${method}`;
  const [path = ""] = target.split("?");
  const isSigned = signedPaths(site).has(target);
  if (!isSigned && FORBIDDEN.some((pattern) => pattern.test(target))) return "forbidden";
  const known =
    target === "/" ||
    isSigned ||
    productPaths().some((known) => target.endsWith(known)) ||
    CALIBRATION.test(target) ||
    OWN_PAGES[site.name]?.test(target) === true ||
    isDirectoryOf(target) ||
    [...signedPaths(site)].some((signed) => isSibling(path, signed));
  return known ? null : "not in the table";
}

function signedPaths({ host }: Site): ReadonlySet<string> {
  return new Set(
    knowledge.panels.flatMap((signature) => panelPathsOf(signature, host).map((each) => each.path)),
  );
}

function productPaths(): readonly string[] {
  const methods = knowledge.products.flatMap(({ version }) =>
    version.flatMap(({ path }) => (path === undefined ? [] : [path])),
  );
  const files = Object.values(knowledge.hashes).flatMap((table) =>
    Object.keys(table.files).map((file) => `/${file.replace(/^\//, "")}`),
  );
  return [...methods, ...files];
}

/** Folders that pages take their files from are asked for listings. */
function isDirectoryOf(target: string): boolean {
  return /^\/(?:[A-Za-z][\w-]{0,40}\/){1,2}$/.test(target);
}

/** The same shape, with the letters of one segment replaced. */
function isSibling(path: string, signed: string): boolean {
  const [ours, theirs] = [path.split("/"), signed.split("/")];
  if (ours.length !== theirs.length) return false;
  const changed = ours.filter((segment, index) => segment !== theirs[index]);
  const [one] = changed;
  return changed.length === 1 && one !== undefined && !/[aeiouy]/i.test(one.split(".")[0] ?? "");
}
