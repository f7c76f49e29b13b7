// The built program against real software from the distribution: the findings are those of the table of truth,
// and the servers' own logs agree with the ledger on everything that was asked.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Check, Coverage } from "../../src/model/coverage.ts";
import type { Finding } from "../../src/model/finding.ts";
import { maskedUrl } from "../../src/net/ledger-url.ts";
import type { LedgerLine } from "../../src/store/ledger/read.ts";
import { workspace, type Ended, type Workspace } from "../e2e/program.ts";
import { objectionTo } from "./allowed.ts";
import type { LoggedRequest } from "./lab/access-log.ts";
import { keptTexts } from "./kept.ts";
import { openLab, SECRET, type Lab } from "./lab/lab.ts";
import type { Site } from "./lab/sites.ts";
import { rateOf, registryOf, resolves } from "./registry.ts";
import { TRUTH, UNTELLABLE } from "./truth.ts";

interface Scan {
  readonly run: string;
  readonly ended: Ended;
  readonly findings: readonly Finding[];
  readonly coverage: readonly Coverage[];
  readonly ledger: readonly LedgerLine[];
  /** What the servers logged while it ran. */
  readonly logged: readonly LoggedRequest[];
}

let lab: Lab;
const closers: (() => Promise<void> | void)[] = [];
let space: Workspace;
let first: Scan;

beforeAll(async () => {
  lab = await openLab();
  closers.push(() => lab.close());
  space = await prepare();
  first = await scan(space);
});

afterAll(async () => {
  const keep = process.env["RASOAT_REAL_LOGS"];
  if (keep !== undefined && closers.length > 0) lab.keepLogs(keep);
  for (const close of closers.toReversed()) await close();
});

async function prepare(): Promise<Workspace> {
  const made = workspace();
  closers.push(() => {
    made.remove();
  });
  made.write("registry.yaml", registryOf(lab.sites));
  made.write("rasoat.yaml", JSON.stringify({ trustRoots: [lab.root] }));
  const imported = await made.run("registry", "import", "registry.yaml");
  expect(imported).toMatchObject({ code: 0 });
  return made;
}

async function scan(where: Workspace, under: readonly string[] = []): Promise<Scan> {
  const before = lab.requests().length;
  const args = ["scan", "--allow-reserved", "--json", ...resolves(lab.sites)];
  const ended = await where.launch({ args, under }).ended;
  const run = ended.json<{ run: string }>()[0]?.run ?? "";
  const listed = async <T>(...command: string[]): Promise<T[]> =>
    (await where.run(...command, "--run", run, "--json")).json<T>();
  return {
    run,
    ended,
    findings: await listed<Finding>("findings"),
    coverage: await listed<Coverage>("coverage"),
    ledger: await listed<LedgerLine>("ledger"),
    logged: lab.requests().slice(before),
  };
}

function portOf(site: Site, port: number | null): string {
  return port === site.http ? "http" : port === site.https ? "https" : String(port);
}

function siteOf(host: string | null): Site {
  const site = Object.values(lab.sites).find((each) => each.host === host);
  if (site === undefined) throw new Error(`no site of the lab: ${String(host)}`);
  return site;
}

function siteAt(address: string): Site {
  return siteOf(Object.values(lab.sites).find((each) => each.address === address)?.host ?? address);
}

/** One line a finding: place, rule, subject, severity, confidence; the value is compared on its own. */
function lineOf(finding: Finding): string {
  const site = siteOf(finding.host);
  const { rule, subject, severity, confidence } = finding;
  return [site.name, portOf(site, finding.port), rule, subject, severity, confidence].join(" | ");
}

const TRUE_LINES = TRUTH.map(({ site, port, rule, subject, severity, confidence }) =>
  [site, port, rule, subject, severity, confidence].join(" | "),
).toSorted();

