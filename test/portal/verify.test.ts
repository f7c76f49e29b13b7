// What a unit and the central team are told of verifying looks, pauses and the run at work; read from the store, so
// that a second portal over the same file says the same.
import { describe, expect, it } from "vitest";
import { commit, NOW, run } from "../store/samples.ts";
import {
  addAccount,
  fill,
  FINDING_A,
  house,
  KNOWLEDGE,
  type House,
  ORIGIN,
  signedIn,
  Visitor,
} from "./house.ts";

const PAGE = `/findings/${FINDING_A.id}`;

async function scene(): Promise<House> {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "va", "unit-viewer", "BV-A");
  addAccount(on, "n", "central-analyst", null);
  return on;
}

async function claimed(on: House): Promise<Visitor> {
  const visitor = await signedIn(on, "a");
  const said = await visitor.post(`${PAGE}/claim-fixed`, { reason: "đã sửa" });
  expect(said.location).toBe(`${PAGE}?said=claim-fixed`);
  return visitor;
}

function lease(on: House) {
  const taken = on.store.leaseVerifying();
  if (taken === undefined) throw new Error("nothing waits");
  return taken;
}

const at = NOW.toISOString();

describe("a claim", () => {
  it("asks for a look, in the person's name", async () => {
    const on = await scene();
    await claimed(on);
    expect(on.store.openVerifying("central")).toMatchObject([
      { unit: "BV-A", host: "www.bv-a.test", finding: FINDING_A.id, askedBy: "Người a (a)" },
    ]);
  });

  it("waits outside the document's hours, and says until when", async () => {
    const on = await scene();
    // NOW is 23:00 in Việt Nam, within the sample document's window; the clock moves on to noon.
    on.clock.now = new Date("2026-11-23T05:00:00Z");
    const visitor = await claimed(on);
    const page = await visitor.get(PAGE);
    expect(page.text).toContain("Chờ đến 22:00 ngày 23/11/2026");
    expect(page.text).toContain("văn bản cho phép chưa đến giờ");
  });

  it.each([
    ["still", null, "vẫn còn"],
    ["could-not", "connect-timeout", "Không kiểm tra lại được"],
    ["refused", "authorization-suspended", "Không gửi gì tới máy chủ"],
    ["gone", null, "không còn thấy"],
  ] as const)("%s is told, and another look may be asked for", async (outcome, reason, words) => {
    const on = await scene();
    const visitor = await claimed(on);
    on.store.endVerifying(lease(on), { outcome, reason, lookedAt: at, again: null });
    const page = await visitor.get(PAGE);
    expect(page.text).toContain(words);
    expect((await visitor.post(`${PAGE}/verify`, {})).location).toBe(`${PAGE}?said=verify`);
    expect(on.store.openVerifying("central")).toHaveLength(1);
  });

  it("running, and one more look to come, are told", async () => {
    const on = await scene();
    const visitor = await claimed(on);
    const taken = lease(on);
    expect((await visitor.get(PAGE)).text).toContain("Đang kiểm tra lại");
    const notBefore = new Date(on.clock.now.getTime() + 600_000).toISOString();
    const again = { notBefore, wait: "second-look" } as const;
    on.store.endVerifying(taken, { outcome: "gone", reason: null, lookedAt: at, again });
    const page = await visitor.get(PAGE);
    expect(page.text).toContain("không còn thấy");
    expect(page.text).toContain("cần thêm một lần kiểm tra");
  });

  it("that nobody takes up is not shown as work under way", async () => {
    const on = await scene();
    const visitor = await claimed(on);
    expect((await visitor.get(PAGE)).text).toContain("trong ít phút");
    on.clock.now = new Date(on.clock.now.getTime() + 4 * 60_000);
    expect((await visitor.get(PAGE)).text).toContain("chưa nhận việc");
  });

  it("a viewer reads how it stands and has no button", async () => {
    const on = await scene();
    await claimed(on);
    on.store.endVerifying(lease(on), { outcome: "still", reason: null, lookedAt: at, again: null });
    const page = await (await signedIn(on, "va")).get(PAGE);
    expect(page.text).toContain("vẫn còn");
    expect(page.text).not.toContain(`${PAGE}/verify`);
  });

  it("of a paused unit is not promised", async () => {
    const on = await scene();
    const visitor = await claimed(on);
    await visitor.post("/sites/pause", { reason: "bảo trì" });
    expect((await visitor.get(PAGE)).text).toContain("Không gửi gì tới máy chủ");
  });
});

