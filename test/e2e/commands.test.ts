// Every command that people use after a scan: for people in two languages, for programs as JSON, results on stdout
// and messages on stderr; a unit's list holds its own only.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { html, ORDINARY_PAGE, registryOf, resolves, type RegisteredSite } from "./program.ts";
import { day, openScene, pathOf, type FindingRow } from "./scene.ts";
import {
  CheckShape,
  CoverageShape,
  DocumentShape,
  FindingShape,
  HostShape,
  LedgerShape,
} from "./shapes.ts";

const stage = openScene();
let sites: RegisteredSite[] = [];
let run = "";

const HACKED = `<!doctype html><html><head><title>Hacked by Nobody Crew</title></head><body bgcolor="black"><center>
<h1>HACKED BY NOBODY CREW</h1><p>Your security is just an illusion. Greetz to: no one</p></center></body></html>`;

beforeAll(async () => {
  const root = makeAuthority({ name: { commonName: "Gốc thử" } });
  const { chainPem, keyPem } = makeCertificate({
    names: ["www.bv-a.test"],
    issuer: root,
    notBefore: new Date(Date.now() - 90 * 86_400_000),
    notAfter: new Date(Date.now() - 86_400_000),
  });
  stage.configure({ trustRoots: [stage.write("root.pem", root.certPem)] });
  const serving = (body: string) => (request: IncomingMessage, response: ServerResponse) => {
    if (pathOf(request.url) === "/") html(response, body);
    else html(response, "<title>Không tìm thấy</title>", 404);
  };
  const secure = await stage.site("127.0.50.1", serving(ORDINARY_PAGE), {
    cert: chainPem,
    key: keyPem,
  });
  const plain = await stage.site("127.0.50.1", serving(ORDINARY_PAGE));
  const hacked = await stage.site("127.0.50.2", serving(HACKED));
  sites = [
    {
      unit: "BV-A",
      host: "www.bv-a.test",
      address: secure.address,
      ports: [
        { port: plain.port, scheme: "http" },
        { port: secure.port, scheme: "https" },
      ],
      system: { contractor: "Công ty X", level: 2 },
    },
    {
      unit: "BV-B",
      host: "www.bv-b.test",
      address: hacked.address,
      ports: [{ port: hacked.port, scheme: "http" }],
    },
    {
      unit: "BV-K",
      host: "khong.test",
      address: "127.0.50.3",
      ports: [{ port: 80, scheme: "http" }],
      authorization: null,
    },
  ];
  stage.write("registry.yaml", registryOf(sites));
  await stage.run("registry", "import", "registry.yaml");
  const area = ["--area", "tls,cms,defacement"];
  const scanned = await stage.run("scan", ...area, "--allow-reserved", ...resolves(sites));
  run = scanned.out.trim();
});

afterAll(() => stage.close());

describe("listings as JSON", () => {
  const listings: readonly (readonly [string, readonly string[], z.ZodType])[] = [
    ["findings", ["findings"], FindingShape],
    ["findings of a run", ["findings", "--run", "RUN"], FindingShape],
    ["coverage", ["coverage"], CoverageShape],
    ["checks", ["checks"], CheckShape],
    ["ledger", ["ledger"], LedgerShape],
    ["registry list", ["registry", "list"], HostShape],
    ["authorization list", ["authorization", "list"], DocumentShape],
  ];

  it.concurrent.each(listings)(
    "%s: an object a line, as the contract says",
    async (_name, args, shape) => {
      const rows = await stage.rows<unknown>(...args.map((word) => (word === "RUN" ? run : word)));

      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(shape.safeParse(row).error?.issues).toBeUndefined();
    },
  );

  it("prints the run's id as the only result of a scan, and the contract's keys first", async () => {
    expect(run).toMatch(/^R\d{8}-\d{6}-[0-9a-f]{4}$/);
    const [first] = await stage.rows<Record<string, unknown>>("findings");
    const keys = Object.keys(FindingShape.shape);
    expect(Object.keys(first ?? {}).filter((key) => keys.includes(key))).toEqual(keys);
    const [status] = await stage.rows<Record<string, unknown>>("scan", "status");
    expect(status).toMatchObject({ run, status: "done", done: 2, refused: 1, alive: false });
  });

  it("finds what was planted, and gives every check a word", async () => {
    const found = await stage.rows<FindingRow>("findings");
    expect(found.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["tls-cert-expired", "http-no-redirect-to-https", "defacement-page"]),
    );
    const checks = await stage.rows<z.infer<typeof CheckShape>>(
      "checks",
      "--host",
      "www.bv-a.test",
    );
    const expired = checks.find(
      ({ rule, subject }) => rule === "tls-cert-expired" && subject === "leaf",
    );
    expect(expired).toMatchObject({ host: "www.bv-a.test", outcome: "fail", run });
    expect(new Set(checks.map(({ outcome }) => outcome)).has("pass")).toBe(true);
  });
});

