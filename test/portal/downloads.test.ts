// Lists and reports from the portal, made by the real writers: the numbers of the pages, in every format, for a unit,
// a department and the central team.
import { describe, expect, it } from "vitest";
import { commit, finding, run, seen } from "../store/samples.ts";
import { addAccount, fill, signedIn, Visitor } from "./house.ts";
import { houseWithWriters } from "./writers.ts";

/** Two things of BV-A are open besides the sample's, one on two ports: it counts once. */
async function scene() {
  const on = houseWithWriters();
  await fill(on);
  on.store.createRun(run({ id: "r-more" }));
  const more = [
    finding({ rule: "tls-no-tls1-3", group: "g-1", severity: "medium", value: "rieng-A" }),
    finding({ rule: "http-no-hsts", group: "g-2", severity: "low", value: "rieng-A" }),
    finding({ rule: "http-no-hsts", group: "g-2", severity: "low", value: "rieng-A", port: 80 }),
  ].map((one, at) => ({ ...one, id: String(at).padStart(16, "d"), fingerprint: `f${String(at)}` }));
  on.store.commitTarget({
    ...commit({ run: "r-more" }),
    result: null,
    findings: more,
    events: more.map((one) => seen(one)),
    coverage: [],
  });
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "d", "department", "SYT");
  addAccount(on, "m", "central-admin", null);
  return on;
}

function totalOf(page: string): number {
  return Number(/(\d+) phát hiện, gấp nhất trước/.exec(page)?.[1]);
}

/** The number beside "Cộng" in the table of totals. */
function sumOf(html: string): number {
  const text = html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  return Number(/ Cộng (\d+) /.exec(text)?.[1]);
}

// The commands read rules and data anew for each file.
const PATIENT = { timeout: 60_000 };

describe("the remediation list", PATIENT, () => {
  it.each([
    ["a", "", 3],
    ["d", "", 4],
    ["d", "BV-B", 1],
    ["m", "", 5],
    ["m", "BV-A", 3],
  ])("of %s %s has the pages' number in every format", async (login, unit, expected) => {
    const on = await scene();
    const visitor = await signedIn(on, login);
    const query = unit === "" ? "" : `?unit=${unit}`;
    expect(totalOf((await visitor.get(`/findings${query}`)).text)).toBe(expected);
    const get = async (format: string) =>
      (await visitor.get(`/download/remediation.${format}${query}`)).text;
    expect((JSON.parse(await get("json")) as { count: number }).count).toBe(expected);
    expect(sumOf(await get("html"))).toBe(expected);
    expect((await get("csv")).match(/tls-|http-/g)?.length).toBeGreaterThanOrEqual(expected);
  });

  it("comes as what it is called, to be kept and not opened here", async () => {
    const visitor = await signedIn(await scene(), "a");
    for (const [file, begins] of [
      ["remediation.docx", "PK"],
      ["remediation.pdf", "%PDF"],
      ["remediation.xlsx", "PK"],
      ["report.docx", "PK"],
      ["report.pdf", "%PDF"],
      ["report.html", "<!"],
    ] as const) {
      const { text, headers } = await visitor.get(`/download/${file}`);
      expect([file, text.slice(0, begins.length)]).toEqual([file, begins]);
      expect(headers.get("content-disposition")).toMatch(/^attachment; filename="rasoat-/);
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    }
  });
});

describe("the report under item 3", PATIENT, () => {
  it.each([
    ["a", "", "Bệnh viện Hoa Sen", ["Bệnh viện Ban Mai", "Trung tâm Cát Tường"]],
    ["d", "", "Sở Y tế Mẫu", ["Trung tâm Cát Tường"]],
    ["d", "BV-B", "Bệnh viện Ban Mai", ["Bệnh viện Hoa Sen", "Trung tâm Cát Tường"]],
  ])("of %s %s is on its own and on nobody else", async (login, unit, own, others) => {
    const on = await scene();
    const visitor = await signedIn(on, login);
    const query = unit === "" ? "" : `?unit=${unit}`;
    for (const format of ["html", "json"]) {
      const { status, text } = await visitor.get(`/download/report.${format}${query}`);
      expect(status).toBe(200);
      expect(text).toContain(own);
      for (const name of others) expect(text).not.toContain(name);
    }
  });

  it("beyond the scope, and of a unit that does not exist, is missing alike", async () => {
    const on = await scene();
    for (const login of ["a", "d", "m"]) {
      const visitor = await signedIn(on, login);
      const units = login === "m" ? ["KHONG-CO"] : ["TT-C", "KHONG-CO"];
      const answers = await Promise.all(
        units.map(async (unit) => {
          const { status, text } = await visitor.get(`/download/report.docx?unit=${unit}`);
          return `${String(status)} ${text}`;
        }),
      );
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toMatch(/^404 /);
    }
    expect((await new Visitor(on).get("/download/report.docx")).location).toBe("/login");
  });
});
