import { describe, expect, it } from "vitest";
import { portLines } from "../../src/cli/norm-table.ts";
import { widthOf } from "../../src/cli/output.ts";
import { judgeNorms } from "../../src/detect/tls/norms.ts";
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
    expect(lines.slice(table.length)).toHaveLength(limits.norms.length);
    for (const { short, date } of limits.norms) {
      expect(
        lines.some((line) => line.startsWith(`${short}: `) && line.includes(`(${date})`)),
      ).toBe(true);
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
