// However a scan ends, nothing of it goes on: its lock and its watchdog are gone by then.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { AREAS } from "../../src/model/area.ts";
import { EXIT, RasoatError } from "../../src/model/error.ts";
import { scan } from "../../src/run/scan.ts";
import { KNOWLEDGE, scene, site, type Scene } from "./verifying/scene.ts";

const FULL = new RasoatError("store-full", {
  exit: EXIT.partial,
  message: { vi: "đầy", en: "full" },
});

/** @param change of what a scan of the scene is given */
function scanOf({ deps }: Scene, change: Partial<Parameters<typeof scan>[1]> = {}) {
  const none = (): void => undefined;
  const { resolve } = deps;
  const areas = [...AREAS];
  const request = { units: [], hosts: [], areas, resume: false, allowReserved: true, resolve };
  const process = { pid: globalThis.process.pid, machine: "test" };
  const rest = { process, progress: none, started: none, knowledge: KNOWLEDGE };
  return scan(request, { ...deps, ...rest, ...change });
}

describe("a scan that ends", { timeout: 60_000 }, () => {
  it("by a fault in one chain sends nothing more in any other", async () => {
    const down = await site("127.0.71.1", {});
    const others = await Promise.all([2, 3, 4].map((n) => site(`127.0.71.${String(n)}`, {})));
    await down.close();
    const on = scene({
      served: [down, ...others].map((one, index) => ({
        site: one,
        scheme: "http",
        host: `h${String(index)}.test`,
      })),
    });
    const sent = (): number => others.reduce((sum, { requests }) => sum + requests.length, 0);
    const store: typeof on.store = {
      ...on.store,
      commitTarget: (commit) => {
        if (commit.host === "h0.test" && commit.pass === 2) throw FULL;
        return on.store.commitTarget(commit);
      },
    };
    await expect(scanOf(on, { store })).rejects.toBe(FULL);
    const atTheEnd = sent();
    expect(on.store.heldAddresses()).toEqual([]);
    await sleep(1_000);
    expect(sent()).toBe(atTheEnd);
    expect(on.store.listRuns({ kind: "scan" })).toMatchObject([{ status: "interrupted" }]);
  });

  it("by a stop waits for no host that asks to be left alone for a while", async () => {
    const at = await site("127.0.71.9", {});
    at.server.prependListener("request", (_request, response) => {
      if (at.requests.length > 0) at.trouble = 429;
      const write = response.writeHead.bind(response);
      response.writeHead = ((status: number, headers: Record<string, string>) =>
        write(status, { ...headers, "retry-after": "30" })) as typeof response.writeHead;
    });
    const on = scene({ served: [{ site: at, scheme: "http" }] });
    const stop = new AbortController();
    const night = scanOf(on, { signal: stop.signal });
    while (at.trouble === null) await sleep(5);
    await sleep(1_000);
    const began = performance.now();
    stop.abort();
    await night;
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
