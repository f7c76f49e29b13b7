// What the central team is told of a night's scan: how it ended, what it brought, what could not be looked at.
import type { LetterOf } from "../model/letter.ts";
import type { Text } from "../model/text.ts";
import { dayText } from "../text/days.ts";
import { momentText } from "../text/moment.ts";
import { localDay } from "../rules/day.ts";
import { centralNote, type Reading } from "./central-words.ts";
import { type Row, sayIn, type Sheet } from "./sheet.ts";

type Night = LetterOf<"night">;

const ENDS: Readonly<Record<Night["status"], Text>> = {
  done: { vi: "đã xong", en: "done" },
  stopped: { vi: "đã được dừng giữa chừng", en: "stopped before its end" },
  failed: { vi: "dừng vì lỗi của chương trình", en: "ended by a fault of the program" },
  interrupted: { vi: "bị gián đoạn", en: "broken off" },
};

export function nightSheet(night: Night, { language }: Reading): Sheet {
  const say = sayIn(language);
  const day = dayText(localDay(night.startedAt));
  const left = night.hosts.left;
  const rest =
    left > 0
      ? say(`, còn ${String(left)} máy chủ chưa kiểm tra`, `, ${String(left)} hosts left`)
      : "";
  const end = ENDS[night.status][language];
  const began = momentText(night.startedAt)[language];
  const ended = night.endedAt === null ? null : momentText(night.endedAt)[language];
  return {
    subject: say(`Lượt quét ngày ${day}: ${end}${rest}`, `Scan of ${day}: ${end}${rest}`),
    blocks: [
      ...(night.status === "done" ? [] : [{ kind: "alarm" as const, text: brokenOff(night, say) }]),
      {
        kind: "line",
        text:
          ended === null
            ? say(
                `Bắt đầu ${began}, không ghi được lúc kết thúc.`,
                `Begun ${began}; no end was noted.`,
              )
            : say(`Bắt đầu ${began}, kết thúc ${ended}.`, `Begun ${began}, ended ${ended}.`),
      },
      { kind: "list", title: say("Kết quả", "What came of it"), rows: rowsOf(night, say), more: 0 },
    ],
    door: { path: "/central/runs", text: say("Xem lượt quét", "See the run") },
    small: [centralNote(say)],
  };
}

function brokenOff({ hosts }: Night, say: ReturnType<typeof sayIn>): string {
  return hosts.left > 0
    ? say(
        "Lượt quét không đi hết danh sách. Máy chủ chưa kiểm tra không được tính là đạt; chạy tiếp bằng: rasoat scan --resume.",
        "The scan did not reach the end of its list. Hosts that were left do not count as passed; go on with: rasoat scan --resume.",
      )
    : say(
        "Lượt quét không kết thúc bình thường; hãy xem nhật ký của máy quét.",
        "The scan did not end as it should; see the log of the scanning machine.",
      );
}

function rowsOf(night: Night, say: ReturnType<typeof sayIn>): Row[] {
  const { hosts, incomplete, fresh, signs, unreachable, undelivered } = night;
  const rows: readonly (readonly [count: number, always: boolean, words: string])[] = [
    [hosts.done, true, say("máy chủ đã kiểm tra", "hosts looked at")],
    [
      incomplete,
      true,
      say("trong đó có phần không kiểm tra được", "of them with parts that could not be looked at"),
    ],
    [
      hosts.refused,
      true,
      say("máy chủ không được phép, chưa gửi gì", "hosts refused, nothing was sent"),
    ],
    [hosts.left, true, say("máy chủ chưa kiểm tra", "hosts left over")],
    [fresh, true, say("vấn đề mới", "new problems")],
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
        "thư trong 24 giờ qua không gửi được",
        "letters of the last 24 hours that could not be delivered",
      ),
    ],
  ];
  return rows
    .filter(([count, always]) => always || count > 0)
    .map(([count, , words]) => ({ head: `${String(count)} ${words}`, notes: [], isUrgent: false }));
}
