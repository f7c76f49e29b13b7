// Opens what commands work on: the store, the knowledge. Closed again whatever happens.
import { existsSync } from "node:fs";
import { knowledgeFromJson } from "../knowledge/bundle.ts";
import { loadKnowledge, loadSources, versionsWith } from "../knowledge/load.ts";
import { RasoatError } from "../model/error.ts";
import type { Knowledge } from "../model/knowledge.ts";
import { expireWords } from "../run/expiry.ts";
import { openStore, type Store } from "../store/store.ts";
import { PACKAGE_ROOT, type Context } from "./context.ts";

/** @param create false for commands that only read: a missing file is then an error with the way to mend it */
export async function withStore<T>(
  context: Pick<Context, "dbPath"> & Partial<Pick<Context, "settings">>,
  create: boolean,
  work: (store: Store) => Promise<T> | T,
): Promise<T> {
  const keyFile = context.settings?.portal.keyFile;
  const store = openStore(context.dbPath, {
    create,
    ...(keyFile === undefined ? {} : { keyFile }),
  });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** For commands that list or count findings: first, words whose date has passed are ended. */
export async function withFindings<T>(
  context: Pick<Context, "dbPath" | "settings">,
  work: (store: Store) => Promise<T> | T,
): Promise<T> {
  return withStore(context, false, (store) => {
    const { closeAfter } = context.settings;
    const bench = () => ({ knowledge: knowledge(store), closeAfter });
    expireWords(store, bench, new Date().toISOString());
    return work(store);
  });
}

/**
 * Rules and data as they count for a database: the shipped files and those that were imported into it.
 * @param store null: the shipped files alone, where there is no database yet
 */
export function knowledge(store: KnowledgeSource | null): Knowledge {
  const imported = store === null ? [] : store.importedData();
  if (store === null || imported.length === 0) return loadKnowledge(PACKAGE_ROOT);
  // Parsing is slow; what was parsed once for these bytes is kept with them.
  const { rules, data } = versionsWith(PACKAGE_ROOT, imported);
  return keptKnowledge(store, `${rules}-${data}`) ?? loadSources(PACKAGE_ROOT, imported);
}

/** @returns undefined when there is none, or when an earlier program wrote it in another shape */
function keptKnowledge(store: KnowledgeSource, key: string): Knowledge | undefined {
  const json = store.loadKnowledge(key);
  try {
    return json === undefined ? undefined : knowledgeFromJson(json);
  } catch (error) {
    if (error instanceof RasoatError) return undefined;
    throw error;
  }
}

/** The same for commands that work without a database too. */
export async function currentKnowledge(context: Pick<Context, "dbPath">): Promise<Knowledge> {
  if (!existsSync(context.dbPath)) return knowledge(null);
  return withStore(context, false, (store) => knowledge(store));
}

type KnowledgeSource = Pick<Store, "importedData" | "loadKnowledge">;
