// Whatever ends a scan before its time, nothing is lost, nothing is done twice, and the ledger knows every request.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { startDnsServer } from "../helpers/loopback/dns-server.ts";
import { chance, until } from "./moments.ts";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  type Ended,
  type RegisteredSite,
  type Running,
  type ServedSite,
} from "./program.ts";
import {
  openScene,
  ordinary,
  pathOf,
  type CoverageRow,
  type FindingRow,
  type LedgerRow,
  type Scene,
} from "./scene.ts";

const scenes: Scene[] = [];

function scene(): Scene {
  const opened = openScene();
  scenes.push(opened);
  return opened;
}

afterEach(async () => {
  for (const one of scenes.splice(0)) await one.close();
});

const AREAS = ["tls", "cms", "defacement"];
/** So many that all kills fall into one round: a second one would meet the night's budget. */
const HOSTS = 16;
const KILLS = 22;
/** A kill comes after so many requests at most: enough for hosts to be finished between kills, so that none is asked so
 * often that it meets its budget. */
const MOST_BETWEEN = 24;

interface Planted {
  readonly sites: readonly RegisteredSite[];
  readonly served: readonly (readonly ServedSite[])[];
}

const SPAM = `<div style="position:absolute;left:-9999px"><a href="https://nhacai-mau.example/">nhà cái uy tín</a>
<a href="https://taixiu-mau.example/">tài xỉu online</a> <a href="https://nohu-mau.example/">nổ hũ đổi thưởng</a></div>`;

/** Sites with something to find on each: an expired certificate, no HSTS, hidden links on every other one. */
async function plant(stage: Scene, net: number): Promise<Planted> {
  const root = makeAuthority({ name: { commonName: "Gốc thử" } });
  const planted = await Promise.all(
    Array.from({ length: HOSTS }, async (_, index) => {
      const host = `www.h${String(index)}.test`;
      const address = `127.0.${String(net)}.${String(index + 1)}`;
      const { chainPem, keyPem } = makeCertificate({
        names: [host],
        issuer: root,
        notAfter: new Date(Date.now() - 3_600_000),
        notBefore: new Date(Date.now() - 90 * 86_400_000),
      });
      const body = index % 2 === 0 ? ORDINARY_PAGE.replace("</main>", `${SPAM}</main>`) : undefined;
      const answer: typeof ordinary = (request, response) => {
        if (body !== undefined && pathOf(request.url) === "/") html(response, body);
        else ordinary(request, response);
      };
      const plain = await stage.site(address, answer);
      const secure = await stage.site(address, answer, { cert: chainPem, key: keyPem });
      const site: RegisteredSite = {
        unit: `U${String(index)}`,
        host,
        address,
        ports: [
          { port: plain.port, scheme: "http" },
          { port: secure.port, scheme: "https" },
        ],
      };
      return { site, served: [plain, secure] };
    }),
  );
  return { sites: planted.map(({ site }) => site), served: planted.map(({ served }) => served) };
}

/** What a finding is, without the run and the moments. */
function shape(findings: readonly FindingRow[]): string[] {
  return findings
    .map(({ fingerprint, rule, state }) => `${rule} ${fingerprint} ${state}`)
    .toSorted();
}

function scanArgs(sites: readonly RegisteredSite[]): string[] {
  return ["scan", "--area", AREAS.join(","), "--allow-reserved", ...resolves(sites)];
}

async function prepare(stage: Scene, sites: readonly RegisteredSite[]): Promise<void> {
  stage.configure({ concurrency: { groups: 2 } });
  stage.write("registry.yaml", registryOf(sites));
  await stage.run("registry", "import", "registry.yaml");
}

