// Every command with --json: one value a line on stdout and nothing else, whether there is much to tell or nothing; a
// refusal leaves stdout empty. A command that is missing here fails the first test.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCommands } from "../../src/cli/commands.ts";
import { openStore } from "../../src/store/store.ts";
import { commit, finding, registry, result, run, seen } from "../store/samples.ts";
import { runHere } from "./here.ts";

const DEFACED = finding({
  rule: "defacement-page",
  area: "defacement",
  subject: "/",
  directive: [
    {
      document: "2132/BYT-K2ĐT",
      item: "10a",
      relation: "triggers",
      why: { vi: "Phải báo", en: "To be told" },
    },
  ],
});
const EXPIRED = finding();
const REASON = ["--reason", "vì"];
const DAY = "2026-11-20";

/** Held by tests of their own in test/e2e: they open sites or a portal, or stay until they are told to end. */
const LONG = ["demo", "serve", "worker"];

interface Spoken {
  readonly command: string;
  readonly args?: readonly string[];
  readonly code?: number;
  /** Lines of stdout; "some": at least one, a listing of as many as there are. */
  readonly lines: number | "some";
}

/** In this order: later ones rest on what earlier ones did. */
const SPOKEN: readonly Spoken[] = [
  { command: "registry import", args: ["them.yaml", "--dry-run"], lines: "some" },
  { command: "registry import", args: ["them.yaml"], lines: "some" },
  { command: "registry import", args: ["them.yaml"], lines: 0 },
  { command: "registry list", lines: 2 },
  { command: "registry check", lines: "some" },
  { command: "registry retire", args: ["BV-THEM"], lines: 1 },
  { command: "authorization import", args: ["van-ban.yaml"], lines: 1 },
  { command: "authorization list", lines: 2 },
  { command: "authorization suspend", args: ["12/QĐ-BVA", ...REASON], lines: 1 },
  { command: "authorization restore", args: ["12/QĐ-BVA", ...REASON], lines: 1 },
  { command: "authorization revoke", args: ["12/QĐ-BVA", ...REASON], lines: 1 },
  { command: "scan", code: 3, lines: 1 },
  { command: "scan status", lines: 1 },
  { command: "scan list", lines: 2 },
  { command: "scan stop", code: 2, lines: 0 },
  { command: "verify", args: [EXPIRED.id], code: 3, lines: 1 },
  { command: "tls", args: ["www.bv-a.test", "--full"], code: 3, lines: 1 },
  { command: "findings", lines: 2 },
  { command: "findings", args: ["--severity", "info"], lines: 0 },
  { command: "coverage", lines: "some" },
  { command: "checks", lines: "some" },
  { command: "finding", args: ["confirm", EXPIRED.id, ...REASON], lines: 1 },
  { command: "explain", args: [EXPIRED.id], lines: 1 },
  { command: "reassess", lines: 1 },
  { command: "diff", args: ["RUN", "RUN"], lines: 1 },
  { command: "rules list", lines: "some" },
  { command: "rules check", lines: 1 },
  { command: "rules hold", args: ["tls-no-tls1-3", ...REASON], lines: 1 },
  { command: "rules release", args: ["tls-no-tls1-3", ...REASON], lines: 1 },
  { command: "data check", lines: 1 },
  { command: "data check", args: ["data/calendar/vn.yaml"], lines: 1 },
  { command: "data import", args: ["data/calendar/vn.yaml", ...REASON], lines: 1 },
  { command: "baseline list", lines: 0 },
  { command: "baseline accept", args: ["www.bv-a.test", ...REASON], code: 2, lines: 0 },
  { command: "baseline reset", args: ["www.bv-a.test", ...REASON], code: 2, lines: 0 },
  { command: "incident open", args: [DEFACED.id, ...REASON], lines: 1 },
  { command: "incident list", lines: 1 },
  { command: "incident show", args: ["INCIDENT"], lines: 1 },
  { command: "incident notice", args: ["INCIDENT"], lines: 1 },
  { command: "incident notice", args: ["INCIDENT", "--format", "html", "-o", "tb.html"], lines: 1 },
  { command: "incident sent", args: ["INCIDENT", "first", ...REASON], lines: 1 },
  { command: "incident report", args: ["INCIDENT", "--draft"], lines: 1 },
  { command: "incident close", args: ["INCIDENT", "--false-alarm", ...REASON], lines: 1 },
  { command: "evidence", args: [EXPIRED.id, "-o", "chung-cu.zip"], lines: 1 },
  { command: "ledger", lines: "some" },
  { command: "ledger verify", lines: 1 },
  { command: "ledger archive", args: ["--before", DAY, "-o", "so.jsonl.gz"], lines: 1 },
  ...["remediation", "findings", "form08", "ledger"].map((what) => ({
    command: "export",
    args: [what, "--all", "--format", "csv", "-o", `${what}.csv`],
    lines: 1,
  })),
  {
    command: "export",
    args: ["report", "--all", "--format", "docx", "-o", "bao-cao.docx"],
    lines: 1,
  },
  {
    command: "report sent",
    args: ["--all", "--number", "1/BC", "--date", DAY, "--recipient", "Bộ Y tế"],
    lines: 1,
  },
  { command: "report list", lines: 1 },
  { command: "report list", args: ["--missing"], lines: 0 },
  { command: "report withdraw", args: ["1", ...REASON], lines: 1 },
  { command: "fleet keys", lines: 0 },
  { command: "fleet names", lines: 0 },
  { command: "fleet defaults", lines: 0 },
  { command: "fleet post-quantum", lines: 0 },
  { command: "user add", args: ["lan", "--name", "Lan", "--role", "central-admin"], lines: 1 },
  {
    command: "user add",
    args: ["hoa", "--name", "Hoa", "--role", "unit-manager", "--unit", "BV-A"],
    lines: 1,
  },
  { command: "user list", lines: 2 },
  { command: "user invite", args: ["hoa"], lines: 1 },
  { command: "user reset", args: ["hoa"], lines: 1 },
  { command: "user totp", args: ["hoa"], lines: 1 },
  { command: "user disable", args: ["hoa"], lines: 1 },
  { command: "user enable", args: ["hoa"], lines: 1 },
  { command: "user token add", args: ["hoa", "--name", "kho"], lines: 1 },
  { command: "user token list", lines: 1 },
  { command: "user token revoke", args: ["TOKEN"], lines: 1 },
  { command: "notify list", lines: 0 },
  { command: "notify send", code: 2, lines: 0 },
  { command: "notify test", args: ["--to", "a@bv-a.test"], code: 2, lines: 0 },
  { command: "schedule", lines: 1 },
  { command: "schedule", args: ["--hosts"], lines: 0 },
  { command: "backup", args: ["sao.db"], lines: 1 },
  { command: "doctor", lines: "some" },
];

