import { describe, expect, it } from "vitest";
import { inert } from "../../src/text/inert.ts";

describe("inert", () => {
  it.each([
    ["an escape sequence", "a\u001b[31mred\u001b[0m"],
    ["a C1 control", "a\u009b31m"],
    ["a line break", "a\r\nb"],
    ["a direction override", "a\u202egpj.exe"],
    ["a zero-width space", "a\u200bb"],
    ["a line separator", "a\u2028b\u2029c"],
    ["an Arabic letter mark", "a\u061cb"],
    ["a bell", "\u0007"],
  ])("takes %s out of a hostile text", (_name, text) => {
    expect(inert(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e]/);
  });

  it("leaves Vietnamese as it is", () => {
    const text = "Bệnh viện Đa khoa tỉnh – Trang thông tin điện tử";

    expect(inert(text)).toBe(text);
  });
});
