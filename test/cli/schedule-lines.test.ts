// How nights and looks of the watch read, in both languages.
import { describe, expect, it } from "vitest";
import {
  nightLine,
  scheduleLines,
  watchLine,
  type Schedule,
} from "../../src/cli/schedule-lines.ts";
import type { Night, WatchedHost } from "../../src/model/schedule.ts";
import type { Language, Text } from "../../src/model/text.ts";

const reader = (language: Language) => ({ in: (text: Text) => text[language] });

const NIGHT: Night = {
  night: "2026-11-22",
  from: "2026-11-22T15:00:00.000Z",
  until: "2026-11-22T22:00:00.000Z",
  state: "done",
  run: "R1",
  beganAt: "2026-11-22T15:00:01.000Z",
  endedAt: "2026-11-22T18:30:00.000Z",
  reason: null,
  takenUp: 0,
};

const HOST: WatchedHost = {
  host: "www.bv-a.test",
  unit: "BV-A",
  everyMinutes: 30,
  dueAt: "2026-11-22T15:30:00.000Z",
  refused: null,
  begunAt: "2026-11-22T15:00:00.000Z",
  lookedAt: "2026-11-22T15:00:00.000Z",
  outcome: "quiet",
  reason: null,
  run: null,
};

const SCHEDULE: Schedule = {
  nightly: { at: "22:00", until: "05:00", timezone: "Asia/Ho_Chi_Minh" },
  next: { night: NIGHT.night, from: NIGHT.from, until: NIGHT.until, hosts: 812 },
  last: NIGHT,
  lastDone: NIGHT,
  nights: [],
  watch: {
    state: "on",
    hosts: 40,
    refused: 2,
    next: { host: HOST.host, dueAt: "2026-11-22T15:30:00.000Z" },
    lateSeconds: 3,
    outcomes: { quiet: 38, sign: 1, unconfirmed: 0, "could-not": 1 },
  },
  verifying: { waiting: 0, lateSeconds: 0 },
};

describe("a night", () => {
  it.each<[string, Partial<Night> & { alive?: boolean }, string]>([
    ["done", {}, "2026-11-22: đã xong, 22:00 ngày 22/11/2026 → 01:30 ngày 23/11/2026 R1"],
    [
      "at work",
      { state: "running", endedAt: null, alive: true },
      "2026-11-22: đang chạy, 22:00 ngày 22/11/2026 R1",
    ],
    [
      "interrupted",
      { state: "running", endedAt: null, run: null, alive: false },
      "2026-11-22: đang chạy (bị ngắt; tiến trình rasoat serve hoặc worker sẽ tự chạy tiếp), 22:00 ngày 22/11/2026",
    ],
    [
      "made up for, and taken up again",
      { beganAt: "2026-11-22T17:05:30.000Z", takenUp: 2 },
      "2026-11-22: đã xong (bắt đầu muộn 2 giờ 5 phút) (bị ngắt và đã chạy tiếp 2 lần), 00:05 ngày 23/11/2026 → 01:30 ngày 23/11/2026 R1",
    ],
    [
      "stopped",
      { state: "stopped", reason: "operator" },
      "2026-11-22: người vận hành đã dừng, 22:00 ngày 22/11/2026 → 01:30 ngày 23/11/2026 R1",
    ],
    [
      "missed",
      { state: "missed", reason: "not-running", run: null, beganAt: null, endedAt: null },
      "2026-11-22: bỏ lỡ (không có tiến trình rasoat serve hoặc worker nào chạy trong khung giờ)",
    ],
  ])("%s", (_, over, line) => {
    expect(nightLine({ ...NIGHT, ...over }, reader("vi"))).toBe(line);
  });
});

describe("a watched host", () => {
  it.each<[string, Partial<WatchedHost>, string]>([
    [
      "quiet",
      {},
      "www.bv-a.test (every 30 min): nothing seen, 2026-11-22 22:00 (UTC+7); next 2026-11-22 22:30 (UTC+7)",
    ],
    [
      "not looked at yet",
      { outcome: null, lookedAt: null },
      "www.bv-a.test (every 30 min): –; next 2026-11-22 22:30 (UTC+7)",
    ],
    [
      "down",
      { outcome: "could-not", reason: "connect-refused" },
      "www.bv-a.test (every 30 min): could not look (connection refused), 2026-11-22 22:00 (UTC+7); next 2026-11-22 22:30 (UTC+7)",
    ],
    [
      "revoked",
      { dueAt: null, refused: "authorization-revoked" },
      "www.bv-a.test (every 30 min): nothing seen, 2026-11-22 22:00 (UTC+7); not watched now: the authorization was revoked",
    ],
  ])("%s", (_, over, line) => {
    expect(watchLine({ ...HOST, ...over }, reader("en"))).toBe(line);
  });
});

describe("the whole", () => {
  it("says when the next night is and of how many hosts, how the watch fares, what waits", () => {
    expect(scheduleLines(SCHEDULE, reader("vi"))).toEqual([
      "Rà soát hằng đêm: 22:00 – 05:00 (Asia/Ho_Chi_Minh). Đêm tới: từ 22:00 ngày 22/11/2026 đến 05:00 ngày 23/11/2026, 812 máy chủ.",
      "Theo dõi trang chủ: 40 máy chủ; 2 máy chủ hiện không được phép; có dấu hiệu 1, không xem được 1, trễ 3 giây; lượt tới www.bv-a.test lúc 22:30 ngày 22/11/2026.",
      "Kiểm tra lại theo yêu cầu: không có lượt nào đang chờ.",
    ]);
  });

  it("says what is switched off, and how to switch it on", () => {
    const off: Schedule = {
      ...SCHEDULE,
      nightly: "off",
      next: null,
      watch: { ...SCHEDULE.watch, state: "off" },
    };
    expect(scheduleLines(off, reader("en")).slice(0, 2)).toEqual([
      "Nightly scan: off. Set schedule.nightly in rasoat.yaml.",
      "Watch over home pages: off.",
    ]);
  });
});
