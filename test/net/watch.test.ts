import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failed, skipped, type Miss } from "../../src/model/attempt.ts";
import { openWatch, type Watch } from "../../src/net/watch.ts";

const never = new Promise<never>(() => undefined);
const rethrow = (error: unknown): Miss => {
  throw error;
};

interface Scene {
  readonly watch: Watch;
  readonly socket: { bytesRead: number; destroyed: boolean; destroy(): void };
  readonly stop: AbortController;
  permitted: boolean;
}

function open(): Scene {
  const stop = new AbortController();
  const socket = {
    bytesRead: 0,
    destroyed: false,
    destroy() {
      this.destroyed = true;
    },
  };
  const scene = { socket, stop, permitted: true };
  const watch = openWatch({
    totalMs: 1000,
    signal: stop.signal,
    onStop: () => skipped("stopped"),
    recheck: () => (scene.permitted ? null : skipped("authorization-revoked")),
    recheckMs: 100,
  });
  watch.hold(socket);
  return Object.assign(scene, { watch });
}

const phase = {
  ms: 200,
  late: failed("http-timeout"),
  bytes: 1000,
  tooMuch: failed("body-too-large"),
};

describe("openWatch", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each<[string, (scene: Scene) => void, number, string]>([
    ["the phase", () => undefined, 200, "http-timeout"],
    ["the whole", (s) => s.watch.enter({ ...phase, ms: 5000 }), 1000, "deadline"],
    ["too many bytes", (s) => (s.socket.bytesRead = 1001), 25, "body-too-large"],
    ["the stop", (s) => s.stop.abort(), 0, "stopped"],
    ["the revocation", (s) => (s.permitted = false), 100, "authorization-revoked"],
  ])("ends with %s, on time, and destroys the socket", async (_, act, ms, reason) => {
    const scene = open();
    scene.watch.enter(phase);
    const work = scene.watch.attempt(never, rethrow);
    act(scene);
    await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1));
    const before = scene.socket.destroyed;
    await vi.advanceTimersByTimeAsync(1);

    expect(before).toBe(ms === 0);
    expect(scene.socket.destroyed).toBe(true);
    expect(await work).toMatchObject({ reason });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("hands work through, reads its failure, and lets what it does not know pass", async () => {
    const { watch } = open();

    expect(await watch.attempt(Promise.resolve(7), rethrow)).toEqual({ status: "ok", value: 7 });
    expect(
      await watch.attempt(Promise.reject(new Error("x")), () => failed("unreachable")),
    ).toMatchObject({ reason: "unreachable" });
    await expect(watch.attempt(Promise.reject(new Error("ours")), rethrow)).rejects.toThrow("ours");
    watch.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps to the first reason, also for work that comes later", async () => {
    const { watch, stop } = open();
    watch.trip(failed("peer-mismatch"));
    stop.abort();

    expect(watch.miss).toMatchObject({ reason: "peer-mismatch" });
    expect(await watch.attempt(Promise.resolve(1), rethrow)).toMatchObject({
      reason: "peer-mismatch",
    });
  });

  it("destroys a socket that is handed in too late", () => {
    const { watch, socket } = open();
    watch.trip(failed("deadline"));
    const late = { ...socket, destroyed: false };
    watch.hold(late);

    expect(late.destroyed).toBe(true);
  });

  it("is tripped from the start when the run was stopped before", () => {
    const stop = new AbortController();
    stop.abort();
    const watch = openWatch({
      totalMs: 1000,
      signal: stop.signal,
      onStop: () => skipped("stopped"),
      recheck: () => null,
      recheckMs: 100,
    });

    expect(watch.miss).toMatchObject({ reason: "stopped" });
    expect(vi.getTimerCount()).toBe(0);
  });
});
