// What people do in the portal, and what becomes of it: words, requests, pauses, proposals, decisions, accounts.
import { describe, expect, it } from "vitest";
import { createAuthority } from "../../src/registry/authority.ts";
import { addAccount, fill, FINDING_A, house, signedIn, Visitor } from "./house.ts";

async function scene() {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "va", "unit-viewer", "BV-A");
  addAccount(on, "n", "central-analyst", null);
  addAccount(on, "m", "central-admin", null);
  return { on, manager: await signedIn(on, "a"), admin: await signedIn(on, "m") };
}

const PATH = `/findings/${FINDING_A.id}`;

describe("the person in charge of a unit", () => {
  it("says that it is fixed: the state is a claim, with name and reason in the history", async () => {
    const { on, manager } = await scene();
    const answer = await manager.post(`${PATH}/claim-fixed`, { reason: "Đã gia hạn" });
    expect(answer.location).toBe(`${PATH}?said=claim-fixed`);
    expect(on.store.findFinding("central", FINDING_A.id)?.state).toBe("claimed-fixed");
    const { text } = await manager.get(`${PATH}?said=claim-fixed`);
    expect(text).toContain("Đã gia hạn");
    expect(text).toContain("Người a (a)");
    expect(text).toContain("Đã ghi nhận đơn vị báo đã sửa");
  });

  it("names who mends it and by when", async () => {
    const { manager } = await scene();
    await manager.post(`${PATH}/in-progress`, {
      reason: "Thuê",
      owner: "Lê Văn C",
      until: "2026-12-01",
    });
    expect((await manager.get("/")).text).toContain("Lê Văn C");
  });

  it("still names who mends it, and by when, after a claim that the centre takes back", async () => {
    const { manager, admin } = await scene();
    const plan = { reason: "Thuê", owner: "Lê Văn C", until: "2026-12-01" };
    await manager.post(`${PATH}/in-progress`, plan);
    await manager.post(`${PATH}/claim-fixed`, { reason: "Đã gia hạn" });
    await admin.post(`${PATH}/word`, { action: "reopen", reason: "Vẫn còn" });
    const { text } = await manager.get(PATH);
    expect(text).toMatch(/Người xử lý<\/dt><dd>Lê Văn C/);
    expect(text).toMatch(/Dự kiến xong<\/dt><dd><span>01\/12\/2026/);
    expect(text).toContain('value="2026-12-01"');
  });

  it.each([
    ["claim-fixed", { reason: "" }],
    ["in-progress", { reason: "x", until: "2026-01-01" }],
    ["in-progress", { reason: "x", until: "ngày mai" }],
    ["exception", { reason: "x" }],
    ["exception", { reason: "x", until: "2026-01-01" }],
    ["exception", { reason: "x", until: "ngày mai" }],
    ["exception", { reason: "x", until: "2076-11-23" }],
    ["false-alarm", { reason: "" }],
    ["false-alarm", { reason: "x", until: "2076-11-23" }],
  ])("is told what is wrong with %s %o, and nothing is done", async (path, fields) => {
    const { on, manager } = await scene();
    const answer = await manager.post(`${PATH}/${path}`, fields);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(`href="${PATH}"`);
    expect(on.store.findFinding("central", FINDING_A.id)?.state).toBe("open");
    expect(on.store.requests("central")).toEqual([]);
  });

  it("pauses all scanning of the unit at once, and ends it again", async () => {
    const { on, manager, admin } = await scene();
    const granted = (): boolean => {
      const registry = on.store.registry();
      const limits = { allowReserved: true, hasContact: true, defaultRate: 1, rateCap: 20 };
      const authority = createAuthority({ registry, ...limits });
      const at = new Date("2026-11-22T16:30:00Z");
      const ask = { unit: "BV-A", host: "www.bv-a.test", port: null, area: null, at };
      return authority.judge(ask).granted;
    };
    expect(granted()).toBe(true);
    await manager.post("/sites/pause", { reason: "Bảo trì máy chủ" });
    expect(granted()).toBe(false);
    expect((await admin.get("/")).text).toContain("Bảo trì máy chủ");
    expect(on.store.registrySaves(1)[0]).toMatchObject({ actor: "Người a (a)" });
    await manager.post("/sites/resume", { reason: "Xong" });
    expect(granted()).toBe(true);
    await manager.post("/sites/pause", { reason: "Lần nữa" });
    await admin.post("/central/units/BV-A/resume", { reason: "Đã hỏi đơn vị" });
    expect(granted()).toBe(true);
  });

  it("proposes a host, which enters the registry only when the central team agrees", async () => {
    const { on, manager, admin } = await scene();
    await manager.post("/sites/proposals", {
      kind: "host",
      subject: "Moi.BV-A.test",
      reason: "Trang mới",
    });
    const hosts = () => on.store.registry().targets.map(({ host }) => host);
    expect(hosts()).not.toContain("moi.bv-a.test");
    const [request] = on.store.requests("central");
    const agreed = await admin.post(`/central/requests/${request?.id ?? ""}`, {
      decision: "approve",
      reason: "Đúng",
    });
    expect(hosts()).toContain("moi.bv-a.test");
    // In the registry is not yet permitted: the page says so and leads on.
    const { text } = await admin.get(agreed.location ?? "");
    expect(text).toContain("Máy chủ chỉ được quét khi có văn bản cho phép");
    expect(text).toContain('href="/central/hosts?reason=any"');
    expect((await manager.get("/requests")).text).toContain("đã đồng ý");
  });

  it("proposes another unit's host: nothing is told, and nothing moves", async () => {
    const { on, manager, admin } = await scene();
    const asked = await manager.post("/sites/proposals", {
      kind: "host",
      subject: "www.bv-b.test",
      reason: "x",
    });
    expect(asked.location).toBe("/sites?said=proposed");
    const [request] = on.store.requests("central");
    const path = `/central/requests/${request?.id ?? ""}`;
    const answer = await admin.post(path, { decision: "approve", reason: "?" });
    expect(answer.status).toBe(409);
    expect(on.store.findRequest("central", request?.id ?? "")?.status).toBe("open");
    expect(on.store.registry().targets.find(({ host }) => host === "www.bv-b.test")?.unit).toBe(
      "BV-B",
    );
  });

  it.each(["http://x.test/", "127.0.0.1", "khong hop le", "máy"])(
    "cannot propose %s",
    async (subject) => {
      const { on, manager } = await scene();
      const answer = await manager.post("/sites/proposals", { kind: "host", subject, reason: "x" });
      expect(answer.status).toBe(409);
      expect(on.store.requests("central")).toEqual([]);
    },
  );

  it("adds a contact after approval, and keeps those that are there", async () => {
    const { on, manager, admin } = await scene();
    await manager.post("/sites/proposals", {
      kind: "contact",
      subject: "An@bv-a.test",
      reason: "Mới",
    });
    const [request] = on.store.requests("central");
    await admin.post(`/central/requests/${request?.id ?? ""}`, {
      decision: "approve",
      reason: "Đúng",
    });
    expect(on.store.registry().units.find(({ code }) => code === "BV-A")?.contacts).toEqual([
      { email: "cntt@bv-a.test", role: "security" },
      { email: "an@bv-a.test", role: "security" },
    ]);
  });
});

