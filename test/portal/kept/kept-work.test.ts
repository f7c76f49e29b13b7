// What is worked out between requests, and how long a reader waits for it.
import { setImmediate as breath, setTimeout as later } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createKeptWork, type KeptWork, type Task } from "../../../src/portal/kept/kept-work.ts";

const HERE = new AbortController().signal;
const MINUTE = { ms: 60_000, gone: HERE };

function book(most = 2): { readonly kept: KeptWork<string>; readonly said: string[] } {
  const said: string[] = [];
  const log = { error: (message: string) => void said.push(message) };
  return { kept: createKeptWork<string>({ log, fault: "it failed", most }), said };
}

/** Ends with its value after so many slices. */
function task(value: string, slices: number, at: (slice: number) => void = () => undefined) {
  return (): Task<string> => ({
    of: slices,
    *slices() {
      for (let slice = 0; slice < slices; slice += 1) {
        at(slice);
        yield slice;
      }
      return value;
    },
  });
}

/** Never ends; whoever closes the book ends it. */
const endless = task("", Infinity);

describe("a reader who waits", () => {
  it("has it as soon as it is ready, and whoever comes later at once", async () => {
    const { kept } = book();
    expect(await kept.soon("a", task("x", 5), MINUTE)).toEqual({ state: "ready", value: "x" });
    expect(kept.ask("a", endless)).toEqual({ state: "ready", value: "x" });
    expect(await kept.soon("a", endless, MINUTE)).toEqual({ state: "ready", value: "x" });
  });

  it("is told how far it is when the time is over, and it goes on", async () => {
    const { kept } = book();
    const began = performance.now();
    const work = await kept.soon("a", endless, { ms: 30, gone: HERE });
    expect(work).toMatchObject({ state: "working" });
    expect(performance.now() - began).toBeLessThan(5_000);
    const before = kept.ask("a", endless);
    await later(5);
    const after = kept.ask("a", endless);
    if (before.state !== "working" || after.state !== "working") throw new Error("not at work");
    expect(after.done).toBeGreaterThan(before.done);
    kept.close();
  });

  it("keeps nobody else from being answered", async () => {
    const { kept } = book();
    const order: string[] = [];
    const waiting = kept.soon("a", task("x", 20), MINUTE).then(() => order.push("reader"));
    await breath();
    order.push("another");
    await waiting;
    expect(order).toEqual(["another", "reader"]);
  });

  it("who has left is waited for no longer, and what was begun goes on", async () => {
    const { kept } = book();
    const reader = new AbortController();
    const waiting = kept.soon("a", task("x", 1_000), { ms: 60_000, gone: reader.signal });
    reader.abort();
    expect(await waiting).toMatchObject({ state: "working" });
    await kept.idle();
    expect(kept.ask("a", endless)).toEqual({ state: "ready", value: "x" });
  });

  it("is told of a failure at once", async () => {
    const { kept, said } = book();
    const broken = task("x", 3, (slice) => {
      if (slice === 2) throw new Error("damaged");
    });
    expect(await kept.soon("a", broken, MINUTE)).toEqual({ state: "failed" });
    expect(said).toEqual(["it failed"]);
  });

  it("is let go where the portal closes, and nothing is called a failure", async () => {
    const { kept, said } = book();
    const waiting = kept.soon("a", endless, MINUTE);
    kept.close();
    expect(await waiting).toMatchObject({ state: "working" });
    expect(said).toEqual([]);
  });

  it("does not wait for what was put aside for newer questions", async () => {
    const { kept } = book(1);
    const first = kept.soon("a", endless, MINUTE);
    expect(await kept.soon("b", task("y", 2), MINUTE)).toEqual({ state: "ready", value: "y" });
    expect(await first).toMatchObject({ state: "working" });
  });
});
