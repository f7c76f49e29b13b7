// The commands on what was judged, run in this process against a database of their own.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import type { Finding } from "../../src/model/finding.ts";
import { commit, finding, freshStore, registry, result, run, seen } from "../store/samples.ts";

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function rasoat(db: string, ...argv: readonly string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const write = (to: string[]) => ({ write: (text: string | Uint8Array) => to.push(String(text)) });
  const code = await runProgram(["--db", db, "--lang", "en", ...argv], {
    streams: { out: write(out), err: write(err) },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, out: out.join(""), err: err.join("") };
}

const DEFACED = finding({
  rule: "defacement-page",
  area: "defacement",
  subject: "/",
  severity: "critical",
  directive: [
    {
      document: "2132/BYT-K2ĐT",
      item: "10a",
      relation: "triggers",
      why: { vi: "Phải báo cáo", en: "To be reported" },
    },
  ],
});
const EXPIRED = finding();

/** A database after one run that left these findings. */
function database(...findings: Finding[]): string {
  const store = freshStore();
  store.saveRegistry(registry(), { actor: "t", note: "" });
  store.createRun(run());
  store.commitTarget(
    commit({ result: result({ findings }), findings, events: findings.map((one) => seen(one)) }),
  );
  return store.path;
}

describe("rasoat incident", () => {
  it("an acceptance whose date has passed hides no sign", async () => {
    const word = {
      action: "accept",
      by: "lan",
      at: DEFACED.firstSeen,
      reason: "họp rồi",
      owner: "Lan",
    } as const;
    const accepted = (until: string) => ({
      ...DEFACED,
      state: "accepted" as const,
      word: { ...word, until },
    });
    const signs = async (until: string): Promise<string> =>
      (await rasoat(database(accepted(until)), "incident", "list", "--json")).out;
    expect(await signs("2026-11-01")).toContain(DEFACED.id);
    expect(await signs("2999-01-01")).toBe("");
  }, 30_000);

  it("from the sign to the closing report", async () => {
    const db = database(DEFACED, EXPIRED);
    const signs = await rasoat(db, "incident", "list", "--json");
    expect(
      signs.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { provisional: true, findings: [DEFACED.id], serious: true, detectedAt: DEFACED.firstSeen },
    ]);
    const opened = await rasoat(
      db,
      "--json",
      "incident",
      "open",
      DEFACED.id,
      "--reason",
      "called them",
    );
    const { id, deadlines } = JSON.parse(opened.out) as { id: string; deadlines: object[] };
    expect([opened.code, deadlines.length]).toEqual([0, 2]);
    expect((await rasoat(db, "incident", "list")).out).toContain(id);
    const notice = await rasoat(db, "incident", "notice", id);
    expect(notice.out).toMatch(/^# FIRST NOTICE OF A NETWORK SECURITY INCIDENT\n/);
    const paper = await rasoat(db, "incident", "notice", id, "--format", "html");
    expect(paper.out).toMatch(/^<!doctype html>[^]*first notice of a network security incident/);
    const file = join(dirname(db), "notice.docx");
    const written = await rasoat(db, "incident", "notice", id, "--format", "docx", "-o", file);
    expect([written.code, written.out]).toEqual([0, ""]);
    expect(readFileSync(file).subarray(0, 2).toString()).toBe("PK");
    expect((await rasoat(db, "incident", "notice", id, "--format", "odt")).code).toBe(2);
    const sent = await rasoat(
      db,
      "incident",
      "sent",
      id,
      "first",
      "--reason",
      "01/BC to the Ministry",
    );
    expect(sent.out).toContain("first: 01/BC to the Ministry");
    const early = await rasoat(
      db,
      "incident",
      "close",
      id,
      "--reason",
      "x",
      "--cause",
      "a",
      "--damage",
      "b",
      "--measures",
      "c",
      "--lessons",
      "d",
    );
    expect([early.code, early.err]).toEqual([2, expect.stringContaining(DEFACED.id)]);
    const none = await rasoat(
      db,
      "incident",
      "close",
      id,
      "--false-alarm",
      "--reason",
      "a test page",
    );
    expect(none.out).toContain("none after all");
    const report = await rasoat(db, "incident", "report", id);
    expect([report.code, report.out, report.err]).toEqual([
      2,
      "",
      expect.stringContaining("after a scan has seen it mended"),
    ]);
  }, 30_000);

  it("refuses what is no sign, and what does not exist", async () => {
    const db = database(EXPIRED);
    const no = await rasoat(db, "incident", "open", EXPIRED.id, "--reason", "x");
    expect([no.code, no.err]).toEqual([
      2,
      expect.stringContaining("is not one that item 10a applies to"),
    ]);
    const missing = await rasoat(db, "incident", "show", "SC0");
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("no incident")]);
    expect((await rasoat(db, "incident", "list")).err).toContain("No incident");
  }, 30_000);
});