describe("an exception", () => {
  it("is asked once, decided by the central team, and becomes an acceptance with an end", async () => {
    const { on, manager, admin } = await scene();
    const fields = { reason: "Chờ kinh phí", until: "2027-01-31" };
    expect((await manager.post(`${PATH}/exception`, fields)).location).toContain("asked");
    const { text: waiting } = await manager.get(PATH);
    expect(waiting).toContain("chờ trung tâm trả lời");
    expect(waiting).not.toContain(`action="${PATH}/exception"`);
    expect(waiting).toContain(`action="${PATH}/false-alarm"`);
    const again = await manager.post(`${PATH}/exception`, fields);
    expect(again.status).toBe(409);
    // What was typed stands there to be copied.
    expect(again.text).toContain(`<pre>${fields.reason}</pre>`);
    expect(on.store.findFinding("central", FINDING_A.id)?.state).toBe("open");
    expect((await admin.get("/central/requests")).text).toContain("Chờ kinh phí");
    const [request] = on.store.requests("central");
    const path = `/central/requests/${request?.id ?? ""}`;
    expect((await admin.post(path, { decision: "approve", reason: "" })).status).toBe(409);
    await admin.post(path, { decision: "approve", reason: "Đồng ý đến cuối tháng 1" });
    expect(on.store.findFinding("central", FINDING_A.id)).toMatchObject({
      state: "accepted",
      word: { until: "2027-01-31", by: "Người m (m)" },
    });
    expect((await admin.post(path, { decision: "decline", reason: "x" })).status).toBe(404);
  });

  it("that is declined changes nothing but the answer", async () => {
    const { on, manager, admin } = await scene();
    await manager.post(`${PATH}/false-alarm`, { reason: "Không đúng" });
    const [request] = on.store.requests("central");
    const path = `/central/requests/${request?.id ?? ""}`;
    await admin.post(path, { decision: "decline", reason: "Đã xem lại, đúng" });
    expect(on.store.findFinding("central", FINDING_A.id)?.state).toBe("open");
    expect((await manager.get(PATH)).text).toContain("Đã xem lại, đúng");
  });
});

