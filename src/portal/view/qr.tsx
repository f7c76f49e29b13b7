// A QR code as an inline drawing: one path of dark squares, made here, fetched from nowhere.
import type { JSX } from "hono/jsx/jsx-runtime";
import { encode } from "uqr";

/** Light modules around it that readers need (ISO/IEC 18004 asks for four). */
const QUIET = 4;

export function QrCode({
  text,
  label,
}: {
  readonly text: string;
  /** For those who cannot see it. */
  readonly label: string;
}): JSX.Element {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const box = `0 0 ${String(size)} ${String(size)}`;
  return (
    <svg class="qr" viewBox={box} role="img" aria-label={label} shape-rendering="crispEdges">
      <path class="light" d={`M0 0h${String(size)}v${String(size)}H0z`} />
      <path d={darkPath(data)} />
    </svg>
  );
}

/** Each run of dark modules of a row as one rectangle. */
export function darkPath(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) => {
      const runs: string[] = [];
      for (let x = 0; x < row.length; x += 1) {
        if (row[x] !== true) continue;
        const from = x;
        while (row[x + 1] === true) x += 1;
        const width = String(x - from + 1);
        runs.push(`M${String(from)} ${String(y)}h${width}v1h-${width}z`);
      }
      return runs;
    })
    .join("");
}