describe("rasoat rules", () => {
  it("hold and release take effect at once, for a subtree too", async () => {
    const db = database(EXPIRED);
    const held = await rasoat(
      db,
      "rules",
      "hold",
      EXPIRED.rule,
      "--subtree",
      "BV-A",
      "--reason",
      "too many",
    );
    expect([held.code, held.out]).toEqual([0, expect.stringContaining("1 finding(s) hidden")]);
    const standing = async (): Promise<unknown> => {
      const lines = (await rasoat(db, "rules", "list", "--json")).out.trim().split("\n");
      const rules = lines.map((line) => JSON.parse(line) as { id: string; standing: unknown });
      return rules.find((rule) => rule.id === EXPIRED.rule)?.standing;
    };
    expect(await standing()).toMatchObject({ release: "held", precision: null });
    await rasoat(db, "finding", "confirm", EXPIRED.id, "--reason", "looked");
    const released = await rasoat(
      db,
      "--json",
      "rules",
      "release",
      EXPIRED.rule,
      "--reason",
      "fine",
    );
    expect(JSON.parse(released.out)).toMatchObject({
      rule: EXPIRED.rule,
      held: false,
      findings: 1,
    });
    expect(await standing()).toMatchObject({ release: "released", confirmed: 1, precision: 1 });
    const unknown = await rasoat(db, "rules", "hold", "no-such-rule", "--reason", "x");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("no rule")]);
    expect((await rasoat(db, "rules", "release", EXPIRED.rule)).code).toBe(2);
  }, 30_000);
});

it("rasoat finding: a plan of repair, for the whole group where asked", async () => {
  const http = finding({ port: 80 });
  const db = database(EXPIRED, http);
  const said = await rasoat(
    db,
    "--json",
    "finding",
    "in-progress",
    EXPIRED.id,
    "--group",
    "--owner",
    "Lan",
    "--until",
    "2999-01-01",
    "--resources",
    "money",
    "--root-cause",
    "forgotten",
    "--reason",
    "begun",
  );
  const words = said.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Finding);
  expect(words.map(({ id }) => id).toSorted()).toEqual([EXPIRED.id, http.id].toSorted());
  for (const { state, word } of words) {
    expect([state, word?.owner, word?.resources, word?.rootCause]).toEqual([
      "in-progress",
      "Lan",
      "money",
      "forgotten",
    ]);
  }
}, 30_000);

it("rasoat findings: a group is listed under its own state, never as fixed while a member is open", async () => {
  const fixed = finding({ state: "fixed" });
  const db = database(fixed, finding({ port: 80 }));
  expect((await rasoat(db, "findings", "--state", "fixed")).err).toContain("No finding matches");
  expect((await rasoat(db, "findings", "--state", "fixed", "--json")).out).toContain(fixed.id);
  expect((await rasoat(db, "findings")).out).toContain("www.bv-a.test:80");
});