const REGISTRY = `units:
  - code: BV-THEM
    name: Bệnh viện Thêm
    systems: [{code: BV-THEM-WEB, name: Cổng, hosts: [{host: www.bv-them.test}]}]
`;
const DOCUMENTS = `authorizations:
  - {document: 2/QĐ, unit: BV-THEM, signedBy: A, signedOn: 2020-01-01, validFrom: 2020-01-01,
     validTo: 2020-12-31, hosts: all-registered, areas: [tls]}
`;

function leaves(parent: Command, path: readonly string[] = []): string[] {
  return parent.commands.flatMap((command) => {
    const own = [...path, command.name()];
    const below = leaves(command, own);
    const isGroup = below.length > 0 && !ALSO_GROUPS.has(own.join(" "));
    return isGroup ? below : [own.join(" "), ...below];
  });
}

/** Commands that have commands below them. */
const ALSO_GROUPS: ReadonlySet<string> = new Set(["scan", "ledger"]);

describe("--json", () => {
  const place = { db: "", folder: "" };
  const known = new Map<string, string>();

  beforeAll(() => {
    place.folder = mkdtempSync(join(tmpdir(), "rasoat-json-"));
    place.db = join(place.folder, "rasoat.db");
    const store = openStore(place.db, { create: true });
    store.saveRegistry(registry(), { actor: "t", note: "" });
    const scan = run({ status: "done" });
    store.createRun(scan);
    const findings = [DEFACED, EXPIRED];
    const events = findings.map((one) => seen(one));
    store.commitTarget(commit({ result: result({ findings }), findings, events }));
    store.close();
    known.set("RUN", scan.id);
    writeFileSync(join(place.folder, "them.yaml"), REGISTRY);
    writeFileSync(join(place.folder, "van-ban.yaml"), DOCUMENTS);
  });

  afterAll(() => {
    rmSync(place.folder, { recursive: true, force: true });
  });

  it("is held for every command there is", () => {
    const program = new Command("rasoat");
    addCommands(program, () => Promise.resolve(), "vi", "0");
    const spoken = new Set([...SPOKEN.map(({ command }) => command), ...LONG]);
    expect([...spoken].toSorted()).toEqual(leaves(program).toSorted());
  });

  it.each(SPOKEN)("$command $args", async ({ command, args = [], code = 0, lines }) => {
    const files = new Set(readdirSync(place.folder));
    const given = args.map((word) => {
      const isFile = /\.(?:yaml|csv|docx|html|zip|gz|db)$/.test(word) && !word.includes("/");
      return known.get(word) ?? (isFile ? join(place.folder, word) : word);
    });
    const ended = await runHere(...command.split(" "), ...given, "--json", "--db", place.db);
    const told = ended.out.split("\n").slice(0, -1);
    const values = told.map((line) => JSON.parse(line) as Record<string, unknown>);

    expect([ended.code, ended.err.includes("unexpected fault")]).toEqual([code, false]);
    if (lines === "some") expect(values.length).toBeGreaterThan(0);
    else expect(values).toHaveLength(lines);
    if (lines === 0 && code !== 0) expect(ended.err).not.toBe("");
    const file = readdirSync(place.folder).find(
      (name) => !files.has(name) && !/-(?:wal|shm)$/.test(name),
    );
    if (file !== undefined && lines === 1)
      expect(values[0]?.["file"]).toBe(join(place.folder, file));
    if (command === "incident open") known.set("INCIDENT", String(values[0]?.["id"]));
    if (command === "user token list") known.set("TOKEN", String(values[0]?.["id"]));
  });
});
