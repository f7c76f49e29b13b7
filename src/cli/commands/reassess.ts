// rasoat reassess: judges stored observations again; sends nothing.
import { EXIT } from "../../model/error.ts";
import type { FindingState } from "../../model/area.ts";
import { detectors } from "../../detect/all.ts";
import { reassess as judgeAgain, reassessAsRun } from "../../run/reassess.ts";
import { benchOfRun } from "../../run/start.ts";
import type { Body } from "../body.ts";
import { programVersion } from "../context.ts";
import { textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { runOrLatestResults, wholeRun } from "../runs.ts";
import { OPEN_STATES } from "../../model/area.ts";
import { printFindings } from "./findings.ts";

export const reassess: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const run = wholeRun(store, runOrLatestResults(store, textOf(options["run"])));
    if (options["asRun"] === true) {
      const bench = benchOfRun(store, run, { detectors, settings: context.settings });
      // Exactly what `findings --run ID` prints: what somebody still has to act on.
      const found = reassessAsRun(store, run, bench).filter(({ state }) => isOpen(state));
      if (context.json) for (const finding of found) context.print(JSON.stringify(finding));
      else printFindings(context, found, store.registry());
      return EXIT.done;
    }
    const known = knowledge(store);
    const bench = {
      knowledge: known,
      detectors,
      closeAfter: context.settings.closeAfter,
      versions: { program: programVersion(), ...known.versions },
    };
    const result = judgeAgain(store, run, bench, new Date().toISOString());
    if (context.json) {
      context.print(
        JSON.stringify({
          run: result.run.id,
          of: run.id,
          targets: result.targets,
          moved: result.moved,
        }),
      );
    } else {
      context.print(
        context.in({
          vi: `Lượt ${result.run.id}: đánh giá lại ${String(result.targets)} máy chủ của lượt ${run.id}; ${String(result.moved)} phát hiện thay đổi. Không gửi truy vấn nào.`,
          en: `Run ${result.run.id}: judged ${String(result.targets)} hosts of run ${run.id} again; ${String(result.moved)} findings moved. Nothing was sent.`,
        }),
      );
    }
    return EXIT.done;
  });

function isOpen(state: FindingState): boolean {
  return OPEN_STATES.includes(state);
}
