// What happens when what the program prints cannot be taken: nobody reads it any more, or the disk under it is full.
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { registryOf } from "./program.ts";
import { openScene } from "./scene.ts";

const LISTING = ["registry", "list", "--json"];

describe("results that cannot be written", () => {
  const stage = openScene();
  const into = (redirection: string, ...args: readonly string[]) =>
    stage.launch({ args, under: ["sh", "-c", `exec "$@" ${redirection}`, "sh"] }).ended;

  beforeAll(async () => {
    const sites = Array.from({ length: 200 }, (_, index) => ({
      unit: `BV-${String(index)}`,
      host: `www.bv-${String(index)}.test`,
      address: "127.0.61.1",
      ports: [{ port: 80, scheme: "http" as const }],
    }));
    stage.write("registry.yaml", registryOf(sites));
    await stage.run("registry", "import", "registry.yaml", "--quiet");
  });

  afterAll(() => stage.close());

  it.each([
    ["vi", "chưa trọn vẹn"],
    ["en", "not whole"],
  ])("a full disk: exit 2 and one sentence, no stack (%s)", async (language, told) => {
    const ended = await into("> /dev/full", ...LISTING, "--lang", language);

    expect(ended.code).toBe(2);
    expect(ended.err).toContain("ENOSPC");
    expect(ended.err).toContain(told);
    expect(ended.err.trim().split("\n")).toHaveLength(1);
  });

  it.each([
    ["a closed stdout", ">&-"],
    ["a closed stderr", "2>&- > /dev/null"],
  ])("%s is no fault", async (_name, redirection) => {
    const ended = await into(redirection, ...LISTING);

    expect([ended.code, ended.err]).toEqual([0, ""]);
  });

  it("a reader that has left is no fault", async () => {
    const shell = '{ "$@"; echo "code $?" >&2; } | head -c 10 > /dev/null';
    const ended = await stage.launch({ args: LISTING, under: ["sh", "-c", shell, "sh"] }).ended;

    expect(ended.err).toBe("code 0\n");
  });
});
