// Numbers that lead to the list they count, with a bar beside them: the charts of the statistics. The bar is for eyes
// only; the number says the same in words.
import type { JSX } from "hono/jsx/jsx-runtime";
import { numberText } from "./format.ts";
import type { ReaderVisit } from "../route.ts";

const FULL = 100;

/** A number that leads to its list. */
export function NumberLink(props: {
  readonly value: number;
  readonly to: string;
  readonly visit: Pick<ReaderVisit, "language">;
}): JSX.Element {
  const { value, to, visit } = props;
  return <a href={to}>{numberText(value, visit.language)}</a>;
}

/** @param most the longest bar of the chart stands for this many */
export function BarLink(props: {
  readonly value: number;
  readonly most: number;
  readonly to: string;
  /** A class of the stylesheet's fills. */
  readonly fill?: string;
  readonly visit: Pick<ReaderVisit, "language">;
}): JSX.Element {
  const { value, most, to, fill, visit } = props;
  const width = value === 0 ? 0 : Math.max(1, Math.round((value / Math.max(1, most)) * FULL));
  return (
    <a class="count" href={to}>
      <span>{numberText(value, visit.language)}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="fill-none" width={FULL} height="10" />
        <rect class={fill ?? "fill-brand"} width={width} height="10" />
      </svg>
    </a>
  );
}
