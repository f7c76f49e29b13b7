// Looks of the watch at loopback sites: what is told, after how many looks, and what is never told. The hands of the
// clock are turned by the test; the server's own list of requests is the witness.
import { describe, expect, it } from "vitest";
import { isIncidentSign } from "../../../src/rules/incident.ts";
import { watchAtHead } from "../../../src/run/schedule/watch-chain.ts";
import { lookOnWatch } from "../../../src/run/schedule/watch-look.ts";
import { scanLedger } from "../../../src/run/verifying/spend.ts";
import {
  GIT,
  HOST,
  ordinaryPages,
  site,
  soundCertificate,
  UNIT,
  type Pages,
  type Scene,
} from "../verifying/scene.ts";
import { DEFACED, EVERY, MINUTE_MS, stage, stageOf } from "./watch-stage.ts";

function watchRuns({ store }: Scene): number {
  return store.listRuns({ kind: "watch" }).filter(({ hosts }) => hosts.length > 0).length;
}

function standing({ store }: Scene): string[] {
  return store.findings("central").map(({ rule, state }) => `${rule} ${state}`);
}

describe("a home page that is watched", { timeout: 30_000 }, () => {
  it("is asked once a period while nothing is seen, and leaves no result", async () => {
    const { period, served, store } = await stage("127.0.71.1");
    expect(await period()).toMatchObject({ outcome: "quiet", reason: null, run: null });
    expect(await period()).toMatchObject({ outcome: "quiet" });
    expect(served.requests).toEqual(["/", "/"]);
    const runs = store.listRuns({ kind: "watch" });
    expect(runs).toHaveLength(1);
    expect(store.resultHosts("central", runs[0]?.id ?? "")).toEqual([]);
    expect(store.coverage("central")).toEqual([]);
    expect(store.baselines("central")).toEqual([]);
  });

  it("that is defaced is an incident's sign after the next look and its confirmation", async () => {
    const made = await stage("127.0.71.2");
    const { period, served, store, clock } = made;
    await period();
    served.pages = { "/": DEFACED };
    served.requests.length = 0;
    const before = clock.now().getTime();
    const told = await period();
    expect(told.outcome).toBe("sign");
    expect(served.requests).toEqual(["/", "/"]);
    expect(clock.now().getTime() - before - EVERY * MINUTE_MS).toBeLessThanOrEqual(MINUTE_MS);
    const [found] = store.findings("central", { units: [UNIT] });
    if (found === undefined) throw new Error("nothing told");
    expect(found).toMatchObject({ rule: "defacement-page", severity: "critical", held: false });
    expect(isIncidentSign(found)).toBe(true);
    expect(found.run).toBe(told.run);
    expect(store.targetResult("central", found.run, HOST)?.looks).toHaveLength(2);
    expect(store.findRun(found.run)).toMatchObject({ kind: "watch", status: "done" });
    expect(store.coverage("central")).toEqual([]);
  });

  it("that stays defaced is asked once a period, and told no second time", async () => {
    const made = await stage("127.0.71.3", {}, { "/": DEFACED });
    await made.period();
    const runs = watchRuns(made);
    made.served.requests.length = 0;
    expect(await made.period()).toMatchObject({ outcome: "sign" });
    expect(await made.period()).toMatchObject({ outcome: "sign" });
    expect(made.served.requests).toEqual(["/", "/"]);
    expect([runs, watchRuns(made)]).toEqual([1, 1]);
  });

  it("that is mended is fixed after as many clean looks as its rule asks for", async () => {
    const made = await stage("127.0.71.4", {}, { "/": DEFACED });
    await made.period();
    made.served.pages = ordinaryPages();
    await made.period();
    expect(standing(made)).toEqual(["defacement-page open"]);
    await made.period();
    expect(standing(made)).toEqual(["defacement-page fixed"]);
    const [found] = made.store.findings("central");
    const causes = made.store.events("central", found?.id ?? "").map(({ cause }) => cause);
    expect(causes).toEqual(["seen", "not-seen", "not-seen"]);
    // And defaced once more: open again.
    made.served.pages = { "/": DEFACED };
    await made.period();
    expect(standing(made)).toEqual(["defacement-page open"]);
  });

  it("that sends its visitors to a betting site is told", async () => {
    const made = await stage("127.0.71.5");
    await made.period();
    const body =
      '<html><head><title>x</title><meta http-equiv="refresh" content="0;url=https://nhacai-uytin88.example/"></head><body>Đang chuyển</body></html>';
    made.served.pages = { "/": { body } };
    expect(await made.period()).toMatchObject({ outcome: "sign" });
    expect(standing(made)).toContain("defacement-redirect open");
  });
});

