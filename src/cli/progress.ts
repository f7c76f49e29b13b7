// Progress of long work: one moving line on a terminal, plain lines elsewhere, nothing with --quiet.
import type { Context } from "./context.ts";
import { inert } from "../text/inert.ts";

export interface Progress {
  update(done: number, total: number, note: string): void;
  /** Removes the moving line, so that results start on a clean one. */
  end(): void;
}

const BAR_CELLS = 24;
const LINES_EVERY_MS = 5_000;
const REDRAW_EVERY_MS = 100;

/** @param now epoch milliseconds, for the estimate of what is left */
export function createProgress(context: Context, now: () => number): Progress {
  if (context.quiet) return { update: () => undefined, end: () => undefined };
  const moving = context.err.isTTY === true;
  const started = now();
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    update(done, total, note) {
      const at = now();
      const last = done === total;
      if (!last && at - lastDrawn < (moving ? REDRAW_EVERY_MS : LINES_EVERY_MS)) return;
      lastDrawn = at;
      const line = `${summary(done, total, at - started, context)} ${inert(note)}`;
      if (moving) {
        context.err.write(`\r\u001b[2K${bar(done, total)} ${line}`.slice(0, 200));
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

function summary(done: number, total: number, elapsedMs: number, context: Context): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const left = done === 0 ? null : Math.round(((elapsedMs / done) * (total - done)) / 1000);
  const eta =
    left === null || done === total
      ? ""
      : context.in({ vi: `, còn khoảng ${duration(left)}`, en: `, about ${duration(left)} left` });
  return `${String(done)}/${String(total)} (${String(percent)} %)${eta}`;
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0
    ? `${String(seconds)} s`
    : `${String(minutes)} min ${String(seconds % 60)} s`;
}
