// Whatever our own people get wrong on the command line or around it ends in one clear message in their language,
// exit code 2, and nothing half-done.
import { mkdirSync, readdirSync } from "node:fs";
import { openSqlite } from "../../src/store/sqlite/driver.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registryOf, type RegisteredSite } from "./program.ts";
import { openScene } from "./scene.ts";
import { expectPlain } from "./plain.ts";

interface Mistake {
  readonly name: string;
  readonly args: readonly string[];
  readonly vi: string;
  readonly en: string;
  readonly code?: number;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: "an unknown command",
    args: ["scna"],
    vi: "Không có lệnh “scna”. Có phải ý bạn là scan?",
    en: "unknown command 'scna'",
  },
  {
    name: "an unknown command of a group",
    args: ["registry", "imprt"],
    vi: "Không có lệnh “imprt”",
    en: "unknown command 'imprt'",
  },
  {
    name: "an unknown flag",
    args: ["scan", "--speed", "9"],
    vi: "Không có tuỳ chọn “--speed”",
    en: "unknown option",
  },
  {
    name: "a flag without its value",
    args: ["scan", "--area"],
    vi: "cần một giá trị",
    en: "argument missing",
  },
  {
    name: "a missing argument",
    args: ["registry", "import"],
    vi: "Thiếu tham số “tệp”",
    en: "missing required argument",
  },
  {
    name: "a missing flag that is needed",
    args: ["authorization", "revoke", "1/QĐ-BV-A"],
    vi: "Thiếu tuỳ chọn bắt buộc “--reason <nội-dung>”",
    en: "required option '--reason <text>' not specified",
  },
  {
    name: "an argument too many",
    args: ["findings", "x"],
    vi: "Thừa tham số",
    en: "too many arguments",
  },
  { name: "an unknown area", args: ["scan", "--area", "tls,xss"], vi: "xss", en: "xss" },
  { name: "an unknown severity", args: ["scan", "--fail-on", "huge"], vi: "huge", en: "huge" },
  { name: "an unknown state", args: ["findings", "--state", "closed"], vi: "closed", en: "closed" },
  {
    name: "a percentage beyond 100",
    args: ["scan", "--min-coverage", "120"],
    vi: "số từ 0 đến 100",
    en: "from 0 to 100",
  },
  {
    name: "a percentage that is no number",
    args: ["scan", "--min-coverage", "abc"],
    vi: "số từ 0 đến 100",
    en: "from 0 to 100",
  },
  {
    name: "an unknown unit",
    args: ["findings", "--unit", "BV-Z"],
    vi: "Không có đơn vị “BV-Z”",
    en: "no unit “BV-Z”",
  },
  {
    name: "an unknown run",
    args: ["coverage", "--run", "R9"],
    vi: "Không có lượt quét “R9”",
    en: "no run “R9”",
  },
  {
    name: "an unknown finding",
    args: ["explain", "0123"],
    vi: "Không có phát hiện “0123”",
    en: "no finding “0123”",
  },
  {
    name: "an unknown word of a person",
    args: ["finding", "ignore", "0123", "--reason", "x"],
    vi: "ignore",
    en: "ignore",
  },
  {
    name: "a date that is none",
    args: ["finding", "accept", "0123", "--reason", "x", "--until", "31/12/2026"],
    vi: "YYYY-MM-DD",
    en: "YYYY-MM-DD",
  },
  {
    name: "an unknown document",
    args: ["authorization", "suspend", "7/KHÔNG", "--reason", "x"],
    vi: "Không có văn bản cho phép số 7/KHÔNG",
    en: "There is no authorization 7/KHÔNG",
  },
  {
    name: "an export of nobody",
    args: ["export", "remediation", "--format", "csv", "-o", "-"],
    vi: "--unit MÃ, --subtree MÃ, --contractor TÊN hoặc --all",
    en: "exactly one of --unit",
  },
  {
    name: "an export into a folder that is not there",
    args: ["export", "remediation", "--all", "--format", "csv", "-o", "khong/co/x.csv"],
    vi: "Không ghi được tệp khong/co/x.csv",
    en: "Cannot write khong/co/x.csv",
  },
  {
    name: "an unknown format",
    args: ["export", "remediation", "--all", "--format", "doc", "-o", "-"],
    vi: "doc",
    en: "doc",
  },
  {
    name: "nothing to resume",
    args: ["scan", "--resume"],
    vi: "Không có lượt nào bị ngắt",
    en: "no interrupted run",
  },
  {
    name: "a resumed scan of something else",
    args: ["scan", "--resume", "--unit", "BV-A"],
    vi: "nên không đi cùng --unit",
    en: "takes no --unit",
  },
  {
    name: "a file that is not there",
    args: ["registry", "import", "khong-co.yaml"],
    vi: "Không đọc được tệp khong-co.yaml",
    en: "Cannot read khong-co.yaml",
  },
  {
    name: "settings that are not there",
    args: ["findings", "--config", "khong-co.yaml"],
    vi: "Không đọc được tệp cấu hình khong-co.yaml",
    en: "Cannot read the configuration file khong-co.yaml",
  },
  {
    name: "settings with an unknown key",
    args: ["findings", "--config", "sai.yaml"],
    vi: "sai.yaml",
    en: "sai.yaml",
  },
  {
    name: "settings that are no YAML",
    args: ["findings", "--config", "hong.yaml"],
    vi: "sai cú pháp YAML",
    en: "YAML syntax",
  },
  {
    name: "a database folder that is not there",
    args: ["registry", "import", "registry.yaml", "--db", "khong-co/rasoat.db"],
    vi: "Không có thư mục",
    en: "There is no folder",
  },
  {
    name: "a database that is not there",
    args: ["findings", "--db", "khac.db"],
    vi: "Chưa có tệp dữ liệu",
    en: "There is no database",
  },
  {
    name: "a database that is not there, for a scan",
    args: ["scan", "--db", "khac.db"],
    vi: "Chưa có tệp dữ liệu",
    en: "There is no database",
  },
  {
    name: "a folder as database",
    args: ["findings", "--db", "thu-muc"],
    vi: "không phải là tệp",
    en: "is not a file",
  },
  {
    name: "a file that is no database",
    args: ["findings", "--db", "registry.yaml"],
    vi: "không phải là tệp dữ liệu của rasoat",
    en: "is not a database of rasoat",
  },
  {
    name: "somebody else's database",
    args: ["findings", "--db", "la.db"],
    vi: "không phải là tệp dữ liệu của rasoat",
    en: "is not a database of rasoat",
  },
  {
    name: "a database from a newer version",
    args: ["findings", "--db", "moi.db"],
    vi: "bản rasoat mới hơn",
    en: "from a newer rasoat",
  },
  {
    name: "a scan on a database from a newer version",
    args: ["scan", "--db", "moi.db"],
    vi: "bản rasoat mới hơn",
    en: "from a newer rasoat",
  },
];

