// rasoat worker: makes the verifying looks that people asked for, until it is told to end.
import { EXIT } from "../../model/error.ts";
import { workVerifying } from "../../run/verifying/worker.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";
import { verifyDependencies, verifyLine } from "../verifying.ts";

export const worker: Body = (context, _args, options) =>
  withStore(context, true, async (store) => {
    const gone = new AbortController();
    const onParentGone = (): void => {
      gone.abort();
    };
    // Started by `serve`: it ends with it, whatever ended that.
    process.once("disconnect", onParentGone);
    const signal = AbortSignal.any([context.signal, gone.signal]);
    try {
      await workVerifying({ ...verifyDependencies(context, store, options), signal }, (item) => {
        context.print(context.json ? JSON.stringify(item) : verifyLine(item, context));
      });
    } finally {
      process.off("disconnect", onParentGone);
      if (process.connected) process.disconnect();
    }
    return EXIT.done;
  });
