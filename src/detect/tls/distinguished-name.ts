// Reads single attributes of a distinguished name, as observed: one a line or with commas, escapes kept.

/** One attribute, escapes removed; null when there is none. */
export function attributeOf(name: string, attribute: string): string | null {
  // A comma behind a backslash belongs to a value: what follows it may be written to look like an attribute.
  const start = String.raw`(?:^|\n|(?<!(?:^|[^\\])(?:\\\\)*\\)[,+])`;
  const pattern = new RegExp(`${start}\\s*${attribute}=((?:\\\\.|[^\\n,+\\\\]){1,200})`);
  const value = pattern.exec(name)?.[1];
  return value === undefined ? null : value.replace(/\\(.)/g, "$1").trim();
}

/** The common name where there is one: enough to tell one from another in a value. */
export function shortName(name: string): string {
  return attributeOf(name, "CN") ?? attributeOf(name, "O") ?? name.replace(/\s+/g, " ");
}