describe("what is no alarm", { timeout: 30_000 }, () => {
  it.each<[string, string, number | Pages, string]>([
    ["a server in trouble", "127.0.71.10", 500, "server-error"],
    ["a server that asks for patience", "127.0.71.11", 429, "rate-limited"],
    [
      "a firewall's challenge",
      "127.0.71.12",
      { "/": { status: 403, body: "<title>Just a moment...</title>" } },
      "blocked",
    ],
    [
      "a challenge with status 200",
      "127.0.71.13",
      {
        "/": {
          body: '<html><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x.js"></script></html>',
        },
      },
      "blocked",
    ],
    [
      "maintenance",
      "127.0.71.14",
      { "/": { status: 503, body: "<title>Hệ thống đang bảo trì</title>" } },
      "maintenance",
    ],
    ["an empty page", "127.0.71.15", { "/": { body: " " } }, "empty-page"],
  ])("%s", async (_, address, answer, reason) => {
    const made = await stage(address);
    await made.period();
    if (typeof answer === "number") made.served.trouble = answer;
    else made.served.pages = answer;
    made.served.requests.length = 0;
    expect(await made.period()).toMatchObject({ outcome: "could-not", reason, run: null });
    expect(made.served.requests).toEqual(["/"]);
    expect([standing(made), watchRuns(made)]).toEqual([[], 0]);
  });

  it("a server that is down", async () => {
    const made = await stage("127.0.71.16");
    await made.period();
    await made.served.close();
    expect(await made.period()).toMatchObject({ outcome: "could-not", reason: "connect-refused" });
    expect(standing(made)).toEqual([]);
  });

  it("a sign that the second look does not show", async () => {
    const made = await stage("127.0.71.17");
    await made.period();
    made.served.pages = { "/": DEFACED };
    made.clock.asleep = (ms) => {
      if (ms === 30_000) made.served.pages = ordinaryPages();
      made.clock.turn(ms);
    };
    expect(await made.period()).toMatchObject({ outcome: "unconfirmed" });
    expect(standing(made)).toEqual([]);
    const run = made.store.listRuns({ kind: "watch" }).find(({ hosts }) => hosts.length > 0);
    expect(run?.status).toBe("done");
    expect(made.store.resultHosts("central", run?.id ?? "")).toEqual([]);
  });

  it("a look that could not be made changes nothing of what stands", async () => {
    const made = await stage("127.0.71.18", {}, { "/": DEFACED });
    await made.period();
    const before = made.store.findings("central");
    made.served.trouble = 502;
    await made.period();
    expect(made.store.findings("central")).toEqual(before);
  });

  it("another page all at once, by its own words: for the centre alone until a later period shows it too", async () => {
    const words = (from: string): string =>
      Array.from({ length: 120 }, (_, n) => `${from}${String(n)}`).join(" ");
    const page = (title: string) => ({
      body: `<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${words(title)}</p></body></html>`,
    });
    const made = await stage("127.0.71.19", {}, { "/": page("benhvien") });
    await made.scan(["defacement"]);
    made.served.pages = { "/": page("cuahang") };
    await made.period();
    const rules = { rules: ["defacement-drift"] };
    expect(made.store.findings("central", rules)).toMatchObject([{ held: true, state: "open" }]);
    await made.period();
    expect(made.store.findings("central", rules)).toMatchObject([{ held: false, state: "open" }]);
  });
});