describe("a scan of real software", () => {
  it("ends well and looks at everything", () => {
    expect(first.ended).toMatchObject({ code: 0 });
    expect(first.coverage.filter(({ status }) => status !== "assessed")).toEqual([]);
    const ports = Object.values(lab.sites).flatMap(({ https }) => (https === null ? [0] : [0, 1]));
    expect(first.coverage).toHaveLength(ports.length * 4);
  });

  it("misses nothing and invents nothing", () => {
    expect(first.findings.map(lineOf).toSorted()).toEqual(TRUE_LINES);
  });

  it.each(TRUTH)("says the value: $site $port $rule $subject", (truth) => {
    const found = first.findings.find(
      ({ host, port, rule, subject }) =>
        siteOf(host).name === truth.site &&
        portOf(siteOf(host), port) === truth.port &&
        rule === truth.rule &&
        subject === truth.subject,
    );
    expect(found?.value).toMatch(truth.value);
    expect(found?.evidence.length).toBeGreaterThan(0);
    expect(found?.directive.map(({ item }) => item)).toContain("3");
  });

  it("passes sound servers by every TLS rule, and passes nothing that cannot be told", async () => {
    const checks = (await space.run("checks", "--run", first.run, "--json")).json<Check>();
    const sound = checks.filter(
      ({ host, rule }) => siteOf(host).name.endsWith("-modern") && /^(?:tls|http)-/.test(rule),
    );
    const failed = sound.filter(({ outcome }) => outcome === "fail").map(({ rule }) => rule);
    expect(failed.filter((rule) => rule !== "tls-no-post-quantum")).toEqual([]);
    expect(sound.filter(({ outcome }) => outcome === "unknown")).toEqual([]);
    expect(sound.filter(({ outcome }) => outcome === "pass").length).toBeGreaterThanOrEqual(2 * 12);
    for (const [name, port, rule, reason] of UNTELLABLE) {
      const site = lab.sites[name];
      const check = checks.find(
        (each) => each.host === site.host && each.rule === rule && portOf(site, each.port) === port,
      );
      expect(check, `${name} ${rule}`).toMatchObject({ outcome: "unknown", reason });
    }
  });

  it("keeps no secret of what it met, and shows none", async () => {
    const shown = await Promise.all(
      [
        ["findings"],
        ["ledger"],
        ["export", "remediation", "--all", "--format", "json", "-o", "-"],
      ].map(async (command) => (await space.run(...command, "--json")).out),
    );
    expect(shown.filter((out) => out.length < 1000 || out.includes(SECRET))).toEqual([]);
    const kept = keptTexts(space.db);
    expect(kept.length).toBeGreaterThan(5000);
    // The same file as it was seen: the names stay, the values go.
    expect(kept.filter((text) => text.includes("DB_PASSWORD")).length).toBeGreaterThan(0);
    expect(kept.filter((text) => text.includes(SECRET))).toEqual([]);
  });

  it("prints the same bytes when it is judged again without the network", async () => {
    const before = lab.requests().length;
    const listed = await space.run("findings", "--run", first.run, "--json");
    const judged = await space.run("reassess", "--run", first.run, "--as-run", "--json");
    expect(listed.json()).toHaveLength(TRUTH.length);
    expect(judged.out === listed.out).toBe(true);
    expect(lab.requests()).toHaveLength(before);
  });
});

describe("the servers' own logs", () => {
  it("name the same requests as the ledger, one for one, with the same answers", async () => {
    expect(logLines(first)).toEqual(ledgerLines(first));
    expect(logLines(first).length).toBeGreaterThan(300);
    expect((await space.run("ledger", "--verify")).code).toBe(0);
  });

  it("hold nothing outside the table of allowed methods and paths", () => {
    const objections = first.logged.flatMap((line) => {
      const site = siteAt(line.address);
      const asked = { method: line.method, target: maskedUrl(line.target) };
      const objection = objectionTo(site, asked);
      return objection === null
        ? []
        : [`${site.name}: ${line.method} ${line.target}: ${objection}`];
    });
    expect(objections).toEqual([]);
  });

  it("take no more than the first bytes of what may be large", () => {
    const dumps = first.logged.filter(({ target }) => target === "/backup.sql");
    const answered = dumps.filter(({ status }) => status !== 404).map(({ status }) => status);
    expect(answered).toEqual([206, 206]);
  });

  it("show no more than the authorized rate at any address", () => {
    const measured = Object.values(lab.sites).map((site) => ({ site, ...pacesOf(site) }));
    expect(measured.filter(({ requests }) => requests <= 20)).toEqual([]);
    expect(measured.filter(({ site, sent }) => sent > rateOf(site) + 1)).toEqual([]);
    expect(measured.filter(({ site, arrived }) => arrived > rateOf(site) + 1)).toEqual([]);
  });

  it("name the registered host and the program in every request", () => {
    const strangers = first.logged.filter((line) => {
      const site = siteAt(line.address);
      return line.host !== `${site.host}:${String(line.port)}` || !/rasoat/i.test(line.agent);
    });
    expect(strangers).toEqual([]);
  });
});

