// What changed since last time: the words and the numbers of `rasoat diff`, findings held back left out.
import { CHANGES, type Change } from "../../model/diff.ts";
import type { Text } from "../../model/text.ts";
import { CHANGE_WORDS } from "../../model/words.ts";
import { dayText } from "../document/day-text.ts";
import type { Table } from "../document/model.ts";
import { count, own } from "./cells.ts";
import { sayIn, type ReportInput } from "./input.ts";

const t = (vi: string, en: string): Text => ({ vi, en });

const MEANINGS: Readonly<Record<Change, Text>> = {
  new: t("lượt trước chưa có", "was not there before"),
  back: t("đã từng khắc phục, nay lại thấy", "was fixed, and is seen again"),
  "changed-by-rule": t(
    "do quy tắc hoặc dữ liệu đánh giá thay đổi, không phải do trang thay đổi",
    "moved because rules or data changed, not the site",
  ),
  still: t("lượt trước đã có, kiểm tra lại vẫn thấy", "was there before, and was seen again"),
  "not-assessed": t(
    "lượt trước đã có, lượt này không có kết quả kiểm tra lại",
    "was there before; this time there was no answer about it",
  ),
  fixed: t("kiểm tra lại, không còn thấy", "was looked at again and is gone"),
  "set-aside": t("người có trách nhiệm xác định là báo nhầm", "called a false alarm by a person"),
};

/** Each issue is counted once, under one change. */
export function changeTable({ changes, language }: ReportInput): Table {
  const say = sayIn(language);
  const shown = changes?.entries.filter(({ held }) => !held) ?? [];
  return {
    kind: "table",
    title:
      changes === null
        ? say("Thay đổi so với lần trước", "Changes since last time")
        : title(changes, language),
    columns: [
      { title: say("Thay đổi", "Change"), width: 5 },
      { title: say("Số vấn đề", "Issues"), width: 2, align: "center" },
      { title: say("Cách tính", "How it is counted"), width: 9 },
    ],
    rows:
      changes === null
        ? []
        : CHANGES.map((change) => [
            own(capital(CHANGE_WORDS[change][language])),
            count(
              "findings",
              shown.filter((entry) => entry.change === change).map(({ id }) => id),
            ),
            own(MEANINGS[change][language]),
          ]),
    empty: say(
      "Chưa có đủ hai lượt rà soát để so sánh.",
      "There have not been two runs to compare.",
    ),
  };
}

function title(
  { before, after, lastReport }: NonNullable<ReportInput["changes"]>,
  language: ReportInput["language"],
): string {
  const [from, to] = [before, after].map(
    ({ id, startedAt }) => `${id} (${dayText(startedAt, language)})`,
  );
  const say = sayIn(language);
  const runs = say(
    `từ lượt ${from ?? ""} đến lượt ${to ?? ""}`,
    `from run ${from ?? ""} to run ${to ?? ""}`,
  );
  return lastReport === null
    ? say(`Thay đổi so với lượt rà soát trước, ${runs}`, `Changes since the run before, ${runs}`)
    : say(
        `Thay đổi so với báo cáo số ${lastReport.number}, ${runs}`,
        `Changes since report ${lastReport.number}, ${runs}`,
      );
}

function capital(word: string): string {
  return `${word.slice(0, 1).toLocaleUpperCase("vi")}${word.slice(1)}`;
}