describe("words for people", () => {
  const readings: readonly (readonly [string, readonly string[], string, string])[] = [
    ["findings", ["findings"], "MỨC ĐỘ", "SEVERITY"],
    ["coverage", ["coverage"], "KẾT QUẢ", "STATUS"],
    ["coverage in words", ["coverage"], "không kiểm tra được", "not assessed"],
    ["checks", ["checks"], "QUY TẮC", "RULE"],
    ["ledger", ["ledger"], "chưa có văn bản cho phép", "no recorded authorization"],
    ["ledger --verify", ["ledger", "--verify"], "Sổ ghi nguyên vẹn", "The ledger is intact"],
    ["registry list", ["registry", "list"], "chưa khai báo", "not declared"],
    ["registry check", ["registry", "check"], "BV-K", "BV-K"],
    ["authorization list", ["authorization", "list"], "hiệu lực", "active"],
    ["scan status", ["scan", "status"], "xong 2/2", "done 2/2"],
    ["rules list", ["rules", "list"], "tls-cert-expired", "tls-cert-expired"],
    ["doctor", ["doctor"], "Dữ liệu nguyên vẹn", "intact"],
    ["help", ["--help"], "Cách dùng:", "Usage:"],
    [
      "help of a command",
      ["scan", "--help"],
      "tiếp tục lượt bị ngắt",
      "go on with an interrupted run",
    ],
  ];

  it.concurrent.each(readings)("%s", async (_name, args, vi, en) => {
    const [vietnamese, english] = await Promise.all([
      stage.run(...args),
      stage.run(...args, "--lang", "en"),
    ]);

    expect([vietnamese.code, english.code]).toEqual([0, 0]);
    expect(vietnamese.out).toContain(vi);
    expect(english.out).toContain(en);
    expect(vietnamese.out).not.toContain("\u001b[");
    expect(vietnamese.out + english.out).not.toMatch(/undefined|\[object|NaN/);
  });

  it("explain: the rule, the evidence, the item and why, the law, how to mend and to verify, the history", async () => {
    const found = await stage.rows<FindingRow>("findings", "--host", "www.bv-a.test");
    const id = found.find(({ rule }) => rule === "tls-cert-expired")?.id ?? "";
    const [vietnamese, english, json] = await Promise.all([
      stage.run("explain", id),
      stage.run("explain", id, "--lang", "en"),
      stage.rows<{ finding: unknown; rule: unknown; history: unknown[] }>("explain", id),
    ]);

    for (const heading of [
      "Vì sao quan trọng",
      "Căn cứ",
      "Cách khắc phục",
      "Cách tự kiểm tra",
      "Thời hạn",
      "Lịch sử",
      "Phiên bản",
    ]) {
      expect(vietnamese.out).toContain(heading);
    }
    expect(vietnamese.out).toContain("2132/BYT-K2ĐT, Mục 3 — báo cáo theo");
    expect(english.out).toContain("2132/BYT-K2ĐT, Item 3 — reported under");
    expect(json[0]?.history).toHaveLength(1);
    expect(FindingShape.safeParse(json[0]?.finding).error).toBeUndefined();
  });

  it("explain: what each norm says of the port, and what was seen there besides; nothing of the kind in other areas", async () => {
    type Explained = { norms: Record<"own" | "port" | "seen", { topic: string }[]> | null };
    const all = await stage.rows<FindingRow>("findings");
    const idOf = (wanted: string): string => all.find(({ rule }) => rule === wanted)?.id ?? "";
    const [[tls], [page], told] = await Promise.all([
      stage.rows<Explained>("explain", idOf("tls-cert-expired")),
      stage.rows<Explained>("explain", idOf("defacement-page")),
      stage.run("explain", idOf("tls-cert-expired")),
    ]);
    const topics = (part: "own" | "port" | "seen") => tls?.norms?.[part].map(({ topic }) => topic);

    expect(topics("own")).toEqual(["trust"]);
    expect(topics("port")).toEqual(expect.arrayContaining(["protocol", "trust", "alpn"]));
    expect(topics("seen")).toEqual(expect.arrayContaining(["http3", "resumption", "key-reuse"]));
    expect(told.out).toContain("Cũng thấy ở cổng này\n  HTTP/3 (Alt-Svc): không khai báo\n");
    expect(page?.norms).toBeNull();
  });

  it("rules check says on stderr that all fits together, and has no results to print", async () => {
    const ended = await stage.run("rules", "check");

    expect([ended.code, ended.out]).toEqual([0, ""]);
    expect(ended.err).toContain("quy tắc");
  });

  it("results on stdout and messages on stderr; --quiet leaves only the results", async () => {
    const again = await stage.run("registry", "import", "registry.yaml");
    const quiet = await stage.run("registry", "import", "registry.yaml", "--quiet");

    expect([again.out, again.err.trim()]).toEqual(["", "Không có gì thay đổi."]);
    expect([quiet.out, quiet.err]).toEqual(["", ""]);
  });

  it("global flags stand before or after the command; filters choose", async () => {
    const [before, after, a, b, high, none] = await Promise.all([
      stage.run("--json", "--lang", "en", "findings"),
      stage.run("findings", "--json", "--lang", "en"),
      stage.rows<FindingRow>("findings", "--unit", "BV-A"),
      stage.rows<FindingRow>("findings", "--host", "WWW.BV-B.test"),
      stage.rows<FindingRow>("findings", "--severity", "critical,high"),
      stage.rows<FindingRow>("findings", "--state", "fixed"),
    ]);

    expect(before.out).toBe(after.out);
    expect(new Set(a.map(({ unit }) => unit))).toEqual(new Set(["BV-A"]));
    expect(new Set(b.map(({ host }) => host))).toEqual(new Set(["www.bv-b.test"]));
    expect(high.length).toBeGreaterThan(0);
    for (const { severity } of high) expect(["critical", "high"]).toContain(severity);
    expect(none).toEqual([]);
  });
});

describe("export remediation", () => {
  it("csv: for spreadsheets, only the unit's own rows, to a file or to stdout", async () => {
    const order = ["export", "remediation", "--unit", "BV-A", "--format", "csv"];
    const told = await stage.run(...order, "-o", "a.csv");
    const streamed = await stage.run(...order, "-o", "-");
    const english = await stage.run(...order, "--delimiter", ";", "--lang", "en", "-o", "-");

    expect([told.code, told.out]).toEqual([0, ""]);
    expect(told.err).toContain("a.csv");
    const file = readFileSync(stage.path("a.csv"), "utf8");
    expect(file).toBe(streamed.out.startsWith("\ufeff") ? streamed.out : `\ufeff${streamed.out}`);
    const rows: string[][] = parse(file, { bom: true });
    expect(rows.length).toBeGreaterThan(2);
    expect(file).toContain("www.bv-a.test");
    expect(file).not.toMatch(/bv-b|BV-B|khong\.test|BV-K/);
    expect(english.out.split("\r\n")[0]).toContain(";");
    const headings: string[][] = parse(english.out, { bom: true, delimiter: ";" });
    expect(headings[0]?.length).toBe(rows[0]?.length);
  });

  it("xlsx and json: the same rows, and the other unit's list holds the other's", async () => {
    const order = (unit: string, format: string, file: string) => [
      "export",
      "remediation",
      "--unit",
      unit,
      "--format",
      format,
      "-o",
      file,
    ];
    await stage.run(...order("BV-A", "xlsx", "a.xlsx"));
    const json = await stage.run(...order("BV-A", "json", "-"));
    const other = await stage.run(...order("BV-B", "json", "-"));
    const list = JSON.parse(json.out) as { count: number; items: { finding: FindingRow }[] };
    const others = JSON.parse(other.out) as typeof list;

    const sheet = await readXlsxFile(stage.path("a.xlsx"));
    const cells = JSON.stringify(sheet);
    expect(cells).toContain("www.bv-a.test");
    expect(cells).not.toMatch(/bv-b|BV-B|khong\.test|BV-K/);
    expect(list.items).toHaveLength(list.count);
    expect(new Set(list.items.map(({ finding }) => finding.unit))).toEqual(new Set(["BV-A"]));
    expect(new Set(others.items.map(({ finding }) => finding.unit))).toEqual(new Set(["BV-B"]));
    const all = await stage.run("export", "remediation", "--all", "--format", "json", "-o", "-");
    const everything = JSON.parse(all.out) as typeof list;
    expect(everything.count).toBe(list.count + others.count);
  });

  it("by contractor: only the systems that name it", async () => {
    const order = ["export", "remediation", "--format", "json", "-o", "-", "--contractor"];
    const own = await stage.run(...order, "Công ty X");
    const nobody = await stage.run(...order, "Công ty Y");

    const list = JSON.parse(own.out) as { items: { finding: FindingRow }[] };
    expect(new Set(list.items.map(({ finding }) => finding.unit))).toEqual(new Set(["BV-A"]));
    expect([nobody.code, nobody.err.includes("Công ty Y")]).toEqual([2, true]);
  });
});

describe("judging again", () => {
  it("reassess --as-run gives the same bytes and sends nothing; without it nothing is counted as a look", async () => {
    const before = await stage.run("ledger", "--json");
    const listed = await stage.run("findings", "--run", run, "--json");
    const judged = await stage.run("reassess", "--run", run, "--as-run", "--json");
    const today = await stage.run("reassess", "--run", run);
    const after = await stage.run("ledger", "--json");

    expect(judged.out).toBe(listed.out);
    expect(listed.out).not.toBe("");
    expect([judged.code, today.code]).toEqual([0, 0]);
    expect(after.out).toBe(before.out);
    const found = await stage.rows<FindingRow>("findings");
    expect(found.map(({ state }) => state)).toEqual(found.map(() => "open"));
  });
});

describe("a person's word", () => {
  it("accept takes it off the list until its day, with the name, and the history keeps it; reopen brings it back", async () => {
    const [one] = await stage.rows<FindingRow>("findings", "--unit", "BV-B");
    const id = one?.id ?? "";
    const accepted = await stage.run(
      "finding",
      "accept",
      id,
      "--reason",
      "chờ thay máy chủ",
      "--until",
      day(300),
      "--owner",
      "Nguyễn An",
    );
    const open = await stage.rows<FindingRow>("findings", "--unit", "BV-B");
    const kept = await stage.rows<FindingRow>("findings", "--state", "accepted");
    const told = await stage.run("explain", id);

    expect([accepted.code, accepted.out.trim()]).toEqual([0, `${id}: chấp nhận rủi ro`]);
    expect(open.map((row) => row.id)).not.toContain(id);
    expect(kept.map((row) => row.id)).toEqual([id]);
    expect(told.out).toContain("chờ thay máy chủ");
    await stage.run("finding", "reopen", id, "--reason", "không chờ nữa");
    const again = await stage.rows<FindingRow>("findings", "--unit", "BV-B");
    expect(again.find((row) => row.id === id)?.state).toBe("open");
    const [history] = await stage.rows<{ history: { cause: string }[] }>("explain", id);
    expect(history?.history.filter(({ cause }) => cause === "person")).toHaveLength(2);
  });

  it.each([
    ["in-progress", "đang xử lý"],
    ["claim-fixed", "đơn vị báo đã sửa"],
    ["false-positive", "báo nhầm"],
    ["reopen", "chưa khắc phục"],
    ["confirm", "chưa khắc phục"],
  ])("finding %s: %s", async (word, state) => {
    const [one] = await stage.rows<FindingRow>(
      "findings",
      "--host",
      "www.bv-a.test",
      "--state",
      "all",
    );
    const ended = await stage.run("finding", word, one?.id ?? "", "--reason", "kiểm tra");

    expect([ended.code, ended.out.trim()]).toEqual([0, `${one?.id ?? ""}: ${state}`]);
  });

  it("backup: a checked copy that opens, and nothing is overwritten", async () => {
    const first = await stage.run("backup", "sao.db");
    const second = await stage.run("backup", "sao.db");
    const [copied, own] = await Promise.all([
      stage.run("findings", "--db", "sao.db", "--json"),
      stage.run("findings", "--json"),
    ]);

    expect([first.code, second.code]).toEqual([0, 2]);
    expect(second.err).toContain("đã có");
    expect(copied.out).toBe(own.out);
  });

  it("registry retire: its hosts are scanned no longer", async () => {
    await stage.run("registry", "retire", "BV-B");
    const ended = await stage.run("scan", "--host", "www.bv-b.test", "--allow-reserved");

    expect(ended.code).toBe(3);
    expect(ended.err).toContain("đơn vị đã ngừng theo dõi");
  });
});

describe("demo", () => {
  it("exit 0 in under a minute: findings, what could not be looked at, the refusal, the lists, what to try next", async () => {
    const kept = stage.path("demo");
    mkdirSync(kept);
    const start = Date.now();
    const ended = await stage.run("demo", "--keep", kept);

    expect(ended.code).toBe(0);
    expect(Date.now() - start).toBeLessThan(60_000);
    for (const heading of [
      "Phát hiện",
      "Không kiểm tra được",
      "Sổ ghi truy vấn",
      "Tệp đã xuất",
      "Lệnh thử tiếp theo",
    ]) {
      expect(ended.out).toContain(heading);
    }
    expect(ended.err).toContain("Từ chối bv-k.test");
    expect(ended.out).toContain("trang có truy vấn ngoài sổ: 0");
    expect(ended.out).toContain("chuỗi băm nguyên vẹn");
    expect(readdirSync(kept)).toEqual(
      expect.arrayContaining(["demo.db", "khac-phuc.csv", "khac-phuc.json", "khac-phuc.xlsx"]),
    );
    const rules = (await stage.rows<FindingRow>("findings", "--db", `${kept}/demo.db`)).map(
      ({ rule }) => rule,
    );
    expect(rules).toEqual(
      expect.arrayContaining([
        "tls-cert-expired",
        "exposure-repository",
        "exposure-secret",
        "exposure-listing",
        "panel-login-exposed",
        "cms-behind-security",
        "defacement-page",
      ]),
    );
    expect(readFileSync(`${kept}/khac-phuc.json`, "utf8")).not.toContain("MatKhauMau123");
    expect(existsSync(`${kept}/danh-muc-mau.yaml`)).toBe(true);
  });
});
