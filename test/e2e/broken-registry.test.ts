// A registry file with a mistake: file and line or row, the reason, the way to mend it; and nothing is imported.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectPlain } from "./plain.ts";
import { registryOf, type RegisteredSite } from "./program.ts";
import { openScene } from "./scene.ts";

const SITE: RegisteredSite = {
  unit: "BV-A",
  host: "www.bv-a.test",
  address: "127.0.49.1",
  ports: [{ port: 80, scheme: "http" }],
};

interface Broken {
  readonly name: string;
  readonly file: string;
  readonly content: string;
  /** Line or row of the problem. */
  readonly at: RegExp;
  readonly vi: string;
  readonly en: string;
}

const HEAD = "units:\n  - code: BV-A\n    name: Bệnh viện A\n    systems:\n      - hosts:\n";

const BROKEN: readonly Broken[] = [
  {
    name: "YAML that is none",
    file: "a.yaml",
    content: "units:\n  - code: [BV-A\n",
    at: /a\.yaml:\d+/,
    vi: "YAML",
    en: "YAML",
  },
  {
    name: "an unknown key",
    file: "b.yaml",
    content: `${HEAD}          - hots: www.bv-a.test\n`,
    at: /b\.yaml:6/,
    vi: "hots",
    en: "hots",
  },
  {
    name: "a host that is an address",
    file: "c.yaml",
    content: `${HEAD}          - host: 127.0.49.1\n`,
    at: /c\.yaml:6/,
    vi: "127.0.49.1",
    en: "127.0.49.1",
  },
  {
    name: "a port that is none",
    file: "d.yaml",
    content: `${HEAD}          - host: www.bv-a.test\n            ports: [99999]\n`,
    at: /d\.yaml:7/,
    vi: "cổng",
    en: "port",
  },
  {
    name: "two units that claim one host",
    file: "e.yaml",
    content: `${HEAD}          - host: www.bv-a.test\n  - code: BV-B\n    name: B\n    systems:\n      - hosts: [www.bv-a.test]\n`,
    at: /e\.yaml:10/,
    vi: "www.bv-a.test",
    en: "www.bv-a.test",
  },
  {
    name: "an authorization of an unknown unit",
    file: "f.yaml",
    content: `${HEAD}          - host: www.bv-a.test\nauthorizations:\n  - document: 1/QĐ\n    unit: BV-Z\n    signedBy: GĐ\n    validFrom: 2026-01-01\n    validTo: 2026-12-31\n    hosts: [www.bv-a.test]\n    areas: [tls]\n`,
    at: /f\.yaml:9/,
    vi: "BV-Z",
    en: "BV-Z",
  },
  {
    name: "a wildcard over a public suffix",
    file: "g.yaml",
    content: `${HEAD}          - host: hanoi.gov.vn\nauthorizations:\n  - document: 1/QĐ\n    unit: BV-A\n    signedBy: GĐ\n    validFrom: 2026-01-01\n    validTo: 2026-12-31\n    hosts: ["*.hanoi.gov.vn"]\n    areas: [tls]\n`,
    at: /g\.yaml:13/,
    vi: "*.hanoi.gov.vn",
    en: "*.hanoi.gov.vn",
  },
  {
    name: "a table without a host in a row",
    file: "h.csv",
    content: "unit,name,host\nBV-A,Bệnh viện A,www.bv-a.test\nBV-B,Bệnh viện B,\n",
    at: /h\.csv dòng 3:/,
    vi: "dòng này không ghi máy chủ — ghi tên máy chủ",
    en: "host",
  },
  {
    name: "a table with a bad address",
    file: "i.csv",
    content: "unit,name,host,addresses\nBV-A,A,www.bv-a.test,10.0.0.999\n",
    at: /i\.csv dòng 2, cột “addresses”/,
    vi: "10.0.0.999",
    en: "10.0.0.999",
  },
  {
    name: "a table with an unknown column",
    file: "k.csv",
    content: "unit,name,host,colour\nBV-A,A,www.bv-a.test,red\n",
    at: /k\.csv dòng 1, cột “colour”/,
    vi: "colour",
    en: "colour",
  },
  {
    name: "a file of an unknown kind",
    file: "l.txt",
    content: "x",
    at: /l\.txt/,
    vi: "unit, name, host",
    en: "unit, name, host",
  },
];

describe("a broken registry", () => {
  const stage = openScene();

  beforeAll(async () => {
    stage.write("good.yaml", registryOf([SITE]));
    await stage.run("registry", "import", "good.yaml");
  });

  afterAll(() => stage.close());

  it.concurrent.each(BROKEN)("$name: the place, the reason, the way to mend it", async (broken) => {
    stage.write(broken.file, broken.content);
    const [ended, english] = await Promise.all([
      stage.run("registry", "import", broken.file),
      stage.run("registry", "import", broken.file, "--lang", "en"),
    ]);

    expect([ended.code, english.code]).toEqual([2, 2]);
    expectPlain(ended);
    expectPlain(english);
    expect(ended.err).toMatch(broken.at);
    expect(ended.err).toContain(broken.vi);
    expect(english.err).toContain(broken.en);
    expect(ended.err).toContain("chưa nhập gì");
    expect(english.err).toContain("nothing was imported");
    expect(ended.err).toContain(" — ");
  });

  it("none of which left anything behind", async () => {
    const listed = await stage.rows<{ host: string }>("registry", "list");
    const documents = await stage.rows<{ document: string }>("authorization", "list");

    expect(listed.map(({ host }) => host)).toEqual([SITE.host]);
    expect(documents).toHaveLength(1);
  });
});
