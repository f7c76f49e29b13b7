// What letters to a unit's contacts say: plain words, what to do, by when; details are behind the portal's sign-in.
import type { Due, LetterOf, Thing } from "../model/letter.ts";
import { VERIFY_OUTCOME_WORDS } from "../model/verifying.ts";
import { AREA_WORDS, SEVERITY_WORDS } from "../model/words.ts";
import { dayText, dueText } from "../text/days.ts";
import { clockBlocks, defangNote, type Reading, signNotes } from "./central-words.ts";
import {
  type Block,
  defanged,
  plain,
  type Row,
  type Say,
  sayIn,
  type Sheet,
  titleIn,
} from "./sheet.ts";

export interface UnitReading extends Reading {
  readonly unitName: string;
}

export function unitSignsSheet(letter: LetterOf<"unit-signs">, reading: UnitReading): Sheet {
  const { language } = reading;
  const say = sayIn(language);
  const { shown, total } = letter.signs;
  const many = String(total);
  return {
    subject:
      total === 1
        ? say(
            "Khẩn: dấu hiệu sự cố tại trang của đơn vị",
            "Urgent: sign of an incident at your site",
          )
        : say(
            `Khẩn: ${many} dấu hiệu sự cố tại trang của đơn vị`,
            `Urgent: ${many} signs of incidents at your sites`,
          ),
    blocks: [
      greeting(reading),
      {
        kind: "alarm",
        text: say(
          "Hệ thống rà soát thấy dấu hiệu trang của đơn vị bị thay đổi nội dung hoặc lộ dữ liệu.",
          "The review saw signs that your site was tampered with or exposes data.",
        ),
      },
      {
        kind: "line",
        text: say(
          "Cần làm ngay: người phụ trách mở cổng thông tin xem chi tiết; giữ nguyên nhật ký máy chủ và một bản sao hiện trạng trước khi sửa; báo trung tâm nếu đúng là sự cố.",
          "At once: whoever is in charge sees the details in the portal; keep the server's logs and a copy of the present state before mending; tell the central team if it is an incident.",
        ),
      },
      ...clockBlocks(letter, language),
      {
        kind: "list",
        title: say("Nơi có dấu hiệu", "Where"),
        rows: shown.map((sign) => ({
          head: placeOf(sign, say),
          notes: signNotes(sign, language),
          isUrgent: sign.severity === "critical",
        })),
        more: total - shown.length,
      },
    ],
    door: {
      path: "/incidents",
      text: say("Xem chi tiết trên cổng thông tin", "See the details in the portal"),
    },
    small: [defangNote(say), unitNote(reading)],
  };
}

export function digestSheet(letter: LetterOf<"digest">, reading: UnitReading): Sheet {
  const say = sayIn(reading.language);
  const { fresh, back, overdue, soon, open } = letter;
  const counts: readonly (readonly [list: LetterOf<"digest">["fresh"], vi: string, en: string])[] =
    [
      [overdue, "quá hạn", "overdue"],
      [soon, "sắp đến hạn", "due soon"],
      [fresh, "mới", "new"],
      [back, "tái diễn", "back again"],
    ];
  const parts = counts
    .filter(([list]) => list.total > 0)
    .map(([list, vi, en]) => `${String(list.total)} ${say(vi, en)}`);
  const all = [overdue, soon, fresh, back].flatMap(({ shown }) => shown);
  return {
    subject: say(
      `Rà soát trang của đơn vị: ${parts.join(", ")}`,
      `Review of your sites: ${parts.join(", ")}`,
    ),
    blocks: [
      greeting(reading),
      {
        kind: "line",
        text: say(
          `Thư này chỉ nêu những vấn đề mới, tái diễn, sắp đến hạn hoặc quá hạn. Tính cả những vấn đề đã nêu trước đây, đơn vị còn ${String(open)} vấn đề chưa khắc phục.`,
          `Named here is only what is new, back, due soon or overdue. With what was named before, ${String(open)} problems are open.`,
        ),
      },
      ...[
        dueList(say("Quá hạn", "Overdue"), overdue, reading),
        dueList(say("Sắp đến hạn", "Due soon"), soon, reading),
        dueList(say("Vấn đề mới", "New"), fresh, reading),
        dueList(say("Tái diễn sau khi đã khắc phục", "Back after it was fixed"), back, reading),
      ].flat(),
    ],
    door: {
      path: "/findings",
      text: say("Xem cách khắc phục trên cổng thông tin", "See in the portal how to mend it"),
    },
    small: [...(all.some(isTampered) ? [defangNote(say)] : []), unitNote(reading)],
  };
}

function dueList(title: string, list: LetterOf<"digest">["fresh"], reading: UnitReading): Block[] {
  if (list.total === 0) return [];
  const { shown, total } = list;
  const rows = shown.map((due) => dueRow(due, reading));
  return [{ kind: "list", title: `${title} (${String(total)})`, rows, more: total - shown.length }];
}

