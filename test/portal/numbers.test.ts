// Every number of the central team's pages that leads somewhere leads to a list of that many.
import { describe, expect, it } from "vitest";
import type { System, Unit } from "../../src/model/registry.ts";
import {
  authorization,
  commit,
  finding,
  registry,
  run,
  system,
  target,
  unit,
} from "../store/samples.ts";
import { addAccount, addFinding, house, type House, signedIn, type Visitor } from "./house.ts";

const UNITS: readonly Unit[] = [
  unit({ code: "SYT", name: "Sở Y tế Mẫu", kind: "health-department", province: "Huế" }),
  unit({ code: "BV-A", name: "Bệnh viện Đồng Tâm", province: "Huế", head: "Bà Lan" }),
  unit({ code: "BV-B", province: null, contacts: null, incidentPlan: "none" }),
  unit({ code: "CU", name: "Trạm cũ", kind: "station", province: "Huế", retired: true }),
];

const LEVELS: readonly System["level"][] = [3, null, "none", 2];

/** Units of several provinces and kinds, systems of every level, findings in and out of date, hosts without grant. */
function scene(): House {
  const on = house();
  const systems = UNITS.map(({ code }, at) =>
    system({ code: `${code}-WEB`, unit: code, level: LEVELS[at] ?? null }),
  );
  const second = system({ code: "BV-A-HIS", unit: "BV-A", level: 3, levelApproval: null });
  const host = (code: string) => `www.${code.toLowerCase()}.test`;
  on.store.saveRegistry(
    registry({
      units: UNITS,
      systems: [...systems, second],
      targets: UNITS.map(({ code }) =>
        target({ unit: code, system: `${code}-WEB`, host: host(code) }),
      ),
      authorizations: [
        authorization({ unit: "SYT", document: "1/QĐ" }),
        authorization({ unit: "BV-A", document: "2/QĐ", validTo: "2026-12-01" }),
        authorization({ unit: "BV-B", document: "3/QĐ", validTo: "2026-01-31", signedOn: null }),
        authorization({ unit: "CU", document: "4/QĐ", status: "revoked" }),
      ],
    }),
    { actor: "test", note: "" },
  );
  on.store.createRun(run());
  for (const [at, { code }] of UNITS.entries()) {
    const where = { unit: code, host: host(code) };
    const rest = commit();
    on.store.commitTarget({
      ...rest,
      ...where,
      result: null,
      findings: [],
      events: [],
      coverage: rest.coverage.map((row) => ({
        ...row,
        host: where.host,
        ...(at === 1 ? { status: "not-assessed" as const, reason: "blocked" as const } : {}),
      })),
    });
    for (const [number, rule] of ["tls-cert-expired", "defacement-page", "cms-behind"].entries()) {
      const sample = finding({
        ...where,
        system: number === 1 && code === "BV-A" ? "BV-A-HIS" : `${code}-WEB`,
        rule,
        area: (["tls", "defacement", "cms"] as const)[number] ?? "tls",
        severity: (["high", "critical", "low"] as const)[number] ?? "low",
        subject: `s${String(number)}`,
        group: `${code}-${String(number)}`,
        dueOn: number === at ? "2026-11-01" : "2026-12-30",
      });
      addFinding(on, sample);
      // The same thing on another port and, for one, in another system: one group.
      if (number === 0) {
        const twin = { ...sample, id: String(at).padStart(16, "e"), port: 80 };
        addFinding(on, { ...twin, fingerprint: twin.id.repeat(4) });
      }
    }
  }
  addAccount(on, "n", "central-analyst", null);
  return on;
}

/** Lists, and how each says its total. */
const LISTS: readonly (readonly [RegExp, RegExp])[] = [
  [/^\/findings\?/, /([\d.]+) phát hiện, gấp nhất trước/],
  [/^\/coverage\?/, /([\d.]+) kết quả/],
  [/^\/central\/units\?/, /([\d.]+) đơn vị</],
  [/^\/central\/systems\?/, /([\d.]+) hệ thống</],
  [/^\/central\/hosts\?/, /([\d.]+) máy chủ</],
  [/^\/central\/authorizations\?/, /([\d.]+) văn bản, /],
  [/^\/central\/diff\?/, /([\d.]+) thay đổi/],
];

