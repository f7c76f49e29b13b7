// Progress of long work: one moving line on a terminal, plain lines elsewhere, nothing with --quiet.
import type { Context } from "./context.ts";
import { aboutText } from "../text/duration.ts";
import { inert } from "../text/inert.ts";
import { graphemes, widthOf } from "./output.ts";

export interface Step {
  readonly done: number;
  readonly total: number;
  readonly note: string;
  /** When all is thought to be over, epoch milliseconds; null: too early to say. Asked only when the line is drawn. */
  readonly endsAt: () => number | null;
}

export interface Progress {
  update(step: Step): void;
  /** Removes the moving line, so that results start on a clean one. */
  end(): void;
}

const BAR_CELLS = 24;
const USUAL_CELLS = 80;
const LINES_EVERY_MS = 5_000;
const REDRAW_EVERY_MS = 100;

/** @param now epoch milliseconds */
export function createProgress(context: Context, now: () => number): Progress {
  if (context.quiet) return { update: () => undefined, end: () => undefined };
  const moving = context.err.isTTY === true;
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    update(step) {
      const { done, total, note } = step;
      const at = now();
      const last = done === total;
      if (!last && at - lastDrawn < (moving ? REDRAW_EVERY_MS : LINES_EVERY_MS)) return;
      lastDrawn = at;
      const line = `${summary(step, at, context)} ${inert(note)}`;
      if (moving) {
        context.err.write(`\r\u001b[2K${fitted(`${bar(done, total)} ${line}`, context)}`);
        drawn = true;
      } else {
        context.err.write(`${line}\n`);
      }
    },
    end() {
      if (drawn) context.err.write("\r\u001b[2K");
      drawn = false;
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? BAR_CELLS : Math.round((done / total) * BAR_CELLS);
  return `[${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)}]`;
}

/** A moving line that wrapped would not be removed whole. */
function fitted(line: string, { err }: Context): string {
  const most = Math.max(20, (err.columns ?? 0) === 0 ? USUAL_CELLS : (err.columns ?? 0)) - 1;
  let shown = "";
  for (const sign of graphemes(line)) {
    if (widthOf(shown + sign) > most) break;
    shown += sign;
  }
  return shown;
}

function summary({ done, total, endsAt }: Step, at: number, context: Context): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const end = done === total ? null : endsAt();
  const left = end === null ? null : aboutText(Math.max(0, end - at));
  const eta = left === null ? "" : context.in({ vi: `, còn ${left.vi}`, en: `, ${left.en} left` });
  return `${String(done)}/${String(total)} (${String(percent)} %)${eta}`;
}
