// Lets a registry that another process changed take effect here within a second.
import type { Registry } from "../model/registry.ts";
import type { Store } from "../store/store.ts";

const EVERY_MS = 1_000;

/** @returns the function that ends the following */
export function followRegistry(
  store: Pick<Store, "registry" | "registryVersion">,
  changed: (registry: Registry) => void,
): () => void {
  let version = store.registryVersion();
  const timer = setInterval(() => {
    const newest = store.registryVersion();
    if (newest === version) return;
    version = newest;
    changed(store.registry());
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
