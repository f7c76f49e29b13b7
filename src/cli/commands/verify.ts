// rasoat verify: one verifying look at one finding, now. A scan that runs at the same address makes it next.
import { EXIT, RasoatError, type ExitCode } from "../../model/error.ts";
import type { Verifying } from "../../model/verifying.ts";
import { askToVerify } from "../../run/verifying/ask.ts";
import { workOne } from "../../run/verifying/worker.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { withStore } from "../open.ts";
import { verifyDependencies, verifyLine } from "../verifying.ts";
import { NO_FINDING } from "./explain.ts";
import { actor } from "../actor.ts";

const DECLARED = {
  exit: EXIT.usage,
  message: {
    vi: "Phát hiện {id} là điều khai báo trong danh mục, không phải điều nhìn thấy từ ngoài: sửa danh mục rồi quét lại.",
    en: "Finding {id} is what the registry declares, not what is seen from outside: mend the registry and scan again.",
  },
} as const;

const POLL_MS = 1_000;

export const verify: Body = (context, [id = ""], options) =>
  withStore(context, false, async (store) => {
    const finding = store.findFinding("central", id);
    if (finding === undefined) throw new RasoatError("NO_FINDING", NO_FINDING, { id });
    const asked = askToVerify(store, finding, { by: actor(), now: new Date() });
    if (asked === null) throw new RasoatError("DECLARED", DECLARED, { id });
    const deps = verifyDependencies(context, store, options);
    await workOne(deps, asked.id);
    const item = await settled(context, store, asked);
    context.print(context.json ? JSON.stringify(item) : verifyLine(item, context));
    return codeOf(item);
  });

/** Waits while a scan or another worker has the address; what waits for an hour is left in the queue. */
async function settled(context: Context, store: Store, asked: Verifying): Promise<Verifying> {
  for (;;) {
    const item = store.findVerifying(asked.id) ?? asked;
    const isNext = item.state === "running" || item.wait === "address-busy";
    if (!isNext || context.signal.aborted) return item;
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

function codeOf({ state, outcome, wait }: Verifying): ExitCode {
  if (outcome === "refused" || wait === "outside-window") return EXIT.nothingAuthorized;
  if (outcome === "could-not") return EXIT.partial;
  return state === "running" ? EXIT.interrupted : EXIT.done;
}
