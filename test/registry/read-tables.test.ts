import { describe, expect, it } from "vitest";
import type { System } from "../../src/model/registry.ts";
import { COLUMNS } from "../../src/registry/columns.ts";
import { problems, read, registryOf } from "./reading.ts";
import { authorization, registryWith, system, target, unit } from "./sample.ts";

const HEADER = "unit,name,host,ports,addresses,document,signedBy,validFrom,validTo,areas";
const ROW = "BV-A,Bệnh viện A,www.bv-a.test,,,12/QĐ,Giám đốc,2026-01-05,31/12/2026,tls;cms";

const appraised = { status: "appraised", decision: null, date: null, body: null };

const SIMPLE = {
  units: [unit("BV-A", { name: "Bệnh viện A", kind: "other" })],
  systems: [system("BV-A-WEB", "BV-A")],
  targets: [target("www.bv-a.test", "BV-A")],
  authorizations: [
    authorization("12/QĐ", "BV-A", {
      signedOn: null,
      hosts: ["www.bv-a.test"],
      areas: ["tls", "cms"],
    }),
  ],
};

describe("a table", () => {
  it.each<[name: string, text: string]>([
    ["plain", `${HEADER}\n${ROW}\n`],
    ["with a byte order mark and CRLF", `\uFEFF${HEADER}\r\n${ROW}\r\n`],
    ["with semicolons", `${HEADER}\n${ROW}`.replace("tls;cms", '"tls;cms"').replace(/,/g, ";")],
    ["with tabs", `${HEADER}\n${ROW}`.replace(/,/g, "\t")],
    ["in NFD", `${HEADER}\n${ROW}`.normalize("NFD")],
    [
      "below titles and blank lines",
      `DANH SÁCH TRANG THÔNG TIN ĐIỆN TỬ\n\nKèm theo công văn\n${HEADER}\n\n${ROW}\n\n`,
    ],
    [
      "with quoted cells",
      `${HEADER}\n${ROW.split(",")
        .map((cell) => `"${cell}"`)
        .join(",")}`,
    ],
    ["with a name on two lines", `${HEADER}\n${ROW}`.replace("Bệnh viện A", '"Bệnh viện\n A"')],
    ["with areas on two lines", `${HEADER}\n${ROW}`.replace("tls;cms", '"tls\ncms"')],
    [
      "with an address for the host",
      `${HEADER}\n${ROW}`.replace("www.bv-a.test", "https://WWW.bv-a.test/"),
    ],
    ["with numbering and remarks", `STT,${HEADER},Ghi chú\n1,${ROW},gấp\n2,,,,,,,,,,,\n`],
    [
      "with Vietnamese headings in another order",
      "TÊN ĐƠN VỊ;Ma don vi;Tên miền (*);Người ký;Số văn bản;Hiệu lực từ;Hiệu lực đến;Nội dung kiểm tra\nBệnh viện A;BV-A;www.bv-a.test;Giám đốc;12/QĐ;5/1/2026;ngày 31 tháng 12 năm 2026;tls cms",
    ],
  ])("%s", async (_name, text) => {
    expect(await registryOf("r.csv", text)).toEqual(SIMPLE);
  });

  it("holds every column", async () => {
    const cells: Readonly<Record<string, string>> = {
      unit: "BV-A",
      name: "Bệnh viện A",
      kind: "Bệnh viện",
      province: "Hà Nội",
      formerly: "TTYT-X; Trung tâm y tế X, huyện Y",
      head: "Nguyễn Văn A",
      contacts: "cntt@bv-a.test head:gd@bv-a.test",
      incidentPlan: "20/QĐ",
      incidentPlanDate: "1/2/2026",
      system: "BV-A-CONG",
      systemName: "Cổng",
      exposure: "công khai",
      level: "Cấp độ 3",
      levelApproval: "đã phê duyệt",
      levelDecision: "15/QĐ",
      levelDate: "2026-03-01",
      levelBody: "Sở Y tế",
      operator: "CNTT",
      onlineService: "có",
      personalData: "nhạy cảm",
      contractor: "Công ty X",
      systemType: "Dịch vụ trực tuyến",
      regulation: "30/QĐ",
      regulationDate: "1/2/2026",
      regulationBody: "Sở Y tế",
      approvalExpected: "tháng 12 năm 2026",
      measures: "Đã triển khai một số hạng mục",
      measuresExpected: "6/2027",
      assessed: "Trước khi đưa vào sử dụng; định kỳ",
      host: "www.bv-a.test b.bv-a.test",
      ports: "80 443 8443/https",
      paths: "/ /tin",
      addresses: "127.0.0.10/32 ::1/128",
      document: "12/QĐ",
      signedBy: "Giám đốc",
      signedOn: "05-01-2026",
      documentSha256: "AB".repeat(32),
      hosterNotified: "không",
      emergencyContact: "0123",
      validFrom: "2026-01-05",
      validTo: "2026-12-31",
      areas: "tls, panels",
      windowFrom: "22h",
      windowTo: "5:00",
      timezone: "Asia/Ho_Chi_Minh",
      verifyFrom: "7h30",
      verifyTo: "18:00",
      verifyMaxRequests: "20",
      watchEveryMinutes: "30",
      requestsPerSecond: "0,5",
      status: "Tạm dừng",
    };
    const known = COLUMNS.filter(({ group, key }) => group !== "ignored" && key !== "parent");
    expect(Object.keys(cells).toSorted()).toEqual(known.map(({ key }) => key).toSorted());
    const quoted = Object.values(cells).map((cell) => `"${cell}"`);
    const rest = {
      system: "BV-A-CONG",
      ports: [
        { port: 80, scheme: "http" },
        { port: 443, scheme: "https" },
        { port: 8443, scheme: "https" },
      ],
      paths: ["/", "/tin"],
      addresses: ["127.0.0.10/32", "::1/128"],
    } as const;
    const text = `${Object.keys(cells).join(",")}\n${quoted.join(",")}\n`;
    expect(await registryOf("r.csv", text)).toEqual({
      units: [
        unit("BV-A", {
          name: "Bệnh viện A",
          province: "Hà Nội",
          formerly: ["TTYT-X", "Trung tâm y tế X, huyện Y"],
          head: "Nguyễn Văn A",
          contacts: [
            { role: "security", email: "cntt@bv-a.test" },
            { role: "head", email: "gd@bv-a.test" },
          ],
          incidentPlan: { decision: "20/QĐ", date: "2026-02-01" },
        }),
      ],
      systems: [
        system("BV-A-CONG", "BV-A", {
          name: "Cổng",
          level: 3,
          levelApproval: {
            status: "approved",
            decision: "15/QĐ",
            date: "2026-03-01",
            body: "Sở Y tế",
          },
          operator: "CNTT",
          onlineService: true,
          personalData: "sensitive",
          contractor: "Công ty X",
          type: "Dịch vụ trực tuyến",
          securityRegulation: { decision: "30/QĐ", date: "2026-02-01", body: "Sở Y tế" },
          approvalExpected: "2026-12",
          measures: "partial",
          measuresExpected: "2027-06",
          assessed: ["before-use", "periodic"],
        }),
      ],
      targets: [target("www.bv-a.test", "BV-A", rest), target("b.bv-a.test", "BV-A", rest)],
      authorizations: [
        authorization("12/QĐ", "BV-A", {
          documentSha256: "ab".repeat(32),
          hosterNotified: false,
          emergencyContact: "0123",
          hosts: ["www.bv-a.test", "b.bv-a.test"],
          areas: ["tls", "panels"],
          window: { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" },
          verify: { from: "07:30", to: "18:00", maxRequests: 20 },
          watch: { everyMinutes: 30 },
          requestsPerSecond: 0.5,
          status: "suspended",
        }),
      ],
    });
  });

  it.each([
    ["regulation", "chưa có", { securityRegulation: "none" }],
    ["assessed", "Chưa thực hiện", { assessed: "none" }],
    ["assessed", "Định kỳ", { assessed: ["periodic"] }],
    ["measures", "chưa triển khai", { measures: "none" }],
    ["approvalExpected", "31/12/2026", { approvalExpected: "2026-12-31" }],
    ["levelApproval", "Đã thẩm định", { levelApproval: appraised }],
  ])("reads %s “%s” for Form 08", async (column, cell, said) => {
    const text = `${HEADER},${column}\n${ROW},"${cell}"\n`;
    const { systems } = await registryOf("r.csv", text);
    expect(systems).toEqual([system("BV-A-WEB", "BV-A", said as Partial<System>)]);
  });

  it.each([
    ["measures", "gần xong"],
    ["approvalExpected", "13/2026"],
    ["assessed", "có"],
  ])("refuses %s “%s”", async (column, cell) => {
    expect(await problems("r.csv", `${HEADER},${column}\n${ROW},"${cell}"\n`)).toHaveLength(1);
  });

  it("folds rows of one unit, one system, one host and one document", async () => {
    const text = `unit,name,parent,system,host,ports,exposure,level,contacts,incidentPlan,document,signedBy,validFrom,validTo,areas
S,Sở,,,soyte.test1.test,,,,,,,,,,
A,Viện A,S,,www.a.test,80,,2,none,không,1,X,2026-01-01,2026-12-31,tls
A,,,,WWW.a.test.,443,,,,,2,X,2026-01-01,2026-06-30,cms
A,Viện A,S,A-HIS,,,internal,none,,,,,,,
A,,,,b.a.test,,,,,,1,,,,
B,Viện B,S,,b.test1.test,,,,,,1,Y,2026-01-01,2026-12-31,tls
`;
    const registry = await registryOf("r.csv", text);
    expect(
      registry.units.map((one) => [one.code, one.parent, one.contacts, one.incidentPlan]),
    ).toEqual([
      ["S", null, null, null],
      ["A", "S", "none", "none"],
      ["B", "S", null, null],
    ]);
    expect(registry.systems.map((one) => [one.code, one.exposure, one.level])).toEqual([
      ["S-WEB", "public", null],
      ["A-WEB", "public", 2],
      ["A-HIS", "internal", "none"],
      ["B-WEB", "public", null],
    ]);
    expect(
      registry.targets.map(({ host, ports }) => [host, ports.map(({ port }) => port)]),
    ).toEqual([
      ["soyte.test1.test", [80, 443]],
      ["www.a.test", [80, 443]],
      ["b.a.test", [80, 443]],
      ["b.test1.test", [80, 443]],
    ]);
    expect(
      registry.authorizations.map((one) => [one.document, one.unit, one.hosts, one.areas]),
    ).toEqual([
      ["1", "A", ["www.a.test", "b.a.test"], ["tls"]],
      ["2", "A", ["www.a.test"], ["cms"]],
      ["1", "B", ["b.test1.test"], ["tls"]],
    ]);
  });
});

describe("a table of authorizations", () => {
  const current = registryWith([], {
    units: [unit("BV-A"), unit("BV-B")],
    targets: [target("www.bv-a.test", "BV-A"), target("www.bv-b.test", "BV-B")],
  });
  const text = (host: string): string =>
    `document,unit,host,signedBy,validFrom,validTo,areas\n1/QĐ,BV-A,${host},X,1/1/2026,31/12/2026,tls\n`;

  it.each([
    ["www.bv-a.test", ["www.bv-a.test"]],
    ["all-registered", "all-registered"],
    ["*.www.bv-a.test", ["*.www.bv-a.test"]],
  ])("for %s", async (host, hosts) => {
    const { units, targets, authorizations } = await read("r.csv", text(host), {
      current,
      only: "authorizations",
    });
    expect([units, targets, authorizations.map((one) => one.hosts)]).toEqual([[], [], [hosts]]);
  });

  it.each([
    [
      text("www.bv-b.test"),
      "r.csv row 2, column “host”: the host www.bv-b.test belongs neither to the unit BV-A nor to a unit below it",
    ],
    [
      text("x.test").replace("BV-A", "BV-X"),
      "r.csv row 2, column “unit”: no unit has the code BV-X",
    ],
    [
      "document,unit,host,level\n",
      "r.csv row 1, column “level”: the column “level” belongs to the registry, not to a file of authorizations",
    ],
    ["document,unit\n", "r.csv row 1: required columns are missing: host"],
  ])("%j is refused", async (file, expected) => {
    expect(await problems("r.csv", file, { current, only: "authorizations" })).toEqual([expected]);
  });
});
