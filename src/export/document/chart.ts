// A chart as SVG: horizontal stacked bars, drawn on the server. Numbers stand in the bars and in the table
// beside it; nothing is loaded and nothing runs. Every label is escaped here.
import { stack } from "d3-shape";
import { escapeMarkup } from "./escape.ts";
import type { Chart } from "./model.ts";

const WIDTH = 640;
const LABEL_WIDTH = 270;
const BAR = 20;
const GAP = 10;
const LEGEND = 26;
const FONT = 12;
const LONGEST_LABEL = 46;

type Bar = Chart["bars"][number];

/** @param fontFamily as the file that takes it up names its font */
export function chartSvg(chart: Chart, fontFamily: string): string {
  const { series, bars, title } = chart;
  const height = LEGEND + bars.length * (BAR + GAP) + GAP;
  const room = WIDTH - LABEL_WIDTH - 44;
  const most = Math.max(1, ...bars.map(({ values }) => sum(values)));
  const scale = (value: number): number => Math.round((value / most) * room * 100) / 100;
  const layers = stack<Bar, number>()
    .keys(series.keys())
    .value((bar, index) => bar.values[index] ?? 0)([...bars]);
  const rectangles = layers.flatMap((layer, index) =>
    layer.flatMap(([from, to], row) =>
      to > from
        ? [
            `<rect x="${String(LABEL_WIDTH + scale(from))}" y="${String(top(row))}" width="${String(scale(to - from))}" height="${String(BAR)}" fill="${colour(series[index]?.colour)}"/>`,
          ]
        : [],
    ),
  );
  const labels = bars.flatMap(({ label, values }, row) => [
    text(LABEL_WIDTH - 8, top(row) + 14, short(label), "end"),
    text(LABEL_WIDTH + scale(sum(values)) + 6, top(row) + 14, String(sum(values)), "start"),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" width="${String(WIDTH)}" height="${String(height)}" font-family="${escapeMarkup(fontFamily)}" font-size="${String(FONT)}" role="img" aria-label="${escapeMarkup(title)}">`,
    ...legend(series),
    ...rectangles,
    ...labels,
    "</svg>",
  ].join("");
}

function top(row: number): number {
  return LEGEND + GAP / 2 + row * (BAR + GAP);
}

function legend(series: Chart["series"]): readonly string[] {
  let x = 4;
  return series.flatMap(({ name, colour: fill }) => {
    const at = x;
    x += 24 + name.length * 6.4;
    return [
      `<rect x="${String(at)}" y="4" width="12" height="12" fill="${colour(fill)}"/>`,
      text(at + 17, 14, name, "start"),
    ];
  });
}

function text(x: number, y: number, content: string, anchor: "start" | "end"): string {
  return `<text x="${String(Math.round(x * 100) / 100)}" y="${String(y)}" text-anchor="${anchor}" fill="#000000">${escapeMarkup(content)}</text>`;
}

function short(label: string): string {
  const letters = Array.from(label);
  return letters.length <= LONGEST_LABEL
    ? label
    : `${letters.slice(0, LONGEST_LABEL - 1).join("")}…`;
}

/** Only "#rrggbb" gets into an attribute. */
function colour(value: string | undefined): string {
  return value !== undefined && /^#[0-9a-f]{6}$/.test(value) ? value : "#777777";
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
