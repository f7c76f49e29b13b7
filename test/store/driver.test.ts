import { describe, expect, it } from "vitest";
import { openSqlite, sqliteOpener } from "../../src/store/sqlite/driver.ts";

describe("SQLite's library", () => {
  it("is the one that this runtime can load", () => {
    const db = openSqlite(":memory:");
    expect(db.prepare("SELECT 1 AS one").get()).toEqual({ one: 1 });
    db.close();
  });

  it.each(["ERR_MODULE_NOT_FOUND", "ERR_DLOPEN_FAILED"])(
    "%s: says how to get one, and only to whoever opens a file",
    (code) => {
      const open = sqliteOpener(Object.assign(new Error("not here"), { code }));
      expect(() => open("x.db")).toThrow(
        expect.objectContaining({ code: "store-driver-missing", exit: 2 }),
      );
    },
  );

  it("leaves any other fault as it is", () => {
    const fault = new TypeError("ours");
    expect(() => sqliteOpener(fault)("x.db")).toThrow(fault);
  });
});
