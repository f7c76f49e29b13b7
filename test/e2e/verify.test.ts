// From a fault to a repair that was looked at: scan, claim in the portal, the worker beside it looks again. One served
// portal, real sites that are mended, left, or taken down meanwhile.
import { existsSync } from "node:fs";
import type { Server as SecureServer } from "node:https";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAuthority, makeCertificate } from "../../src/cli/demo/certificates.ts";
import { openStore } from "../../src/store/store.ts";
import { childrenOf } from "../helpers/processes.ts";
import { addPerson, signIn, type Person } from "./portal-person.ts";
import {
  html,
  ORDINARY_PAGE,
  registryOf,
  resolves,
  type RegisteredSite,
  type Running,
} from "./program.ts";
import { openScene, pathOf, type FindingRow, type Scene } from "./scene.ts";

const DAY_MS = 86_400_000;
const ROOT = makeAuthority({ name: { commonName: "E2E Root" } });
const REPOSITORY = "exposure-repository";
const EXPIRED = "tls-cert-expired";

interface Leaky {
  readonly site: RegisteredSite;
  readonly served: { requests: string[]; close(): Promise<void> };
  mended: boolean;
}

let stage: Scene;
let running: Running;
let origin = "";
let findings: FindingRow[] = [];
const people = new Map<string, Promise<Person>>();
const leaky: Record<string, Leaky> = {};
let secure: SecureServer;
const flags: string[] = ["--allow-reserved"];

async function leak(unit: string, address: string): Promise<void> {
  const state = { mended: false };
  const served = await stage.site(address, (request, response) => {
    const path = pathOf(request.url);
    if (path === "/") html(response, ORDINARY_PAGE);
    else if (path === "/.git/HEAD" && !state.mended) {
      response.writeHead(200, { "content-type": "text/plain" });
      response.end("ref: refs/heads/main\n");
    } else html(response, "<title>Không tìm thấy</title>", 404);
  });
  const ports = [{ port: served.port, scheme: "http" as const }];
  const verify = { from: "00:00", to: "23:59", maxRequests: 20 };
  const site = {
    unit,
    host: `www.${unit.toLowerCase()}.test`,
    address,
    ports,
    authorization: { verify },
  };
  leaky[unit] = Object.assign(state, { site, served });
}

async function certified(): Promise<RegisteredSite> {
  const host = "www.bv-t.test";
  const address = "127.0.63.9";
  const notBefore = new Date(Date.now() - 100 * DAY_MS);
  const notAfter = new Date(Date.now() - DAY_MS);
  const old = makeCertificate({ names: [host], issuer: ROOT, notBefore, notAfter });
  secure = createServer({ cert: old.chainPem, key: old.keyPem }, (_request, response) => {
    html(response, ORDINARY_PAGE);
  });
  await new Promise<void>((done) => secure.listen(0, address, done));
  const ports = [{ port: (secure.address() as AddressInfo).port, scheme: "https" as const }];
  return { unit: "BV-T", host, address, ports };
}

beforeAll(async () => {
  stage = openScene();
  stage.write("root.pem", ROOT.certPem);
  stage.configure({ trustRoots: ["root.pem"], verify: { gapMinutes: 0.05 } });
  await leak("BV-M", "127.0.63.1");
  await leak("BV-S", "127.0.63.2");
  await leak("BV-D", "127.0.63.3");
  const sites = [...Object.values(leaky).map(({ site }) => site), await certified()];
  stage.write("registry.yaml", registryOf(sites));
  await stage.run("registry", "import", "registry.yaml");
  flags.push(...resolves(sites));
  await stage.run("scan", "--area", "tls,panels", ...flags);
  findings = await stage.rows<FindingRow>("findings");
  const store = openStore(stage.db);
  for (const { unit } of sites) await addPerson(store, unit.toLowerCase(), "unit-manager", unit);
  store.close();
  running = stage.start("serve", "--port", "0", ...flags);
  const end = Date.now() + 30_000;
  while (!/http:\/\/127\.0\.0\.1:\d+/.test(running.said())) {
    if (running.child.exitCode !== null || Date.now() > end) throw new Error(running.said());
    await sleep(50);
  }
  origin = /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "";
}, 120_000);

afterAll(async () => {
  running.child.kill("SIGINT");
  await running.ended;
  await new Promise<void>((done) => {
    secure.close(() => {
      done();
    });
    secure.closeAllConnections();
  });
  await stage.close();
});

function pageOf(unit: string, rule: string): string {
  const found = findings.find((one) => one.unit === unit && one.rule === rule);
  if (found === undefined) throw new Error(`${unit} has no ${rule}: ${JSON.stringify(findings)}`);
  return `/findings/${found.id}`;
}

/** One sign-in each: a code works once. */
function personOf(unit: string): Promise<Person> {
  const known = people.get(unit) ?? signIn(origin, unit.toLowerCase());
  people.set(unit, known);
  return known;
}

async function claim(unit: string, rule: string): Promise<{ person: Person; page: string }> {
  const person = await personOf(unit);
  const page = pageOf(unit, rule);
  expect(await person.send(`${page}/claim-fixed`, { reason: "đã sửa" })).toContain("claim-fixed");
  return { person, page };
}