function dueRow(due: Due, { language, today }: UnitReading): Row {
  const say = sayIn(language);
  const severity = SEVERITY_WORDS[due.severity][language];
  const until = `${dayText(due.dueOn)} (${dueText(due.dueOn, today, language)})`;
  return {
    head: titleIn(due.title, language),
    notes: [
      placeOf(due, say),
      due.dueOn === ""
        ? say(`mức ${severity}`, severity)
        : say(`mức ${severity} · hạn ${until}`, `${severity} · due ${until}`),
    ],
    isUrgent: due.severity === "critical",
  };
}

export function expirySheet({ documents }: LetterOf<"expiry">, reading: UnitReading): Sheet {
  const say = sayIn(reading.language);
  const fewest = Math.min(...documents.shown.map(({ days }) => days));
  const left =
    fewest === 0
      ? say("hôm nay", "today")
      : say(`còn ${String(fewest)} ngày`, `${String(fewest)} days left`);
  return {
    subject: say(
      `Văn bản cho phép rà soát sắp hết hạn: ${left}`,
      `Your authorization is about to end: ${left}`,
    ),
    blocks: [
      greeting(reading),
      {
        kind: "line",
        text: say(
          "Hết hạn mà chưa có văn bản mới thì hệ thống sẽ không kiểm tra các trang này nữa. Nếu muốn tiếp tục, đề nghị đơn vị gửi văn bản mới cho trung tâm.",
          "Without a new document these sites will not be looked at any more. To go on, please send the central team a new one.",
        ),
      },
      {
        kind: "list",
        title: say("Văn bản", "Documents"),
        rows: documents.shown.map(({ document, validTo, hosts }) => ({
          head: plain(document),
          notes: [
            say(
              `có hiệu lực đến hết ngày ${dayText(validTo)} · ${String(hosts)} máy chủ`,
              `valid until the end of ${dayText(validTo)} · ${String(hosts)} hosts`,
            ),
          ],
          isUrgent: false,
        })),
        more: documents.total - documents.shown.length,
      },
    ],
    door: { path: "/sites", text: say("Xem các trang được rà soát", "See the sites") },
    small: [unitNote(reading)],
  };
}

export function verifiedSheet({ looks }: LetterOf<"verified">, reading: UnitReading): Sheet {
  const { language } = reading;
  const say = sayIn(language);
  const fixed = looks.shown.filter(({ isFixed }) => isFixed).length;
  const rest = looks.total - fixed;
  const parts = [
    ...(fixed > 0 ? [say(`${String(fixed)} đã khắc phục`, `${String(fixed)} fixed`)] : []),
    ...(rest > 0 ? [say(`${String(rest)} chưa xong`, `${String(rest)} not yet`)] : []),
  ];
  return {
    subject: say(
      `Kết quả kiểm tra lại: ${parts.join(", ")}`,
      `Verifying looks: ${parts.join(", ")}`,
    ),
    blocks: [
      greeting(reading),
      {
        kind: "list",
        title: say(
          "Những gì đơn vị đề nghị kiểm tra lại",
          "What your unit asked to be looked at again",
        ),
        rows: looks.shown.map((look) => ({
          head: titleIn(look.title, language),
          notes: [
            placeOf(look, say),
            look.isFixed
              ? say("đã khắc phục (đã kiểm tra lại)", "fixed (checked again)")
              : VERIFY_OUTCOME_WORDS[look.outcome][language],
          ],
          isUrgent: look.outcome === "still",
        })),
        more: looks.total - looks.shown.length,
      },
    ],
    door: { path: "/findings", text: say("Xem trên cổng thông tin", "See it in the portal") },
    small: [...(looks.shown.some(isTampered) ? [defangNote(say)] : []), unitNote(reading)],
  };
}

function greeting({ language, unitName }: UnitReading): Block {
  const name = plain(unitName);
  return { kind: "line", text: sayIn(language)(`Kính gửi ${name},`, `To ${name},`) };
}

function isTampered({ area }: Thing): boolean {
  return area === "defacement";
}

function placeOf(thing: Thing, say: Say): string {
  if (thing.host === null) return say(AREA_WORDS.registry.vi, AREA_WORDS.registry.en);
  return isTampered(thing) ? defanged(thing.host) : plain(thing.host);
}

function unitNote({ language, unitName }: UnitReading): string {
  const name = plain(unitName);
  return sayIn(language)(
    `Thư tự động của hệ thống rà soát rasoat, gửi cho đầu mối đã khai báo của ${name}. Xin không trả lời thư này; muốn đổi người nhận, hãy báo trung tâm.`,
    `Written by the review system rasoat for the declared contacts of ${name}. Please do not answer; tell the central team who should get these letters instead.`,
  );
}
