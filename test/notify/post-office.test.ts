// What is told to whom and when, over a real store.
import { describe, expect, it } from "vitest";
import { openIncident } from "../../src/rules/incident.ts";
import {
  AFTERNOON,
  AT_A,
  AT_B,
  CENTRE,
  KNOWLEDGE,
  OF_B,
  endedScan,
  scene,
  sign,
  subjects,
} from "./scene.ts";

describe("a sign of an incident", () => {
  it("is told at once to the central team and to its unit, with the clock, and once", async () => {
    const { put, after } = scene();
    put(sign());

    const letters = await after(0);

    expect(subjects(letters)).toEqual([
      `${CENTRE}: Khẩn: dấu hiệu sự cố tại Bệnh viện A`,
      `${AT_A}: Khẩn: dấu hiệu sự cố tại trang của đơn vị`,
    ]);
    expect(letters[0]?.text).toContain("www[.]bv-a[.]test");
    expect(letters[0]?.text).toContain("Trang chủ bị thay nội dung");
    expect(letters[1]?.text).toMatch(
      /thông báo ban đầu trước 23:00 ngày 23\/11\/2026, báo cáo đầy đủ/,
    );
    for (const minutes of [1, 10, 60, 24 * 60]) expect(subjects(await after(minutes))).toEqual([]);
  });

  it("of a burst of fifty is one letter that says fifty, and one to each unit", async () => {
    const { put, after } = scene();
    for (let n = 0; n < 50; n++) {
      put(sign({ ...(n % 2 === 0 ? {} : OF_B), group: `g${String(n)}`, subject: `/${String(n)}` }));
    }

    const letters = await after(0);

    expect(subjects(letters)).toEqual([
      `${CENTRE}: Khẩn: 50 dấu hiệu sự cố tại 2 đơn vị`,
      `${AT_A}: Khẩn: 25 dấu hiệu sự cố tại trang của đơn vị`,
      `${AT_B}: Khẩn: 25 dấu hiệu sự cố tại trang của đơn vị`,
    ]);
    expect(letters[0]?.text).toContain("… và 30 mục khác");
    expect(await after(60)).toEqual([]);
  });

  it("on several ports and names of one thing is told as one", async () => {
    const { put, after } = scene();
    put(sign());
    put(sign({ port: 80, severity: "high" }));

    expect(subjects(await after(0))).toHaveLength(2);
  });

  it("that follows within five minutes waits for others, and goes with them", async () => {
    const { put, after } = scene();
    put(sign());
    await after(0);
    put(sign({ group: "g2", subject: "/2" }));
    expect(subjects(await after(1))).toEqual([]);
    put(sign({ group: "g3", subject: "/3" }));

    expect(subjects(await after(4))).toEqual([
      `${CENTRE}: Khẩn: 2 dấu hiệu sự cố tại Bệnh viện A`,
      `${AT_A}: Khẩn: 2 dấu hiệu sự cố tại trang của đơn vị`,
    ]);
  });

  it("that is held is told to the central team alone, and to the unit once it is confirmed", async () => {
    const { put, after, store, clock } = scene();
    const held = put(sign({ held: true }));

    const [letter, ...others] = await after(0);
    expect(letter?.to).toBe(CENTRE);
    expect(letter?.text).toContain("đang giữ: đơn vị chưa được báo");
    expect(others).toEqual([]);

    const decision = { by: "trực ban", at: clock.now.toISOString(), reason: "đã xem" };
    store.openIncident("central", held.id, (finding, history, incidents) =>
      openIncident({
        finding,
        history,
        incidents,
        terms: KNOWLEDGE.incidents,
        decision,
        serious: null,
        atOnce: false,
        into: null,
      }),
    );
    expect(subjects(await after(1))).toEqual([
      `${AT_A}: Khẩn: dấu hiệu sự cố tại trang của đơn vị`,
    ]);
  });

  it("of which the most urgent place is held is told to the unit by the places that it sees", async () => {
    const { put, after } = scene();
    put(sign({ held: true, title: { vi: "Đang giữ", en: "Held" } }));
    put(sign({ port: 80, severity: "high" }));

    const letters = (await after(0)).filter(({ to }) => to === AT_A);

    expect(subjects(letters)).toEqual([`${AT_A}: Khẩn: dấu hiệu sự cố tại trang của đơn vị`]);
    expect(letters[0]?.text).toContain("Trang chủ bị thay nội dung\n  mức cao");
    expect(letters[0]?.text).not.toContain("Đang giữ");
  });

  it("that the central team has confirmed itself is not told to it", async () => {
    const { put, after, store, clock } = scene();
    const { id } = put(sign());
    const decision = { by: "trực ban", at: clock.now.toISOString(), reason: "đã xem" };
    const terms = KNOWLEDGE.incidents;
    store.openIncident("central", id, (finding, history, incidents) =>
      openIncident({
        finding,
        history,
        incidents,
        terms,
        decision,
        serious: null,
        atOnce: false,
        into: null,
      }),
    );

    expect((await after(0)).map(({ to }) => to)).toEqual([AT_A]);
  });

  it.each([
    ["a finding that item 10a does not apply to", { directive: [] }],
    ["one that is a false alarm", { state: "false-positive" as const }],
    ["one that is fixed", { state: "fixed" as const }],
  ])("is none in %s", async (_what, over) => {
    const { put, after } = scene({ digestFrom: "23:59" });
    put(sign(over));

    expect(subjects(await after(0))).toEqual([]);
  });

  it("that comes back after it was fixed is told again", async () => {
    const { put, after } = scene();
    put(sign());
    await after(0);

    put({ ...sign(), reopened: 1 });

    expect((await after(24 * 60)).map(({ to }) => to)).toEqual([CENTRE, AT_A]);
  });
});