const SITE: RegisteredSite = {
  unit: "BV-A",
  host: "www.bv-a.test",
  address: "127.0.49.1",
  ports: [{ port: 80, scheme: "http" }],
};

describe("a mistake on the command line or around it", () => {
  const stage = openScene();

  beforeAll(async () => {
    stage.write("registry.yaml", registryOf([SITE]));
    await stage.run("registry", "import", "registry.yaml");
    stage.write("sai.yaml", "contactt: {name: x}\n");
    stage.write("hong.yaml", "a: [1\nb: }\n");
    mkdirSync(stage.path("thu-muc"));
    await stage.run("registry", "import", "registry.yaml", "--db", "moi.db");
    const newer = openSqlite(stage.path("moi.db"));
    newer.pragma("user_version = 999");
    newer.close();
    const other = openSqlite(stage.path("la.db"));
    other.exec("CREATE TABLE khac (x)");
    other.close();
  });

  afterAll(() => stage.close());

  it.concurrent.each(MISTAKES)(
    "$name: exit 2 and one message in each language",
    async (mistake) => {
      const { args, vi, en, code = 2 } = mistake;
      const before = readdirSync(stage.folder).filter((name) => !/-(?:wal|shm)$/.test(name));
      const [vietnamese, english] = await Promise.all([
        stage.run(...args),
        stage.run("--lang", "en", ...args),
      ]);

      expect([vietnamese.code, english.code]).toEqual([code, code]);
      expectPlain(vietnamese);
      expectPlain(english);
      expect(vietnamese.err).toContain(vi);
      expect(english.err).toContain(en);
      expect(english.err).not.toMatch(/[ạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/);
      const after = readdirSync(stage.folder).filter((name) => !/-(?:wal|shm)$/.test(name));
      expect(after).toEqual(before);
    },
  );

  it("an unknown language is told in Vietnamese", async () => {
    const ended = await stage.run("findings", "--lang", "fr");

    expect(ended.code).toBe(2);
    expectPlain(ended);
    expect(ended.err).toContain("--lang chỉ nhận “vi” hoặc “en”, không nhận “fr”");
  });
});
