// Sites on loopback looked at through the real door with the real probes, then judged.
import { afterEach, describe, expect, it } from "vitest";
import { defacementDetector } from "../../../src/detect/defacement/pages.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look } from "../../../src/model/observation.ts";
import type { Standing } from "../../../src/model/probe.ts";
import { defacementProbe } from "../../../src/probes/defacement/pages.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { visit } from "../../../src/run/visit.ts";
import { CASINO, DEFACED, hospitalPage, terms, word } from "../../detect/defacement/sample.ts";
import { createFakeClock } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor, testTarget } from "../../helpers/loopback/open-test-door.ts";
import { http, startServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { told } from "../../detect/told.ts";

interface Request {
  readonly path: string;
  readonly agent: string;
  readonly referer: string;
  /** How often this path was asked before. */
  readonly before: number;
}
type Answer = string | { status: number; body?: string; headers?: Record<string, string> };

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: (request: Request) => Answer): Promise<TestServer> {
  const asked = new Map<string, number>();
  const server = await startServer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      const text = chunk.toString("latin1");
      const path = text.split(" ")[1] ?? "/";
      const before = asked.get(path) ?? 0;
      asked.set(path, before + 1);
      const header = (name: string): string =>
        new RegExp(`^${name}: (.*)$`, "im").exec(text)?.[1]?.trim() ?? "";
      const given = answer({
        path,
        agent: header("user-agent"),
        referer: header("referer"),
        before,
      });
      const { status, body, headers } =
        typeof given === "string" ? { status: 200, body: given, headers: {} } : given;
      const type = { "content-type": "text/html; charset=utf-8", connection: "close" };
      socket.end(http(status, { ...type, ...headers }, body ?? ""));
    });
  });
  servers.push(server);
  return server;
}

async function judgeSite(
  server: TestServer,
  options: { standing?: readonly Standing[]; night?: number } = {},
): Promise<{ facts: readonly Fact[]; looks: readonly Look[] }> {
  const ports = [{ port: server.port, scheme: "http" as const }];
  const clock = createFakeClock(
    Date.parse("2026-11-22T15:00:00Z") + (options.night ?? 0) * 86_400_000,
  );
  const { door, ports: fake } = openTestDoor({ ports });
  const knowledge = { defacement: terms } as unknown as Knowledge;
  const target = testTarget(ports);
  const around = {
    probes: [homeProbe, defacementProbe],
    knowledge,
    clock,
    log: fake.log,
    signal: fake.signal,
  };
  const what = {
    target,
    areas: ["defacement"] as const,
    door,
    firstTime: true,
    standing: options.standing ?? [],
  };
  const first = await visit({ ...what, pass: 1, earlier: [], body: () => undefined }, around);
  const early = (sha256: string) => first.bodies.get(sha256);
  const { looks, bodies } = await visit(
    { ...what, pass: 2, earlier: first.looks, body: early },
    around,
  );
  const judged = defacementDetector.detect({
    target,
    ownHosts: [HOST],
    looks,
    body: (sha256) => bodies.get(sha256) ?? early(sha256),
    now: "2026-11-22T15:30:00.000Z",
    knowledge,
  });
  return { facts: told(judged), looks };
}

const seen = (facts: readonly Fact[]): string[] =>
  facts
    .filter(({ status }) => status === "present")
    .map(
      (fact) =>
        `${fact.predicate} ${fact.subject} ${fact.status === "present" ? fact.confidence : ""}`,
    )
    .toSorted();
const isCrawler = ({ agent }: Request): boolean => /Googlebot/.test(agent);

/** Shows the page to the crawler's first visit alone, the home page to everybody else. */
function onFirstCrawl(page: Answer): (request: Request) => Answer {
  let shown = false;
  return (request) => {
    if (shown || request.path !== "/" || !isCrawler(request)) return hospitalPage();
    shown = true;
    return page;
  };
}

describe("a sound site", () => {
  it("is read with few requests, only looking, and nothing is found", async () => {
    const body = `<a href="/users/logout">Thoát</a><a href="/xoa?id=1">Xóa</a><a href="/tai-lieu.pdf">Tệp</a>`;
    const server = await serve(({ path, before }) =>
      hospitalPage({ title: `Trang ${path}`, body: `${body}<p>Lượt xem: ${String(before)}</p>` }),
    );
    const { facts, looks } = await judgeSite(server);
    expect(seen(facts)).toEqual([]);
    expect(facts.every(({ status }) => status === "absent")).toBe(true);
    expect(looks.filter(({ role }) => role === "linked")).toHaveLength(5);
    expect(server.requests.length).toBeLessThanOrEqual(8);
    for (const line of server.requests) expect(line).toMatch(/^GET \/(?:muc-\d(?:\/con)?)? HTTP/);
  });

  it("is read again the next night with other pages among the same first ones", async () => {
    const server = await serve(({ path }) => hospitalPage({ title: path }));
    const nights = [await judgeSite(server), await judgeSite(server, { night: 1 })];
    const [one, two] = nights.map(({ looks }) =>
      looks.filter(({ role }) => role === "linked").map(({ locator }) => locator),
    );
    expect(two?.slice(0, 2)).toEqual(one?.slice(0, 2));
    expect(two).not.toEqual(one);
  });
});