describe("a second scan", () => {
  it("on the same night opens and closes nothing and stays within the night's budget", async () => {
    const again = await scan(space);
    const life = (findings: readonly Finding[]): string[] =>
      findings.map(({ fingerprint, state }) => `${fingerprint} ${state}`).toSorted();
    const all = (await space.run("findings", "--state", "all", "--json")).json<Finding>();
    expect(life(all)).toEqual(life(first.findings));
    const spent = Object.values(lab.sites).map(({ name, host }) => ({
      name,
      spent: [...first.ledger, ...again.ledger]
        .filter((line) => line.host === host)
        .reduce((sum, { cost }) => sum + cost, 0),
    }));
    expect(spent.filter((each) => each.spent > 200)).toEqual([]);
    expect(logLines(again)).toEqual(ledgerLines(again));
  });

  it("from nothing finds the same, and the kernel saw no connection that the ledger does not name", async () => {
    const fresh = await prepare();
    const trace = fresh.path("trace");
    const tracer = [
      "strace",
      "-f",
      "-qq",
      "-e",
      "trace=connect,sendto,sendmsg",
      "-e",
      "signal=none",
    ];
    const second = await scan(fresh, [...tracer, "-o", trace]);
    expect(second.ended.code).toBe(0);
    const same = (findings: readonly Finding[]): string[] =>
      findings.map(({ fingerprint, value }) => `${fingerprint} ${value}`).toSorted();
    expect(same(second.findings)).toEqual(same(first.findings));
    expect(logLines(second)).toEqual(ledgerLines(second));
    expect(tracedConnections(trace)).toEqual(ledgerConnections(second));
  });
});

/** "address:port METHOD path status", sorted; query values masked as the ledger masks them. */
function logLines({ logged }: Scan): string[] {
  return logged
    .map(({ address, port, method, target, status }) =>
      [`${address}:${String(port)}`, method, maskedUrl(target), status].join(" "),
    )
    .toSorted();
}

function ledgerLines({ ledger }: Scan): string[] {
  return ledger
    .filter(({ kind }) => kind === "request")
    .map(({ address, url, method, status }) => {
      const { port, pathname, search } = new URL(url ?? "");
      return [`${String(address)}:${port}`, method, pathname + search, status].join(" ");
    })
    .toSorted();
}

/** The most that was sent in a second by the ledger, and that arrived in 0.9 s by the server's log: it may have come late. */
function pacesOf(site: Site): { sent: number; arrived: number; requests: number } {
  const arrived = first.logged.filter(({ address }) => address === site.address);
  const sent = first.ledger.filter(({ host, cost }) => host === site.host && cost === 1);
  return {
    sent: busiest(
      sent.map(({ at }) => Date.parse(at)),
      1000,
    ),
    arrived: busiest(
      arrived.map(({ at }) => at),
      900,
    ),
    requests: arrived.length,
  };
}

/** The most entries that any stretch of time holds. */
function busiest(times: readonly number[], milliseconds: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.reduce((most, start, index) => {
    const end = sorted.findIndex((time, at) => at > index && time >= start + milliseconds);
    return Math.max(most, (end === -1 ? sorted.length : end) - index);
  }, 0);
}

function ledgerConnections({ ledger }: Scan): string[] {
  return ledger
    .filter(({ kind }) => kind === "connect")
    .map(({ address, port }) => `${String(address)}:${String(port)}`)
    .toSorted();
}

/** Every internet address that any thread asked the kernel to connect or send to. */
function tracedConnections(trace: string): string[] {
  return readFileSync(trace, "utf8")
    .split("\n")
    .flatMap((line) => {
      const port = /sin6?_port=htons\((\d+)\)/.exec(line)?.[1];
      const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(line);
      return port === undefined ? [] : [`${address?.[1] ?? address?.[2] ?? "?"}:${port}`];
    })
    .toSorted();
}
