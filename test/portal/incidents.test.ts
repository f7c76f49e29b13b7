// Signs and incidents in the portal: who sees which clock, who opens, tells and closes, and what goes into the pack.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import { NOW } from "../store/samples.ts";
import {
  addAccount,
  addFinding,
  addIncident,
  fill,
  FINDING_A,
  house,
  type House,
  signedIn,
  signOf,
  type Visitor,
} from "./house.ts";

interface Scene {
  readonly on: House;
  readonly analyst: Visitor;
  readonly manager: Visitor;
  readonly sign: Finding;
}

async function scene(): Promise<Scene> {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "va", "unit-viewer", "BV-A");
  addAccount(on, "n", "central-analyst", null);
  const sign = addFinding(on, signOf("BV-A"));
  return { on, sign, analyst: await signedIn(on, "n"), manager: await signedIn(on, "a") };
}

async function opened({ on, analyst, sign }: Scene): Promise<string> {
  const answer = await analyst.post("/central/incidents", { finding: sign.id, reason: "Đã xem" });
  expect(answer.location).toMatch(/^\/incidents\/SC\d{8}-[0-9a-f]{8}\?said=opened$/);
  return on.store.incidents("central")[0]?.id ?? "";
}

describe("the board", () => {
  it("shows a sign that nobody confirmed with its provisional clock, to its unit and the centre", async () => {
    const { analyst, manager } = await scene();
    for (const visitor of [analyst, manager]) {
      const { text } = await visitor.get("/incidents");
      expect(text).toContain("Trang bị thay nội dung");
      expect(text).toContain("tạm tính");
      expect(text).toMatch(/còn 23 giờ 5\d phút/);
    }
    expect((await analyst.get("/incidents")).text).toContain('action="/central/incidents"');
    expect((await manager.get("/incidents")).text).not.toContain("/central/");
  });

  it("has the latest night on top", async () => {
    const { on, analyst } = await scene();
    const early = new Date(NOW.getTime() - 86_400_000).toISOString();
    addFinding(on, { ...signOf("BV-B"), firstSeen: early, value: "cũ hơn" });
    const { text } = await analyst.get("/incidents");
    expect(text.indexOf("www.bv-a.test")).toBeLessThan(text.indexOf("www.bv-b.test"));
    expect(text).toMatch(/quá 0 giờ 0\d phút/);
  });

  it("has the most urgent of a night on top, whatever the minute", async () => {
    const { on, analyst } = await scene();
    const later = new Date(NOW.getTime() + 60_000).toISOString();
    addFinding(on, { ...signOf("BV-B"), severity: "high", firstSeen: later });
    const { text } = await analyst.get("/incidents");
    expect(text.indexOf("www.bv-a.test")).toBeLessThan(text.indexOf("www.bv-b.test"));
  });

  it("holds no finding that item 10a does not touch", async () => {
    const { analyst } = await scene();
    expect((await analyst.get("/incidents")).text).not.toContain("Chứng thư đã hết hạn");
  });

  it("drops a sign that was none, with the reason in its history", async () => {
    const { on, analyst, sign } = await scene();
    const answer = await analyst.post("/central/incidents/sign", {
      finding: sign.id,
      reason: "Tin bài về lễ hội",
    });
    expect(answer.location).toBe("/incidents?said=false-alarm");
    expect((await analyst.get("/incidents")).text).not.toContain("www.bv-a.test");
    expect(on.store.events("central", sign.id).at(-1)?.detail).toContain("Tin bài về lễ hội");
  });
});

describe("opening", () => {
  it("takes every open member of the group, and starts the clock at the detection", async () => {
    const all = await scene();
    const twin = { ...all.sign, id: "f".repeat(16), fingerprint: "f".repeat(64), port: 80 };
    addFinding(all.on, twin);
    all.on.clock.now = new Date(NOW.getTime() + 2 * 3_600_000);
    const analyst = await signedIn(all.on, "n");
    const id = await opened({ ...all, analyst });
    const incident = all.on.store.findIncident("central", id);
    expect(incident?.findings.toSorted()).toEqual([all.sign.id, twin.id].toSorted());
    expect(incident?.detectedAt).toBe(all.sign.firstSeen);
    const { text } = await analyst.get(`/incidents/${id}`);
    expect(text).toMatch(/còn 21 giờ 5\d phút/);
    expect((await analyst.get("/incidents")).text).toContain(id);
  });

  it.each([{ reason: "" }, { reason: "x", finding: "0123456789abcdef" }])(
    "is refused for %o",
    async (fields) => {
      const { on, analyst, sign } = await scene();
      const answer = await analyst.post("/central/incidents", { finding: sign.id, ...fields });
      expect([404, 409]).toContain(answer.status);
      expect(on.store.incidents("central")).toEqual([]);
    },
  );

  it("is the central team's alone", async () => {
    const { on, manager, sign } = await scene();
    const fields = { finding: sign.id, reason: "x" };
    expect((await manager.post("/central/incidents", fields)).status).toBe(404);
    expect(on.store.incidents("central")).toEqual([]);
  });
});

