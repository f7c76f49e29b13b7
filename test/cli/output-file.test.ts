import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import { writeOutput, type Content } from "../../src/cli/output-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rasoat-output-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const context = { json: false, say: () => undefined } as unknown as Context;
const write = (file: string, content: Content): void => {
  writeOutput(context, file, { content, rows: null });
};

function* breaking(error: Error): Generator<string> {
  yield "half ";
  throw error;
}

describe("writeOutput", () => {
  it("leaves what was there when the rest cannot be made, and nothing beside it", () => {
    const file = join(folder, "list.json");
    write(file, ["first ", "list"]);
    const fault = new Error("the store is gone");

    expect(() => {
      write(file, breaking(fault));
    }).toThrow(fault);
    expect([readFileSync(file, "utf8"), readdirSync(folder)]).toEqual([
      "first list",
      ["list.json"],
    ]);
  });

  it("makes no file at all when it cannot be made whole", () => {
    const full = Object.assign(new Error("ENOSPC"), { syscall: "write" });

    expect(() => {
      write(join(folder, "list.json"), breaking(full));
    }).toThrow(expect.objectContaining({ code: "CANNOT_WRITE" }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps to itself what is new, and a file's own permissions", () => {
    const [fresh, shared] = [join(folder, "fresh"), join(folder, "shared")];
    writeFileSync(shared, "old");
    chmodSync(shared, 0o644);
    write(fresh, "text");
    write(shared, new Uint8Array([110, 101, 119]));

    expect([fresh, shared].map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual([
      "600",
      "644",
    ]);
    expect(readFileSync(shared, "utf8")).toBe("new");
  });

  it("writes through a link", () => {
    const [file, link] = [join(folder, "file"), join(folder, "link")];
    writeFileSync(file, "old");
    symlinkSync(file, link);
    write(link, "new");

    expect([lstatSync(link).isSymbolicLink(), readFileSync(file, "utf8")]).toEqual([true, "new"]);
  });

  it("writes to a device as it is", () => {
    write("/dev/null", "text");

    expect(statSync("/dev/null").isFile()).toBe(false);
  });

  it.each(["", "no/such/folder/list"])("tells a place that takes no file: folder%s", (below) => {
    expect(() => {
      write(`${folder}/${below}`, "text");
    }).toThrow(expect.objectContaining({ code: "CANNOT_WRITE" }));
    expect(readdirSync(folder)).toEqual([]);
  });
});
