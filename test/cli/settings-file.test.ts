import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSettings } from "../../src/cli/settings-file.ts";
import { RasoatError } from "../../src/model/error.ts";

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rasoat-settings-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function read(text: string) {
  const file = join(folder, "rasoat.yaml");
  writeFileSync(file, text);
  return readSettings(file);
}

/** What is said below the first line, without the folder. */
function faults(text: string, language: "vi" | "en"): readonly string[] {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
    expect([error.code, error.exit]).toEqual(["CONFIG_INVALID", 2]);
    return error
      .lines(language)
      .slice(1)
      .map((line) => line.trim().replace(`${folder}/`, ""));
  }
  throw new Error("was taken");
}

describe("a fault of the settings is told with its line and the way to mend it", () => {
  it.each<[name: string, text: string, vi: readonly RegExp[], en: readonly RegExp[]]>([
    [
      "slips of the pen",
      'contact: {name: x, url: "https://a.example",\n  emial: a@b.example}\nrat: {perAddress: 1}\n',
      [
        /^rasoat\.yaml:2: không có khóa “contact\.emial” — .*: name, url, email$/,
        /^rasoat\.yaml:3: không có khóa “rat” — .*: contact, db, .*, rate, /,
      ],
      [/:2: there is no key “contact\.emial” — .*: name, url, email$/, /:3: there is no key “rat”/],
    ],
    [
      "a slip in a choice of forms",
      'schedule:\n  nightly: {att: "22:00", until: "05:00"}\n',
      [
        /:2: thiếu “schedule\.nightly\.at”/,
        /:2: không có khóa “schedule\.nightly\.att” — .*: at, until, timezone$/,
      ],
      [/:2: “schedule\.nightly\.at” is missing/, /:2: there is no key “schedule\.nightly\.att”/],
    ],
    [
      "a choice that is neither form",
      "schedule:\n  nightly: on\n",
      [
        /:2: giá trị của “schedule\.nightly” không dùng được — viết thành một nhóm khóa: at, until, timezone$/,
      ],
      [
        /:2: the value of “schedule\.nightly” cannot be used — write a group of keys: at, until, timezone$/,
      ],
    ],
    [
      "a value where a list stands",
      "lang: vi\nresolvers: 192.0.2.1\n",
      [/:2: “resolvers” phải là danh sách — viết mỗi mục trên một dòng/],
      [/:2: “resolvers” must be a list — /],
    ],
    [
      "a word where a number stands",
      "closeAfter:\n  tls: một\n",
      [/:2: “closeAfter\.tls” phải là số/],
      [/:2: “closeAfter\.tls” must be a number/],
    ],
    [
      "a number beyond its limits",
      "rate:\n  cap: 5\n  perAddress: 500\n",
      [/^rasoat\.yaml:3: rate\.perAddress: .*20/],
      [/^rasoat\.yaml:3: rate\.perAddress: .*20/],
    ],
    [
      "a contact without its address",
      "contact:\n  name: x\n",
      [/:2: thiếu “contact\.url” — bổ sung “contact\.url”/],
      [/:2: “contact\.url” is missing/],
    ],
    ["a list at the top", "- a\n", [/phải là một nhóm khóa/], [/must be a group of keys/]],
    [
      "broken syntax",
      'contact: { name: "x"\nfoo\n',
      [/^rasoat\.yaml:2: sai cú pháp YAML: .* — kiểm tra thụt dòng/],
      [/^rasoat\.yaml:2: YAML syntax: .* — check indentation/],
    ],
  ])("%s", (_name, text, vi, en) => {
    for (const [language, expected] of [
      ["vi", vi],
      ["en", en],
    ] as const) {
      const found = faults(text, language);
      for (const pattern of expected) expect(found.join("\n")).toMatch(new RegExp(pattern, "m"));
      expect(found.length).toBeGreaterThanOrEqual(expected.length);
    }
  });

  it.each([
    ["empty", ""],
    ["only remarks", "# để trống\n"],
    ["keys without values", "contact:\nrate:\n"],
  ])("a file that is %s sets nothing", (_name, text) => {
    expect(read(text)).toMatchObject({ rate: { perAddress: 1 }, schedule: { nightly: "off" } });
  });
});