interface Numbered {
  readonly to: string;
  readonly count: string;
}

function numbersOf(html: string): Numbered[] {
  const links = html.matchAll(
    /<a (?:class="[^"]*" )?href="([^"]+)"[^>]*>(?:<span>)?([\d.]+)(?=[<\s])/g,
  );
  return [...links].map(([, to = "", count = ""]) => ({ to: to.replaceAll("&amp;", "&"), count }));
}

async function mismatches(visitor: Visitor, numbers: readonly Numbered[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { to, count } of numbers) {
    const total = LISTS.find(([path]) => path.test(to))?.[1];
    if (total === undefined) {
      wrong.push(`${to}: no list is known for it`);
      continue;
    }
    const { text } = await visitor.get(to);
    const none = text.includes("Không có mục nào khớp bộ lọc.") ? "0" : "none";
    const [, listed = none] = total.exec(text) ?? [];
    if (listed !== count) wrong.push(`${to}: ${count} leads to ${listed}`);
  }
  return wrong;
}

describe("a number leads to the list that it counts", () => {
  it.each([
    { path: "/central/statistics", atLeast: 60 },
    { path: "/central/registry", atLeast: 18 },
  ])("on $path", async ({ path, atLeast }) => {
    const on = scene();
    const visitor = await signedIn(on, "n");
    const numbers = numbersOf((await visitor.get(path)).text);
    expect(numbers.length).toBeGreaterThanOrEqual(atLeast);
    expect(numbers.filter(({ count }) => count !== "0").length).toBeGreaterThan(10);
    expect(await mismatches(visitor, numbers)).toEqual([]);
  });

  it("counts what the scene holds", async () => {
    const visitor = await signedIn(scene(), "n");
    const { text } = await visitor.get("/central/statistics");
    const numbers = new Map(numbersOf(text).map(({ to, count }) => [to, count]));
    expect(numbers.get("/findings?severity=critical")).toBe("4");
    expect(numbers.get("/findings?province=Hu%E1%BA%BF")).toBe("6");
    expect(numbers.get("/findings?level=3")).toBe("4");
    expect(numbers.get("/findings?level=-")).toBe("2");
    expect(numbers.get("/findings?item=3")).toBe("12");
    expect(numbers.get("/findings?severity=high&due=overdue")).toBe("1");
  });
});

describe("the registry", () => {
  it("tells documents by standing, and hosts that nothing permits by reason", async () => {
    const visitor = await signedIn(scene(), "n");
    const numbers = new Map(
      numbersOf((await visitor.get("/central/registry")).text).map(({ to, count }) => [to, count]),
    );
    expect(numbers.get("/central/authorizations?standing=expiring")).toBe("1");
    expect(numbers.get("/central/authorizations?standing=expired")).toBe("1");
    expect(numbers.get("/central/authorizations?standing=revoked")).toBe("1");
    expect(numbers.get("/central/hosts?reason=authorization-expired")).toBe("1");
    expect(numbers.get("/central/units?gap=contacts")).toBe("1");
    expect(numbers.get("/central/systems?gap=level")).toBe("2");
    expect((await visitor.get("/central/hosts?reason=any")).text).toContain("www.bv-b.test");
  });

  it("judges anew after a pause", async () => {
    const on = scene();
    const visitor = await signedIn(on, "n");
    const asked = "/central/hosts?reason=authorization-suspended";
    expect((await visitor.get(asked)).text).not.toContain("www.bv-a.test");
    const paused = { by: "x", at: "2026-11-22T00:00:00Z", reason: "bảo trì" };
    on.store.reviseRegistry(
      (before) => ({
        ...before,
        units: before.units.map((one) => (one.code === "BV-A" ? { ...one, paused } : one)),
      }),
      { actor: "test", note: "" },
    );
    expect((await visitor.get(asked)).text).toContain("www.bv-a.test");
  });

  it("finds units by name without diacritics", async () => {
    const visitor = await signedIn(scene(), "n");
    const { text } = await visitor.get("/central/units?q=dong+tam");
    expect(text).toContain("1 đơn vị");
    expect(text).toContain("Bệnh viện Đồng Tâm");
  });
});
