// Lists and reports from the portal, made by the real writers: the numbers of the pages, in every format, for a unit,
// a department and the central team.
import { describe, expect, it } from "vitest";
import { programVersion } from "../../src/cli/context.ts";
import { evidencePack } from "../../src/export/evidence-pack.ts";
import { closingReport, firstNotice } from "../../src/rules/incident-text.ts";
import { evidenceOf } from "../../src/run/evidence.ts";
import { incidentFileOf } from "../../src/run/incident-file.ts";
import { unzip } from "../export/unzip.ts";
import { commit, finding, run, seen } from "../store/samples.ts";
import { addAccount, addIncident, fill, KNOWLEDGE, signedIn, Visitor } from "./house.ts";
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

describe("evidence and notices", PATIENT, () => {
  async function told() {
    const on = await scene();
    const incident = addIncident(on, "BV-A");
    return { on, incident, scope: { units: ["BV-A"] } };
  }

  it("of an incident are the bytes that are made of what its unit may see", async () => {
    const { on, incident, scope } = await told();
    const visitor = await signedIn(on, "a");
    const { bytes } = await visitor.get(`/incidents/${incident.id}/evidence.zip`);
    const { madeAt, madeBy } = partOf(bytes, "versions.json") as {
      readonly madeAt: string;
      readonly madeBy: string;
    };
    expect(madeBy).toBe("Người a (a)");
    const file = incidentFileOf(on.store, incident, { scope, knowledge: KNOWLEDGE, now: madeAt });
    const pack = evidencePack({
      evidence: evidenceOf(
        on.store,
        scope,
        file.findings.map(({ finding }) => finding),
      ),
      incident: { file, events: on.store.incidentEvents(scope, incident.id) },
      madeBy,
      madeAt: new Date(madeAt),
      programVersion: programVersion(),
    });
    expect(Buffer.compare(bytes, pack)).toBe(0);
  });

  it("of a finding hold its group, and nothing that is held back from who asks", async () => {
    const { on } = await told();
    const [found] = on.store.findings({ units: ["BV-A"] }, { group: "g-2" });
    if (found === undefined) throw new Error("no finding");
    on.store.saveFinding({ ...found, id: "e".repeat(16), fingerprint: "e", held: true }, []);
    const idsFor = async (login: string) => {
      const visitor = await signedIn(on, login);
      const { bytes } = await visitor.get(`/findings/${found.id}/evidence.zip`);
      const findings = partOf(bytes, "findings.json") as readonly {
        readonly finding: { readonly id: string };
      }[];
      return findings.map(({ finding: { id } }) => id).toSorted();
    };
    const own = ["1", "2"].map((at) => at.padStart(16, "d"));
    expect(await idsFor("a")).toEqual(own);
    expect(await idsFor("m")).toEqual([...own, "e".repeat(16)]);
  });

  it.each([
    ["first-notice", firstNotice],
    ["closing-report", closingReport],
  ] as const)("%s is the text of the page, in the reader's language", async (name, write) => {
    const { on, incident, scope } = await told();
    const now = new Date().toISOString();
    const file = incidentFileOf(on.store, incident, { scope, knowledge: KNOWLEDGE, now });
    const visitor = await signedIn(on, "a");
    for (const language of ["vi", "en"] as const) {
      await visitor.post("/language", { language, back: "/" });
      const { text, headers } = await visitor.get(`/incidents/${incident.id}/${name}.txt`);
      expect(withoutHours(text)).toBe(withoutHours(write(file)[language]));
      expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    }
  });

  it("are missing beyond the scope, and are not made", async () => {
    const { on, incident } = await told();
    addAccount(on, "b", "unit-manager", "BV-B");
    const visitor = await signedIn(on, "b");
    for (const name of ["evidence.zip", "first-notice.txt", "closing-report.txt"]) {
      expect((await visitor.get(`/incidents/${incident.id}/${name}`)).status).toBe(404);
    }
  });
});

function partOf(pack: Uint8Array, name: string): unknown {
  return JSON.parse(unzip(pack).get(name)?.bytes.toString() ?? "");
}

/** A minute may pass between the two. */
function withoutHours(text: string): string {
  return text.replace(/\d\d:\d\d|\d+ (?:giờ|phút|hours?|minutes?)/g, "…");
}

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
