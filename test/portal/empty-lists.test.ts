// Made from the route table: no list is ever a bare table head. An empty one says why and what to do, and what nobody
// looked at is never told as "nothing there".
import { describe, expect, it } from "vitest";
import { registry, target, unit } from "../store/samples.ts";
import { addAccount, fill, house, type House, signedIn, type Visitor } from "./house.ts";

const READERS = [
  { name: "the central team", login: "m" },
  { name: "a unit", login: "a" },
] as const;

function readersOf(on: House): void {
  addAccount(on, "m", "central-admin", null);
  addAccount(on, "a", "unit-manager", "BV-A");
}

/** Pages without parts that vary, which the visitor may open. */
function pagesOf({ portal }: House, login: string): readonly string[] {
  const audiences = login === "a" ? ["reader"] : ["reader", "central", "admin"];
  return portal.routes
    .filter(({ method, audience }) => method === "GET" && audiences.includes(audience))
    .map(({ path }) => path)
    .filter((path) => !/:|\/download\/|\/guide\/|\/help$|\/account$/.test(path));
}

/** Lists and tables that hold nothing at all. */
const BARE = /<tbody>\s*<\/tbody>|<ul[^>]*>\s*<\/ul>|<ol[^>]*>\s*<\/ol>|<dl[^>]*>\s*<\/dl>/;
const GREEN = 'class="notice good"';

describe.each(READERS)("before the first import, for $name", ({ login }) => {
  it("no page shows a bare list, and none is reassured", async () => {
    const on = house();
    on.store.saveRegistry(
      registry({ units: [unit({ code: "BV-A" })], systems: [], targets: [], authorizations: [] }),
      {
        actor: "test",
        note: "",
      },
    );
    readersOf(on);
    const visitor = await signedIn(on, login);
    const paths = pagesOf(on, login);
    const wrong: string[] = [];
    for (const path of paths) {
      const { status, text } = await visitor.settled(on, path);
      if (status !== 200) wrong.push(`${path}: ${String(status)}`);
      if (BARE.test(text)) wrong.push(`${path}: a bare list`);
      if (text.includes(GREEN)) wrong.push(`${path}: green`);
    }
    expect(wrong).toEqual([]);
    expect(paths.length).toBeGreaterThan(6);
  });
});

describe("no finding", () => {
  it.each([
    { what: "no host", targets: [], documents: false, says: "Danh mục chưa có máy chủ nào." },
    {
      what: "no document",
      targets: [target({})],
      documents: false,
      says: "Chưa ghi văn bản cho phép nào",
    },
    {
      what: "no scan yet",
      targets: [target({})],
      documents: true,
      says: "Kết quả có sau lượt quét đầu tiên.",
    },
  ])(
    "with $what says that nothing was looked at, and why",
    async ({ targets, documents, says }) => {
      const on = house();
      const whole = registry({});
      on.store.saveRegistry(
        { ...whole, targets, authorizations: documents ? whole.authorizations : [] },
        { actor: "test", note: "" },
      );
      addAccount(on, "m", "central-admin", null);
      const visitor = await signedIn(on, "m");
      for (const path of ["/findings", "/central/queue", "/incidents", "/"]) {
        const { text } = await visitor.get(path);
        expect(text).toContain("Chưa có gì được kiểm tra");
        expect(text).toContain(says);
      }
    },
  );
});

/** By page: words of an address that match nothing in the filled house; null: its address narrows nothing. */
const NOTHING_MATCHES: Readonly<Record<string, string | null>> = {
  "/": null,
  "/findings": "host=khong-co.test",
  "/coverage": "unit=BV-A&status=partial",
  "/ledger": "host=khong-co.test",
  "/sites": null,
  "/requests": null,
  "/incidents": null,
  "/central/queue": "rule=khong-co",
  "/central/requests": null,
  "/central/rules": "standing=changed",
  "/central/runs": null,
  // Narrows the watch, in operations.test.ts: none is watched here.
  "/central/schedule": null,
  "/central/letters": "state=failed",
  "/central/statistics": null,
  "/central/registry": null,
  "/central/authorizations": "standing=revoked",
  "/central/hosts": "reason=no-authorization",
  "/central/systems": "level=5",
  "/central/tls": null,
  "/central/tls/keys": null,
  "/central/tls/names": null,
  "/central/tls/defaults": null,
  "/central/reports": null,
  "/central/diff": null,
  "/central/units": "q=khong-co",
  "/central/users": "q=khong-co",
  "/central/audit": "actor=khong-co",
};

async function filled(): Promise<{ readonly on: House; readonly visitor: Visitor }> {
  const on = house();
  await fill(on);
  readersOf(on);
  return { on, visitor: await signedIn(on, "m") };
}

describe("a filter that matches nothing", () => {
  const lists = Object.entries(NOTHING_MATCHES).flatMap(([path, query]) =>
    query === null ? [] : [{ path, query }],
  );

  it("is known here for every page", async () => {
    const { on } = await filled();
    expect(Object.keys(NOTHING_MATCHES).toSorted()).toEqual([...pagesOf(on, "m")].toSorted());
  });

  it.each(lists)("of $path says so, with the way out of it", async ({ path, query }) => {
    const { visitor } = await filled();
    const { text } = await visitor.get(`${path}?${query}`);
    expect(text).toContain("Không có mục nào khớp bộ lọc.");
    expect(text).toContain(`<a href="${path}">Bỏ lọc, xem tất cả</a>`);
    expect(text).not.toMatch(BARE);
    expect(text).not.toContain(GREEN);
  });

  it.each(["/findings", "/coverage", "/central/queue", "/central/units", "/central/hosts"])(
    "a page of %s beyond its last leads back to the first",
    async (path) => {
      const { visitor } = await filled();
      const { text } = await visitor.get(`${path}?page=99`);
      expect(text).toContain("Danh sách không có trang này.");
      expect(text).toContain(`<a href="${path}">Về trang đầu</a>`);
    },
  );
});