/** Reads the page until it says so, as a person would. */
async function says(person: Person, page: string, words: string | RegExp): Promise<string> {
  const end = Date.now() + 60_000;
  for (;;) {
    const text = await person.read(page);
    if (typeof words === "string" ? text.includes(words) : words.test(text)) return text;
    if (Date.now() > end)
      throw new Error(`${String(words)} is not on the page:\n${text}\n${running.said()}`);
    await sleep(300);
  }
}

async function stateOf(unit: string, rule: string): Promise<string | undefined> {
  const all = await stage.rows<FindingRow>("findings", "--state", "all");
  return all.find((one) => one.unit === unit && one.rule === rule)?.state;
}

describe("claimed fixed in the portal", { timeout: 120_000 }, () => {
  it("a certificate that was renewed: fixed after one look", async () => {
    const sound = makeCertificate({ names: ["www.bv-t.test"], issuer: ROOT });
    secure.setSecureContext({ cert: sound.chainPem, key: sound.keyPem });
    const began = Date.now();
    const { person, page } = await claim("BV-T", EXPIRED);
    await says(person, page, "không còn thấy");
    process.stderr.write(`claim to verified, certificate: ${String(Date.now() - began)} ms\n`);
    expect(await stateOf("BV-T", EXPIRED)).toBe("fixed");
  });

  it("a file that was taken away: after the first look one more is announced, after the second it is fixed", async () => {
    const site = leaky["BV-M"];
    if (site === undefined) throw new Error("no site");
    site.mended = true;
    const { person, page } = await claim("BV-M", REPOSITORY);
    await says(person, page, /Đã có 1 trong 2 lần kiểm tra không còn thấy/);
    await says(person, page, "đã khắc phục (đã kiểm tra lại)");
    expect(await stateOf("BV-M", REPOSITORY)).toBe("fixed");
  });

  it("a file that is still there: opens again, with new evidence", async () => {
    const { person, page } = await claim("BV-S", REPOSITORY);
    await says(person, page, "vẫn còn");
    expect(await stateOf("BV-S", REPOSITORY)).toBe("open");
  });

  it("a server that is down: nothing is concluded, and the reason is told", async () => {
    await leaky["BV-D"]?.served.close();
    const { person, page } = await claim("BV-D", REPOSITORY);
    await says(person, page, "Không kiểm tra lại được");
    expect(await stateOf("BV-D", REPOSITORY)).toBe("claimed-fixed");
  });

  it("nothing is sent while the unit pauses; the look says why", async () => {
    const person = await personOf("BV-S");
    await person.send("/sites/pause", { reason: "bảo trì" });
    const site = leaky["BV-S"];
    if (site === undefined) throw new Error("no site");
    site.served.requests.length = 0;
    const page = pageOf("BV-S", REPOSITORY);
    await person.send(`${page}/claim-fixed`, { reason: "đã sửa" });
    await says(person, page, "Không được phép kiểm tra lại");
    expect(site.served.requests).toEqual([]);
    await person.send("/sites/resume", { reason: "xong" });
  });
});

describe("the worker beside the portal", { timeout: 120_000 }, () => {
  it("is started again when it dies, and makes the look that waits", async () => {
    const [first] = childrenOf(running.child.pid ?? 0);
    if (first === undefined) throw new Error("no worker");
    process.kill(first, "SIGKILL");
    const site = leaky["BV-S"];
    if (site === undefined) throw new Error("no site");
    site.mended = true;
    const person = await personOf("BV-S");
    const page = pageOf("BV-S", REPOSITORY);
    await person.send(`${page}/verify`, {});
    await says(person, page, /Đã có 1 trong 2/);
    expect(childrenOf(running.child.pid ?? 0)).not.toContain(first);
  });

  it("ends with the portal, however that ends", async () => {
    const other = stage.start("serve", "--port", "0", ...flags);
    while (!/http:/.test(other.said())) await sleep(50);
    const started = (): readonly number[] => childrenOf(other.child.pid ?? 0);
    while (started().length === 0) await sleep(50);
    const worker = String(started()[0]);
    // Long enough for the worker to have started.
    await sleep(3_000);
    other.child.kill("SIGKILL");
    await other.ended;
    const end = Date.now() + 10_000;
    while (existsSync(`/proc/${worker}`) && Date.now() < end) await sleep(100);
    expect(existsSync(`/proc/${worker}`)).toBe(false);
  });
});

describe("rasoat verify", { timeout: 60_000 }, () => {
  it("looks at one finding now, and says with which code it ended", async () => {
    const id = pageOf("BV-D", REPOSITORY).split("/").at(-1) ?? "";
    const ended = await stage.run("verify", id, "--json", ...flags);
    expect(ended.json()).toMatchObject([
      { finding: id, outcome: "could-not", reason: "connect-refused" },
    ]);
    expect(ended.code).toBe(4);
    const unknown = await stage.run("verify", "ffffffffffffffff", ...flags);
    expect(unknown.code).toBe(2);
  });
});
