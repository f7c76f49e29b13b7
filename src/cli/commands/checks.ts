// rasoat checks: every rule for every host, by the latest run that was to look at it or by a named one.
import { EXIT } from "../../model/error.ts";
import { REASONS } from "../../model/reason.ts";
import { OUTCOME_WORDS } from "../../model/words.ts";
import type { ScanRun } from "../../model/run.ts";
import { groupBy } from "../../export/report/standing.ts";
import { checksOf, latestChecksOf } from "../../run/checks.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import { textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import type { Colour } from "../output.ts";
import { printTable, type Column } from "../table.ts";
import { findRunOf, runOrLatest, wholeRun } from "../runs.ts";
import { hostOption, refuseUnknownHosts } from "../subjects.ts";
import type { Check } from "../../model/coverage.ts";

const COLUMNS: readonly Column[] = [
  { title: { vi: "MÁY CHỦ", en: "HOST" }, max: 36 },
  { title: { vi: "CỔNG", en: "PORT" } },
  { title: { vi: "QUY TẮC", en: "RULE" } },
  { title: { vi: "ĐỐI TƯỢNG", en: "SUBJECT" }, max: 40 },
  { title: { vi: "KẾT QUẢ", en: "OUTCOME" } },
  { title: { vi: "LÝ DO", en: "REASON" } },
];

const COLOURS: Readonly<Record<Check["outcome"], Colour>> = {
  fail: "red",
  pass: "green",
  unknown: "yellow",
  "not-applicable": "dim",
};

export const checks: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const run = textOf(options["run"]);
    const named = hostOption(options["host"]);
    const rows =
      run === undefined
        ? latestChecks(store, named)
        : checksOfRun(store, wholeRun(store, findRunOf(store, run)), named);
    refuseUnknownHosts(named, rows, store.registry());
    if (context.json) {
      for (const row of rows) context.print(JSON.stringify(row));
      return EXIT.done;
    }
    const cells = rows.map((row) => [
      row.host,
      row.port === null ? "" : String(row.port),
      row.rule,
      row.subject ?? "",
      OUTCOME_WORDS[row.outcome][context.language],
      row.reason === null ? "" : REASONS[row.reason][context.language],
    ]);
    const colours = rows.map(({ outcome }) => COLOURS[outcome]);
    printTable(context, { columns: COLUMNS, rows: cells, colours });
    return EXIT.done;
  });

type Named = ReturnType<typeof hostOption>;

function checksOfRun(store: Store, { id: run }: ScanRun, { hosts }: Named): Check[] {
  const { rules } = knowledge(store);
  return store
    .resultHosts("central", run)
    .filter(({ host }) => hosts?.includes(host) ?? true)
    .flatMap(({ host }) => {
      const verdicts = store.targetResult("central", run, host)?.verdicts ?? [];
      const coverage = store.coverage("central", { run, hosts: [host] });
      return checksOf({ run, host, rules, verdicts, coverage });
    });
}

/** @throws RasoatError NO_RUNS */
function latestChecks(store: Store, named: Named): Check[] {
  runOrLatest(store, undefined);
  const { rules } = knowledge(store);
  const byHost = groupBy(store.coverage("central", named), ({ host }) => host);
  return [...byHost].flatMap(([host, coverage]) =>
    latestChecksOf({
      host,
      rules,
      coverage,
      verdictsOf: (run) => store.targetResult("central", run, host)?.verdicts,
    }),
  );
}
