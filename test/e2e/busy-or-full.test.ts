// A scan that cannot go on: another one holds the database, or the disk is full. Nothing is lost either way.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { expectPlain } from "./plain.ts";
import { html, ORDINARY_PAGE, registryOf, resolves, type RegisteredSite } from "./program.ts";
import { openScene, pathOf, type CoverageRow, type Scene } from "./scene.ts";

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

const MOUNT = "mount";
const UNMOUNT = "umount";

function mount(at: string): boolean {
  try {
    execFileSync(MOUNT, ["-t", "tmpfs", "-o", "size=24m", "tmpfs", at], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Mounting needs rights that not every machine gives; test/store fills a database without them. */
function canMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), "rasoat-mount-"));
  const isMounted = mount(at);
  if (isMounted) execFileSync(UNMOUNT, [at]);
  rmdirSync(at);
  return isMounted;
}

describe.runIf(canMount())("a disk that fills in mid-run", () => {
  const HOSTS = 8;

  it("exit 4, says so, loses nothing, and --resume goes on once there is space", async () => {
    const stage = scene();
    const disk = stage.path("dia");
    mkdirSync(disk);
    expect(mount(disk)).toBe(true);
    stage.own({
      close: () => {
        execFileSync(UNMOUNT, ["-l", disk]);
      },
    });
    const db = ["--db", join(disk, "rasoat.db")];
    const sites = await Promise.all(
      Array.from({ length: HOSTS }, async (_, index): Promise<RegisteredSite> => {
        // Random text does not compress, so that each page takes its space.
        const noise = randomBytes(300_000).toString("base64");
        const served = await stage.site(`127.0.49.${String(10 + index)}`, (request, response) => {
          const isHome = pathOf(request.url) === "/";
          html(
            response,
            isHome ? ORDINARY_PAGE + `<!--${noise}-->` : "không có",
            isHome ? 200 : 404,
          );
        });
        const ports = [{ port: served.port, scheme: "http" as const }];
        const host = `www.d${String(index)}.test`;
        return { unit: `U${String(index)}`, host, address: served.address, ports };
      }),
    );
    stage.write("registry.yaml", registryOf(sites));
    await stage.run("registry", "import", "registry.yaml", ...db);
    const scan = [
      "scan",
      "--area",
      "cms,defacement",
      "--allow-reserved",
      ...resolves(sites),
      ...db,
    ];

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
    expect(full.err).toContain("scan --resume; không mất dữ liệu nào");
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
});
