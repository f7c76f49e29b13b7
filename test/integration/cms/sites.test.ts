// Sites on loopback looked at through the real door by the real probes, and judged: what is asked, and what is said.
import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { cmsDetector } from "../../../src/detect/cms/detector.ts";
import { CMS_PREDICATES } from "../../../src/detect/cms/verdicts.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look } from "../../../src/model/observation.ts";
import type { HashTable } from "../../../src/model/product.ts";
import { cmsProbe } from "../../../src/probes/cms/cms.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { visit } from "../../../src/run/visit.ts";
import { PRODUCTS } from "../../detect/cms/knowledge.ts";
import { HOST, openTestDoor, testTarget } from "../../helpers/loopback/open-test-door.ts";
import { http, startServer, type TestServer } from "../../helpers/loopback/servers.ts";
import { told } from "../../detect/told.ts";

const FILES = ["js/first.js", "js/second.js", "js/third.js"];
const bytesOf = (file: string, version: string): string => `/* ${file} of ${version} */\n`;
const blobOf = (text: string): string =>
  createHash("sha1")
    .update(`blob ${String(Buffer.byteLength(text))}\0${text}`)
    .digest("hex")
    .slice(0, 16);

/** A table of our own files: the first tells the branch, the others halves of it. */
function tableOf(
  versions: readonly string[],
  group: (version: string, file: number) => string,
): HashTable {
  const files = FILES.map((file, number) => {
    const hashes: Record<string, [number, number][]> = {};
    versions.forEach((version, index) => {
      (hashes[blobOf(bytesOf(file, group(version, number)))] ??= []).push([index, index]);
    });
    return [file, hashes] as const;
  });
  return {
    asOf: "2026-08-21",
    source: "our own",
    licence: "ours",
    versions: [...versions],
    files: Object.fromEntries(files),
  };
}

const VERSIONS = "5.9.1 5.9.2 5.9.16 6.4.0 6.4.1 6.4.2 6.4.3 6.4.12 7.1.3".split(" ");
const group = (version: string, file: number): string => {
  const [branch, patch] = [version.slice(0, 3), Number(version.slice(4))];
  if (patch > 10) return `${branch} late`;
  if (file === 0) return branch;
  return `${branch} ${String(file === 1 ? patch > 1 : patch % 2)}`;
};
const TABLE = tableOf(VERSIONS, group);
const knowledge = {
  products: PRODUCTS,
  hashes: { wordpress: TABLE, drupal: TABLE, nukeviet: TABLE, dokuwiki: TABLE },
} as unknown as Knowledge;

type Site = Readonly<Record<string, string | readonly [status: number, body: string]>>;

const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

/** Serves the paths of a site; everything else is `otherwise`. */
async function serve(
  site: Site,
  otherwise: readonly [number, string] = [404, "<p>404</p>"],
): Promise<TestServer> {
  const server = await startServer((socket) => {
    socket.once("data", (chunk: Buffer) => {
      const path = chunk.toString("latin1").split(" ")[1] ?? "/";
      const found = site[path] ?? otherwise;
      const [status, body] = typeof found === "string" ? ([200, found] as const) : found;
      const type = /\.(?:js|txt|xml)$|VERSION$/.test(path)
        ? "text/plain"
        : "text/html; charset=utf-8";
      socket.end(
        http(status, { "content-type": type, server: "nginx", connection: "close" }, body),
      );
    });
  });
  servers.push(server);
  return server;
}

interface Judged {
  readonly facts: readonly Fact[];
  readonly looks: readonly Look[];
  /** Paths asked beyond the start page, in order. */
  readonly asked: readonly string[];
}

