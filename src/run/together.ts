// Work side by side that ends as one: nothing goes on behind the back of whoever waited for it.

/**
 * Waits for all of them, whatever becomes of each.
 * @param halt called when the first one fails, so that the others end soon
 * @throws what that one threw, once all have ended
 */
export async function together<T>(halt: () => void, works: readonly Promise<T>[]): Promise<T[]> {
  const all = Promise.all(works);
  await all.catch(halt);
  await Promise.allSettled(works);
  return all;
}
