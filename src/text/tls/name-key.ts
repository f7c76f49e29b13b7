// When are two printed distinguished names the same one? Decides nothing else about names.

/**
 * A key that is equal for names that clients take for the same (RFC 5280, section 7.1): ASCII letters of either case,
 * runs of spaces as one, none at the ends of a value. The kind of string does not show in a printed name.
 * @param printed as the runtime prints it, one attribute a line, or joined with commas; escapes kept; an empty name may come as undefined
 */
export function nameKey(printed: string | undefined): string {
  return (printed ?? "")
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/\\ /g, " ")
    .replace(/ +/g, " ")
    .replace(/ ?(\n|,|=|\+) ?/g, "$1")
    .replace(/\n/g, ",")
    .trim();
}
