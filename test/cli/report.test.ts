// The register of sent reports as a person and a program call it.
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import { authorization, freshStore, registry, run, unit } from "../store/samples.ts";

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function rasoat(db: string, ...argv: readonly string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const write = (to: string[]) => ({ write: (text: string | Uint8Array) => to.push(String(text)) });
  const code = await runProgram(["--db", db, ...argv], {
    streams: { out: write(out), err: write(err) },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, out: out.join(""), err: err.join("") };
}

const lines = ({ out }: Said): unknown[] =>
  out
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));

function database(): string {
  const store = freshStore();
  const known = registry();
  store.saveRegistry(
    {
      ...known,
      units: [...known.units, unit({ code: "BV-Z", name: "Bệnh viện Z", formerly: [] })],
      // In force whatever the day of the test.
      authorizations: [authorization({ validFrom: "2020-01-01", validTo: "2999-12-31" })],
    },
    { actor: "t", note: "" },
  );
  store.createRun(run());
  return store.path;
}

const SENT = [
  "report",
  "sent",
  "--number",
  "15/BC-BVA",
  "--date",
  "2026-01-10",
  "--recipient",
  "Sở Y tế",
] as const;

describe("rasoat report", () => {
  it("enters, corrects and lists, for programs", async () => {
    const db = database();
    const first = await rasoat(db, ...SENT, "--unit", "BV-A", "--run", run().id, "--json");
    expect([first.code, lines(first)]).toMatchObject([
      0,
      [{ entry: 1, scope: "unit", unit: "BV-A", kind: "bao-cao", run: run().id, corrects: null }],
    ]);
    const all = await rasoat(db, ...SENT, "--all", "--kind", "cong-van", "--json");
    expect(lines(all)).toMatchObject([{ entry: 2, scope: "all", unit: null, run: null }]);
    const again = await rasoat(db, ...SENT, "--subtree", "BV-A", "--corrects", "1", "--json");
    expect(lines(again)).toMatchObject([{ entry: 3, scope: "subtree", corrects: 1 }]);
    const list = await rasoat(db, "report", "list", "--unit", "BV-A", "--json");
    expect(lines(list)).toMatchObject([{ entry: 3 }, { entry: 1, correctedBy: 3 }]);
    expect(lines(await rasoat(db, "report", "list", "--since", "2026-01-11", "--json"))).toEqual(
      [],
    );
  });

  it("lists in both languages, corrected entries marked", async () => {
    const db = database();
    await rasoat(db, ...SENT, "--unit", "BV-A");
    await rasoat(db, ...SENT, "--unit", "BV-A", "--corrects", "1");
    const vi = await rasoat(db, "report", "list");
    expect(vi.out).toMatch(/MỤC .*NƠI NHẬN/);
    expect(vi.out).toMatch(/2 \(đính chính 1\) .*báo cáo .*15\/BC-BVA .*10\/01\/2026/);
    expect(vi.out).toContain("1 (không còn tính, xem 2)");
    const en = await rasoat(db, "--lang", "en", "report", "list");
    expect(en.out).toMatch(/1 \(no longer counts, see 2\) .*report .*2026-01-10/);
    expect((await rasoat(database(), "report", "list")).err).toContain("Sổ chưa có mục nào");
  });

  it("withdraws an entry: it stays in the register and no longer counts as a report", async () => {
    const db = database();
    await rasoat(db, ...SENT, "--unit", "BV-A");
    const withdrawn = await rasoat(db, "report", "withdraw", "1", "--reason", "chưa ký", "--json");
    expect(lines(withdrawn)).toMatchObject([{ entry: 2, corrects: 1, withdrawal: "chưa ký" }]);
    const vi = await rasoat(db, "report", "list");
    expect(vi.out).toContain("2 (rút lại 1: chưa ký)");
    expect(vi.out).toContain("1 (không còn tính, xem 2)");
    expect((await rasoat(db, "--lang", "en", "report", "list")).out).toContain(
      "2 (withdraws 1: chưa ký)",
    );
    const missing = await rasoat(db, "report", "list", "--missing", "--json");
    expect(lines(missing)).toMatchObject([{ unit: "BV-A", last: null }]);
    const report = await rasoat(db, "export", "report", "--all", "--format", "html", "-o", "-");
    expect(report.out).toContain("Sổ theo dõi báo cáo đã gửi");
    expect(report.out).not.toContain("Mọi đơn vị đều đã gửi báo cáo.");
  });

  it("names the units with granted hosts that have not reported since a date", async () => {
    const db = database();
    const missing = (...more: readonly string[]) =>
      rasoat(db, "report", "list", "--missing", ...more);
    expect(lines(await missing("--json"))).toMatchObject([{ unit: "BV-A", last: null }]);
    expect((await missing()).out).toMatch(/BV-A .*Bệnh viện A .*chưa khai báo/);
    expect((await missing("--unit", "BV-Z")).err).toContain("0/0 đơn vị");
    await rasoat(db, ...SENT, "--unit", "BV-A");
    expect((await missing()).err).toContain("0/1 đơn vị");
    expect((await missing("--since", "2026-01-10")).out).toBe("");
    const since = await missing("--since", "2026-01-11", "--json");
    expect(lines(since)).toMatchObject([
      { unit: "BV-A", since: "2026-01-11", last: { number: "15/BC-BVA" } },
    ]);
  });

  it("stands in the roll-up", async () => {
    const db = database();
    await rasoat(db, ...SENT, "--unit", "BV-A");
    const report = ["export", "report", "--all", "--format", "html", "-o", "-"] as const;
    expect((await rasoat(db, ...report)).out).toContain("Mọi đơn vị đều đã gửi báo cáo.");
    const since = await rasoat(db, ...report, "--reported-since", "2026-01-11");
    expect(since.out).toContain("Tình hình gửi báo cáo từ ngày 11/01/2026");
    expect(since.out).toContain("số 15/BC-BVA ngày 10/01/2026, gửi Sở Y tế");
  });

  it.each([
    [[...SENT], "đúng một"],
    [[...SENT, "--unit", "BV-A", "--all"], "đúng một"],
    [[...SENT, "--unit", "BV-X"], "BV-X"],
    [[...SENT, "--all", "--date", "2026-02-30"], "--date phải là ngày có thật"],
    [[...SENT, "--all", "--date", "2999-01-01"], "chưa tới"],
    [[...SENT, "--all", "--number", " "], "Giá trị của --number để trống"],
    [[...SENT, "--all", "--recipient", " "], "Giá trị của --recipient để trống"],
    [[...SENT, "--all", "--kind", "thu"], "bao-cao, cong-van"],
    [[...SENT, "--all", "--run", "none"], "none"],
    [[...SENT, "--all", "--corrects", "x"], "gọi bằng số thứ tự"],
    [[...SENT, "--all", "--corrects", "7"], "không có mục 7"],
    [["report", "withdraw", "7", "--reason", "ghi nhầm"], "không có mục 7"],
    [["report", "withdraw", "x", "--reason", "ghi nhầm"], "gọi bằng số thứ tự"],
    [["report", "withdraw", "1", "--reason", " "], "Giá trị của --reason để trống"],
    [["report", "list", "--since", "hôm qua"], "--since phải là ngày có thật"],
    [
      ["export", "report", "--all", "--format", "html", "-o", "-", "--reported-since", "x"],
      "--reported-since phải là ngày có thật",
    ],
  ])("refuses %j", async (argv, words) => {
    const db = database();
    const { code, out, err } = await rasoat(db, ...argv);
    expect([code, out, err]).toEqual([2, "", expect.stringContaining(words)]);
    expect(lines(await rasoat(db, "report", "list", "--json"))).toEqual([]);
  });
});
