// What changed since last time: the report prints the words and the numbers of `rasoat diff` over the same store.
import { beforeEach, describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import { CHANGES, type Change } from "../../src/model/diff.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { ScanRun } from "../../src/model/run.ts";
import { CHANGE_WORDS } from "../../src/model/words.ts";
import type { ReportModel } from "../../src/export/report/model.ts";
import { changesOfUnit, changesOfUnits } from "../../src/run/report-changes.ts";
import type { Store } from "../../src/store/store.ts";
import { commit, finding, freshStore, registry, result, run, unit } from "../store/samples.ts";

const DAY = (day: number): string => `2026-11-${String(day)}T16:00:00.000Z`;

function scan(id: string, day: number, over: Partial<ScanRun> = {}): ScanRun {
  return run({ id, startedAt: DAY(day), endedAt: DAY(day), status: "done", ...over });
}

const FIRST = scan("20261110-160000-aaaa", 10);
const SECOND = scan("20261115-160000-bbbb", 15);
const THIRD = scan("20261122-160000-cccc", 22);

const at = (one: Finding, by: ScanRun, over: Partial<Finding> = {}): Finding => ({
  ...one,
  firstSeen: FIRST.startedAt,
  run: by.id,
  ...over,
});
const MENDED = finding({ group: "g-mended" });
const STANDS = finding({ rule: "http-no-hsts", subject: "http", group: "g-stands" });
const NEW = finding({ rule: "tls-protocol-tls1-0", subject: "tls", group: "g-new" });

let store: Store;

/** One run that found this, with what stood before. */
function took(of: ScanRun, before: readonly Finding[], findings: readonly Finding[]): void {
  store.createRun(of);
  store.commitTarget(
    commit({
      run: of.id,
      result: result({ before, findings }),
      findings,
      events: [],
      coverage: [],
    }),
  );
}

beforeEach(() => {
  store = freshStore();
  store.saveRegistry(registry({ units: [unit(), unit({ code: "BV-B" })] }), {
    actor: "t",
    note: "",
  });
  const first = [at(MENDED, FIRST), at(STANDS, FIRST)];
  const second = [at(MENDED, SECOND), at(STANDS, SECOND)];
  took(FIRST, [], first);
  took(SECOND, first, second);
  took(THIRD, second, [
    at(MENDED, THIRD, { state: "fixed", outcome: "pass" }),
    at(STANDS, THIRD),
    at(NEW, THIRD, { firstSeen: THIRD.startedAt }),
  ]);
});

async function json(...argv: readonly string[]): Promise<unknown> {
  let out = "";
  const streams = {
    out: { write: (text: string | Uint8Array) => (out += String(text)) },
    err: { write: () => undefined },
  };
  const { signal } = new AbortController();
  await runProgram(["--db", store.path, ...argv], { streams, environment: {}, signal });
  return JSON.parse(out);
}

function tableOf({ sections, annexes }: ReportModel, title: string) {
  const table = [...sections, ...annexes]
    .flatMap(({ blocks }) => blocks)
    .find((block) => block.kind === "table" && block.title.startsWith(title));
  if (table?.kind !== "table") throw new Error(`no table “${title}”`);
  return table;
}

/** Number by change, as the report prints them: that of BV-A, if nothing else is said. */
async function printed(
  ...scope: readonly string[]
): Promise<{ title: string; counts: Record<string, number> }> {
  const of = scope.length === 0 ? ["--unit", "BV-A"] : scope;
  const argv = ["export", "report", ...of, "--format", "json", "-o", "-"];
  const table = tableOf((await json(...argv)) as ReportModel, "Thay đổi");
  return {
    title: table.title,
    counts: Object.fromEntries(
      table.rows.map((row) => [row[0]?.text.toLocaleLowerCase("vi") ?? "", Number(row[1]?.text)]),
    ),
  };
}

async function diffed(
  before: ScanRun,
  after: ScanRun,
  scope: readonly string[] = ["--unit", "BV-A"],
): Promise<Record<string, number>> {
  const { total } = (await json("diff", before.id, after.id, ...scope, "--json")) as {
    total: Record<Change, number>;
  };
  return Object.fromEntries(CHANGES.map((change) => [CHANGE_WORDS[change].vi, total[change]]));
}

describe("what changed since last time", () => {
  it("is told against the run before, in the words and the numbers of rasoat diff", async () => {
    const { title, counts } = await printed();
    expect(title).toContain(`từ lượt ${SECOND.id} (15/11/2026) đến lượt ${THIRD.id} (22/11/2026)`);
    expect(counts).toEqual(await diffed(SECOND, THIRD));
    expect(counts).toMatchObject({ mới: 1, "vẫn còn": 1, "đã khắc phục": 1, "tái diễn": 0 });
  });

  it("is told against the run of the last report that stands", async () => {
    const sent = { scope: "unit", unit: "BV-A", kind: "bao-cao", date: "2026-11-11" } as const;
    const more = { recipient: "Sở Y tế", corrects: null, enteredBy: "lan" };
    store.addSentReport("central", { ...sent, ...more, number: "15/BC", run: FIRST.id });
    store.addSentReport("central", { ...sent, ...more, number: "16/BC", run: SECOND.id });
    store.withdrawSentReport("central", { entry: 2, reason: "chưa gửi", enteredBy: "lan" });
    const { title, counts } = await printed();
    expect(title).toMatch(/so với báo cáo số 15\/BC, từ lượt 20261110/);
    expect(counts).toEqual(await diffed(FIRST, THIRD));
  });

  it("passes over scans of others and a scan that is still going", () => {
    store.createRun(scan("20261123-000000-dddd", 23, { units: ["BV-B"] }));
    store.createRun(scan("20261123-000000-eeee", 23, { hosts: ["www.bv-b.test"] }));
    store.createRun(scan("20261123-000000-ffff", 23, { status: "running", endedAt: null }));
    const found = changesOfUnit(store, "BV-A");
    expect([found?.before.id, found?.after.id]).toEqual([SECOND.id, THIRD.id]);
  });

  it.each([
    ["a list of another unit", ["--unit", "BV-A"], THIRD.id],
    ["a list of its own", ["--unit", "BV-B"], "20261123-000000-dddd"],
    ["a list of all", ["--all"], "20261123-000000-dddd"],
  ])("a scan of one unit is named in %s or not", async (_name, scope, id) => {
    store.createRun(scan("20261123-000000-dddd", 23, { units: ["BV-B"] }));
    const list = await json("export", "remediation", ...scope, "--format", "json", "-o", "-");
    expect(JSON.stringify(list)).toContain(id);
    const own = scope.includes("BV-A");
    expect(JSON.stringify(list).includes("20261123-000000-dddd")).toBe(!own);
  });

  it.each([
    ["--unit", "BV-A", [THIRD.id, SECOND.id, FIRST.id]],
    ["--unit", "BV-B", ["20261123-000000-dddd", THIRD.id, SECOND.id, FIRST.id]],
    ["--subtree", "BV-B", ["20261123-000000-dddd", THIRD.id, SECOND.id, FIRST.id]],
    ["--all", null, ["20261123-000000-dddd", THIRD.id, SECOND.id, FIRST.id]],
  ])("a report of %s %s names the scans of its own units only", async (flag, code, expected) => {
    store.createRun(scan("20261123-000000-dddd", 23, { units: ["BV-B"] }));
    store.createRun(scan("20261124-000000-eeee", 24, { hosts: ["khong-ai-biet.test"] }));
    const scope = code === null ? [flag] : [flag, code];
    const argv = ["export", "report", ...scope, "--format", "json", "-o", "-"];
    const model = (await json(...argv)) as ReportModel;
    const runs = tableOf(model, "Các lượt rà soát gần đây").rows.map(([run]) => run?.text);
    const latest = tableOf(model, "Phiên bản và sổ ghi").rows.find(
      ([name]) => name?.text === "Lượt rà soát gần nhất",
    );

    expect(runs).toEqual(expected);
    expect(latest?.[1]?.text).toBe(expected[0]);
  });

  it("cannot be told of a unit that was looked at less than twice", () => {
    const none = freshStore();
    none.saveRegistry(registry(), { actor: "t", note: "" });
    expect(changesOfUnit(none, "BV-A")).toBeNull();
    none.createRun(FIRST);
    expect(changesOfUnit(none, "BV-A")).toBeNull();
  });
});

describe("what changed since last time, in a roll-up", () => {
  const OTHER = finding({ unit: "BV-B", host: "www.bv-b.test", group: "g-other" });

  beforeEach(() => {
    for (const [of, findings] of [
      [SECOND, []],
      [THIRD, [at(OTHER, THIRD, { firstSeen: THIRD.startedAt })]],
    ] as const) {
      const about = { run: of.id, unit: "BV-B", host: "www.bv-b.test" };
      store.commitTarget(
        commit({
          ...about,
          result: result({ before: [], findings }),
          findings,
          events: [],
          coverage: [],
        }),
      );
    }
  });

  it("adds up what rasoat diff counts for all units", async () => {
    const { title, counts } = await printed("--all");
    expect(title).toContain(`từ lượt ${SECOND.id} (15/11/2026) đến lượt ${THIRD.id} (22/11/2026)`);
    expect(counts).toEqual(await diffed(SECOND, THIRD, []));
    expect(counts).toMatchObject({ mới: 2, "vẫn còn": 1, "đã khắc phục": 1 });
  });

  it("is told between scans of everything, else between scans of any of its units", () => {
    store.createRun(scan("20261123-000000-dddd", 23, { units: ["BV-B"] }));
    const runs = (codes: readonly string[]) => {
      const found = changesOfUnits(store, codes);
      return [found?.before.id, found?.after.id];
    };
    expect(runs(["BV-A", "BV-B"])).toEqual([SECOND.id, THIRD.id]);
    const fresh = freshStore();
    fresh.saveRegistry(registry({ units: [unit(), unit({ code: "BV-B" })] }), {
      actor: "t",
      note: "",
    });
    fresh.createRun(scan("20261110-160000-aaaa", 10, { units: ["BV-A"] }));
    expect(changesOfUnits(fresh, ["BV-A"])).toBeNull();
    fresh.createRun(scan("20261115-160000-bbbb", 15, { units: ["BV-A", "BV-B"] }));
    expect(changesOfUnits(fresh, ["BV-A"])?.after.id).toBe("20261115-160000-bbbb");
  });
});
