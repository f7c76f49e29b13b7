// The central team's desk: rules released and held, who has reported, what changed between two nights.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import { createNightBook } from "../../src/portal/kept/night-book.ts";
import { listen } from "../../src/portal/server.ts";
import { diffRuns } from "../../src/run/diff.ts";
import { snapshotOf } from "../../src/run/snapshot.ts";
import { commit, finding, NOW, result, run, seen } from "../store/samples.ts";
import {
  addAccount,
  addFinding,
  fill,
  FINDING_A,
  FINDING_B,
  house,
  type House,
  signedIn,
  signOf,
  Visitor,
} from "./house.ts";

async function scene() {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "n", "central-analyst", null);
  addAccount(on, "m", "central-admin", null);
  return { on, analyst: await signedIn(on, "n"), admin: await signedIn(on, "m") };
}

const RULE = "/central/rules/tls-cert-expired";

describe("rules", () => {
  it("are held and released by the administrator, with a reason, at once for what is stored", async () => {
    const { on, admin, analyst } = await scene();
    const hold = { decision: "hold", subtree: "", reason: "Nhiều báo nhầm" };
    expect((await admin.post(RULE, hold)).location).toBe(`${RULE}?said=held`);
    expect(on.store.findFinding("central", FINDING_A.id)?.held).toBe(true);
    expect((await (await signedIn(on, "a")).get("/findings")).text).toContain("0 phát hiện");
    const { text } = await analyst.get(RULE);
    expect(text).toContain("Nhiều báo nhầm");
    expect(text).not.toContain("<textarea");
    await admin.post(RULE, { decision: "release", subtree: "SYT", reason: "Đã sửa" });
    expect(on.store.findFinding("central", FINDING_A.id)?.held).toBe(false);
    const held = on.store.findings("central", { held: true }).map(({ unit }) => unit);
    expect(held).toEqual(["TT-C"]);
    expect((await analyst.get("/central/rules?standing=partly")).text).toContain(
      "tls-cert-expired",
    );
    expect(on.store.audit({ limit: 5, offset: 0 })).toContainEqual(
      expect.objectContaining({
        act: "release or hold rule",
        subject: "tls-cert-expired",
        detail: "Đã sửa",
      }),
    );
  });

  it.each([
    [{ decision: "hold", reason: "" }, 409],
    [{ decision: "hold", reason: "x", subtree: "KHONG-CO" }, 409],
  ])("are left as they are for %o", async (fields, status) => {
    const { on, admin } = await scene();
    expect((await admin.post(RULE, fields)).status).toBe(status);
    expect(on.store.findings("central", { held: true })).toEqual([]);
  });

  it("are not the analyst's to decide", async () => {
    const { on, analyst } = await scene();
    const answer = await analyst.post(RULE, { decision: "hold", reason: "x" });
    expect(answer.status).toBe(404);
    expect(on.store.ruleReleases()).toEqual([]);
  });

  it("tell how often people found them right", async () => {
    const { analyst } = await scene();
    const say = (id: string, action: string) =>
      analyst.post(`/findings/${id}/word`, { action, reason: "đã xem" });
    expect((await analyst.get(RULE)).text).toContain("chưa ai xem");
    await say(FINDING_A.id, "confirm");
    await say(FINDING_B.id, "false-positive");
    expect((await analyst.get(RULE)).text).toContain("1/2 (50%)");
  });

  it("stand with signatures and products, whose names hold a slash", async () => {
    const { on, admin } = await scene();
    const path = "/central/rules/products~wordpress";
    await admin.post(path, { decision: "hold", reason: "x" });
    expect(on.store.ruleReleases().at(-1)).toMatchObject({
      rule: "products/wordpress",
      held: true,
    });
    expect((await admin.get(path)).status).toBe(200);
  });
});

