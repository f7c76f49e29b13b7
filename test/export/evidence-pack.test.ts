// The pack is made of what a real store holds: looks that a finding cites, bodies, ledger rows, notices.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { evidencePack } from "../../src/export/evidence-pack.ts";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import type { Finding } from "../../src/model/finding.ts";
import { openIncident } from "../../src/rules/incident.ts";
import { evidenceOf } from "../../src/run/evidence.ts";
import { incidentFileOf } from "../../src/run/incident-file.ts";
import type { Store } from "../../src/store/store.ts";
import {
  commit,
  finding,
  freshStore,
  hex,
  intent,
  NOW,
  OUTCOME,
  pageLook,
  registry,
  result,
  run,
  seen,
} from "../store/samples.ts";
import { unzip } from "./unzip.ts";

const KNOWLEDGE = loadKnowledge(new URL("../../", import.meta.url).pathname);
const BODY = "<script>alert('=1+1')</script> trang đã bị thay";
const LOOK = pageLook(hex(BODY));
const SIGN: Finding = finding({
  area: "defacement",
  rule: "defacement-page",
  subject: "/",
  group: "g-sign",
  severity: "critical",
  evidence: [
    { observation: LOOK.id, text: "trang đã bị thay" },
    { observation: "gone", text: "đã xoá" },
  ],
  directive: [
    {
      document: "2132/BYT-K2ĐT",
      item: "10a",
      relation: "triggers",
      why: { vi: "Là sự cố", en: "An incident" },
    },
  ],
});

async function stored(): Promise<Store> {
  const store = freshStore();
  store.saveRegistry(registry(), { actor: "test", note: "" });
  store.createRun(run());
  store.commitTarget({
    ...commit(),
    result: result({ looks: [LOOK], findings: [SIGN] }),
    bodies: [{ sha256: hex(BODY), content: Buffer.from(BODY) }],
    findings: [SIGN],
    events: [seen(SIGN)],
    coverage: [],
  });
  const url = "https://www.bv-a.test/=cmd";
  store.ledger.settle(await store.ledger.intend(intent({ url })), OUTCOME);
  await store.ledger.flush();
  return store;
}

function packOf(store: Store, isOpened: boolean): Map<string, string> {
  const decision = { by: "Người trực", at: NOW.toISOString(), reason: "đã xem" };
  const opened = isOpened
    ? store.openIncident("central", SIGN.id, (found, history, incidents) =>
        openIncident({
          finding: found,
          history,
          incidents,
          terms: KNOWLEDGE.incidents,
          decision,
          serious: null,
          atOnce: false,
          into: null,
        }),
      )
    : undefined;
  const about = { scope: "central", knowledge: KNOWLEDGE, now: NOW.toISOString() } as const;
  const bytes = evidencePack({
    evidence: evidenceOf(store, "central", [store.findFinding("central", SIGN.id) ?? SIGN]),
    incident:
      opened === undefined
        ? null
        : {
            file: incidentFileOf(store, opened, about),
            events: store.incidentEvents("central", opened.id),
          },
    madeBy: "Người trực (truc)",
    madeAt: NOW,
    programVersion: "0.1.0",
  });
  return new Map([...unzip(bytes)].map(([name, one]) => [name, one.bytes.toString("utf8")]));
}

