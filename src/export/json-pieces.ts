// JSON in pieces, so that what speaks of a whole country need not be in memory as text. Knows nothing of what it writes.

/** One at a time, made when it is written. */
export function* each<T, E>(values: Iterable<T>, make: (value: T) => E): Generator<E> {
  for (const value of values) yield make(value);
}

/**
 * The text that JSON.stringify(value, null, 2) gives, and a line end. Every iterable in it is a list, taken one entry
 * at a time.
 * @param levels below these a value is one piece, and made of plain objects and arrays only
 */
export function* jsonPieces(value: unknown, levels: number): Generator<string> {
  yield* piecesOf(value, levels, "\n");
  yield "\n";
}

/** @param margin what a new line begins with */
function* piecesOf(value: unknown, levels: number, margin: string): Generator<string> {
  if (typeof value !== "object" || value === null || levels === 0) {
    yield textOf(value).replaceAll("\n", margin);
    return;
  }
  const [open, close] = isList(value) ? "[]" : "{}";
  const inner = `${margin}  `;
  let count = 0;
  for (const [name, member] of membersOf(value)) {
    yield `${count === 0 ? (open ?? "") : ","}${inner}${name}`;
    yield* piecesOf(member, levels - 1, inner);
    count += 1;
  }
  yield count === 0 ? `${open ?? ""}${close ?? ""}` : `${margin}${close ?? ""}`;
}

function isList(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function* membersOf(value: object): Generator<readonly [name: string, member: unknown]> {
  if (isList(value)) {
    for (const entry of value) yield ["", entry];
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) yield [`${JSON.stringify(name)}: `, member];
  }
}

/** In a list, what is undefined is null, as everywhere in JSON. */
function textOf(value: unknown): string {
  return value === undefined ? "null" : JSON.stringify(value, null, 2);
}
