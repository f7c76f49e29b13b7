// Reads registry texts in tests and tells problems as short lines: "line or row [column] code words".
import { RasoatError } from "../../src/model/error.ts";
import type { Registry } from "../../src/model/registry.ts";
import type { Draft } from "../../src/registry/draft.ts";
import { mergeRegistry } from "../../src/registry/merge.ts";
import { readAuthorizationFile, readRegistryFile } from "../../src/registry/read-file.ts";

const EMPTY: Registry = { units: [], systems: [], targets: [], authorizations: [] };
export const SHARED = ["wordpress.com", "sites.google.com"];

export interface Reading {
  readonly current?: Registry;
  readonly only?: "authorizations";
}

export async function read(
  name: string,
  content: string | Uint8Array,
  { current = EMPTY, only }: Reading = {},
): Promise<Draft> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const context = { current, sharedDomains: SHARED };
  const readFile = only === "authorizations" ? readAuthorizationFile : readRegistryFile;
  return (await readFile({ name, bytes }, context)).draft;
}

export async function registryOf(
  name: string,
  content: string | Uint8Array,
  reading: Reading = {},
): Promise<Registry> {
  const draft = await read(name, content, reading);
  return mergeRegistry(reading.current ?? EMPTY, draft).registry;
}

/** The lines of the refusal in English, without the way to mend; empty when the file was taken. */
export async function problems(
  name: string,
  content: string | Uint8Array,
  reading: Reading = {},
): Promise<string[]> {
  const error = await refusalOf(name, content, reading);
  return error === null ? [] : error.details.map(({ en }) => en.split(" — ")[0] ?? "");
}

export async function refusalOf(
  name: string,
  content: string | Uint8Array,
  reading: Reading = {},
): Promise<RasoatError | null> {
  try {
    await read(name, content, reading);
    return null;
  } catch (error) {
    if (error instanceof RasoatError) return error;
    throw error;
  }
}
