// What letters to the central team say.
import { REQUEST_WORDS } from "../model/account.ts";
import type { LetterOf, LetterSign } from "../model/letter.ts";
import type { Language } from "../model/text.ts";
import { SEVERITY_WORDS } from "../model/words.ts";
import { momentText } from "../text/moment.ts";
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

export interface Reading {
  readonly language: Language;
  /** Local date of the day on which it is written. */
  readonly today: string;
}

export function signsSheet(letter: LetterOf<"signs">, { language }: Reading): Sheet {
  const say = sayIn(language);
  const { signs, units } = letter;
  const many = String(signs.total);
  const [first] = signs.shown;
  const where =
    units === 1 && first !== undefined
      ? plain(first.unitName)
      : say(`${String(units)} đơn vị`, `${String(units)} units`);
  return {
    subject:
      signs.total === 1
        ? say(`Khẩn: dấu hiệu sự cố tại ${where}`, `Urgent: sign of an incident at ${where}`)
        : say(
            `Khẩn: ${many} dấu hiệu sự cố tại ${where}`,
            `Urgent: ${many} signs of incidents at ${where}`,
          ),
    blocks: [
      {
        kind: "alarm",
        text: say(
          `Có ${many} dấu hiệu sự cố (mục 10a) chưa ai xác nhận. Cần người của trung tâm xem và xác nhận.`,
          `${many} signs of incidents (item 10a) that nobody has confirmed. The central team has to look and confirm.`,
        ),
      },
      ...clockBlocks(letter, language),
      {
        kind: "list",
        title: say("Nơi có dấu hiệu", "Where"),
        rows: signs.shown.map((sign) => centralSign(sign, language)),
        more: signs.total - signs.shown.length,
      },
    ],
    door: {
      path: "/incidents",
      text: say("Xem và xác nhận trên cổng thông tin", "See and confirm in the portal"),
    },
    small: [defangNote(say), centralNote(say)],
  };
}

/** By when offices have to be told, were the signs confirmed now. */
export function clockBlocks(
  { firstNoticeBy, fullReportBy }: Pick<LetterOf<"signs">, "firstNoticeBy" | "fullReportBy">,
  language: Language,
): Block[] {
  const say = sayIn(language);
  const first = firstNoticeBy === null ? null : momentText(firstNoticeBy)[language];
  const full = fullReportBy === null ? null : momentText(fullReportBy)[language];
  if (full === null) return [];
  const text =
    first === null
      ? say(
          `Nếu đúng là sự cố: báo cáo đầy đủ (nguyên nhân, phạm vi, biện pháp) trước ${full}.`,
          `If it is an incident: full report (cause, extent, measures) before ${full}.`,
        )
      : say(
          `Nếu đúng là sự cố: thông báo ban đầu trước ${first}, báo cáo đầy đủ (nguyên nhân, phạm vi, biện pháp) trước ${full}.`,
          `If it is an incident: first notice before ${first}, full report (cause, extent, measures) before ${full}.`,
        );
  return [{ kind: "line", text }];
}

export function signNotes(sign: LetterSign, language: Language): string[] {
  const say = sayIn(language);
  const at = momentText(sign.detectedAt)[language];
  const severity = SEVERITY_WORDS[sign.severity][language];
  return [
    titleIn(sign.title, language),
    say(`mức ${severity} · phát hiện lúc ${at}`, `${severity} · detected ${at}`),
  ];
}

function centralSign(sign: LetterSign, language: Language): Row {
  const held = sayIn(language)(
    "đang giữ: đơn vị chưa được báo",
    "held: the unit has not been told",
  );
  return {
    head: sign.host === null ? plain(sign.unitName) : defanged(sign.host),
    notes: [
      `${plain(sign.unitName)} (${plain(sign.unit)})`,
      ...signNotes(sign, language),
      ...(sign.held ? [held] : []),
    ],
    isUrgent: sign.severity === "critical",
  };
}

export function pausedSheet({ units }: LetterOf<"paused">, { language }: Reading): Sheet {
  const say = sayIn(language);
  const [first] = units.shown;
  const many = String(units.total);
  const who = units.total === 1 && first !== undefined ? plain(first.name) : null;
  return {
    subject:
      who === null
        ? say(`${many} đơn vị đã tạm dừng rà soát`, `${many} units have paused the scanning`)
        : say(`${who} đã tạm dừng rà soát`, `${who} has paused the scanning`),
    blocks: [
      {
        kind: "line",
        text: say(
          "Từ lúc tạm dừng, hệ thống không gửi truy vấn nào tới các trang của đơn vị. Lý do đơn vị nêu có trên cổng thông tin.",
          "Since then nothing is sent to the unit's sites. The reason it gave is in the portal.",
        ),
      },
      {
        kind: "list",
        title: say("Đơn vị", "Units"),
        rows: units.shown.map(({ code, name, at }) => ({
          head: `${plain(name)} (${plain(code)})`,
          notes: [say(`từ ${momentText(at).vi}`, `since ${momentText(at).en}`)],
          isUrgent: false,
        })),
        more: units.total - units.shown.length,
      },
    ],
    door: { path: "/central/units", text: say("Xem danh sách đơn vị", "See the units") },
    small: [centralNote(say)],
  };
}

export function requestsSheet({ requests }: LetterOf<"requests">, { language }: Reading): Sheet {
  const say = sayIn(language);
  const many = String(requests.total);
  return {
    subject: say(`${many} đề nghị mới của đơn vị`, `${many} new requests of units`),
    blocks: [
      {
        kind: "list",
        title: say("Đang chờ trung tâm trả lời", "Waiting for an answer"),
        rows: requests.shown.map(({ unit, unitName, request, at }) => ({
          head: `${plain(unitName)} (${plain(unit)})`,
          notes: [`${REQUEST_WORDS[request][language]} · ${momentText(at)[language]}`],
          isUrgent: false,
        })),
        more: requests.total - requests.shown.length,
      },
    ],
    door: { path: "/central/requests", text: say("Xem và trả lời", "See and answer") },
    small: [centralNote(say)],
  };
}

export function centralNote(say: Say): string {
  return say(
    "Thư tự động của hệ thống rà soát rasoat, gửi cho trung tâm. Xin không trả lời thư này.",
    "Written by the review system rasoat for the central team. Please do not answer this letter.",
  );
}

export function defangNote(say: Say): string {
  return say(
    "Dấu chấm trong tên máy chủ được viết là [.] để không ai bấm nhầm vào trang đang có vấn đề.",
    "Dots in host names are written as [.] so that nobody opens a tampered site by accident.",
  );
}
