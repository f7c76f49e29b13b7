// Leaves out what a file does not say, so that merging never overwrites with nothing.

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** A copy without the keys whose value is undefined. */
export function definedOnly<T extends object>(value: T): Defined<T> {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
