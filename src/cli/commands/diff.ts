// rasoat diff: what became of findings between two runs, per unit and in total.
import { CHANGES } from "../../model/diff.ts";
import { EXIT } from "../../model/error.ts";
import { REASONS } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import { CHANGE_WORDS, SEVERITY_WORDS } from "../../model/words.ts";
import { diffRuns, type Counts, type Diff, type DiffEntry } from "../../run/diff.ts";
import { snapshotOf } from "../../run/snapshot.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { findRunOf, wholeRun } from "../runs.ts";
import { unitOption } from "../subjects.ts";

const TOTAL: Text = { vi: "TỔNG", en: "TOTAL" };

const COUNT_COLUMNS: readonly Column[] = [
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  ...CHANGES.map((change) => ({ title: CHANGE_WORDS[change] })),
];

const ENTRY_COLUMNS: readonly Column[] = [
  { title: { vi: "THAY ĐỔI", en: "CHANGE" } },
  { title: { vi: "MỨC ĐỘ", en: "SEVERITY" } },
  { title: { vi: "MÃ", en: "ID" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "ĐỊA CHỈ", en: "WHERE" }, max: 44 },
  { title: { vi: "VẤN ĐỀ", en: "PROBLEM" }, max: 70 },
];

export const diff: Body = (context, [first = "", second = ""], options) =>
  withStore(context, false, (store) => {
    const only = { scope: "central", ...unitOption(options["unit"], store.registry()) } as const;
    const named = [
      wholeRun(store, findRunOf(store, first), only.units),
      wholeRun(store, findRunOf(store, second), only.units),
    ] as const;
    const [before, after] =
      named[0].startedAt <= named[1].startedAt ? named : ([named[1], named[0]] as const);
    const found = diffRuns(snapshotOf(store, before, only), snapshotOf(store, after, only), (id) =>
      store.events("central", id),
    );
    if (context.json) context.print(JSON.stringify(found));
    else print(context, found, options["all"] === true);
    return Promise.resolve(EXIT.done);
  });

function print(context: Context, found: Diff, all: boolean): void {
  if (found.versionsDiffer) {
    context.say({
      vi: "Hai lượt dùng quy tắc, dữ liệu hoặc phiên bản chương trình khác nhau; thay đổi do đó được đếm riêng, không tính cho đơn vị.",
      en: "The two runs differ in rules, data or program; what that moved is counted apart, not as the units' doing.",
    });
  }
  const rows = [
    ...found.units.map(({ unit, counts }) => [unit, ...cells(counts)]),
    [TOTAL[context.language], ...cells(found.total)],
  ];
  printTable(context, { columns: COUNT_COLUMNS, rows });
  const shown = found.entries.filter(({ change }) => all || change !== "still");
  if (shown.length === 0) return;
  context.print("");
  const entries = shown.map((entry) => [
    changeText(entry, context),
    SEVERITY_WORDS[entry.severity.after][context.language],
    entry.id,
    entry.unit,
    entry.places.join(", "),
    entry.title[context.language],
  ]);
  printTable(context, { columns: ENTRY_COLUMNS, rows: entries });
}

function cells(counts: Counts): string[] {
  return CHANGES.map((change) => String(counts[change]));
}

function changeText({ change, as, reason }: DiffEntry, context: Context): string {
  const word = CHANGE_WORDS[change][context.language];
  if (as !== null) return `${word} (${CHANGE_WORDS[as][context.language]})`;
  return reason === null ? word : `${word}: ${REASONS[reason][context.language]}`;
}
