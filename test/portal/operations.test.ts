// The schedule and the outbox as the central team sees them: what is well, what is not and why, what could not be looked
// at, and lists that are empty for a reason.
import { describe, expect, it } from "vitest";
import { Settings } from "../../src/model/settings.ts";
import { addAccount, fill, house, type House, signedIn } from "./house.ts";
import { at, begun, HOURS, LETTER, NIGHTLY, NOTIFY, post, watch } from "./operations-scene.ts";

const SCHEDULE = "/central/schedule";
const LETTERS = "/central/letters";
async function scene(settings: object = {}): Promise<House> {
  const on = house({ settings: Settings.parse(settings) });
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "n", "central-analyst", null);
  return on;
}

async function pageOf(on: House, path: string): Promise<string> {
  const { status, text } = await (await signedIn(on, "n")).get(path);
  expect(status).toBe(200);
  return text;
}

describe("nights", () => {
  it("tells the next one, and how the last went", async () => {
    const on = await scene({ schedule: NIGHTLY });
    const lease = begun(on, "2026-11-21T15:00:03.000Z");
    on.store.noteNightRun(lease, "R-DEM");
    at(on, "2026-11-21T19:30:00.000Z", () => {
      on.store.endNight(lease, { state: "done", reason: null });
    });
    const text = await pageOf(on, SCHEDULE);
    expect(text).toContain("22:00 – 05:00 (Asia/Ho_Chi_Minh)");
    expect(text).toContain("22/11/2026 22:00 – 23/11/2026 05:00");
    expect(text).toMatch(
      /21\/11\/2026<\/th>.*đã xong.*21\/11\/2026 22:00.*22\/11\/2026 02:30.*R-DEM/s,
    );
    for (const word of ["bắt đầu muộn", "bị ngắt", "bỏ lỡ:", 'class="notice bad"'])
      expect(text).not.toContain(word);
    expect(await pageOf(on, "/")).not.toContain("Đêm 21/11/2026");
  });

  it.each([
    ["2026-11-21T15:04:59.000Z", null],
    ["2026-11-21T15:05:00.000Z", "bắt đầu muộn 5 phút"],
    ["2026-11-21T18:10:00.000Z", "bắt đầu muộn 3 giờ 10 phút"],
  ])("begun at %s: %s", async (moment, told) => {
    const on = await scene({ schedule: NIGHTLY });
    on.store.endNight(begun(on, moment), { state: "done", reason: null });
    const text = await pageOf(on, SCHEDULE);
    if (told === null) expect(text).not.toContain("bắt đầu muộn");
    else expect(text).toContain(told);
  });

  it.each([
    ["not-running", "không có tiến trình rasoat serve", "Giữ rasoat serve hoặc rasoat worker chạy"],
    ["scan-running", "một lượt quét khác chạy suốt khung giờ", "vào giờ khác"],
    ["fault", "xem nhật ký chương trình", "rasoat doctor cho biết"],
  ] as const)(
    "missed for %s: here and on the first page, with what to do",
    async (reason, told, toDo) => {
      const on = await scene({ schedule: NIGHTLY });
      on.store.missNight(HOURS, reason);
      for (const path of ["/", SCHEDULE]) {
        const text = await pageOf(on, path);
        expect(text).toContain("Đêm 21/11/2026: bỏ lỡ; ");
        expect(text).toContain(told);
        expect(text).toContain(toDo);
        expect(text).toContain(`href="${SCHEDULE}"`);
      }
    },
  );

  it("one that was broken off is told as such, and that it goes on by itself", async () => {
    const on = await scene({ schedule: NIGHTLY });
    on.store.noteNightRun(begun(on, "2026-11-21T15:00:00.000Z"), "R-DEM");
    for (const path of ["/", SCHEDULE]) {
      expect(await pageOf(on, path)).toContain("Đêm 21/11/2026: bị ngắt; tiến trình");
    }
  });

  it("one that was gone on with says how often", async () => {
    const on = await scene({ schedule: NIGHTLY });
    on.store.noteNightRun(begun(on, "2026-11-21T15:00:00.000Z"), "R-DEM");
    begun(on, "2026-11-21T16:00:00.000Z");
    on.store.endNight(begun(on, "2026-11-21T17:00:00.000Z"), { state: "done", reason: null });
    const text = await pageOf(on, SCHEDULE);
    expect(text).toContain("bị ngắt và đã chạy tiếp 2 lần");
    expect(text).not.toContain("bắt đầu muộn");
    expect(on.store.nights(1)).toMatchObject([{ takenUp: 2, state: "done" }]);
  });

  it("says where no night is set", async () => {
    const text = await pageOf(await scene(), SCHEDULE);
    expect(text).toContain("Đang tắt: chỉ quét khi có người chạy rasoat scan");
    expect(text).toContain("Chưa có đêm nào.");
    expect(text).not.toContain("Đêm tới");
  });
});