describe("who has reported", () => {
  const report = {
    unit: "BV-A",
    scope: "unit",
    kind: "bao-cao",
    number: "15/BC-BVA",
    date: "2026-11-20",
    recipient: "Sở Y tế Mẫu",
  };
  const tile = (text: string): string[] =>
    [...text.matchAll(/<b>(\d+)<\/b>/g)].map(([, count = ""]) => count);

  it("is counted among units with permitted hosts", async () => {
    const { analyst } = await scene();
    expect(tile((await analyst.get("/central/reports")).text)).toEqual(["4", "0", "4"]);
    expect((await analyst.post("/central/reports", report)).location).toContain("said=entered");
    const { text } = await analyst.get("/central/reports?shown=reported");
    expect(tile(text)).toEqual(["3", "1", "4"]);
    expect(text).toContain("15/BC-BVA");
    expect(tile((await analyst.get("/central/reports?since=2026-11-21")).text)).toEqual([
      "4",
      "0",
      "4",
    ]);
  });

  it.each([{ number: "" }, { date: "2026-12-30" }, { date: "hôm nay" }, { unit: "KHONG-CO" }])(
    "takes no entry with %o",
    async (wrong) => {
      const { on, analyst } = await scene();
      expect((await analyst.post("/central/reports", { ...report, ...wrong })).status).toBe(409);
      expect(on.store.sentReports("central")).toEqual([]);
    },
  );

  it("keeps a corrected entry, which counts no more", async () => {
    const { analyst } = await scene();
    await analyst.post("/central/reports", report);
    await analyst.post("/central/reports", { ...report, number: "16/BC-BVA", corrects: "1" });
    const { text } = await analyst.get("/central/reports?shown=all");
    expect(text).toContain("không, xem mục 2");
    expect(tile(text)).toEqual(["3", "1", "4"]);
  });

  it("withdraws an entry with a reason; it stays in the register and counts no more", async () => {
    const { on, analyst } = await scene();
    await analyst.post("/central/reports", report);
    const withdraw = (reason: string, entry = "1") =>
      analyst.post(`/central/reports/${entry}/withdraw`, { reason });
    expect((await withdraw("")).status).toBe(409);
    expect((await withdraw("Nhầm đơn vị", "99")).status).toBe(409);
    expect((await withdraw("Nhầm đơn vị", "x")).status).toBe(404);
    expect(tile((await analyst.get("/central/reports")).text)).toEqual(["3", "1", "4"]);
    expect((await withdraw("Nhầm đơn vị")).location).toBe("/central/reports?said=withdrawn");
    expect((await withdraw("Lần nữa")).status).toBe(409);
    const { text } = await analyst.get("/central/reports?said=withdrawn");
    expect(tile(text)).toEqual(["4", "0", "4"]);
    expect(text).toContain("rút lại mục 1: Nhầm đơn vị");
    expect(text).toContain("không, xem mục 2");
    expect(text).toContain("Đã rút lại.");
    expect(on.store.audit({ limit: 9, offset: 0 })).toContainEqual(
      expect.objectContaining({
        act: "withdraw sent report",
        subject: "1",
        detail: "Nhầm đơn vị",
      }),
    );
  });
});

/** Two ended nights: of unit A one thing was mended and one is new; of B one stands. */
function twoNights(on: House): readonly [string, string] {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
  const nights = ["dem-1", "dem-2"] as const;
  const base = (unit: string, group: string): Finding =>
    finding({
      unit,
      system: `${unit}-WEB`,
      host: `www.${unit.toLowerCase()}.test`,
      group,
      subject: group,
      firstSeen: at(17),
    });
  const found = [
    [base("BV-A", "cu"), base("BV-B", "con")],
    [
      { ...base("BV-A", "cu"), state: "fixed" as const },
      { ...base("BV-A", "moi"), firstSeen: at(19) },
      base("BV-B", "con"),
    ],
  ];
  for (const [index, id] of nights.entries()) {
    const startedAt = at(index === 0 ? 18 : 19);
    on.store.createRun(run({ id, startedAt, status: "done", endedAt: startedAt }));
    for (const unit of ["BV-A", "BV-B"]) {
      const findings = (found[index] ?? [])
        .filter((one) => one.unit === unit)
        .map((one) => ({ ...one, run: id }));
      const host = `www.${unit.toLowerCase()}.test`;
      on.store.commitTarget({
        ...commit({ run: id }),
        unit,
        host,
        result: result({ findings, before: [], looks: [] }),
        findings,
        events: findings.map((one) => seen(one)),
        coverage: [],
      });
    }
  }
  return nights;
}