describe("an evidence pack", () => {
  it("holds findings, looks, bodies, ledger and versions, each with its hash", async () => {
    const files = packOf(await stored(), false);
    expect([...files.keys()]).toEqual([
      "DOC-TRUOC-READ-FIRST.txt",
      "findings.json",
      "looks.json",
      `bodies/${hex(BODY)}.txt`,
      "ledger.csv",
      "versions.json",
      "SHA256SUMS.txt",
    ]);
    const sums = (files.get("SHA256SUMS.txt") ?? "").trimEnd().split("\n");
    expect(sums).toHaveLength(files.size - 1);
    for (const line of sums) {
      const [hash = "", name = ""] = line.split("  ");
      const content = files.get(name) ?? "";
      expect([name, createHash("sha256").update(content).digest("hex")]).toEqual([name, hash]);
    }
    expect(files.get(`bodies/${hex(BODY)}.txt`)).toBe(BODY);
    expect(JSON.parse(files.get("looks.json") ?? "")).toEqual([LOOK]);
    expect(JSON.parse(files.get("versions.json") ?? "")).toMatchObject({
      program: "0.1.0",
      ledgerRows: 1,
      ledgerCut: false,
      bodiesNoLongerKept: [],
    });
  });

  it("says what is stored no longer instead of leaving it out", async () => {
    const files = packOf(await stored(), false);
    const [first] = JSON.parse(files.get("findings.json") ?? "") as {
      looksNoLongerStored: string[];
    }[];
    expect(first?.looksNoLongerStored).toEqual(["gone"]);
    expect(files.get("DOC-TRUOC-READ-FIRST.txt")).toContain("1 lần quan sát");
  });

  it("says that ledger rows lie in archives, and of those made before the finding nothing", async () => {
    const store = await stored();
    const archive = { before: "00".repeat(32), hash: "11".repeat(32), sha256: "22".repeat(32) };
    const by = { actor: "truc", role: "command line" };
    const kept = {
      ...archive,
      file: "/kho/so-ghi.jsonl.gz",
      bytes: 9,
      from: "2026-01-01T00:00:00.000Z",
    };
    store.noteArchive({ ...kept, first: 1, last: 1, to: "2026-02-01T00:00:00.000Z" }, by);
    const before = packOf(store, false);
    expect(JSON.parse(before.get("versions.json") ?? "")).toMatchObject({ ledgerArchives: [] });
    expect(before.get("DOC-TRUOC-READ-FIRST.txt")).not.toContain("tệp lưu trữ");
    store.noteArchive({ ...kept, first: 2, last: 2, to: NOW.toISOString() }, by);
    const after = packOf(store, false);
    expect(JSON.parse(after.get("versions.json") ?? "")).toMatchObject({
      ledgerArchives: [{ first: 2, last: 2, to: NOW.toISOString(), sha256: "22".repeat(32) }],
    });
    expect(after.get("DOC-TRUOC-READ-FIRST.txt")).toContain("nằm trong tệp lưu trữ");
    expect([...after.values()].join("\n")).not.toContain("/kho/");
  });

  it("holds the notices once an incident is open", async () => {
    const files = packOf(await stored(), true);
    expect([...files.keys()].filter((name) => name.startsWith("notices/"))).toHaveLength(4);
    expect(files.get("notices/thong-bao-ban-dau-first-notice.vi.txt")).toContain(
      "THÔNG BÁO BAN ĐẦU",
    );
    expect(JSON.parse(files.get("incident.json") ?? "")).toMatchObject({
      incident: { state: "open", findings: [SIGN.id] },
      deadlines: [{ notice: "first" }, { notice: "full" }],
    });
  });

  it("has no file that opens as a page, and no cell that computes", async () => {
    const files = packOf(await stored(), true);
    expect([...files.keys()].filter((name) => !/\.(?:txt|json|csv)$/.test(name))).toEqual([]);
    expect(files.get("ledger.csv")).not.toMatch(/(?:^|,)"[=+@-]/m);
  });
});

describe("what a unit's scope is given", () => {
  it("holds nothing of another unit's", async () => {
    const store = await stored();
    const own = evidenceOf(store, { units: ["BV-A"] }, [SIGN]);
    expect([own.bodies.length, own.ledger.length]).toEqual([1, 1]);
    const foreign = evidenceOf(store, { units: ["BV-B"] }, [SIGN]);
    expect(foreign.findings.map(({ looks, history }) => [looks.length, history.length])).toEqual([
      [0, 0],
    ]);
    expect([foreign.bodies.length, foreign.ledger.length]).toEqual([0, 0]);
  });
});
