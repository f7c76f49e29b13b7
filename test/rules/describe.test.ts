import { expect, test } from "vitest";
import { describeRules } from "../../src/rules/describe.ts";
import { DIRECTIVE, makeKnowledge, makeRule, mapping } from "./sample.ts";

const page = describeRules(
  makeKnowledge({
    rules: [
      makeRule("http.no-hsts", { title: { vi: "Thiếu | HSTS", en: "No HSTS" } }),
      makeRule("cms.behind", {
        severityWhen: [
          { context: { onlineService: true }, severity: "high" },
          { where: { days: { atLeast: 90 } }, severity: "high" },
        ],
        directive: [
          mapping("3", "reported-under"),
          mapping("5", "gap-against", { when: { onlineService: true } }),
        ],
      }),
    ],
  }),
).split("\n");

test("rules stand under their family, with every severity they can have", () => {
  expect(page.filter((line) => line.startsWith("## "))).toEqual([
    "## tls",
    "## cms",
    `## ${DIRECTIVE.document}`,
    "## Văn bản viện dẫn · Citations",
  ]);
  expect(page).toContain(
    "| `cms-behind` | câu tiếng Việt · an English sentence | medium / high | 3, (5) |",
  );
  expect(page).toContain("| `http-no-hsts` | Thiếu \\| HSTS · No HSTS | medium | 3 |");
});

test("each item names its rules, or says why there is none", () => {
  expect(page).toContain("| 3 | mục 3 · item 3 | tất cả · all |");
  expect(page).toContain("| 5 | mục 5 · item 5 | `cms-behind` |");
  expect(page).toContain("| 2 | mục 2 · item 2 | câu tiếng Việt · an English sentence |");
});

test("the matrix holds every rule against every item that some rule touches, with its relation", () => {
  const at = page.findIndex((line) => line.startsWith("### "));
  expect(page[at + 2]).toContain(
    "B = báo cáo theo · reported under; K = chưa đáp ứng · gap against",
  );
  expect(page.slice(at + 4, at + 8)).toEqual([
    "| Quy tắc · Rule | 3 | 5 |",
    "| --- | :-: | :-: |",
    "| `cms-behind` | B | (K) |",
    "| `http-no-hsts` | B |  |",
  ]);
});

test("citations stand with their days, what replaced them, how sure they are, and who uses them", () => {
  expect(page).toContain(
    "| `law-incident` | document of law-incident, Điều 1: câu tiếng Việt · an English sentence | 2020-01-01 –  |  | nguồn thứ cấp · secondary | chưa · no | 0 |",
  );
});