describe("two nights compared", () => {
  it("is worked out between requests while its reader waits, and is what the whole comparison says", async () => {
    const { on, analyst } = await scene();
    const [first, second] = twoNights(on);
    const path = `/central/diff?before=${first}&after=${second}`;
    expect((await analyst.get(path)).text).toContain("2 thay đổi");
    const book = createNightBook(on.store, { error: () => undefined });
    const nights = [first, second].map((id) => on.store.findRun(id));
    const [before, after] = nights;
    if (before === undefined || after === undefined) throw new Error("no nights");
    book.compare(before, after);
    await book.idle();
    const whole = diffRuns(
      snapshotOf(on.store, before, { scope: "central" }),
      snapshotOf(on.store, after, { scope: "central" }),
      (id) => on.store.events("central", id),
    );
    expect(book.compare(before, after)).toEqual({ state: "ready", value: whole });
    expect(whole.total).toMatchObject({ new: 1, fixed: 1, still: 1 });
    const { text } = await analyst.get(`${path}&change=new&unit=BV-A`);
    expect(text).toContain("1 thay đổi");
    expect(text).toContain("www.bv-a.test");
  });

  it("is ready again after a restart, before anybody asks", async () => {
    const { on, analyst } = await scene();
    twoNights(on);
    const again = house({ store: on.store });
    const server = await listen(again.portal, "127.0.0.1", 0);
    await again.portal.idle();
    const visitor = new Visitor(again);
    for (const [name, value] of analyst.cookies) visitor.cookies.set(name, value);
    const { text } = await visitor.get("/");
    expect(text).toContain("Thay đổi so với đêm trước");
    expect(text).not.toContain("Đang so sánh");
    expect((await visitor.get("/central/diff")).text).toContain("2 thay đổi");
    await server.close();
  });

  it("is there at the first asking after a restart, also where it is not of the latest two", async () => {
    const { on, analyst } = await scene();
    const [first, second] = twoNights(on);
    const earliest = on.store.listRuns({ kind: "scan" }).at(-1)?.id ?? "";
    expect([first, second]).not.toContain(earliest);
    const again = house({ store: on.store });
    const visitor = new Visitor(again);
    for (const [name, value] of analyst.cookies) visitor.cookies.set(name, value);
    const { text } = await visitor.get(`/central/diff?before=${earliest}&after=${first}`);
    expect(text).toMatch(/\d thay đổi<\/caption>/);
    expect(text).not.toContain("Đang so sánh");
  });

  it("says how far it is where it takes longer than a page may, and goes on meanwhile", async () => {
    const { on } = await scene();
    const [first, second] = twoNights(on);
    const [before, after] = [on.store.findRun(first), on.store.findRun(second)];
    if (before === undefined || after === undefined) throw new Error("no nights");
    const book = createNightBook(on.store, { error: () => undefined });
    const left = AbortSignal.abort();
    expect(await book.compared(before, after, left)).toMatchObject({ state: "working", of: 4 });
    await book.idle();
    expect(await book.compared(before, after, left)).toMatchObject({ state: "ready" });
  });

  it("stays when others are asked for in between", async () => {
    const { on } = await scene();
    const [first, second] = twoNights(on);
    const before = on.store.findRun(first);
    const after = on.store.findRun(second);
    if (before === undefined || after === undefined) throw new Error("no nights");
    const book = createNightBook(on.store, { error: () => undefined });
    book.prepare();
    await book.idle();
    for (const id of ["R-x", "R-y", "R-z"]) {
      book.compare({ ...before, id }, after);
      await book.idle();
      expect(book.compare(before, after).state).toBe("ready");
    }
  });

  it("says so when there are no two nights", async () => {
    const { analyst } = await scene();
    expect((await analyst.get("/central/diff")).text).toContain("Chưa có hai lượt quét");
  });

  it("tells a failure instead of waiting for ever", async () => {
    const { on } = await scene();
    const [first, second] = twoNights(on);
    const said: string[] = [];
    const broken = {
      ...on.store,
      findingTraces: () => {
        throw new Error("damaged");
      },
    };
    const book = createNightBook(broken, { error: (message) => void said.push(message) });
    const before = on.store.findRun(first);
    const after = on.store.findRun(second);
    if (before === undefined || after === undefined) throw new Error("no nights");
    book.compare(before, after);
    await book.idle();
    expect(book.compare(before, after)).toEqual({ state: "failed" });
    expect(said).toEqual(["two nights could not be compared"]);
  });
});

describe("findings that are held", () => {
  it("are counted for the centre under their rule", async () => {
    const { on, analyst } = await scene();
    addFinding(on, { ...finding({ unit: "BV-A", group: "g-held", subject: "x" }), held: true });
    expect((await analyst.get("/central/rules")).text).toContain(
      'href="/central/queue?rule=tls-cert-expired&amp;held=yes">1</a>',
    );
  });
});

