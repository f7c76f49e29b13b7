// A scan that cannot go on because another one holds the database. Nothing is lost.
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { expectPlain } from "./plain.ts";
import { registryOf, resolves, type RegisteredSite } from "./program.ts";
import { openScene, type Scene } from "./scene.ts";

const scenes: Scene[] = [];

function scene(): Scene {
  const opened = openScene();
  scenes.push(opened);
  return opened;
}

afterEach(async () => {
  for (const one of scenes.splice(0)) await one.close();
});

describe("a second scan while one runs", () => {
  it("exit 2, names the run and the way out, and leaves the first alone", async () => {
    const stage = scene();
    const served = await stage.site("127.0.49.2");
    const ports = [{ port: served.port, scheme: "http" as const }];
    const site: RegisteredSite = {
      unit: "BV-A",
      host: "www.bv-a.test",
      address: served.address,
      ports,
      authorization: { requestsPerSecond: 8 },
    };
    stage.write("registry.yaml", registryOf([site]));
    await stage.run("registry", "import", "registry.yaml");
    const command = ["scan", "--area", "panels", "--allow-reserved", ...resolves([site])];
    const first = stage.start(...command);
    while (served.requests.length < 2) await sleep(20);
    const run = first.said().split("\n")[0] ?? "";
    const [second, english, resumed] = await Promise.all([
      stage.run(...command),
      stage.run(...command, "--lang", "en"),
      stage.run("scan", "--resume"),
    ]);
    const ended = await first.ended;

    expect(run).toMatch(/^R\d{8}-/);
    expect([second.code, english.code, resumed.code]).toEqual([2, 2, 2]);
    for (const one of [second, english, resumed]) expectPlain(one);
    expect(second.err).toContain(`Đang có một lượt quét khác chạy: ${run}, tiến trình`);
    expect(second.err).toContain("rasoat scan stop");
    expect(english.err).toContain(`Another scan is running: ${run}, process`);
    expect(resumed.err).toContain(run);
    expect(ended.code).toBe(0);
    const [status] = await stage.rows<{ run: string; status: string }>("scan", "status");
    expect(status).toMatchObject({ run, status: "done" });
  });
});
