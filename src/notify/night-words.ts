// What the central team is told of a night's scan: how it ended, what it brought, what could not be looked at.
import type { LetterOf } from "../model/letter.ts";
import { NIGHT_REASON_WORDS } from "../model/schedule.ts";
import type { Language, Text } from "../model/text.ts";
import { dayText } from "../text/days.ts";
import { momentText } from "../text/moment.ts";
import { centralNote, type Reading } from "./central-words.ts";
import { type Block, type Row, type Say, sayIn, type Sheet } from "./sheet.ts";

type Night = LetterOf<"night">;

const ENDS: Readonly<Record<Night["status"], Text>> = {
  done: { vi: "đã xong", en: "done" },
  cut: { vi: "hết giờ trước khi xong", en: "its hours ended first" },
  stopped: { vi: "đã được dừng giữa chừng", en: "stopped before its end" },
  missed: { vi: "không chạy", en: "did not run" },
  failed: { vi: "dừng vì lỗi của chương trình", en: "ended by a fault of the program" },
  interrupted: { vi: "bị gián đoạn", en: "broken off" },
};

export function nightSheet(night: Night, { language }: Reading): Sheet {
  const say = sayIn(language);
  const day = dayText(night.day);
  const left = night.result?.left ?? 0;
  const rest =
    left > 0
      ? say(`, còn ${String(left)} máy chủ chưa kiểm tra`, `, ${String(left)} hosts left`)
      : "";
  const end = ENDS[night.status][language];
  return {
    subject: say(`Lượt quét ngày ${day}: ${end}${rest}`, `Scan of ${day}: ${end}${rest}`),
    blocks: [
      ...(night.status === "done"
        ? []
        : [{ kind: "alarm" as const, text: brokenOff(night, language) }]),
      ...hours(night, language),
      {
        kind: "list",
        title: say("Tình hình", "How things stand"),
        rows: rowsOf(night, say),
        more: 0,
      },
    ],
    door: { path: "/central/runs", text: say("Xem các lượt quét", "See the runs") },
    small: [centralNote(say)],
  };
}

function hours({ beganAt, endedAt }: Night, language: Language): Block[] {
  if (beganAt === null) return [];
  const say = sayIn(language);
  const began = momentText(beganAt)[language];
  const text =
    endedAt === null
      ? say(`Bắt đầu ${began}, không ghi được lúc kết thúc.`, `Begun ${began}; no end was noted.`)
      : say(
          `Bắt đầu ${began}, kết thúc ${momentText(endedAt)[language]}.`,
          `Begun ${began}, ended ${momentText(endedAt)[language]}.`,
        );
  return [{ kind: "line", text }];
}

function brokenOff({ status, reason, result }: Night, language: Language): string {
  const say = sayIn(language);
  const why = reason === null ? "" : ` ${sentence(NIGHT_REASON_WORDS[reason][language])}`;
  if (status === "missed") {
    return say(
      `Lượt quét theo lịch đã không chạy: không trang nào được kiểm tra trong đêm này.${why}`,
      `The scheduled scan did not run: no site was looked at in this night.${why}`,
    );
  }
  return (result?.left ?? 0) > 0
    ? say(
        `Lượt quét không đi hết danh sách; máy chủ chưa kiểm tra không được tính là đạt.${why}`,
        `The scan did not reach the end of its list; hosts that were left do not count as passed.${why}`,
      )
    : say(
        `Lượt quét không kết thúc bình thường; hãy xem nhật ký của máy quét.${why}`,
        `The scan did not end as it should; see the log of the scanning machine.${why}`,
      );
}

function sentence(text: string): string {
  return `${text.charAt(0).toLocaleUpperCase("vi")}${text.slice(1)}.`;
}

type Line = readonly [count: number, always: boolean, words: string];

function rowsOf({ result, signs, unreachable, undelivered }: Night, say: Say): Row[] {
  const ran: readonly Line[] =
    result === null
      ? []
      : [
          [result.done, true, say("máy chủ đã kiểm tra", "hosts looked at")],
          [
            result.incomplete,
            true,
            say(
              "máy chủ có phần không kiểm tra được",
              "hosts with parts that could not be looked at",
            ),
          ],
          [
            result.refused,
            true,
            say("máy chủ không được phép, chưa gửi gì", "hosts refused, nothing was sent"),
          ],
          [result.left, true, say("máy chủ chưa kiểm tra", "hosts left over")],
          [result.fresh, true, say("vấn đề mới", "new problems")],
        ];
  const lines: readonly Line[] = [
    ...ran,
    [signs, true, say("dấu hiệu sự cố đang chờ xác nhận", "signs of incidents to confirm")],
    [
      unreachable,
      false,
      say(
        "đơn vị có vấn đề mà không có địa chỉ nhận thư",
        "units with problems and no address for letters",
      ),
    ],
    [
      undelivered,
      false,
      say(
        "thư không gửi được trong 24 giờ qua; xem: rasoat notify list",
        "letters that could not be delivered in the last 24 hours; see: rasoat notify list",
      ),
    ],
  ];
  return lines
    .filter(([count, always]) => always || count > 0)
    .map(([count, , words]) => ({ head: `${String(count)} ${words}`, notes: [], isUrgent: false }));
}
