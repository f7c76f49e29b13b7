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
  interface Case {
    readonly name: string;
    readonly environment: Environment;
    readonly color?: false;
    readonly isTTY?: false;
    readonly expected: readonly [paints: boolean, moves: boolean];
  }

  it.each<Case>([
    { name: "on a terminal", environment: { TERM: "xterm" }, expected: [true, true] },
    { name: "NO_COLOR: lines move", environment: { NO_COLOR: "1" }, expected: [false, true] },
    { name: "NO_COLOR set to nothing", environment: { NO_COLOR: "" }, expected: [true, true] },
    { name: "--no-color", environment: {}, color: false, expected: [false, true] },
    { name: "no control sequences", environment: { TERM: "dumb" }, expected: [false, false] },
    { name: "a file", environment: { TERM: "xterm" }, isTTY: false, expected: [false, false] },
  ])("$name: $expected", ({ environment, color, isTTY = true, expected }) => {
    const context = contextIn(environment, color === false ? { color } : {}, isTTY);
    expect([context.paint("red", "x") !== "x", context.err.isTTY === true]).toEqual(expected);
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