async function judge(served: readonly TestServer[], budget = 1000): Promise<Judged> {
  const ports = served.map(({ port }) => ({ port, scheme: "http" as const }));
  const { door, ports: fake } = openTestDoor({ ports, budget });
  const target = testTarget(ports);
  const around = {
    probes: [homeProbe, cmsProbe],
    knowledge,
    clock: fake.clock,
    log: fake.log,
    signal: fake.signal,
  };
  const what = { target, areas: ["cms"] as const, door, firstTime: false };
  const first = await visit({ ...what, pass: 1, earlier: [], body: () => undefined }, around);
  const early = (sha256: string) => first.bodies.get(sha256);
  const { looks, bodies } = await visit(
    { ...what, pass: 2, earlier: first.looks, body: early },
    around,
  );
  const body = (sha256: string) => bodies.get(sha256) ?? early(sha256);
  const input = {
    target,
    ownHosts: [HOST],
    looks,
    body,
    now: "2026-11-22T15:30:00.000Z",
    knowledge,
  };
  const facts = told(cmsDetector.detect(input));
  expect(JSON.stringify(cmsDetector.detect(input))).toBe(JSON.stringify(facts));
  const asked = served.flatMap(({ requests }) => requests.map((line) => line.split(" ")[1] ?? ""));
  return { facts, looks, asked: asked.filter((path) => path !== "/") };
}

const said = (facts: readonly Fact[], slug: string): string[] =>
  facts
    .filter(({ subject, status }) => subject === slug && status !== "absent")
    .map((fact) =>
      fact.status === "present"
        ? `${fact.predicate} ${fact.value}`
        : `${fact.predicate} ? ${fact.status === "unknown" ? fact.reason : ""}`,
    )
    .sort();

const wordpress = (generator = ""): string =>
  `<!doctype html><html><head><title>Bệnh viện A</title>${generator}
   <link rel="stylesheet" href="/wp-includes/css/x.css"><link rel="stylesheet" href="/wp-content/themes/a/style.css"></head>
   <body><h1>Bệnh viện A</h1><p>Lịch khám bệnh trong tuần và thông báo của bệnh viện.</p></body></html>`;
const filesFor = (version: string, files = FILES): Site =>
  Object.fromEntries(
    files.map((file) => [`/${file}`, bytesOf(file, group(version, FILES.indexOf(file)))]),
  );
const GENERATOR = '<meta name="generator" content="WordPress 6.4.3">';

