// A verifying look and a running scan at one address: the scan makes it next, at the head of its chain, and the server
// never has two requests of ours at once.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { GIT, scene, site } from "./scene.ts";

const HOSTS = ["a.test", "b.test", "c.test", "d.test"];
const RULE = "exposure-repository";

describe("one address, a scan and a claim", { timeout: 60_000 }, () => {
  it("the look is the next thing in the running chain, whoever else would make it", async () => {
    const at = await site("127.0.61.9", GIT);
    const on = scene({ served: HOSTS.map((host) => ({ site: at, scheme: "http", host })) });
    const first = await on.scan(["panels"]);
    at.requests.length = 0;
    at.hosts.length = 0;
    const night = on.scan(["panels"]);
    // The depth of the first host has begun when it is asked for more than its start page.
    while (at.requests.length < HOSTS.length + 10) await sleep(5);
    const busyWith = at.hosts.at(-1) ?? "";
    const other = HOSTS.find((host) => host !== busyWith) ?? "";
    const id = on.claim(RULE, other);
    const mine = await on.look(id);
    expect(mine).toMatchObject({ state: "waiting", wait: "address-busy", addresses: [at.address] });
    const run = await night;
    expect(on.store.findVerifying(id)).toMatchObject({ state: "done", outcome: "still" });
    expect(at.mostAtOnce).toBe(1);
    const [verify] = on.store.listRuns({ kind: "verify" });
    const rows = [...on.store.ledger.rows()].filter(({ kind }) => kind === "request");
    const looked = rows.filter((row) => row.run === verify?.id);
    expect(looked.length).toBeGreaterThan(0);
    const [begin, end] = [looked[0]?.row ?? 0, looked.at(-1)?.row ?? 0];
    // Nothing else was asked in between, and of the chain only the host that was under way came before.
    const depth = rows.filter((row) => row.run === run && row.probe === "panels");
    expect(depth.some(({ row }) => row > begin && row < end)).toBe(false);
    expect(new Set(depth.filter(({ row }) => row < begin).map(({ host }) => host)).size).toBe(1);
    expect(new Set(depth.filter(({ row }) => row > end).map(({ host }) => host)).size).toBe(3);
    // The night's own result of every host is whole.
    expect(on.store.targetCounts(run)).toMatchObject({ done: HOSTS.length });
    expect(first).not.toBe(run);
  });

  it("a scan waits for a look that is under way, and for a dead one's hold only until it lapses", async () => {
    const at = await site("127.0.61.10", GIT);
    const on = scene({ served: [{ site: at, scheme: "http" }] });
    on.store.holdAddresses("verify x", [at.address]);
    const night = on.scan(["panels"]);
    await sleep(1_500);
    expect(at.requests).toEqual([]);
    on.store.releaseAddresses("verify x");
    await night;
    expect(at.requests.length).toBeGreaterThan(0);
    expect(on.store.heldAddresses()).toEqual([]);
  });

  it("what an earlier scan that was killed held is free for the next", async () => {
    const at = await site("127.0.61.11", {});
    const on = scene({ served: [{ site: at, scheme: "http" }] });
    on.store.holdAddresses("scan R-dead depth 0", [at.address]);
    const began = performance.now();
    await on.scan(["cms"]);
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(at.requests.length).toBeGreaterThan(0);
  });
});
