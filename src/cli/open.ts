// Opens what commands work on: the store, the knowledge. Closed again whatever happens.
import { loadKnowledge } from "../knowledge/load.ts";
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
    const bench = () => ({ knowledge: knowledge(), closeAfter });
    expireWords(store, bench, new Date().toISOString());
    return work(store);
  });
}

export function knowledge(): Knowledge {
  return loadKnowledge(PACKAGE_ROOT);
}