describe("the one script", () => {
  it("is allowed on the queue alone, and only as a file of this origin", async () => {
    const { on, admin } = await scene();
    const scripted: string[] = [];
    for (const { method, path, audience } of on.portal.routes) {
      if (method !== "GET" || path.includes(":") || audience === "anyone") continue;
      const { headers, text } = await admin.get(path);
      const policy = headers.get("content-security-policy") ?? "";
      if (/script-src|<script/.test(`${policy}${text}`)) scripted.push(`${path} ${policy}`);
      expect([path, /unsafe|script-src [^;]*https?:/.test(policy)]).toEqual([path, false]);
    }
    expect(scripted).toHaveLength(1);
    expect(scripted[0]).toMatch(/^\/central\/queue .*; script-src 'self'$/);
    const { text } = await admin.get("/central/queue");
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script src="/queue.js" defer="">']);
  });
});

describe("the first page", () => {
  it("tells the night's signs first, then what needs a decision, each with its list", async () => {
    const { on, analyst } = await scene();
    addFinding(on, signOf("BV-A"));
    addFinding(on, { ...finding({ unit: "BV-A", group: "g-held", subject: "x" }), held: true });
    const { text } = await analyst.get("/");
    expect(text).toContain("Dấu hiệu sự cố chưa xác nhận: 1");
    const order = ["Dấu hiệu sự cố chưa xác nhận", "Cần quyết định", "Đang mở trong toàn ngành"];
    const places = order.map((words) => text.indexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toMatch(/href="\/central\/queue\?held=yes"><b>1<\/b>/);
  });

  it("says when nothing was scanned for a day and a half, and when the last scan did not end well", async () => {
    const { on } = await scene();
    const late = async (hours: number): Promise<string> => {
      on.clock.now = new Date(NOW.getTime() + hours * 3_600_000);
      return (await (await signedIn(on, "n")).get("/")).text;
    };
    expect(await late(8)).toContain("đã chạy hết");
    expect(await late(40)).toContain("Không có lượt quét nào trong 36 giờ qua");
    const at = on.clock.now.toISOString();
    on.store.createRun(run({ id: "stopped", startedAt: at, endedAt: at, status: "stopped" }));
    expect(await late(41)).toContain("KHÔNG chạy hết");
  });
});

describe("the queue", () => {
  it("keeps the filter after a word on many, and leads nowhere else", async () => {
    const { analyst } = await scene();
    const { text } = await analyst.get("/central/queue?severity=high&area=tls");
    expect(text).toContain('name="back" value="severity=high&amp;area=tls"');
    const csrf = await analyst.token();
    const form = (back: string) =>
      new URLSearchParams({
        csrf,
        finding: FINDING_A.id,
        action: "confirm",
        reason: "đã xem",
        back,
      });
    const answer = await analyst.send("/central/queue", form("severity=high&area=tls"));
    expect(answer.location).toBe("/central/queue?severity=high&area=tls&said=word#queue");
    const away = await analyst.send("/central/queue", form("//x.example/?said=1"));
    expect(away.location).toMatch(/^\/central\/queue\?/);
  });
});

describe("accounts and the audit", () => {
  it("are found by name without diacritics, by role, and by pages", async () => {
    const { on, admin } = await scene();
    for (let at = 0; at < 60; at++) addAccount(on, `nguoi-${String(at)}`, "unit-viewer", "BV-B");
    expect((await admin.get("/central/users")).text).toContain("63 tài khoản");
    expect((await admin.get("/central/users?q=NGUOI+nguoi-7")).text).toContain("1 tài khoản");
    expect((await admin.get("/central/users?role=unit-viewer&page=2")).text).toContain("nguoi-9");
    expect((await admin.get("/central/users?role=central-analyst")).text).toContain("1 tài khoản");
  });

  it("shows who looked at a unit, what was done, about what and on which day", async () => {
    const { admin, analyst } = await scene();
    await analyst.get("/central/units/BV-A");
    await analyst.get("/central/statistics");
    const acts = async (query: string): Promise<number> =>
      (await admin.get(`/central/audit?${query}`)).text.split('<th scope="row">').length - 1;
    expect(await acts("actor=n&unit=BV-A")).toBe(1);
    expect(await acts("actor=n&act=view+statistics")).toBe(1);
    expect(await acts("actor=n&subject=BV-A")).toBe(1);
    // The scene stands at 23:00 of the 22nd in Việt Nam.
    expect(await acts("actor=n&act=view+statistics&day=2026-11-22")).toBe(1);
    expect(await acts("actor=n&act=view+statistics&day=2026-11-21")).toBe(0);
    expect(await acts("actor=n&act=view+statistics&day=2026-11-23")).toBe(0);
    expect(await acts("actor=n&act=view+statistics&day=mai")).toBe(1);
  });
});