describe("the central team is told", () => {
  it("of a pause, on its first page and where runs are watched, with reason and until it ends", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    await visitor.post("/sites/pause", { reason: "nâng cấp máy chủ" });
    const central = await signedIn(on, "n");
    for (const path of ["/", "/central/runs"]) {
      const { text } = await central.get(path);
      expect(text).toContain("Đơn vị tạm dừng quét");
      expect(text).toContain("nâng cấp máy chủ");
    }
    await visitor.post("/sites/resume", { reason: "xong" });
    for (const path of ["/", "/central/runs"]) {
      expect((await central.get(path)).text).not.toContain("nâng cấp máy chủ");
    }
  });

  it("of looks that wait", async () => {
    const on = await scene();
    await claimed(on);
    const { text } = await (await signedIn(on, "n")).get("/central/runs");
    expect(text).toContain("Người a (a)");
    expect(text).toContain(FINDING_A.id);
  });
});

describe("the run at work", () => {
  async function running(): Promise<House & { beat(endsAt?: number): void }> {
    const on = await scene();
    const live = run({
      id: "20261122-170000-bbbb",
      startedAt: new Date(NOW.getTime() - 600_000).toISOString(),
    });
    on.store.createRun(live);
    on.store.planTargets(live.id, [
      { unit: "BV-A", host: "www.bv-a.test" },
      { unit: "BV-B", host: "www.bv-b.test" },
      { unit: "TT-C", host: "www.tt-c.test" },
      { unit: "SYT", host: "www.syt.test" },
    ]);
    const rest = {
      ...commit(),
      result: null,
      findings: [],
      events: [],
      coverage: [],
      run: live.id,
    };
    on.store.commitTarget({ ...rest, unit: "BV-A", host: "www.bv-a.test", pass: 2, state: "done" });
    on.store.commitTarget({
      ...rest,
      unit: "BV-B",
      host: "www.bv-b.test",
      pass: 1,
      state: "doing",
    });
    const lock = on.store.acquireRunLock({ pid: process.pid, host: "test", run: live.id });
    // What the scan's own process does every few seconds.
    const beat = (endsAt?: number): void => {
      lock.heartbeat(endsAt);
      on.store.holdAddresses("scan x depth 0", ["127.0.0.77", "127.0.0.78"]);
    };
    beat();
    return { ...on, beat };
  }

  it("shows states, what is left, chains and the latest requests", async () => {
    const on = await running();
    const visitor = await signedIn(on, "n");
    const early = (await visitor.get("/central/runs")).text;
    expect(early).toContain("chưa đủ để ước tính");
    on.beat(on.clock.now.getTime() + 125 * 60_000);
    const { text } = await visitor.get("/central/runs");
    expect(text).toContain("20261122-170000-bbbb");
    expect(text).toContain("còn khoảng 2 giờ 5 phút");
    expect(text).toContain("127.0.0.77 + 127.0.0.78");
    expect(text).toContain("www.bv-a.test");
    expect(text).not.toContain("<script");
  });

  it("says the same from a portal that was started again, and loads itself only when asked to", async () => {
    const on = await running();
    const before = await (await signedIn(on, "n")).get("/central/runs");
    expect(before.headers.get("refresh")).toBeNull();
    const again: House = { ...on, portal: restarted(on) };
    const visitor = await signedIn(again, "n");
    on.beat();
    const after = await visitor.get("/central/runs");
    expect(main(after.text)).toBe(main(before.text));
    expect((await visitor.get("/central/runs?follow=1")).headers.get("refresh")).toBe("10");
  });

  it("the stop button reaches the run, and the page says so", async () => {
    const on = await running();
    const visitor = await signedIn(on, "n");
    await visitor.post("/central/runs/stop", {});
    expect(on.store.isStopRequested("20261122-170000-bbbb")).toBe(true);
    expect((await visitor.get("/central/runs")).text).toContain("Đã yêu cầu dừng");
  });
});

function main(text: string): string {
  const body = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? "";
  expect(body).not.toBe("");
  return body.replace(/name="csrf" value="[^"]*"/g, "");
}

function restarted(on: House): House["portal"] {
  return house({
    store: on.store,
    now: () => on.clock.now,
    knowledge: KNOWLEDGE,
    origins: () => [ORIGIN],
  }).portal;
}