describe("the central team", () => {
  it("speaks on many at once with a reason", async () => {
    const { on, admin } = await scene();
    const ids = on.store.findings("central").map(({ id }) => id);
    const visitor = admin;
    const csrf = await visitor.token();
    const body = new URLSearchParams({ csrf, action: "false-positive", reason: "Quy tắc sai" });
    expect(ids.length).toBe(3);
    for (const id of ids) body.append("finding", id);
    expect((await visitor.send("/central/queue", body)).location).toContain("said=word");
    expect(on.store.findings("central").map(({ state }) => state)).toEqual([
      "false-positive",
      "false-positive",
      "false-positive",
    ]);
  });

  it("sees in the queue what it has not spoken of yet; a unit's own word does not count", async () => {
    const { on, admin, manager } = await scene();
    const total = async (query: string): Promise<string | undefined> =>
      /(\d+) mục, gấp nhất trước/.exec((await admin.get(`/central/queue?${query}`)).text)?.[1];
    await manager.post(`${PATH}/claim-fixed`, { reason: "Đã gia hạn" });
    expect(on.store.findings("central", { states: ["claimed-fixed"] })).toHaveLength(1);
    expect([await total(""), await total("judged=no"), await total("judged=yes")]).toEqual([
      "3",
      "3",
      "0",
    ]);
    const other = on.store.findings("central").find(({ id }) => id !== FINDING_A.id)?.id ?? "";
    await admin.post("/central/queue", { action: "confirm", reason: "Đúng", finding: other });
    expect([await total("judged=no"), await total("judged=yes")]).toEqual(["2", "1"]);
  });

  it("hears what could not be done", async () => {
    const { admin } = await scene();
    const none = await admin.post("/central/queue", { action: "accept", reason: "x" });
    expect(none.status).toBe(409);
    const bad = await admin.post("/central/queue", { action: "accept", finding: FINDING_A.id });
    expect(bad.text).toContain("1 trong 1 mục");
  });

  it("suspends and restores a document; an analyst cannot", async () => {
    const { on, admin } = await scene();
    const status = () =>
      on.store.registry().authorizations.find(({ unit }) => unit === "BV-A")?.status;
    const path = "/central/units/BV-A/authorization";
    const order = { document: "1/QĐ-BV-A", reason: "Xác minh" };
    const analyst = await signedIn(on, "n");
    expect((await analyst.post(path, { ...order, decision: "suspend" })).status).toBe(404);
    await admin.post(path, { ...order, decision: "suspend" });
    expect(status()).toBe("suspended");
    await admin.post(path, { ...order, decision: "restore" });
    expect(status()).toBe("active");
  });

  it("stops the run at work", async () => {
    const { on, admin } = await scene();
    expect((await admin.post("/central/runs/stop", {})).location).toContain("idle");
    const holder = { pid: process.pid, host: "test", run: "20261122-160000-aaaa" };
    const lock = on.store.acquireRunLock(holder);
    expect((await admin.get("/central/runs")).text).toContain("Dừng lượt quét");
    expect((await admin.post("/central/runs/stop", {})).location).toContain("stopped");
    expect(on.store.isStopRequested(holder.run)).toBe(true);
    lock.release();
  });

  it("adds an account whose link works once, disables it, and all of it is in the audit", async () => {
    const { on, admin } = await scene();
    const fields = { login: "moi", name: "Người mới", role: "unit-viewer", unit: "BV-B" };
    const { text } = await admin.post("/central/users", fields);
    const link = /(\/invitation\/[\w-]{43})/.exec(text)?.[1] ?? "";
    expect((await admin.get("/central/users")).text).not.toContain(link);
    const next = "hai con trâu vàng ngủ";
    const visitor = new Visitor(on);
    expect((await visitor.post(link, { next, again: next })).location).toContain("password-set");
    await admin.post("/central/users/change", { login: "moi", change: "disable" });
    expect(on.store.accountByLogin("moi")?.disabledAt).not.toBeNull();
    const last = await admin.post("/central/users/change", { login: "m", change: "disable" });
    expect(last.status).toBe(409);
    const acts = on.store.audit({ actor: "m", limit: 99, offset: 0 }).map(({ act }) => act);
    expect(acts).toEqual(expect.arrayContaining(["add account", "change account", "sign in"]));
    expect((await admin.get("/central/audit")).text).toContain("add account");
  });

  it.each([
    { login: "a b", name: "x", role: "unit-viewer", unit: "BV-A" },
    { login: "moi", name: "", role: "unit-viewer", unit: "BV-A" },
    { login: "moi", name: "x", role: "unit-viewer", unit: "KHONG-CO" },
    { login: "moi", name: "x", role: "central-admin", unit: "BV-A" },
    { login: "moi", name: "x", role: "vua", unit: "" },
    { login: "a", name: "x", role: "unit-viewer", unit: "BV-A" },
  ])("cannot add $login $role $unit", async (fields) => {
    const { on, admin } = await scene();
    const before = on.store.accounts().length;
    expect((await admin.post("/central/users", fields)).status).toBe(409);
    expect(on.store.accounts()).toHaveLength(before);
  });
});

describe("the audit", () => {
  it("holds views and failures, and never a password or what was typed as a login", async () => {
    const { on, manager } = await scene();
    await manager.get(PATH);
    await new Visitor(on).post("/login", { login: "mat-khau-go-nham", password: "bi-mat-123" });
    const rows = on.store.audit({ limit: 999, offset: 0 });
    expect(rows).toContainEqual(
      expect.objectContaining({
        actor: "a",
        unit: "BV-A",
        act: "view finding",
        subject: FINDING_A.id,
      }),
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ actor: "-", act: "sign in", detail: "refused 400" }),
    );
    expect(JSON.stringify(rows)).not.toMatch(/go-nham|bi-mat/);
  });
});
