// How long something takes, for people: no finer than an estimate is.
import type { Text } from "../model/text.ts";

/** "chưa tới 1 phút", "khoảng 12 phút", "khoảng 2 giờ 15 phút"; from three hours on to the quarter of an hour. */
export function aboutText(ms: number): Text {
  if (ms < 60_000) return { vi: "chưa tới 1 phút", en: "less than a minute" };
  const exact = Math.round(ms / 60_000);
  const minutes = exact < 180 ? exact : Math.round(exact / 15) * 15;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = (hour: string, minute: string): string =>
    [
      ...(hours === 0 ? [] : [`${String(hours)} ${hour}`]),
      ...(rest === 0 ? [] : [`${String(rest)} ${minute}`]),
    ].join(" ");
  return { vi: `khoảng ${parts("giờ", "phút")}`, en: `about ${parts("h", "min")}` };
}
