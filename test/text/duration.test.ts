import { expect, it } from "vitest";
import { aboutText } from "../../src/text/duration.ts";

it.each([
  [0, "chưa tới 1 phút", "less than a minute"],
  [59_999, "chưa tới 1 phút", "less than a minute"],
  [60_000, "khoảng 1 phút", "about 1 min"],
  [12.4 * 60_000, "khoảng 12 phút", "about 12 min"],
  [60 * 60_000, "khoảng 1 giờ", "about 1 h"],
  [135 * 60_000, "khoảng 2 giờ 15 phút", "about 2 h 15 min"],
  [187 * 60_000, "khoảng 3 giờ", "about 3 h"],
  [500 * 60_000, "khoảng 8 giờ 15 phút", "about 8 h 15 min"],
])("%d ms: %s", (ms, vi, en) => {
  expect(aboutText(ms)).toEqual({ vi, en });
});
