// Makes text from outside harmless on one line: nothing in it ends a line, moves a cursor or turns its direction.

/** Control characters, escape sequences, line separators and direction marks become spaces. */
export function inert(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is removed
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    " ",
  );
}