describe("an attacked site", () => {
  it("defaced: seen twice, firm", async () => {
    const { facts, looks } = await judgeSite(await serve(() => DEFACED));
    expect(seen(facts)).toContain("defacement.page / firm");
    expect(looks.some(({ role }) => role === "confirm")).toBe(true);
  });

  it("spam on a linked page that is named like it", async () => {
    const home = hospitalPage({ body: '<a href="/hoi-dap/nha-cai-w88.html">hỏi đáp</a>' });
    const server = await serve(({ path }) => (path.includes("nha-cai") ? CASINO : home));
    const { facts } = await judgeSite(server);
    expect(seen(facts)).toEqual(["defacement.spam /hoi-dap/nha-cai-w88.html firm"]);
  });

  it.each<[string, (request: Request) => Answer, RegExp]>([
    [
      "by user agent",
      (request) => (request.path === "/" && isCrawler(request) ? CASINO : hospitalPage()),
      /firm$/,
    ],
    [
      "by referrer",
      ({ path, referer }) => (path === "/" && referer.includes("google") ? CASINO : hospitalPage()),
      /firm$/,
    ],
    [
      "by both",
      (request) =>
        request.path === "/" && (isCrawler(request) || request.referer !== "")
          ? CASINO
          : hospitalPage(),
      /firm$/,
    ],
    [
      "by a redirect for those who search",
      ({ path, referer }) =>
        path === "/" && referer !== ""
          ? { status: 302, headers: { location: "https://nhacai.example/" } }
          : hospitalPage(),
      /firm$/,
    ],
    ["for one visit of the crawler's only", onFirstCrawl(CASINO), /tentative$/],
  ])("cloaks %s", async (_name, answer, confidence) => {
    const { facts } = await judgeSite(await serve(answer));
    const [found, ...others] = seen(facts);
    expect(others).toEqual([]);
    expect(found).toMatch(/^defacement\.cloaking \/ /);
    expect(found).toMatch(confidence);
  });

  it("redirects out of scope: named, never followed", async () => {
    const location = "https://nhacai.example/";
    const server = await serve(() => ({ status: 302, headers: { location } }));
    const { facts } = await judgeSite(server);
    expect(seen(facts)).toEqual(["defacement.redirect / firm"]);
    expect(word(facts, "defacement.page")).toBe("unknown redirect-out-of-scope");
    expect(word(facts, "defacement.cloaking")).toBe("unknown redirect-out-of-scope");
  });
});

describe("a site that cannot be read", () => {
  it.each<[string, Answer, string]>([
    ["is blocked", { status: 403, body: "Forbidden" }, "unknown blocked"],
    ["fails", { status: 502, body: "Bad gateway" }, "unknown server-error"],
    ["shows a challenge", "<title>Just a moment...</title>", "unknown blocked"],
    [
      "shows a firewall's page with 200",
      "<html><head><title>Request Rejected</title></head><body>Refused.</body></html>",
      "unknown blocked",
    ],
    [
      "shows another firewall's with 200",
      "<html><body>Rejected. Your support ID is: 123456</body></html>",
      "unknown blocked",
    ],
    [
      "shows one in Vietnamese with 200",
      "<html><body><h1>Yêu cầu của bạn đã bị chặn</h1></body></html>",
      "unknown blocked",
    ],
    ["is empty", "", "unknown empty-page"],
  ])("%s: nothing is concluded", async (_name, answer, expected) => {
    const { facts, looks } = await judgeSite(await serve(() => answer));
    for (const fact of facts) expect(fact.status).toBe("unknown");
    expect(word(facts, "defacement.page")).toBe(expected);
    expect(looks.find(({ role }) => role === "search")?.attempt).toMatchObject({
      status: "skipped",
      reason: "depends-on-failed",
    });
  });
});

describe("what stands", () => {
  it("is asked again at its own place, and nowhere outside the registered ports", async () => {
    const server = await serve(({ path }) => hospitalPage({ title: path }));
    const standing: Standing[] = [
      { area: "defacement", port: server.port, subject: "/cu/bi-chen" },
      { area: "defacement", port: 9, subject: "/cu/khac" },
      { area: "panels", port: server.port, subject: "x /y" },
    ];
    const { facts } = await judgeSite(server, { standing });
    expect(word(facts, "defacement.spam", "/cu/bi-chen")).toBe("absent");
    expect(server.requests.some((line) => line.includes("/cu/khac"))).toBe(false);
  });
});
