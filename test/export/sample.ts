// A small world for the tests of documents: three units, four systems, findings in every state.
import type { Coverage } from "../../src/model/coverage.ts";
import type { CountedFinding, Finding } from "../../src/model/finding.ts";
import type { Knowledge } from "../../src/model/knowledge.ts";
import type { Registry, System, Target, Unit } from "../../src/model/registry.ts";
import type { ScanRun } from "../../src/model/run.ts";
import type { SentReport } from "../../src/model/sent-report.ts";
import { loadKnowledge } from "../../src/knowledge/load.ts";
import type { ReportInput, ReportScope } from "../../src/export/report/input.ts";
import { resolve } from "node:path";
import { diffRuns } from "../../src/run/diff.ts";

export const NOW = "2026-11-22T15:00:00.000Z";
const EARLIER = "2026-11-01T15:00:00.000Z";

export const knowledge: Knowledge = loadKnowledge(resolve(import.meta.dirname, "../.."));

const unit = (parts: Partial<Unit> & Pick<Unit, "code" | "name">): Unit => ({
  kind: "hospital",
  province: null,
  parent: null,
  formerly: [],
  head: null,
  contacts: null,
  incidentPlan: null,
  retired: false,
  ...parts,
});

const system = (parts: Partial<System> & Pick<System, "code" | "unit">): System => ({
  name: `Cổng ${parts.code}`,
  exposure: "public",
  level: null,
  levelApproval: null,
  operator: null,
  onlineService: null,
  personalData: null,
  contractor: null,
  ...parts,
});

const target = (unit: string, system: string, host: string): Target => ({
  unit,
  system,
  host,
  ports: [
    { port: 80, scheme: "http" },
    { port: 443, scheme: "https" },
  ],
  paths: ["/"],
  addresses: [],
});

