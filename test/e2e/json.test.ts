// Commands that stay or open sites, with --json: test/cli/json.test.ts holds all the others.
import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { openScene } from "./scene.ts";

interface Tried {
  readonly run: string;
  readonly database: string;
  readonly findings: number;
  readonly ledger: { readonly outside: number; readonly sound: boolean };
  readonly files: readonly string[];
}

describe("--json", () => {
  const stage = openScene();

  afterAll(() => stage.close());

  it("demo: one object with the run, the database and the lists", async () => {
    const ended = await stage.run("demo", "--keep", stage.path("thu"), "--json");
    const [tried, ...more] = ended.json<Tried>();

    expect([ended.code, more]).toEqual([0, []]);
    expect(tried?.findings).toBeGreaterThan(5);
    expect(tried?.ledger).toMatchObject({ outside: 0, sound: true });
    expect(tried?.files.map((file) => existsSync(file))).toEqual([true, true, true]);
    const found = await stage.rows("findings", "--db", tried?.database ?? "");
    expect(found).toHaveLength(tried?.findings ?? 0);
  });

  it("serve: one object with the address, and nothing more until it ends", async () => {
    const serving = stage.start("serve", "--port", "0", "--json");
    await expect.poll(() => serving.said(), { timeout: 20_000 }).toContain('{"origin":"http://');
    serving.child.kill("SIGTERM");
    const ended = await serving.ended;

    expect(ended.code).toBe(0);
    expect(ended.json()).toEqual([
      { origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
    ]);
  });
});
