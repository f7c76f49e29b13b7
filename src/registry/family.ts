// Who stands above whom among units: one walk up the parents, safe against circles.

/** Parent's code by unit code. */
export type Parents = ReadonlyMap<string, string | null>;

/** The unit itself, then those above it, nearest first; ends where a circle closes. */
export function lineage(code: string, parents: Parents): readonly string[] {
  const line: string[] = [];
  for (let at: string | null = code; at !== null && !line.includes(at);) {
    line.push(at);
    at = parents.get(at) ?? null;
  }
  return line;
}

/** The codes of a circle that the unit is part of, starting and ending with it; null when there is none. */
export function circleOf(code: string, parents: Parents): readonly string[] | null {
  const line = lineage(code, parents);
  return parents.get(line.at(-1) ?? "") === code ? [...line, code] : null;
}