describe("SIGKILL at pseudo-random moments", () => {
  const stage = openScene();
  const calm = openScene();
  let planted: Planted;
  let undisturbed: string[] = [];
  let before: readonly { requests: number; connections: number }[][] = [];
  const rounds: string[][] = [];
  let kills = 0;
  let killsAtWork = 0;
  let last: Ended | undefined;

  const counts = (): typeof before =>
    planted.served.map((pair) =>
      pair.map((one) => ({ requests: one.requests.length, connections: one.connections() })),
    );

  const requests = (): number =>
    planted.served.flat().reduce((sum, one) => sum + one.requests.length, 0);

  /** By what the sites have seen, so that a slow machine proves as much; every fourth time by the clock. */
  async function killAt(running: Running, random: () => number): Promise<void> {
    const [first, second] = [random(), random()];
    const isByClock = kills % 4 === 3;
    const wanted = requests() + 1 + Math.floor(first * MOST_BETWEEN);
    const end = Date.now() + (isByClock ? 100 + first * 900 : 30_000);
    const isOver = (): boolean => running.child.exitCode !== null || Date.now() > end;
    const isTime = (): boolean => !isByClock && requests() >= wanted;
    while (!isOver() && !isTime()) await sleep(2);
    if (isTime()) killsAtWork += 1;
    await sleep(second * 50);
    running.child.kill("SIGKILL");
  }

  /** One scan, killed again and again until it ends by itself. @returns the ids it printed */
  async function round(random: () => number): Promise<string[]> {
    const ids: string[] = [];
    let order = scanArgs(planted.sites);
    for (;;) {
      const running = stage.start(...order);
      const dead = kills < KILLS ? killAt(running, random) : undefined;
      const ended = await running.ended;
      await dead;
      const [id] = /^R\d{8}-\d{6}-[0-9a-f]{4}$/m.exec(ended.out) ?? [];
      if (id !== undefined) ids.push(id);
      if (ended.code !== null && ended.code !== 2) {
        last = ended;
        return ids;
      }
      if (ended.code === null) kills += 1;
      // A kill before the run was written down leaves nothing to take up.
      order = ended.code === 2 ? scanArgs(planted.sites) : ["scan", "--resume"];
    }
  }

  beforeAll(async () => {
    planted = await plant(stage, 43);
    await prepare(calm, planted.sites);
    await calm.run(...scanArgs(planted.sites));
    undisturbed = shape(await calm.rows<FindingRow>("findings"));
    before = counts();
    await prepare(stage, planted.sites);
    const random = chance("kill-1");
    while (kills < KILLS) rounds.push(await round(random));
  }, 180_000);

  afterAll(async () => {
    await stage.close();
    await calm.close();
  });

  it(`${String(KILLS)} kills: every run keeps its id and ends like an undisturbed one`, async () => {
    expect(kills).toBeGreaterThanOrEqual(20);
    expect(killsAtWork).toBeGreaterThan(KILLS / 2);
    expect(undisturbed.length).toBeGreaterThanOrEqual(HOSTS * 2);
    for (const ids of rounds) expect(new Set(ids).size).toBe(1);
    expect(last?.code).toBe(0);
    expect(shape(await stage.rows<FindingRow>("findings"))).toEqual(undisturbed);
  });

  it("no target is lost and none is there twice", async () => {
    const run = rounds.at(-1)?.[0] ?? "";
    const coverage = await stage.rows<CoverageRow>("coverage", "--run", run);
    const keys = coverage.map(({ host, port, area }) => `${host}:${String(port)} ${area}`);
    const wanted = planted.sites.flatMap(({ host, ports }) =>
      ports.flatMap(({ port }) => AREAS.map((area) => `${host}:${String(port)} ${area}`)),
    );
    expect(keys.toSorted()).toEqual(wanted.toSorted());
    expect(coverage.filter(({ status }) => status !== "assessed")).toEqual([]);
    const status = (await stage.rows<Record<string, unknown>>("scan", "status"))[0];
    expect(status).toMatchObject({ run, status: "done", done: HOSTS, todo: 0, doing: 0 });
    for (const finding of (await stage.rows<FindingRow>("findings")).slice(0, 3)) {
      const [told] = await stage.rows<{ history: { cause: string; run: string }[] }>(
        "explain",
        finding.id,
      );
      const opened = told?.history.filter(({ cause }) => cause === "seen");
      expect(opened).toHaveLength(1);
    }
  });

  it("the ledger holds every request and connection that the sites saw, and its chain is sound", async () => {
    const ledger = await stage.rows<LedgerRow>("ledger");
    for (const [index, site] of planted.sites.entries()) {
      for (const [which, { port }] of site.ports.entries()) {
        const server = planted.served[index]?.[which];
        const earlier = before[index]?.[which];
        const seen = server?.requests.slice(earlier?.requests) ?? [];
        const own = ledger.filter((row) => row.host === site.host && row.port === port);
        const written = own
          .filter(({ kind }) => kind === "request")
          .map(({ url }) => pathOf(new URL(url ?? "").pathname));
        const connects = own.filter(({ kind }) => kind === "connect").length;
        expect(seen.length).toBeGreaterThan(0);
        expect((server?.connections() ?? 0) - (earlier?.connections ?? 0)).toBeLessThanOrEqual(
          connects,
        );
        expect(
          missingFrom(
            written,
            seen.map((line) => pathOf(line.split(" ")[1])),
          ),
        ).toEqual([]);
      }
    }
    expect((await stage.run("ledger", "--verify")).code).toBe(0);
  });
});

