// rasoat coverage: what was looked at, what was not, and why.
import type { Coverage } from "../../model/coverage.ts";
import { EXIT } from "../../model/error.ts";
import { REASONS } from "../../model/reason.ts";
import { COVERAGE_WORDS } from "../../model/words.ts";
import type { Body } from "../body.ts";
import { textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import type { Colour } from "../output.ts";
import { printTable, type Column } from "../table.ts";
import { findRunOf, wholeRun } from "../runs.ts";
import { hostOption, refuseUnknownHosts, unitOption } from "../subjects.ts";

const COLUMNS: readonly Column[] = [
  { title: { vi: "MÁY CHỦ", en: "HOST" }, max: 44 },
  { title: { vi: "CỔNG", en: "PORT" } },
  { title: { vi: "NỘI DUNG", en: "AREA" } },
  { title: { vi: "KẾT QUẢ", en: "STATUS" } },
  { title: { vi: "LÝ DO", en: "REASON" } },
];

const COLOURS: Readonly<Record<Coverage["status"], Colour>> = {
  assessed: "green",
  partial: "yellow",
  "not-assessed": "red",
};

export const coverage: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const run = textOf(options["run"]);
    const registry = store.registry();
    const only = unitOption(options["unit"], registry);
    const named = hostOption(options["host"]);
    const rows = store.coverage("central", {
      ...only,
      ...named,
      ...(run === undefined ? {} : { run: wholeRun(store, findRunOf(store, run), only.units).id }),
    });
    refuseUnknownHosts(named, rows, registry);
    if (context.json) {
      for (const row of rows) context.print(JSON.stringify(row));
      return EXIT.done;
    }
    if (rows.length === 0) {
      context.say({
        vi: "Chưa có lượt quét nào xem tới đây: chưa biết gì, không phải là không có vấn đề.",
        en: "No scan has come here yet: nothing is known, which does not mean that nothing is wrong.",
      });
    }
    const cells = rows.map((row) => [
      row.host,
      String(row.port),
      row.area,
      COVERAGE_WORDS[row.status][context.language],
      row.reason === null ? "" : `${REASONS[row.reason][context.language]} (${row.reason})`,
    ]);
    const colours = rows.map(({ status }) => COLOURS[status]);
    printTable(context, { columns: COLUMNS, rows: cells, colours });
    return EXIT.done;
  });
