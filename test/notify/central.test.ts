// What the central team is told besides signs: pauses, requests, and how the nights end.
import { describe, expect, it } from "vitest";
import { AFTERNOON, CENTRE, endedScan, OF_B, scene, subjects } from "./scene.ts";

const at = (hours: number): Date => new Date(AFTERNOON.getTime() + hours * 3_600_000);

describe("the central team", () => {
  it("is told of units that paused, at once and once", async () => {
    const { store, after, clock } = scene();
    store.reviseRegistry(
      (one) => ({
        ...one,
        units: one.units.map((each) => ({
          ...each,
          paused: { by: "An", at: clock.now.toISOString(), reason: "đang nâng cấp <script>" },
        })),
      }),
      { actor: "An", note: "" },
    );

    const letters = await after(0);

    expect(subjects(letters)).toEqual([`${CENTRE}: 2 đơn vị đã tạm dừng rà soát`]);
    // What a person wrote stays behind the sign-in.
    expect(letters[0]?.raw).not.toContain("script");
    expect(await after(60)).toEqual([]);
  });

  it("gets requests together, once an hour", async () => {
    const { store, after } = scene();
    const ask = (id: string): void => {
      store.addRequest({
        id,
        unit: "BV-A",
        kind: "host",
        finding: null,
        subject: "moi.bv-a.test",
        reason: "bí mật nội bộ",
        until: null,
        askedBy: "An",
      });
    };
    ask("1");
    expect(subjects(await after(0))).toEqual([`${CENTRE}: 1 đề nghị mới của đơn vị`]);
    ask("2");
    ask("3");
    expect(await after(30)).toEqual([]);

    const [letter] = await after(31);

    expect(letter?.headers.get("subject")).toBe("2 đề nghị mới của đơn vị");
    expect(letter?.text).not.toContain("bí mật nội bộ");
  });

  it("hears of a whole scan that ended, what it brought, and who cannot be reached", async () => {
    const { store, after, put } = scene({ digestFrom: "23:59" });
    store.reviseRegistry(
      (one) => ({
        ...one,
        units: one.units.map((each) => (each.code === "BV-B" ? { ...each, contacts: null } : each)),
      }),
      { actor: "t", note: "" },
    );
    endedScan(store, "20261122-160000-aaaa", AFTERNOON);
    store.planTargets("20261122-160000-aaaa", [{ unit: "BV-A", host: "www.bv-a.test" }]);
    put();
    put(OF_B);

    const [letter, ...others] = await after(1);

    expect(others).toEqual([]);
    expect(letter?.headers.get("subject")).toBe(
      "Lượt quét ngày 22/11/2026: đã xong, còn 1 máy chủ chưa kiểm tra",
    );
    expect(letter?.text).toContain("- 2 vấn đề mới");
    expect(letter?.text).toContain("- 1 đơn vị có vấn đề mà không có địa chỉ nhận thư");
    expect(await after(60)).toEqual([]);
  });

  it.each([
    ["that a person began for one unit", { units: ["BV-A"] }],
    [
      "that is older than two days",
      { startedAt: at(-60).toISOString(), endedAt: at(-50).toISOString() },
    ],
  ])("is not told of a scan %s", async (_what, over) => {
    const { store, after } = scene();
    endedScan(store, "r", AFTERNOON);
    const ended = store.findRun("r");
    if (ended === undefined) throw new Error("no run");
    store.updateRun({ ...ended, ...over });

    expect(await after(1)).toEqual([]);
  });

  it("is told of a scan whose process died, and of its end when it was taken up again", async () => {
    const { store, after, clock } = scene();
    endedScan(store, "r", AFTERNOON);
    const ended = store.findRun("r");
    if (ended === undefined) throw new Error("no run");
    store.updateRun({ ...ended, status: "running", endedAt: null });
    expect(await after(1)).toEqual([]);
    expect(subjects(await after(2))).toEqual([
      `${CENTRE}: Lượt quét ngày 22/11/2026: bị gián đoạn`,
    ]);

    store.updateRun({ ...ended, endedAt: clock.now.toISOString() });
    expect(subjects(await after(1))).toEqual([`${CENTRE}: Lượt quét ngày 22/11/2026: đã xong`]);
  });

  it("is told of a night that did not run, with the reason", async () => {
    const { store, after } = scene();
    store.missNight(
      { night: "2026-11-21", from: at(-15).toISOString(), until: at(-8).toISOString() },
      "not-running",
    );

    const [letter] = await after(0);

    expect(letter?.headers.get("subject")).toBe("Lượt quét ngày 21/11/2026: không chạy");
    expect(letter?.text).toContain("Không có tiến trình rasoat serve hoặc worker nào chạy");
  });
});
