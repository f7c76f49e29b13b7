// What the looks at a product's own files say: versions that a file announces, and known static files.
// A path that answers proves nothing (some sites answer 200 to everything): only a strict pattern or a known hash counts.
import type { Look } from "../model/observation.ts";
import type { Reason } from "../model/reason.ts";
import { isHttpLook, problemOf, type HttpLook } from "./assessable.ts";
import type { Instance } from "./product-instances.ts";
import { readVersion, type Reading } from "./product-signals.ts";

/** Role of a look at a file that announces the version. */
export const VERSION_ROLE = "version-file";
/** Role of a look at a static file whose hash may be known. */
export const KNOWN_ROLE = "known-file";

interface FileReading extends Reading {
  readonly look: HttpLook;
}

export interface KnownFile {
  /** Path below the product's root, as in the hash table. */
  readonly file: string;
  readonly gitBlob: string;
  readonly look: HttpLook;
}

export interface FileAnswers {
  readonly readings: readonly FileReading[];
  readonly known: readonly KnownFile[];
  /** Files that were asked for and are not there (404, 403, another page). */
  readonly missing: readonly string[];
  /** Why a look at a file ended without an answer; the first such reason, or null. */
  readonly miss: Reason | null;
}

/** Reads the looks that belong to one installation (the product at its root, on whatever port). */
export function filesOf(
  instance: Pick<Instance, "product" | "root">,
  looks: readonly Look[],
  body: (sha256: string) => Uint8Array | undefined,
): FileAnswers {
  const mine = looks.filter(
    ({ probe, about, locator }) =>
      probe === "cms" && about === instance.product.slug && locator.startsWith(instance.root),
  );
  const answered = mine.filter(isHttpLook).filter((look) => problem(look, body) === null);
  const there = answered.filter(isThere);
  const readings = there
    .filter(({ role }) => role === VERSION_ROLE)
    .flatMap((look) => readFile(instance, look, body));
  const known = there
    .filter(({ role }) => role === KNOWN_ROLE)
    .flatMap((look) => blobOf(instance, look));
  const told = new Set([...readings, ...known].map(({ look }) => look.id));
  return {
    readings,
    known,
    missing: answered.filter(({ id }) => !told.has(id)).map((look) => below(instance.root, look)),
    miss: firstMiss(mine, body),
  };
}

/** The file itself, not where a redirect led to, and not an error page. */
function isThere({ attempt }: HttpLook): boolean {
  const { status, hops } = attempt.value;
  return (status === 200 || status === 206) && hops.length === 0;
}

function readFile(
  { product, root }: Pick<Instance, "product" | "root">,
  look: HttpLook,
  body: (sha256: string) => Uint8Array | undefined,
): FileReading[] {
  const reference = look.attempt.value.body;
  const bytes = reference === null ? undefined : body(reference.sha256);
  if (bytes === undefined) return [];
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 64 * 1024));
  const file = `/${below(root, look)}`;
  return product.version
    .filter(({ path }) => path === file)
    .flatMap((method) => readVersion(method, text) ?? [])
    .map((reading) => ({ ...reading, look }));
}

function blobOf({ root }: Pick<Instance, "root">, look: HttpLook): KnownFile[] {
  const reference = look.attempt.value.body;
  if (reference === null || reference.truncated) return [];
  return [{ file: below(root, look), gitBlob: reference.gitBlob, look }];
}

function below(root: string, { locator }: Look): string {
  return locator.slice(root.length);
}

function firstMiss(
  looks: readonly Look[],
  body: (sha256: string) => Uint8Array | undefined,
): Reason | null {
  for (const look of looks) {
    if (look.attempt.status !== "ok") return look.attempt.reason;
    const reason = isHttpLook(look) ? problem(look, body) : null;
    if (reason !== null) return reason;
  }
  return null;
}

function problem(look: HttpLook, body: (sha256: string) => Uint8Array | undefined): Reason | null {
  const reference = look.attempt.value.body;
  return problemOf(look.attempt.value, reference === null ? undefined : body(reference.sha256));
}