it("rasoat diff: counts and entries, the earlier run first whatever the order", async () => {
  const store = freshStore();
  store.saveRegistry(registry(), { actor: "t", note: "" });
  const [first, second] = [
    run({ id: "20261120-160000-aaaa", startedAt: "2026-11-20T16:00:00.000Z" }),
    run({ id: "20261122-160000-bbbb" }),
  ];
  const fixed: Finding = { ...EXPIRED, state: "fixed", outcome: "pass", run: second.id };
  const before: Finding = { ...EXPIRED, firstSeen: first.startedAt, run: first.id };
  store.createRun(first);
  store.commitTarget(
    commit({
      run: first.id,
      result: result({ findings: [before] }),
      findings: [before],
      events: [],
      coverage: [],
    }),
  );
  store.createRun(second);
  store.commitTarget(
    commit({
      run: second.id,
      result: result({ before: [before], findings: [fixed] }),
      findings: [fixed],
      events: [],
      coverage: [],
    }),
  );
  const one = await rasoat(store.path, "diff", first.id, second.id, "--json");
  expect(JSON.parse(one.out)).toMatchObject({
    before: first.id,
    after: second.id,
    total: { fixed: 1, new: 0 },
    units: [{ unit: "BV-A", counts: { fixed: 1 } }],
    entries: [{ change: "fixed", id: EXPIRED.id }],
  });
  expect((await rasoat(store.path, "diff", second.id, first.id, "--json")).out).toBe(one.out);
  expect((await rasoat(store.path, "diff", first.id, second.id)).out).toMatch(/fixed +high +/);
  expect((await rasoat(store.path, "diff", first.id, "nothing")).code).toBe(2);
});

it("figures for the central team are told as a number, and listed where they are asked for", async () => {
  const figure = finding({
    rule: "tls-no-post-quantum",
    severity: "info",
    held: true,
    subject: "tls",
  });
  const fresh = finding({ subject: "intermediate-1", held: true, awaitsRelease: true });
  const db = database(EXPIRED, figure, fresh);
  const listed = await rasoat(db, "findings");
  expect(listed.out).not.toContain(figure.id);
  expect(listed.out).toContain(EXPIRED.id);
  expect(listed.err).toContain("figures for the central team: 1 (tls-no-post-quantum)");
  expect((await rasoat(db, "findings", "--severity", "info")).out).toContain(figure.id);
  expect((await rasoat(db, "findings", "--json")).out).toContain(figure.id);
  const explained = await rasoat(db, "explain", fresh.id);
  expect(explained.out).toContain("new rules or data brought it about");
  expect(explained.out).toMatch(/Why it is this urgent\n +→ high: the rule's own \(applies here\)/);
  expect((await rasoat(db, "finding", "confirm", fresh.id, "--reason", "seen")).code).toBe(0);
  expect((await rasoat(db, "explain", fresh.id)).out).not.toContain("Held for");
}, 30_000);

it("rasoat explain tells the history and the term in words, in the reader's time", async () => {
  const db = database(EXPIRED);
  const said = await rasoat(db, "--lang", "vi", "explain", EXPIRED.id);
  const [, history = ""] = said.out.split("Lịch sử");
  expect(history).toMatch(
    /\d\d:\d\d ngày \d\d\/\d\d\/\d{4}  chưa khắc phục  \(nhìn thấy, lượt quét, /,
  );
  expect(history).not.toContain("notAfter=");
  expect(said.out).toMatch(/Thời hạn\n  \d\d\/\d\d\/\d{4} \(/);
}, 30_000);

it("no acceptance stands for ever, and the person hears until when", async () => {
  const db = database(EXPIRED);
  const said = await rasoat(db, "finding", "accept", EXPIRED.id, "--reason", "old device");
  expect(said.out).toMatch(/^[0-9a-f]{16}: [^\n]+\n$/);
  expect(said.err).toMatch(/holds until \d{4}-\d\d-\d\d, or until the value changes/);
  const silent = await rasoat(db, "finding", "reopen", EXPIRED.id, "--reason", "mended after all");
  expect(silent.err).toBe("");
}, 30_000);