describe("the letter of the day", () => {
  it("names what is new, once, and not what only informs", async () => {
    const { put, after, store } = scene();
    put({ group: "g1" });
    put({ group: "g2", severity: "info", rule: "tls-no-post-quantum", dueOn: "", subject: "tls" });
    endedScan(store, "night-1", AFTERNOON);

    const letters = (await after(0)).filter(({ to }) => to === AT_A);

    expect(subjects(letters)).toEqual([`${AT_A}: Rà soát trang của đơn vị: 1 mới`]);
    expect(letters[0]?.text).toContain(
      "Vấn đề mới (1)\n- Chứng thư đã hết hạn\n  www.bv-a.test\n  mức cao · hạn 04/12/2026 (còn 12 ngày)",
    );
    expect(subjects(await after(24 * 60))).toEqual([]);
  });

  it("is not written where there is nothing to tell", async () => {
    const { after, put } = scene();
    put({ severity: "info", dueOn: "" });
    put({ ...OF_B, held: true });

    expect(subjects(await after(0))).toEqual([]);
  });

  it("goes once a day at most, however many scans end", async () => {
    const { put, after, store } = scene({}, new Date("2026-11-22T00:30:00.000Z"));
    put({ group: "g1" });
    expect(subjects(await after(0))).toHaveLength(1);
    put({ group: "g2" });
    endedScan(store, "later", new Date("2026-11-22T03:00:00.000Z"));

    const sameDay = (await after(4 * 60)).filter(({ to }) => to === AT_A);
    const nextDay = (await after(24 * 60)).filter(({ to }) => to === AT_A);

    expect(subjects(sameDay)).toEqual([]);
    expect(subjects(nextDay)).toEqual([`${AT_A}: Rà soát trang của đơn vị: 1 mới`]);
  });

  it("goes after a later scan of the day when the morning had nothing to tell", async () => {
    const { put, after, store, clock } = scene();
    put({ severity: "info", dueOn: "" });
    expect(await after(0)).toEqual([]);
    put({ group: "g2" });
    expect(await after(1)).toEqual([]);
    endedScan(store, "midday", clock.now);

    expect((await after(1)).map(({ to }) => to)).toContain(AT_A);
  });

  it.each([
    ["before the hour of the settings", "2026-11-21T23:30:00.000Z", false],
    ["from that hour on", "2026-11-22T00:00:00.000Z", true],
  ])("%s: %s", async (_what, now, goes) => {
    const { put, after } = scene({}, new Date(now));
    put();

    expect((await after(0)).length === 1).toBe(goes);
  });

  it.each([
    ["waits for a scan that is still running", 60, 0],
    ["does not wait for it for ever", 5 * 60, 1],
  ])("%s", async (_what, minutes, letters) => {
    const { put, after, store, clock } = scene({}, new Date("2026-11-22T00:00:00.000Z"));
    const lock = store.acquireRunLock({ pid: process.pid, host: "test", run: "r" });
    put();
    clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    lock.heartbeat();

    expect(await after(0)).toHaveLength(letters);
    lock.release();
    expect(await after(1)).toHaveLength(1 - letters);
  });

  it("names a term that ends soon once, one that has passed at once, after a week, and every month", async () => {
    const { put, after } = scene();
    put({ dueOn: "2026-11-28" });
    const told: string[] = [];
    for (let day = 0; day < 75; day++) {
      for (const letter of await after(day === 0 ? 0 : 24 * 60)) {
        const subject = letter.headers.get("subject") ?? "";
        if (subject.startsWith("Rà soát")) told.push(`${String(day)} ${subject}`);
      }
    }

    expect(told).toEqual([
      "0 Rà soát trang của đơn vị: 1 mới",
      "3 Rà soát trang của đơn vị: 1 sắp đến hạn",
      "7 Rà soát trang của đơn vị: 1 quá hạn",
      "13 Rà soát trang của đơn vị: 1 quá hạn",
      "36 Rà soát trang của đơn vị: 1 quá hạn",
      "66 Rà soát trang của đơn vị: 1 quá hạn",
    ]);
  });

  it("does not press for what the unit says it has mended", async () => {
    const { put, after } = scene();
    put({ dueOn: "2026-11-01", state: "claimed-fixed" });

    expect(subjects(await after(0))).toEqual([`${AT_A}: Rà soát trang của đơn vị: 1 mới`]);
    expect(await after(24 * 60)).toEqual([]);
  });

  it("calls back what came back", async () => {
    const { put, after } = scene();
    put();
    await after(0);
    put({ reopened: 1 });
    // As the scan stores it: the same finding anew.
    const letters = await after(24 * 60);

    expect(subjects(letters)).toEqual([`${AT_A}: Rà soát trang của đơn vị: 1 tái diễn`]);
  });

  it("does not repeat what was told at once", async () => {
    const { put, after } = scene();
    put(sign());

    expect(subjects(await after(0))).toHaveLength(2);
    expect(subjects(await after(24 * 60))).toEqual([]);
  });

  it("tells a unit everything once it has an address", async () => {
    const { put, after, store } = scene();
    const without = store.registry();
    store.reviseRegistry(
      (one) => ({ ...one, units: one.units.map((each) => ({ ...each, contacts: null })) }),
      { actor: "t", note: "" },
    );
    put({ group: "g1" });
    expect(await after(0)).toEqual([]);
    store.reviseRegistry(() => without, { actor: "t", note: "" });

    expect(subjects(await after(1))).toEqual([`${AT_A}: Rà soát trang của đơn vị: 1 mới`]);
  });
});