const authorization = (unit: string): Registry["authorizations"][number] => ({
  document: `12/QĐ-${unit}`,
  unit,
  signedBy: "Giám đốc",
  signedOn: "2026-01-02",
  documentSha256: null,
  hosterNotified: null,
  emergencyContact: null,
  validFrom: "2026-01-05",
  validTo: "2026-12-31",
  hosts: "all-registered",
  areas: ["tls", "cms", "panels", "defacement"],
  window: { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" },
  verify: null,
  watch: null,
  requestsPerSecond: null,
  status: "active",
});

export const registry: Registry = {
  units: [
    unit({
      code: "SYT",
      name: "Sở Y tế tỉnh Mẫu",
      kind: "health-department",
      province: "Tỉnh Mẫu",
    }),
    unit({
      code: "BV-A",
      name: "Bệnh viện A",
      parent: "SYT",
      head: "Nguyễn Văn Ánh",
      province: "Tỉnh Mẫu",
      incidentPlan: { decision: "20/QĐ-BVA", date: "2026-02-01" },
    }),
    unit({ code: "BV-B", name: "Bệnh viện B", parent: "SYT" }),
    unit({ code: "BV-CU", name: "Bệnh viện đã giải thể", parent: "SYT", retired: true }),
  ],
  systems: [
    system({
      code: "BV-A-WEB",
      unit: "BV-A",
      level: 2,
      levelApproval: {
        status: "approved",
        decision: "15/QĐ-BVA",
        date: "2026-03-01",
        body: "Sở Y tế",
      },
      operator: "Trung tâm CNTT",
      onlineService: true,
      personalData: "sensitive",
      contractor: "Công ty X",
    }),
    system({ code: "BV-A-HIS", unit: "BV-A", exposure: "internal", level: 3 }),
    system({ code: "BV-B-WEB", unit: "BV-B", contractor: "Công ty X", level: "none" }),
    system({
      code: "BV-B-BOOK",
      unit: "BV-B",
      levelApproval: { status: "drafting", decision: null, date: null, body: null },
    }),
    system({ code: "BV-CU-WEB", unit: "BV-CU" }),
  ],
  targets: [
    target("BV-A", "BV-A-WEB", "www.bv-a.test"),
    target("BV-A", "BV-A-WEB", "lich.bv-a.test"),
    target("BV-B", "BV-B-WEB", "www.bv-b.test"),
    target("BV-B", "BV-B-BOOK", "kham.bv-b.test"),
    target("BV-CU", "BV-CU-WEB", "www.bv-cu.test"),
  ],
  authorizations: [authorization("BV-A"), { ...authorization("BV-B"), hosts: ["www.bv-b.test"] }],
};

export function findingOf(parts: Partial<Finding> = {}): Finding {
  const rule = knowledge.rules.find(({ id }) => id === (parts.rule ?? "tls-cert-expired"));
  return {
    id: "f-0",
    fingerprint: `fp-${parts.id ?? "f-0"}`,
    unit: "BV-A",
    system: "BV-A-WEB",
    host: "www.bv-a.test",
    port: 443,
    area: rule?.area ?? "tls",
    rule: rule?.id ?? "tls-cert-expired",
    severity: rule?.severity ?? "high",
    confidence: "certain",
    outcome: "fail",
    state: "open",
    held: false,
    subject: "leaf",
    value: "notAfter=2026-01-01T00:00:00Z",
    group: `g-${parts.id ?? "f-0"}`,
    title: rule?.title ?? { vi: "Chứng thư đã hết hạn", en: "Certificate expired" },
    evidence: [{ observation: "o1", text: "hết hạn ngày 01/01/2026" }],
    directive: [
      {
        document: "2132/BYT-K2ĐT",
        item: "3",
        relation: "reported-under",
        why: { vi: "Kết quả rà soát, báo cáo theo mục 3.", en: "A result, reported under item 3." },
      },
    ],
    law: [],
    remedy: rule?.remedy ?? { vi: "Gia hạn chứng thư", en: "Renew it" },
    firstSeen: EARLIER,
    lastSeen: NOW,
    lastLooked: NOW,
    dueOn: "2026-12-04",
    dueBasis: "10 ngày làm việc, do chương trình đặt ra.",
    reopened: 0,
    cleanLooks: 0,
    unknownReason: null,
    run: "R2",
    versions: { program: "0.1.0", rules: "r", data: "d" },
    word: null,
    ...parts,
  };
}

const INCIDENT: Finding["directive"][number] = {
  document: "2132/BYT-K2ĐT",
  item: "10a",
  relation: "triggers",
  why: { vi: "Phải báo cáo sự cố ngay.", en: "The incident must be reported at once." },
};

export const findings: readonly Finding[] = [
  findingOf({
    id: "f-1",
    dueOn: "2026-11-10",
    law: [{ document: "116/2025/QH15", article: "Điều 10" }],
  }),
  findingOf({ id: "f-2", rule: "tls-protocol-tls1-0", subject: "tls", firstSeen: NOW }),
  findingOf({ id: "f-3", rule: "tls-protocol-tls1-1", subject: "tls", state: "in-progress" }),
  findingOf({ id: "f-4", rule: "http-no-hsts", group: "g-hsts", subject: "http" }),
  findingOf({ id: "f-5", rule: "http-no-hsts", group: "g-hsts", subject: "http", port: 80 }),
  findingOf({
    id: "f-6",
    rule: "defacement-page",
    subject: "/",
    directive: [...findingOf().directive, INCIDENT],
    host: "lich.bv-a.test",
    reopened: 2,
  }),
  findingOf({ id: "f-7", rule: "exposure-listing", subject: "dir-listing /a/", state: "fixed" }),
  findingOf({
    id: "f-8",
    rule: "panel-login-exposed",
    subject: "wp-login /wp-login.php",
    state: "accepted",
    word: {
      action: "accept",
      by: "Trần B",
      at: EARLIER,
      reason: "chờ thay hệ thống",
      until: "2027-01-31",
      owner: null,
    },
  }),
  findingOf({
    id: "f-9",
    rule: "cms-behind",
    subject: "wordpress",
    outcome: "unknown",
    unknownReason: "blocked",
    word: {
      action: "in-progress",
      by: "Lê C",
      at: NOW,
      reason: "đã giao việc",
      until: "2026-12-01",
      owner: "Phòng CNTT",
      resources: "hai ngày công",
    },
    plan: {
      owner: "Phòng CNTT",
      until: "2026-12-01",
      resources: "hai ngày công",
      rootCause: null,
      by: "Lê C",
      at: NOW,
    },
  }),
  findingOf({ id: "f-10", unit: "BV-B", system: "BV-B-WEB", host: "www.bv-b.test" }),
  findingOf({ id: "f-11", held: true, rule: "cms-end-of-life", subject: "joomla" }),
  findingOf({
    id: "f-12",
    unit: "BV-B",
    system: "BV-B-WEB",
    host: "www.bv-b.test",
    group: "g-x",
    state: "false-positive",
    rule: "exposure-debug",
    subject: "phpinfo /i.php",
  }),
  findingOf({
    id: "f-13",
    unit: "BV-B",
    system: "BV-B-WEB",
    host: null,
    port: null,
    rule: "registry-level-none",
    subject: "BV-B-WEB",
  }),
];

const looks = (host: string, parts: Partial<Coverage> = {}): Coverage[] =>
  (["tls", "cms", "panels", "defacement"] as const).map((area) => ({
    host,
    port: 443,
    area,
    status: "assessed",
    reason: null,
    run: "R2",
    at: NOW,
    ...parts,
  }));

export const coverage: readonly Coverage[] = [
  ...looks("www.bv-a.test").map((look) =>
    look.area === "panels"
      ? { ...look, status: "partial" as const, reason: "budget-spent" as const }
      : look,
  ),
  ...looks("lich.bv-a.test"),
  ...looks("www.bv-b.test", { status: "not-assessed", reason: "blocked" }),
];

const run = (id: string, at: string): ScanRun => ({
  id,
  kind: "scan",
  status: "done",
  startedAt: at,
  endedAt: at,
  areas: ["tls", "cms", "panels", "defacement"],
  units: [],
  hosts: [],
  allowReserved: false,
  resolve: [],
  versions: { program: "0.1.0", rules: "r", data: "d" },
});

/** A comparison of both runs, made by the very function of `rasoat diff`. */
function changesOf(scope: ReportScope): ReportInput["changes"] {
  const [before, after] = [run("R1", EARLIER), run("R2", NOW)];
  const own = findings.filter(({ unit: code }) => scope.kind !== "unit" || code === scope.unit);
  const was: Finding[] = own
    .filter(({ firstSeen }) => firstSeen <= EARLIER)
    .map((finding) => ({
      ...finding,
      state: finding.state === "fixed" ? "open" : finding.reopened > 0 ? "fixed" : finding.state,
    }));
  const snapshot = (of: ScanRun, all: readonly Finding[]) => ({
    run: of,
    findings: new Map(all.map((finding) => [finding.fingerprint, finding])),
    coverage: () => [],
  });
  const { entries } = diffRuns(snapshot(before, was), snapshot(after, own), () => []);
  return { before, after, lastReport: null, entries };
}

const entry = (parts: Partial<SentReport> & Pick<SentReport, "entry">): SentReport => ({
  scope: "unit",
  unit: "BV-A",
  kind: "bao-cao",
  number: "15/BC-BVA",
  date: "2026-11-10",
  recipient: "Sở Y tế tỉnh Mẫu",
  run: "R1",
  corrects: null,
  enteredBy: "văn thư",
  enteredAt: NOW,
  ledgerHead: { rows: 12, hash: "b".repeat(64) },
  correctedBy: null,
  withdrawal: null,
  ...parts,
});

export const sent: readonly SentReport[] = [
  entry({ entry: 1, number: "14/BC-BVA", correctedBy: 2 }),
  entry({ entry: 2, corrects: 1 }),
  entry({ entry: 3, date: "2026-08-03", number: "9/BC-BVA", run: null }),
  entry({ entry: 4, unit: "SYT", scope: "subtree", kind: "cong-van", number: "77/SYT-VP" }),
  entry({ entry: 5, unit: "BV-B", date: "2026-07-01", number: "3/BC-BVB" }),
];

/** As a roll-up reads them; what is fixed was verified at `NOW`. */
export function countedOf(rows: readonly Finding[]): CountedFinding[] {
  return rows.map((row) => ({ ...row, fixedAt: row.state === "fixed" ? NOW : null }));
}

export function reportInput(scope: ReportScope, parts: Partial<ReportInput> = {}): ReportInput {
  return {
    registry,
    findings,
    counted: [countedOf(findings)],
    coverage,
    incidents: [],
    runs: [run("R2", NOW), run("R1", EARLIER)],
    knowledge,
    changes: changesOf(scope),
    ledgerHead: { rows: 4711, hash: "a".repeat(64) },
    declared: new Map([
      ["unit BV-A", { by: "phòng kế hoạch", at: EARLIER }],
      ["system BV-A-WEB", { by: "phòng kế hoạch", at: EARLIER }],
    ]),
    sent,
    reportedSince: null,
    program: "0.1.0",
    now: NOW,
    scope,
    language: "vi",
    ...parts,
  };
}

/** A list that is written in pieces, as one text. */
export function whole(pieces: Iterable<string>): string {
  return [...pieces].join("");
}
