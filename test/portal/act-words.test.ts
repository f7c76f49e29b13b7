import { describe, expect, it } from "vitest";
import { actText } from "../../src/portal/act-words.ts";
import { house } from "./house.ts";

/** A letter that English lacks: what has none was left as it is stored. */
const VIETNAMESE = /[à-ỹđ]/i;

describe("acts of the audit", () => {
  it("are told in Vietnamese, every route's", () => {
    const { portal } = house();
    const acts = [...portal.routes, ...portal.api].map(({ act }) => act);
    expect(acts.length).toBeGreaterThan(100);
    expect(acts.filter((act) => !VIETNAMESE.test(actText(act, "vi")))).toEqual([]);
  });

  it.each([
    ["api export remediation.pdf", "API: xuất remediation.pdf"],
    ["download report.docx", "tải về report.docx"],
    ["download evidence of incident", "tải gói chứng cứ của sự cố"],
    ["missing page", "trang không có"],
    ["an act of an earlier version", "an act of an earlier version"],
  ])("%s", (act, words) => {
    expect(actText(act, "vi")).toBe(words);
    expect(actText(act, "en")).toBe(act);
  });
});