describe("a document that ends", () => {
  const EVE = new Date("2026-12-01T08:30:00.000Z");

  it("is told 30, 7 and 1 days before, each once", async () => {
    const { after } = scene({}, EVE);
    const told: string[] = [];
    for (let day = 0; day < 33; day++) {
      for (const letter of await after(day === 0 ? 0 : 24 * 60)) {
        if (letter.to === AT_A) told.push(letter.headers.get("subject") ?? "");
      }
    }

    expect(told).toEqual([
      "Văn bản cho phép rà soát sắp hết hạn: còn 30 ngày",
      "Văn bản cho phép rà soát sắp hết hạn: còn 7 ngày",
      "Văn bản cho phép rà soát sắp hết hạn: còn 1 ngày",
    ]);
  });

  it.each([
    [
      "another one permits the hosts afterwards",
      { document: "99/QĐ-BVA", validFrom: "2026-12-20", validTo: "2027-12-31" },
    ],
    ["it is suspended", null],
  ])("is not told of when %s", async (_what, next) => {
    const { after, store } = scene({}, EVE);
    store.reviseRegistry(
      (one) => {
        const [first, ...others] = one.authorizations;
        if (first === undefined) throw new Error("no document");
        const ours =
          next === null
            ? [{ ...first, status: "suspended" as const }]
            : [first, { ...first, ...next }];
        return { ...one, authorizations: [...ours, ...others] };
      },
      { actor: "t", note: "" },
    );

    expect((await after(0)).map(({ to }) => to)).toEqual([AT_B]);
  });
});

describe("a document that ends, at night", () => {
  it("is told in the morning", async () => {
    const { after } = scene({}, new Date("2026-12-01T17:30:00.000Z"));

    expect(await after(0)).toEqual([]);
    expect((await after(7 * 60)).map(({ to }) => to)).toEqual([AT_A, AT_B]);
  });
});

describe("a verifying look", () => {
  it("is told to the unit that asked, with what it came to", async () => {
    const { store, put, after, clock } = scene();
    const fixed = put({ group: "g1", state: "fixed" });
    const asked = store.askVerifying({
      unit: "BV-A",
      host: "www.bv-a.test",
      finding: fixed.id,
      group: "g1",
      askedBy: "An",
      notBefore: clock.now.toISOString(),
      wait: "asked",
    });
    expect(await after(0)).toEqual([]);
    const lease = store.leaseVerifying({ id: asked.id });
    if (lease === undefined) throw new Error("no lease");
    store.endVerifying(lease, {
      outcome: "gone",
      reason: null,
      lookedAt: clock.now.toISOString(),
      again: null,
    });

    const letters = await after(0);

    expect(subjects(letters)).toEqual([`${AT_A}: Kết quả kiểm tra lại: 1 đã khắc phục`]);
    expect(letters[0]?.text).toContain("đã khắc phục (đã kiểm tra lại)");
    expect(await after(60)).toEqual([]);
  });
});