describe("the watch", () => {
  it("tells how many, how often, when last, and what could not be looked at and why", async () => {
    const on = await scene();
    watch(on);
    const text = await pageOf(on, SCHEDULE);
    expect(text).toContain("2 trang chủ, mỗi 30 phút");
    expect(text).toContain("không xem được: kết nối quá thời gian");
    expect(text).toContain("hiện không được phép: văn bản cho phép đã hết hạn");
    const rows = [...text.matchAll(/<th scope="row"><span class="mono">(www[^<]*)/g)];
    expect(rows.map(([, host]) => host)).toEqual([
      "www.bv-b.test",
      "www.tt-c.test",
      "www.bv-a.test",
    ]);
  });

  it.each([
    ["could-not", ["www.bv-b.test"]],
    ["refused", ["www.tt-c.test"]],
    ["quiet", ["www.bv-a.test"]],
    ["sign", []],
    ["khong-co", ["www.bv-b.test", "www.tt-c.test", "www.bv-a.test"]],
  ])("narrowed to %s holds %j", async (outcome, hosts) => {
    const on = await scene();
    watch(on);
    const text = await pageOf(on, `${SCHEDULE}?outcome=${outcome}`);
    const rows = [...text.matchAll(/<th scope="row"><span class="mono">(www[^<]*)/g)];
    expect(rows.map(([, host]) => host)).toEqual(hosts);
    expect(text.includes("Không có mục nào khớp bộ lọc.")).toBe(hosts.length === 0);
  });

  it("says why there is none, and where it is off", async () => {
    expect(await pageOf(await scene(), SCHEDULE)).toContain("Chưa có trang chủ nào được theo dõi");
    const off = await pageOf(await scene({ schedule: { watch: "off" } }), SCHEDULE);
    expect(off).toContain("không trang chủ nào được theo dõi, dù văn bản có ghi");
  });
});

describe("the outbox", () => {
  it("tells each letter's way: to whom, how it stands, why, and when next", async () => {
    const on = await scene({ notify: NOTIFY });
    post(on);
    const text = await pageOf(on, LETTERS);
    const rows = text
      .split("<tr>")
      .slice(2)
      .map((row) => row.replaceAll(/<[^>]*>/g, " "));
    const told = (address: string): string => rows.find((row) => row.includes(address)) ?? "";
    expect(told("gui@")).toMatch(/văn bản sắp hết hạn.*Hoa Sen.*đã gửi/s);
    expect(told("hong@")).toMatch(/không gửi được.*550 no such user &lt;b&gt;/s);
    expect(told("bo@")).toMatch(/không còn cần gửi.*không còn là nơi nhận/s);
    expect(told("cho@")).toMatch(/đang chờ.*451 try later; thử lại 22\/11\/2026/s);
    expect(told("nghi@")).toMatch(/đã nhận đủ số thư trong một giờ/s);
    expect(told("du@")).toMatch(/gửi ở lượt tới/s);
    expect(rows).toHaveLength(6);
  });

  it.each([
    ["sent", 1],
    ["failed", 1],
    ["dropped", 1],
    ["waiting", 3],
    ["khong-co", 6],
  ])("narrowed to %s holds %i, as its number says", async (state, count) => {
    const on = await scene({ notify: NOTIFY });
    post(on);
    const text = await pageOf(on, `${LETTERS}?state=${state}`);
    expect(text).toContain(`${String(count)} lượt gửi`);
    if (state !== "khong-co") {
      expect(text).toMatch(new RegExp(`state=${state}"[^>]*><b>${String(count)}</b>`));
    }
  });

  it("what failed of late stands on the first page, as long as it is of late", async () => {
    const on = await scene({ notify: NOTIFY });
    const says = "thư không gửi được trong 7 ngày qua";
    expect(await pageOf(on, "/")).not.toContain(says);
    post(on);
    expect(await pageOf(on, "/")).toMatch(/state=failed&amp;recent=yes"><b>1<\/b> thư không gửi/);
    expect(await pageOf(on, `${LETTERS}?state=failed&recent=yes`)).toContain("1 lượt gửi");
    on.clock.now = new Date(on.clock.now.getTime() + 8 * 86_400_000);
    expect(await pageOf(on, "/")).not.toContain(says);
    expect(await pageOf(on, `${LETTERS}?state=failed&recent=yes`)).not.toContain("hong@");
    expect(await pageOf(on, `${LETTERS}?state=failed`)).toContain("hong@");
  });

  it("says what keeps all letters: a server that takes none, or no settings", async () => {
    const on = await scene({ notify: NOTIFY });
    expect(await pageOf(on, LETTERS)).toContain("Chưa có thư nào. Thư được soạn khi");
    const until = new Date(on.clock.now.getTime() + 600_000).toISOString();
    const rest = { failures: 3, until, reason: "connection refused" };
    on.store.setMark({ name: "mail-server", value: JSON.stringify(rest) });
    expect(await pageOf(on, LETTERS)).toMatch(/Máy chủ thư chưa nhận thư.*connection refused/s);
    on.store.setMark({ name: "mail-server", value: "" });
    expect(await pageOf(on, LETTERS)).not.toContain("Máy chủ thư chưa nhận thư");
    expect(await pageOf(await scene(), LETTERS)).toContain("Chưa thiết lập gửi thư");
  });

  it("goes by pages, and says where a page is none", async () => {
    const on = await scene({ notify: NOTIFY });
    const to = Array.from({ length: 60 }, (_, index) => `so-${String(index)}@bv-a.test`);
    on.store.addLetters([{ unit: "BV-A", letter: LETTER, isUrgent: false, to, tells: [] }], []);
    expect(await pageOf(on, LETTERS)).toContain("so-59@");
    const second = await pageOf(on, `${LETTERS}?page=2`);
    expect([second.includes("so-9@"), second.includes("so-59@")]).toEqual([true, false]);
    expect(await pageOf(on, `${LETTERS}?page=3`)).toContain("Danh sách không có trang này");
  });

  it("shows no unit any of it", async () => {
    const on = await scene({ notify: NOTIFY, schedule: NIGHTLY });
    post(on);
    on.store.missNight(HOURS, "fault");
    const visitor = await signedIn(on, "a");
    for (const path of [LETTERS, SCHEDULE]) expect((await visitor.get(path)).status).toBe(404);
    const { text } = await visitor.get("/");
    for (const word of ["bỏ lỡ", "hong@", "thư không gửi được"]) expect(text).not.toContain(word);
  });
});
