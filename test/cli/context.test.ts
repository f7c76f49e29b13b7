import { describe, expect, it } from "vitest";
import { actor } from "../../src/cli/actor.ts";
import { createContext } from "../../src/cli/context.ts";

type Environment = Readonly<Record<string, string>>;

function contextIn(environment: Environment, options = {}, isTTY = true) {
  const stream = { write: () => true, isTTY, columns: 80 };
  const streams = { out: stream, err: stream };
  return createContext(options, streams, new AbortController().signal, environment);
}

describe("colour and moving lines", () => {
  it.each<[string, Environment, object, boolean, boolean, boolean]>([
    ["on a terminal", { TERM: "xterm" }, {}, true, true, true],
    ["not with NO_COLOR, but lines move", { NO_COLOR: "1" }, {}, true, false, true],
    ["NO_COLOR set to nothing counts for nothing", { NO_COLOR: "" }, {}, true, true, true],
    ["not with --no-color", {}, { color: false }, true, false, true],
    [
      "neither on a terminal that knows no control sequences",
      { TERM: "dumb" },
      {},
      true,
      false,
      false,
    ],
    ["neither in a file", { TERM: "xterm" }, {}, false, false, false],
  ])("%s", (_name, environment, options, isTTY, paints, moves) => {
    const context = contextIn(environment, options, isTTY);
    expect(context.paint("red", "x") !== "x").toBe(paints);
    expect(context.err.isTTY === true).toBe(moves);
  });
});

it.each<[Environment, object, string]>([
  [{}, {}, "rasoat.db"],
  [{ RASOAT_DB: "" }, {}, "rasoat.db"],
  [{ RASOAT_DB: "a.db" }, {}, "a.db"],
  [{ RASOAT_DB: "a.db" }, { db: "b.db" }, "b.db"],
])("the database with %j and %j is %s", (environment, options, path) => {
  expect(contextIn(environment, options).dbPath).toBe(path);
});

describe("who acts", () => {
  it("is named as the operating system knows them", () => {
    expect(actor(() => "lan")).toBe("lan");
    expect(actor()).not.toBe("");
  });

  it("is a number where it has no name", () => {
    const nameless = (): never => {
      throw new Error("uv_os_get_passwd returned ENOENT");
    };
    expect(actor(nameless)).toMatch(/^uid \d+$/);
  });
});
