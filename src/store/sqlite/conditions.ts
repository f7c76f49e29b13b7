// Conditions of a question, made of what its filter says.

/** A list as one SQL value for json_each; null where it does not restrict. */
export function listValue(values: readonly (string | number)[] | undefined): string | null {
  return values === undefined ? null : JSON.stringify(values);
}

/**
 * What does not restrict (null) is left out of the question: an OR beside it would keep the index from use.
 * @param clauses by the number of their parameter (?1 the first), in the order of the values
 */
export function conditionsOf(
  clauses: readonly string[],
  values: readonly (string | number | null)[],
): string {
  return clauses
    .map((clause, index) => (values[index] === null ? `?${String(index + 1)} IS NULL` : clause))
    .join(" AND ");
}
