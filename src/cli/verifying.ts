// What the commands on verifying looks share: what they are given to work with, and how a look is told.
import { detectors } from "../detect/all.ts";
import { REASONS } from "../model/reason.ts";
import { VERIFY_OUTCOME_WORDS, VERIFY_WAIT_WORDS, type Verifying } from "../model/verifying.ts";
import { momentText } from "../text/moment.ts";
import { probes } from "../probes/all.ts";
import { systemClock } from "../run/clock.ts";
import type { VerifyDependencies } from "../run/verifying/worker.ts";
import type { Store } from "../store/store.ts";
import type { OptionValues } from "./body.ts";
import { createLog, programVersion, type Context } from "./context.ts";
import { knowledge } from "./open.ts";
import { overridesOf } from "./overrides.ts";
import { rootsOf } from "./scan-run.ts";

export function verifyDependencies(
  context: Context,
  store: Store,
  options: OptionValues,
): VerifyDependencies {
  return {
    store,
    knowledge: () => knowledge(store),
    probes,
    detectors,
    settings: context.settings,
    programVersion: programVersion(),
    clock: systemClock,
    log: createLog(context, process.env["RASOAT_LOG"]),
    signal: context.signal,
    trustRoots: rootsOf(context.settings.trustRoots ?? []),
    allowReserved: options["allowReserved"] === true,
    resolve: overridesOf(options["resolve"]),
  };
}

/** One line for people. */
export function verifyLine(item: Verifying, context: Context): string {
  const { host, finding, state, wait, outcome, reason, notBefore } = item;
  const place = `${finding} ${host}`;
  const why = reason === null ? "" : ` (${context.in(REASONS[reason])})`;
  const said = outcome === null ? "" : `${context.in(VERIFY_OUTCOME_WORDS[outcome])}${why}`;
  if (state !== "waiting" || wait === null) return `${place}: ${said}`;
  const until = context.in({
    vi: `chờ đến ${momentText(notBefore).vi}: ${VERIFY_WAIT_WORDS[wait].vi}`,
    en: `waits until ${momentText(notBefore).en}: ${VERIFY_WAIT_WORDS[wait].en}`,
  });
  return [place, [said, until].filter((part) => part !== "").join("; ")].join(": ");
}
