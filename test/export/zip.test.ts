import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { zip } from "../../src/export/zip.ts";
import { unzip } from "./unzip.ts";

const AT = new Date("2026-11-22T16:04:06Z");
const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8");

describe("an archive", () => {
  it("is read back, names, times and all", () => {
    const long = "một trang dài ".repeat(20_000);
    const contents = { "a.txt": "chữ Việt", "bodies/0f.txt": long, "empty.txt": "" };
    const made = zip(
      Object.entries(contents).map(([name, text]) => ({ name, bytes: bytes(text) })),
      AT,
    );
    const read = [...unzip(made)].map(([name, one]) => [name, one.bytes.toString("utf8")]);
    expect(Object.fromEntries(read)).toEqual(contents);
    // 2026-11-22 and 16:04:06 as MS-DOS counts them.
    const stamp =
      ((((2026 - 1980) << 9) | (11 << 5) | 22) * 65_536 + ((16 << 11) | (4 << 5) | 3)) >>> 0;
    expect([...unzip(made).values()].map((one) => one.stamp)).toEqual([stamp, stamp, stamp]);
    expect(made.length).toBeLessThan(long.length / 10);
  });

  it("bears the checksum of each file in both of its headers", () => {
    const content = bytes("123456789");
    const made = Buffer.from(zip([{ name: "a.txt", bytes: content }], AT));
    expect(crc32(content)).toBe(0xcbf43926);
    const directory = made.readUInt32LE(made.length - 6);
    expect([made.readUInt32LE(14), made.readUInt32LE(directory + 16)]).toEqual([
      0xcbf43926, 0xcbf43926,
    ]);
    expect(made.toString("latin1", directory, directory + 4)).toBe("PK\u0001\u0002");
  });

  it("of nothing is an archive too", () => {
    expect(unzip(zip([], AT)).size).toBe(0);
  });

  it.each([[["../a.txt"]], [["/a.txt"]], [["trang đổi.txt"]], [["a.txt", "a.txt"]], [[""]]])(
    "refuses names that are foreign or stand twice: %j",
    (names) => {
      expect(() =>
        zip(
          names.map((name) => ({ name, bytes: bytes("") })),
          AT,
        ),
      ).toThrow("foreign");
    },
  );
});
