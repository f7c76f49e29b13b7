// rasoat worker: makes the looks that people asked for, keeps the watch, runs the nights and posts
// letters, until it is told to end.
import { hostname } from "node:os";
import { EXIT } from "../../model/error.ts";
import { workAll } from "../../run/schedule/worker.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";
import { openPostOffice } from "../post.ts";
import { keepPosting } from "../posting.ts";
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
    const deps = { ...verifyDependencies(context, store, options), signal };
    const worked = new AbortController();
    const posting =
      context.settings.notify === undefined
        ? Promise.resolve()
        : keepPosting(() => openPostOffice(context, store, deps.log), {
            ...deps,
            signal: AbortSignal.any([signal, worked.signal]),
          });
    try {
      await workAll(
        { ...deps, process: own },
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
      worked.abort();
      await posting;
      process.off("disconnect", onParentGone);
      if (process.connected) process.disconnect();
    }
    return EXIT.done;
  });
