// rasoat worker: makes the looks that people asked for, keeps the watch and runs the nights, until it is told to end.
import { hostname } from "node:os";
import { EXIT } from "../../model/error.ts";
import { workAll } from "../../run/schedule/worker.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";
import { nightLine, watchLine } from "../schedule-lines.ts";
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
    const print = <T>(value: T, line: (value: T) => string): void => {
      context.print(context.json ? JSON.stringify(value) : line(value));
    };
    const own = { pid: process.pid, machine: hostname() };
    try {
      await workAll(
        { ...verifyDependencies(context, store, options), signal, process: own },
        {
          verified: (item) => {
            print(item, (one) => verifyLine(one, context));
          },
          watched: (host) => {
            print(host, (one) => watchLine(one, context));
          },
          night: (night) => {
            print(night, (one) => nightLine(one, context));
          },
        },
      );
    } finally {
      process.off("disconnect", onParentGone);
      if (process.connected) process.disconnect();
    }
    return EXIT.done;
  });
