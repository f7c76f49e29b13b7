// What documents do not cover is said where a unit looks at its sites, and to those who see several units.
import { describe, expect, it } from "vitest";
import type { Authorization, Unit } from "../../src/model/registry.ts";
import { authorization, NOW, registry, system, target, unit } from "../store/samples.ts";
import { addAccount, house, signedIn } from "./house.ts";

const HOSTS = ["www.bv-a.test", "lich.bv-a.test"];

interface Scene {
  readonly documents: readonly Partial<Authorization>[];
  readonly paused?: Unit["paused"];
}

async function sitesFor(login: "a" | "d" | "m", { documents, paused = null }: Scene) {
  const on = house();
  const codes = ["SYT", "BV-A", "BV-B"];
  on.store.saveRegistry(
    registry({
      units: codes.map((code) =>
        unit({
          code,
          name: `Tên ${code}`,
          parent: code === "SYT" ? null : "SYT",
          formerly: [],
          ...(code === "BV-A" && { paused }),
        }),
      ),
      systems: codes.map((code) => system({ code: `${code}-WEB`, unit: code })),
      targets: [
        ...HOSTS.map((host) => target({ host })),
        target({ unit: "BV-B", system: "BV-B-WEB", host: "www.bv-b.test" }),
      ],
      authorizations: [
        authorization({ document: "rieng-B", unit: "BV-B", validTo: "2027-06-30" }),
        ...documents.map((one, at) =>
          authorization({ document: `${String(at + 1)}/QĐ`, validTo: "2027-06-30", ...one }),
        ),
      ],
    }),
    { actor: "test", note: "" },
  );
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "d", "department", "SYT");
  addAccount(on, "m", "central-admin", null);
  return (await (await signedIn(on, login)).get("/sites")).text;
}

const NONE = "Đơn vị không có văn bản cho phép còn hiệu lực";
const SOME = "1/2 máy chủ không được kiểm tra";
const ENDS = "Văn bản sắp hết hạn";

describe("to the unit", () => {
  it.each<[string, readonly Partial<Authorization>[], readonly string[]]>([
    ["no document", [], [NONE, "lich.bv-a.test</span>: chưa có văn bản", "do người đứng đầu"]],
    [
      "one that has ended",
      [{ validTo: "2026-11-21" }],
      [NONE, "đã hết hạn", "văn bản gia hạn hoặc văn bản mới"],
    ],
    ["one that was revoked", [{ status: "revoked" }], [NONE, "không dùng lại được"]],
    ["one that is suspended", [{ status: "suspended" }], [NONE, "Liên hệ trung tâm"]],
    ["one to come", [{ validFrom: "2026-12-01" }], [NONE, "Chưa phải làm gì"]],
    [
      "one for another host only",
      [{ hosts: ["www.bv-a.test"] }],
      [SOME, "lich.bv-a.test</span>: chưa có văn bản"],
    ],
    [
      "one that ends soon",
      [{ validTo: "2026-12-10" }],
      [ENDS, "1/QĐ", "10/12/2026 (còn 18 ngày)", "Gửi về trung tâm văn bản mới trước ngày đó"],
    ],
  ])("says that there is %s, and what to do", async (_name, documents, words) => {
    const text = await sitesFor("a", { documents });
    for (const word of words) expect(text).toContain(word);
    expect(text).not.toContain("bv-b.test");
  });

  it.each<[string, Scene]>([
    ["covered for long", { documents: [{}] }],
    ["covered by one that follows", { documents: [{ validTo: "2026-12-10" }, {}] }],
    ["covered outside the hours of the window", { documents: [{ window: null }] }],
    [
      "paused: what is permitted then cannot be said",
      { documents: [], paused: { by: "a", at: NOW.toISOString(), reason: "bảo trì" } },
    ],
  ])("says nothing where it is %s", async (_name, scene) => {
    const text = await sitesFor("a", scene);
    for (const word of [NONE, SOME, ENDS, "không được kiểm tra."]) expect(text).not.toContain(word);
  });

  it("calls a document that has ended by its name, not active", async () => {
    const text = await sitesFor("a", { documents: [{ validTo: "2026-11-21" }] });
    expect(text).toMatch(/class="late">đã hết hạn/);
  });
});

describe("to those who see several units", () => {
  it.each(["d", "m"] as const)(
    "%s: which one lacks what, those without any first",
    async (login) => {
      const text = await sitesFor(login, { documents: [{ hosts: ["www.bv-a.test"] }] });
      const list = text.slice(text.indexOf("Đơn vị cần bổ sung văn bản"), text.indexOf("</table>"));
      expect(list).toContain("1/2 đơn vị có máy chủ");
      expect(list).toContain("Tên BV-A");
      expect(list).toContain("1/2: chưa có văn bản cho phép");
      expect(list).not.toContain("Tên BV-B");
      expect(text.includes("rasoat authorization import")).toBe(login === "m");
    },
  );

  it("says when nothing lacks", async () => {
    const text = await sitesFor("d", { documents: [{}] });
    expect(text).toContain("Không có máy chủ nào thiếu văn bản");
  });
});