/** What of `seen` is not in `written`, each counted as often as it is there. */
function missingFrom(written: readonly string[], seen: readonly string[]): string[] {
  const left = [...written];
  return seen.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Two slow sites with much to ask, and the scan of both under way. */
async function underWay(
  stage: Scene,
  net: number,
): Promise<{ running: Running; sites: RegisteredSite[] }> {
  const served = [
    await stage.site(`127.0.${String(net)}.1`),
    await stage.site(`127.0.${String(net)}.2`),
  ];
  const sites = served.map(({ address, port }, index): RegisteredSite => {
    const unit = `U${String(index)}`;
    const ports = [{ port, scheme: "http" as const }];
    const authorization = { requestsPerSecond: 10 };
    return { unit, host: `www.s${String(index)}.test`, address, ports, authorization };
  });
  await prepare(stage, sites);
  const running = stage.start(
    "scan",
    "--area",
    "tls,panels",
    "--allow-reserved",
    ...resolves(sites),
  );
  await until(() => served.every(({ requests }) => requests.length >= 3));
  return { running, sites };
}

describe("a scan that is told to end", () => {
  it("by SIGINT: exit 130 with the way on, and --resume ends the same run", async () => {
    const stage = scene();
    const { running } = await underWay(stage, 44);
    running.child.kill("SIGINT");
    const ended = await running.ended;
    const run = ended.out.trim();

    expect(ended.code).toBe(130);
    expect(ended.err).toContain(`Lượt ${run} bị ngắt; tiếp tục bằng: rasoat scan --resume`);
    const [status] = await stage.rows<{ run: string; status: string; alive: boolean }>(
      "scan",
      "status",
    );
    expect(status).toMatchObject({ run, status: "interrupted", alive: false });
    const resumed = await stage.run("scan", "--resume", "--json");
    const [summary] = resumed.json<{ run: string; status: string }>();
    expect([resumed.code, summary?.run, summary?.status]).toEqual([0, run, "done"]);
    const coverage = await stage.rows<CoverageRow>("coverage", "--run", run);
    expect(coverage.map(({ status: word }) => word)).toEqual(Array(4).fill("assessed"));
  });

  it("by SIGINT while a name is being resolved: no target counts as done, and --resume looks", async () => {
    const stage = scene();
    const served = await stage.site("127.0.46.9");
    let isSilent = true;
    const dns = await startDnsServer(() =>
      isSilent ? { silent: true } : { addresses: [served.address] },
    );
    stage.own(dns);
    const ports = [{ port: served.port, scheme: "http" as const }];
    const site = { unit: "U0", host: "www.s0.test", address: served.address, ports };
    await prepare(stage, [site]);
    stage.configure({ resolvers: [dns.server] });
    const running = stage.start("scan", "--area", "tls", "--allow-reserved");
    await until(() => dns.queries.length > 0);
    running.child.kill("SIGINT");
    const ended = await running.ended;
    isSilent = false;
    const resumed = await stage.run("scan", "--resume");

    expect([ended.code, resumed.code]).toEqual([130, 0]);
    const coverage = await stage.rows<CoverageRow>("coverage");
    expect(coverage.map(({ area, status }) => [area, status])).toEqual([["tls", "assessed"]]);
    expect(served.requests).toHaveLength(1);
  });

  it("by `scan stop` from another process: over within 5 s, exit 130, to be taken up", async () => {
    const stage = scene();
    const { running } = await underWay(stage, 45);
    const stopped = await stage.run("scan", "stop");
    const asked = Date.now();
    const ended = await running.ended;

    expect(stopped.code).toBe(0);
    expect(stopped.err).toContain("dừng trong 5 giây");
    expect(ended.code).toBe(130);
    expect(Date.now() - asked).toBeLessThan(5000);
    const [status] = await stage.rows<{ status: string }>("scan", "status");
    expect(status?.status).toBe("stopped");
    const second = await stage.run("scan", "stop", "--lang", "en");
    expect([second.code, second.err.trim()]).toEqual([2, "No scan is running on this database."]);
  });
});

describe("an authorization that ends while the scan runs", () => {
  it("revoked or suspended: no request to its host later than 5 s after, the others go on", async () => {
    const stage = scene();
    const lastAt = [0, 0, 0];
    const served = await Promise.all(
      lastAt.map((_, index) =>
        stage.site(`127.0.46.${String(index + 1)}`, (request, response) => {
          lastAt[index] = Date.now();
          ordinary(request, response);
        }),
      ),
    );
    const sites = served.map(({ address, port }, index): RegisteredSite => {
      const ports = [{ port, scheme: "http" as const }];
      const authorization = { requestsPerSecond: index === 2 ? 20 : 2 };
      const unit = `U${String(index)}`;
      return { unit, host: `www.v${String(index)}.test`, address, ports, authorization };
    });
    await prepare(stage, sites);
    stage.configure({});
    const running = stage.start("scan", "--area", "panels", "--allow-reserved", ...resolves(sites));
    await until(() => served.every(({ requests }) => requests.length >= 3));
    const reason = ["--reason", "đơn vị đề nghị"];
    const ends = await Promise.all([
      stage.run("authorization", "revoke", "1/QĐ-U0", ...reason),
      stage.run("authorization", "suspend", "2/QĐ-U1", ...reason),
    ]);
    const decided = Date.now();
    const ended = await running.ended;

    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(ended.code).toBe(4);
    expect(lastAt[0]).toBeLessThan(decided + 5000);
    expect(lastAt[1]).toBeLessThan(decided + 5000);
    const coverage = await stage.rows<CoverageRow>("coverage");
    expect(coverage.map(({ status, reason: why }) => [status, why])).toEqual([
      ["partial", "authorization-revoked"],
      ["partial", "authorization-suspended"],
      ["assessed", null],
    ]);
    const ledger = await stage.rows<LedgerRow>("ledger");
    const reasons = (index: number): (string | null)[] => [
      ...new Set(
        ledger
          .filter(({ kind, host }) => kind === "refusal" && host === sites[index]?.host)
          .map((row) => row.reason),
      ),
    ];
    expect([0, 1, 2].map(reasons)).toEqual([
      ["authorization-revoked"],
      ["authorization-suspended"],
      [],
    ]);
    expect(served[2]?.requests.length).toBeGreaterThan(2 * (served[0]?.requests.length ?? 0));
  });
});
