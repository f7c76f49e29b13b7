// A disk that fills in the middle of a run: the run says so and goes on once there is space.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  type RegisteredSite,
} from "../../e2e/program.ts";
import { openScene, pathOf, type CoverageRow } from "../../e2e/scene.ts";
import { mountSmallDisk } from "./small-disk.ts";

const HOSTS = 8;

it("exit 4, says so, loses nothing, and --resume goes on once there is space", async () => {
  const stage = openScene();
  onTestFinished(() => stage.close());
  const disk = stage.path("dia");
  mkdirSync(disk);
  stage.own({ close: mountSmallDisk(disk, "24m") });
  const db = ["--db", join(disk, "rasoat.db")];
  const sites = await Promise.all(
    Array.from({ length: HOSTS }, async (_, index): Promise<RegisteredSite> => {
      // Random text does not compress, so that each page takes its space.
      const noise = randomBytes(300_000).toString("base64");
      const served = await stage.site(`127.0.49.${String(10 + index)}`, (request, response) => {
        const isHome = pathOf(request.url) === "/";
        html(response, isHome ? ORDINARY_PAGE + `<!--${noise}-->` : "không có", isHome ? 200 : 404);
      });
      const ports = [{ port: served.port, scheme: "http" as const }];
      const host = `www.d${String(index)}.test`;
      return { unit: `U${String(index)}`, host, address: served.address, ports };
    }),
  );
  stage.write("registry.yaml", registryOf(sites));
  await stage.run("registry", "import", "registry.yaml", ...db);
  const scan = ["scan", "--area", "cms,defacement", "--allow-reserved", ...resolves(sites), ...db];

  const low = await stage.run(...scan);
  expect(low.code).toBe(4);
  expect(low.err).toContain("dưới mức 200 MB: đã dừng");
  expect(low.err).toContain("rasoat scan --resume");

  stage.configure({ minFreeMegabytes: 0, concurrency: { groups: 1 } });
  const ballast = join(disk, "ballast");
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 1_300_000));
  const full = await stage.run("scan", "--resume", ...db);
  expect(full.code).toBe(4);
  expect(full.err).toContain("đã đầy");
  expect(full.err).toContain("scan --resume); không mất dữ liệu nào");
  expect(full.err).not.toMatch(/^\s+at /m);

  rmSync(ballast);
  const resumed = await stage.run("scan", "--resume", "--json", ...db);
  expect([resumed.code, resumed.err.includes("lỗi của chính")]).toEqual([0, false]);
  const run = resumed.json<{ run: string }>()[0]?.run ?? "";
  expect(low.out.trim()).toBe(run);
  const coverage = await stage.rows<CoverageRow>("coverage", "--run", run, ...db);
  expect(coverage.map(({ host, area }) => `${host} ${area}`).toSorted()).toEqual(
    sites.flatMap(({ host }) => [`${host} cms`, `${host} defacement`]).toSorted(),
  );
  expect(coverage.filter(({ status }) => status !== "assessed")).toEqual([]);
  expect((await stage.run("ledger", "--verify", ...db)).code).toBe(0);
  expect((await stage.run("doctor", ...db)).out).toContain("Dữ liệu nguyên vẹn");
});
