// One change of data/law: what is reported from then on cites the new law, what was found before keeps its own.
import { expect, it } from "vitest";
import { documentDocx } from "../../src/export/document/docx.ts";
import { documentHtml } from "../../src/export/document/html.ts";
import { reportDocument } from "../../src/export/report/document.ts";
import { reportModel } from "../../src/export/report/model.ts";
import { lawInForce } from "../../src/rules/law.ts";
import { findingOf, knowledge, reportInput } from "./sample.ts";
import { textOfEntry } from "./unzip.ts";

it("prints the law of a finding's own day after one change of the data, in DOCX and HTML", async () => {
  const review = { reviewedBy: "Luật sư D", reviewedOn: "2026-11-01" };
  const old = knowledge.law.map((citation) => ({ ...citation, ...review }));
  const first = old.find(({ id }) => id === "law-116-2025");
  if (first === undefined) throw new Error("no such citation");
  const changed = old.map((citation) =>
    citation === first ? { ...citation, validTo: "2026-11-30", replacedBy: "law-next" } : citation,
  );
  const next = { ...first, id: "law-next", article: "Điều 11", validFrom: "2026-12-01" };
  const law = [...changed, { ...next, validTo: null, replacedBy: null }];
  const cited = (on: string) =>
    lawInForce(law, [first.id], on).map(({ document, article }) => ({ document, article }));
  const printed = async (on: string): Promise<string> => {
    const finding = { ...findingOf({ id: "f-law" }), law: cited(on) };
    const parts = { findings: [finding], knowledge: { ...knowledge, law } };
    const document = reportDocument(
      reportModel(reportInput({ kind: "unit", unit: "BV-A" }, parts)),
      {
        form: "report",
        addressees: [],
        signer: "Giám đốc",
      },
    );
    const words = textOfEntry(await documentDocx(document), "word/document.xml");
    return `${words} ${documentHtml(document)}`;
  };
  const [before, after] = [await printed("2026-11-22"), await printed("2026-12-05")];
  expect(before.match(/116\/2025\/QH15, Điều 10\b/g)?.length).toBeGreaterThanOrEqual(2);
  expect(before).not.toContain("116/2025/QH15, Điều 11");
  expect(after.match(/116\/2025\/QH15, Điều 11/g)?.length).toBeGreaterThanOrEqual(2);
  expect(after).not.toMatch(/116\/2025\/QH15, Điều 10\b/);
});