describe("what it leaves alone", { timeout: 30_000 }, () => {
  it("findings of other pages and areas, coverage, and what later pages are compared with", async () => {
    const made = await stage("127.0.71.20", {}, { ...GIT, "/": DEFACED });
    await made.scan();
    const before = made.store.findings("central").filter(({ area }) => area !== "defacement");
    const coverage = made.store.coverage("central");
    const baselines = made.store.baselines("central");
    expect(before.length).toBeGreaterThan(0);
    made.served.pages = ordinaryPages();
    await made.period();
    await made.period();
    const after = made.store.findings("central");
    expect(after.filter(({ area }) => area !== "defacement")).toEqual(before);
    expect(after.find(({ rule }) => rule === "defacement-page")?.state).toBe("fixed");
    expect(made.store.coverage("central")).toEqual(coverage);
    expect(made.store.baselines("central")).toEqual(baselines);
  });

  it("the night's budget: what it took is not counted there, and stands in the ledger", async () => {
    const made = await stage("127.0.71.21");
    for (let n = 0; n < 3; n += 1) await made.period();
    const { store, clock } = made;
    await store.ledger.flush();
    expect(store.ledger.spent(HOST, clock.now())).toBe(3);
    expect(scanLedger(store).spent(HOST, clock.now())).toBe(0);
  });

  it("who is not granted any more: nothing is sent", async () => {
    const made = await stage("127.0.71.22");
    await made.period();
    made.served.requests.length = 0;
    made.document({ watch: { everyMinutes: EVERY }, status: "revoked" });
    expect(await made.period()).toMatchObject({ dueAt: null, refused: "authorization-revoked" });
    expect(made.served.requests).toEqual([]);
  });

  it("the hours of the window: the watch is kept by day too", async () => {
    const window = { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" };
    const made = await stage("127.0.71.23", { window });
    expect(await made.period()).toMatchObject({ outcome: "quiet" });
  });
});

describe("which of a host's ports", { timeout: 30_000 }, () => {
  it("the one that visitors use; the other only while that shows no page", async () => {
    const secure = await site("127.0.71.30", {}, soundCertificate());
    const plain = await site("127.0.71.30", {});
    const made = stageOf([
      { site: plain, scheme: "http" },
      { site: secure, scheme: "https" },
    ]);
    expect(await made.period()).toMatchObject({ outcome: "quiet" });
    expect([secure.requests, plain.requests]).toEqual([["/"], []]);
    await secure.close();
    plain.pages = { "/": DEFACED };
    expect(await made.period()).toMatchObject({ outcome: "sign" });
    expect(plain.requests).toEqual(["/", "/"]);
    const ports = made.store.findings("central").map(({ port }) => port);
    expect(ports).toEqual([plain.port]);
  });
});

describe("while another looks at the address", { timeout: 30_000 }, () => {
  it("the watch waits; a scan that holds the address makes the look at the head of its chain", async () => {
    const made = await stage("127.0.71.31");
    await made.period();
    made.served.requests.length = 0;
    made.served.pages = { "/": DEFACED };
    const { store, clock, crew, served } = made;
    expect(store.holdAddresses("scan R1 first 0", [served.address])).toBe(true);
    clock.turn(EVERY * MINUTE_MS);
    const hold = (): void => {
      store.renewHolds("scan R1 first 0");
    };
    hold();
    expect(store.holdAddresses("scan R1 first 0", [served.address])).toBe(true);
    await crew(async (own) => {
      const lease = store.leaseWatch();
      if (lease === undefined) throw new Error("not due");
      await lookOnWatch(lease, own);
    });
    expect(served.requests).toEqual([]);
    const chain = { hosts: ["other.test"], addresses: [served.address] };
    await crew((own) => watchAtHead({ ...own, held: chain.addresses }, chain));
    expect(served.requests).toEqual(["/", "/"]);
    expect(standing(made)).toEqual(["defacement-page open"]);
    // A chain takes nothing that no worker wanted a moment ago.
    clock.turn(EVERY * MINUTE_MS);
    await crew((own) => watchAtHead({ ...own, held: chain.addresses }, chain));
    expect(served.requests).toEqual(["/", "/"]);
  });

  it("a chain tries a host once whose other address is held: it neither asks for ever nor sends", async () => {
    const made = await stage("127.0.71.32");
    await made.period();
    made.served.requests.length = 0;
    const { store, clock, crew, served } = made;
    const other = "127.0.71.33";
    const held = "scan R1 depth 1";
    clock.turn(EVERY * MINUTE_MS);
    expect(store.holdAddresses(held, [other])).toBe(true);
    const lease = store.leaseWatch();
    if (lease === undefined) throw new Error("not due");
    store.postponeWatch(lease, clock.now(), [served.address, other]);
    let leases = 0;
    const counted: typeof store = {
      ...store,
      leaseWatch: (filter) => {
        leases += 1;
        if (leases > 10) throw new Error("for ever");
        return store.leaseWatch(filter);
      },
    };
    const chain = { hosts: ["other.test"], addresses: [served.address] };
    await crew((own) => watchAtHead({ ...own, store: counted, held: chain.addresses }, chain));
    expect(leases).toBe(2);
    expect(served.requests).toEqual([]);
    store.releaseAddresses(held);
    await crew((own) => watchAtHead({ ...own, held: chain.addresses }, chain));
    expect(served.requests).toEqual(["/"]);
  });
});
