import { describe, expect, it } from "vitest";
import { normLines, portLines, seenLines } from "../../src/cli/norm-table.ts";
import { MOST_WIDE, widthOf } from "../../src/cli/output.ts";
import { judgeNorms, unjudged } from "../../src/detect/tls/norms.ts";
import { limits } from "../detect/tls/looks.ts";

const SUITES = limits.suites.filter(({ kx }) => kx === "ecdhe").map(({ name }) => name);
const rows = judgeNorms(
  [
    { topic: "protocol", values: ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"], complete: true },
    { topic: "suite", values: SUITES, complete: false },
    { topic: "rsa-key", values: [2048], complete: true },
    { topic: "signature", values: ["sha256WithRSAEncryption"], complete: true },
    { topic: "lifetime", values: [398], complete: true, issuedOn: "2026-10-01" },
  ],
  limits,
);

describe("the table of a port, norm by norm", () => {
  it.each(["vi", "en"] as const)("fits a terminal of 80 columns: %s", (language) => {
    const lines = portLines(rows, limits, language);
    const table = lines.slice(0, 1 + 2 * rows.length);
    for (const line of table) expect(widthOf(line)).toBeLessThanOrEqual(78);
    // Every norm says which edition it is, and of what day.
    const editions = lines.slice(table.length);
    for (const line of editions) expect(widthOf(line)).toBeLessThanOrEqual(MOST_WIDE);
    const text = editions.join(" ").replace(/ +/g, " ");
    const places = limits.norms.map(({ short, date }) => [
      editions.findIndex((line) => line.startsWith(`${short}: `)),
      text.indexOf(`(${date})`),
    ]);
    for (const [line, date] of places) {
      expect(line).toBeGreaterThanOrEqual(0);
      expect(date).toBeGreaterThan(0);
    }
  });

  it("says what was observed, and below it each norm's word under its name", () => {
    const [titles = "", protocol, grades = ""] = portLines(rows, limits, "vi");
    expect(protocol).toBe("phiên bản giao thức: TLSv1.3, TLSv1.2, TLSv1.1, TLSv1");
    const under = (name: string): string => grades.slice(titles.indexOf(name)).split("  ")[0] ?? "";
    expect(under("Mozilla 6.0")).toBe("không đạt");
    expect(under("TT 39/2017")).toBe("đạt");
    expect(under("CA/B 2.2.6")).toBe("–");
  });

  it("counts the values that have no room", () => {
    const suites = portLines(rows, limits, "en").find((line) => line.startsWith("cipher suites"));
    expect(suites).toMatch(/, \+\d+ \(there may be more\)$/);
  });
});

describe("what each norm says", () => {
  it.each(["vi", "en"] as const)("fits a terminal of 80 columns, in columns: %s", (language) => {
    const lines = normLines(rows, limits, language);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(MOST_WIDE);
    const starts = lines
      .filter((line) => /^ {2}(?:Mozilla|NCSC|TT|RFC|CA\/B)/.test(line))
      .map((line) => /^.{15}\S+(?: \S+)*( {2,})/u.exec(line)?.[0].length);
    expect(new Set(starts).size).toBe(1);
  });

  it("names those of several values that pulled the grade down, and none where all did", () => {
    const text = (...values: string[]): string =>
      normLines(judgeNorms([{ topic: "protocol", values, complete: true }], limits), limits, "vi")
        .join(" ")
        .replace(/ +/g, " ");
    expect(text("TLSv1.2", "TLSv1")).toContain("chỉ TLS 1.2 và TLS 1.3 — TLSv1 ");
    expect(text("TLSv1")).not.toContain("—");
  });

  it("says once what it means that a norm is missing, and only where one is", () => {
    const said = "Chuẩn không có tên";
    expect(normLines(rows, limits, "vi").filter((line) => line.includes(said))).toHaveLength(1);
    const signature = rows.filter(({ topic }) => topic === "signature");
    expect(normLines(signature, limits, "vi").join(" ")).not.toContain(said);
    expect(normLines([], limits, "vi")).toEqual([]);
  });
});

describe("what was seen besides", () => {
  const seen = (topic: string, ...values: (string | number)[]): readonly string[] =>
    seenLines(unjudged([{ topic, values, complete: true }], limits), limits, "vi");

  it.each<[string, string | number, string]>([
    ["resumption", "ticket", "nối lại phiên: bằng vé phiên"],
    ["resumption", "none", "nối lại phiên: không thấy"],
    ["ticket-lifetime", 7200, "thời hạn vé phiên (giây): 7200"],
    ["transparency", 3, "dấu nhật ký công khai (CT): 3"],
    ["client-certificate", "no", "yêu cầu chứng thư người dùng: không"],
  ])("%s %s: %s", (topic, value, expected) => {
    expect(seen(topic, value)).toEqual([expected]);
  });

  it("is not said of what norms speak of, nor of what nobody saw", () => {
    expect(seen("protocol", "TLSv1")).toEqual([]);
    expect(seen("resumption")).toEqual([]);
  });

  it("has words for every value that a topic words, in both languages", () => {
    for (const { id, words } of limits.normTopics) {
      for (const [value, word] of Object.entries(words)) {
        expect(word.vi).not.toBe(word.en);
        const row = { topic: id, title: { vi: "t", en: "t" }, values: [value], complete: true };
        const text = seenLines([row], limits, "vi")
          .map((line) => line.trim())
          .join(" ");
        expect(text).toBe(`t: ${word.vi}`);
      }
    }
  });
});
