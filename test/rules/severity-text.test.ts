// Why a finding is as urgent as it is, in words.
import { describe, expect, it } from "vitest";
import { loadSources } from "../../src/knowledge/load.ts";
import { SEVERITIES } from "../../src/model/area.ts";
import { NO_CONTEXT } from "../../src/rules/context.ts";
import { severityLines } from "../../src/rules/severity-text.ts";
import { valueText } from "../../src/rules/severity-values.ts";
import { makeRule } from "./sample.ts";

const RULE = makeRule("tls.certificate-expired", {
  severity: "medium",
  severityWhen: [
    { where: { bits: { atMost: 1024 } }, severity: "high" },
    { context: { onlineService: true, levelAtLeast: 3 }, severity: "high" },
    { context: { personalData: ["sensitive"], contractor: true }, severity: "critical" },
    { where: { kind: ["password", "personal"], confirmed: false }, severity: "low" },
  ],
});

describe("the lines", () => {
  it("name the plain severity and every modifier, in order", () => {
    expect(severityLines(RULE, "medium", NO_CONTEXT).map(({ vi }) => vi)).toEqual([
      "→ trung bình: mức của quy tắc (áp dụng ở đây)",
      "  cao: khi độ dài (bit) không quá 1024",
      "  cao: khi hệ thống là dịch vụ trực tuyến và hệ thống từ cấp độ 3",
      "  khẩn cấp: khi hệ thống xử lý dữ liệu cá nhân (nhạy cảm) và có nhà thầu vận hành",
      "  thấp: khi biểu mẫu hỏi mật khẩu hoặc biểu mẫu hỏi thông tin cá nhân và chưa có lần tải thứ hai xác nhận",
    ]);
  });

  const applied = (...args: Parameters<typeof severityLines>): number[] =>
    severityLines(...args).flatMap(({ en }, index) => (en.startsWith("→") ? [index] : []));

  it.each<[string, Parameters<typeof severityLines>, number[]]>([
    ["what was measured", [RULE, "high", NO_CONTEXT], [1]],
    [
      "what was declared",
      [RULE, "critical", { ...NO_CONTEXT, personalData: "sensitive", contractor: true }],
      [3],
    ],
    ["a declaration that is no longer known decides nothing", [RULE, "critical", null], []],
    ["the first that fits", [RULE, "high", { ...NO_CONTEXT, onlineService: true, level: 4 }], [1]],
  ])("mark %s", (_name, input, expected) => {
    expect(applied(...input)).toEqual(expected);
  });
});

it("every modifier of the shipped rules has words", () => {
  const lines = loadSources(".").rules.flatMap((rule) =>
    SEVERITIES.flatMap((severity) => severityLines(rule, severity, NO_CONTEXT)),
  );
  expect(lines.length).toBeGreaterThan(300);
  for (const { vi } of lines) expect(vi).not.toMatch(/undefined|\[object|: khi $/);
});

it("every word that a shipped rule asks for is said, not shown as it is stored", () => {
  const asked = loadSources(".").rules.flatMap((rule) =>
    rule.severityWhen.flatMap(({ where = {} }) =>
      Object.entries(where).flatMap(([name, test]) =>
        [test]
          .flat()
          .flatMap((value) => (typeof value === "string" ? [[name, value] as const] : [])),
      ),
    ),
  );
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter(([name, value]) => valueText(name, value) === null)).toEqual([]);
});