describe("the page of a sign", () => {
  it("leads to its incident, or to the terms while nobody has confirmed it", async () => {
    const all = await scene();
    const path = `/findings/${all.sign.id}`;
    expect((await all.manager.get(path)).text).toContain("Chưa ai xác nhận");
    expect((await all.manager.get(path)).text).not.toContain('action="/central/incidents"');
    expect((await all.analyst.get(path)).text).toContain('action="/central/incidents"');
    const id = await opened(all);
    for (const visitor of [all.manager, all.analyst]) {
      const { text } = await visitor.get(path);
      expect(text).toContain(`href="/incidents/${id}"`);
      expect(text).not.toContain("Chưa ai xác nhận");
    }
  });

  it("says nothing of incidents on findings that item 10a does not touch", async () => {
    const { manager } = await scene();
    expect((await manager.get(`/findings/${FINDING_A.id}`)).text).not.toContain("mục 10a)");
  });
});

describe("an open incident", () => {
  it("is told by its unit, and the clock stops for what was told", async () => {
    const all = await scene();
    const id = await opened(all);
    const told = { notice: "first", reason: "12/BC-BVA gửi Sở Y tế" };
    expect((await all.manager.post(`/incidents/${id}/sent`, told)).location).toContain("said=sent");
    expect((await all.manager.get(`/incidents/${id}`)).text).toContain("12/BC-BVA gửi Sở Y tế");
    const full = { notice: "full", reason: "15/BC-BVA" };
    expect((await all.analyst.post(`/central/incidents/${id}/sent`, full)).location).toContain(id);
    const { sent } = all.on.store.findIncident("central", id) ?? { sent: [] };
    expect(sent.map(({ notice, by }) => [notice, by])).toEqual([
      ["first", "Người a (a)"],
      ["full", "Người n (n)"],
    ]);
  });

  it("is not closed before a look has seen it mended, and asks for all four parts", async () => {
    const all = await scene();
    const id = await opened(all);
    const close = `/central/incidents/${id}/close`;
    const parts = { cause: "a", damage: "b", measures: "c", lessons: "d", reason: "đã quét lại" };
    const early = await all.analyst.post(close, parts);
    expect([early.status, early.text.includes("chưa được lượt quét nào xác nhận")]).toEqual([
      409,
      true,
    ]);
    const fixed = { ...all.sign, state: "fixed" as const };
    all.on.store.saveFinding(fixed, []);
    expect((await all.analyst.post(close, { ...parts, lessons: "" })).status).toBe(409);
    expect((await all.analyst.post(close, parts)).location).toContain("said=closed");
    expect(all.on.store.findIncident("central", id)?.state).toBe("closed");
  });

  it("may turn out to be none", async () => {
    const all = await scene();
    const id = await opened(all);
    await all.analyst.post(`/central/incidents/${id}/false-alarm`, { reason: "Nhầm" });
    expect(all.on.store.findIncident("central", id)?.state).toBe("false-alarm");
  });

  it("hands out its notices as text and its evidence as a ZIP that opens nowhere", async () => {
    const { on, manager } = await scene();
    const { id } = addIncident(on, "BV-A");
    const notice = await manager.get(`/incidents/${id}/first-notice.txt`);
    expect(notice.text).toContain(id);
    expect(notice.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const pack = await manager.get(`/incidents/${id}/evidence.zip`);
    expect(pack.headers.get("content-type")).toBe("application/zip");
    expect(pack.headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(pack.headers.get("content-security-policy")).toContain("sandbox");
  });

  it("keeps every act in the audit, with its reason", async () => {
    const all = await scene();
    const id = await opened(all);
    await all.analyst.post(`/central/incidents/${id}/false-alarm`, { reason: "Nhầm lẫn" });
    const [last] = all.on.store.audit({ limit: 1, offset: 0 });
    expect(last).toMatchObject({ actor: "n", subject: id, detail: "Nhầm lẫn" });
  });
});