describe("what is asked and what is said", () => {
  it("confirms a shown version with one known file", async () => {
    const site = await serve({ "/": wordpress(GENERATOR), ...filesFor("6.4.3") });
    const { facts, asked } = await judge([site]);
    expect(asked).toEqual(["/js/first.js"]);
    expect(said(facts, "wordpress")).toEqual(["cms.behind-security 6.4.3"]);
    expect(facts.find(({ status }) => status === "present")).toMatchObject({
      confidence: "certain",
    });
  });

  it("finds a false number out", async () => {
    const site = await serve({ "/": wordpress(GENERATOR), ...filesFor("5.9.1") });
    const { facts } = await judge([site]);
    expect(said(facts, "wordpress")).toContain("cms.version-conflict 6.4.3 ≠ 5.9.1–5.9.2");
    expect(said(facts, "wordpress")).toContain("cms.behind-security 5.9.1–5.9.2");
  });

  it("narrows a hidden version until no file separates any more", async () => {
    const site = await serve({ "/": wordpress(), ...filesFor("5.9.2") });
    const { facts, asked } = await judge([site]);
    expect(asked).toHaveLength(2);
    expect(said(facts, "wordpress")).toEqual(["cms.behind-security 5.9.2"]);
  });

  it("says nothing of the version on a site that answers 200 to everything", async () => {
    const site = await serve({ "/": wordpress() }, [
      200,
      "<h1>Trang chủ</h1><p>WordPress 5.2 CHANGE LOG</p>",
    ]);
    const { facts, asked } = await judge([site]);
    expect(asked.length).toBeLessThanOrEqual(4);
    expect(new Set(said(facts, "wordpress").map((text) => text.split("? ")[1]))).toEqual(
      new Set(["version-hidden"]),
    );
    expect(said(facts, "wordpress")).toHaveLength(CMS_PREDICATES.length);
  });

  it("asks one installation once, though two ports serve it, and never more than four files", async () => {
    const site = { "/": wordpress(), ...filesFor("6.4.2", FILES.slice(0, 1)) };
    const [one, two] = [await serve(site), await serve(site)];
    const { facts, asked } = await judge([one, two]);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThanOrEqual(4);
    for (const { port } of [one, two]) {
      const here = facts.filter((fact) => fact.port === port);
      expect(said(here, "wordpress")).toContain("cms.behind-security 6.4.0–6.4.3");
    }
  });

  it("reads the first bytes of NukeViet's change log and no more", async () => {
    const page =
      '<html><head><title>Sở Y tế</title><meta name="generator" content="NukeViet v4.5"></head><body><p>Tin tức, văn bản và thủ tục hành chính của Sở Y tế.</p></body></html>';
    const log = `CHANGE LOG: NUKEVIET CMS\nhttp://nukeviet.vn\nNUKEVIET 4.5.01\n${"- Sửa lỗi\n".repeat(5000)}`;
    const site = await serve({ "/": page, "/CHANGELOG.txt": log });
    const { facts, asked } = await judge([site]);
    expect(asked).toEqual(["/CHANGELOG.txt"]);
    expect(site.received.join("\n")).toMatch(/range: bytes=0-1023/i);
    expect(said(facts, "nukeviet")).toEqual(["cms.behind-security 4.5.01"]);
  });

  it("asks nothing where the page says it all, or nothing of a product", async () => {
    const wiki = await serve({
      "/": '<html><head><title>Wiki</title><meta name="generator" content="MediaWiki 1.44.6"></head><body><p>Sổ tay quy trình chuyên môn kỹ thuật.</p></body></html>',
    });
    const seen = await judge([wiki]);
    expect(seen.asked).toEqual([]);
    expect(said(seen.facts, "mediawiki")).toEqual(["cms.end-of-life 1.44.6"]);
    const plain = await serve({
      "/": "<html><head><title>Trang</title></head><body><p>Trang tự viết của trạm y tế xã.</p></body></html>",
    });
    const none = await judge([plain]);
    expect(none.asked).toEqual([]);
    expect(none.facts.every(({ status }) => status === "absent")).toBe(true);
  });

  it("goes on to the second file when the first is locked", async () => {
    const page =
      '<html><head><title>CDC</title><meta name="generator" content="Joomla! - Open Source Content Management"></head><body><p>Thông tin phòng chống dịch bệnh và tiêm chủng.</p></body></html>';
    const site = await serve({
      "/": page,
      "/administrator/manifests/files/joomla.xml": [403, "<p>Forbidden</p>"],
      "/language/en-GB/langmetadata.xml":
        '<metafile client="site">\n<name>English</name>\n<version>4.4.9</version></metafile>',
    });
    const { facts, asked } = await judge([site]);
    expect(asked).toEqual([
      "/administrator/manifests/files/joomla.xml",
      "/language/en-GB/langmetadata.xml",
    ]);
    expect(said(facts, "joomla")).toEqual(["cms.end-of-life 4.4.9"]);
  });

  it("neither asks nor concludes when the start page cannot be assessed", async () => {
    const site = await serve({ "/": [503, `${GENERATOR}<title>Just a moment...</title>`] });
    expect(await judge([site])).toMatchObject({ asked: [], facts: [] });
  });

  it("records what the budget did not allow, and says so", async () => {
    const site = await serve({ "/": wordpress(), ...filesFor("6.4.3") });
    const { facts, looks } = await judge([site], 1);
    const skipped = looks
      .filter(({ probe }) => probe === "cms")
      .map(({ attempt }) => attempt.status);
    expect(skipped.length).toBeGreaterThan(0);
    expect(new Set(skipped)).toEqual(new Set(["skipped"]));
    const reasons = facts.flatMap((fact) => (fact.status === "unknown" ? [fact.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(["budget-spent"]));
  });
});
