// Writes a store of national size: 6,000 units, 8,000 systems and hosts, 100,000 findings in many states.
// Only for measuring; it goes round the lifecycle and writes the rows at once, in one transaction.
import { rmSync } from "node:fs";

const PROVINCES = 34;
const UNITS = 6000;
const HOSTS = 8000;
export const FINDINGS = 100_000;
const SENT = 2 * UNITS;
const STATES = [
  "open",
  "open",
  "open",
  "in-progress",
  "claimed-fixed",
  "fixed",
  "fixed",
  "accepted",
];
const NOW = "2026-11-22T15:00:00.000Z";
/** Before the nights of national-nights.mjs. */
const RUN = "R20261120-150000-0001";
const RUN_AT = "2026-11-20T15:00:00.000Z";
const FIRST_SEEN = "2026-10-20T15:00:00.000Z";
/** The last night has seen each nineteenth for the first time: no divisor of HOSTS, so that they are spread. */
const NEW_EACH = 19;
const UNIT_CODE = (index) => (index <= PROVINCES ? `SYT-${index}` : `DV-${index}`);

function registryOf() {
  const units = [unitOf({ code: "BYT", name: "Bộ Y tế", kind: "ministry-unit" })];
  for (let index = 1; index <= UNITS; index++) {
    const isDepartment = index <= PROVINCES;
    const department = isDepartment ? index : (index % PROVINCES) + 1;
    units.push(
      unitOf({
        code: UNIT_CODE(index),
        name: isDepartment ? `Sở Y tế tỉnh ${index}` : `Bệnh viện đa khoa số ${index}`,
        kind: isDepartment ? "health-department" : index % 3 === 0 ? "centre" : "hospital",
        parent: isDepartment ? "BYT" : UNIT_CODE(department),
        province: `Tỉnh ${department}`,
      }),
    );
  }
  const systems = [];
  const targets = [];
  for (let index = 0; index < HOSTS; index++) {
    const unit = unitOfHost(index);
    systems.push({
      code: `HT-${index}`,
      unit,
      name: `Cổng thông tin điện tử số ${index}`,
      exposure: "public",
      level: index % 5 === 0 ? null : (index % 3) + 1,
      levelApproval: null,
      operator: null,
      onlineService: index % 4 === 0,
      personalData: null,
      contractor: index < 30 ? "Công ty X" : null,
    });
    targets.push({
      unit,
      system: `HT-${index}`,
      host: `www.dv-${index}.test`,
      ports: [{ port: 443, scheme: "https" }],
      paths: ["/"],
      addresses: [],
    });
  }
  const authorizations = units.map(({ code }) => authorizationOf(code));
  return { units, systems, targets, authorizations };
}

function unitOfHost(index) {
  return UNIT_CODE((index % UNITS) + 1);
}

function unitOf(parts) {
  return {
    province: null,
    parent: null,
    formerly: [],
    head: null,
    contacts: null,
    incidentPlan: null,
    retired: false,
    ...parts,
  };
}

function authorizationOf(unit) {
  return {
    document: "12/QĐ-BYT",
    unit,
    signedBy: "Giám đốc",
    signedOn: null,
    documentSha256: null,
    hosterNotified: null,
    emergencyContact: null,
    validFrom: "2026-01-01",
    validTo: "2026-12-31",
    hosts: "all-registered",
    areas: ["tls", "cms", "panels", "defacement"],
    window: null,
    verify: null,
    watch: null,
    requestsPerSecond: null,
    status: "active",
  };
}

function findingOf(rules, index) {
  const rule = rules[index % rules.length];
  const host = index % HOSTS;
  const id = index.toString(16).padStart(16, "0");
  const state = STATES[index % STATES.length];
  return {
    id,
    fingerprint: id.repeat(4),
    unit: unitOfHost(host),
    system: `HT-${host}`,
    host: `www.dv-${host}.test`,
    port: 443,
    area: rule.area,
    rule: rule.id,
    severity: rule.severity,
    confidence: "certain",
    outcome: "fail",
    state,
    held: false,
    subject: `/trang-${index}`,
    value: "offered=TLSv1",
    group: id,
    title: rule.title,
    evidence: [{ observation: id.repeat(4), text: "127.0.0.1: TLSv1 accepted" }],
    directive: rule.directive
      .filter(({ when, where }) => when === undefined && where === undefined)
      .map(({ document, item, relation, why }) => ({ document, item, relation, why })),
    law: [],
    remedy: rule.remedy,
    firstSeen: index % NEW_EACH === 0 ? NOW : FIRST_SEEN,
    lastSeen: NOW,
    lastLooked: NOW,
    dueOn: index % 2 === 0 ? "2026-11-10" : "2026-12-21",
    dueBasis: "20 ngày làm việc, do chương trình đặt ra.",
    reopened: 0,
    cleanLooks: 0,
    unknownReason: null,
    run: RUN,
    versions: { program: "0.1.0", rules: "r", data: "d" },
    word:
      state === "accepted"
        ? {
            action: "accept",
            by: "admin",
            at: NOW,
            reason: "đang chờ thay thế hệ thống",
            until: "2027-03-01",
            owner: null,
          }
        : null,
  };
}

/** When it was seen first, and what moved it since. */
function eventsOf({ id, state, firstSeen }) {
  const step = { finding: id, run: RUN, actor: "scan", detail: "" };
  const seen = { ...step, at: firstSeen, cause: "seen", from: null, to: "open" };
  if (state === "open") return [seen];
  const moved = { ...step, at: NOW, from: "open", to: state };
  return state === "fixed"
    ? [seen, { ...moved, cause: "not-seen" }]
    : [seen, { ...moved, cause: "person", actor: "admin" }];
}

/** @param {string} root folder of the built program (dist) */
export async function writeNational(root, path) {
  const load = (file) => import(`${root}/${file}`);
  const { openStore } = await load("store/store.js");
  const { connect } = await load("store/sqlite/connection.js");
  const { addEvents, putFinding } = await load("store/findings/findings.js");
  const { putCoverage } = await load("store/runs/coverage.js");
  const { putTraces } = await load("store/runs/fleet.js");
  const { loadKnowledge } = await load("knowledge/load.js");
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
  const { rules } = loadKnowledge(`${root}/..`);
  const store = openStore(path, { create: true, now: () => new Date(NOW) });
  store.saveRegistry(registryOf(), { actor: "bench", note: "national" });
  store.createRun({
    id: RUN,
    kind: "scan",
    status: "done",
    startedAt: RUN_AT,
    endedAt: RUN_AT,
    areas: ["tls", "cms", "panels", "defacement"],
    units: [],
    hosts: [],
    allowReserved: false,
    resolve: [],
    versions: { program: "0.1.0", rules: "r", data: "d" },
  });
  store.close();
  const connection = connect(path, "NORMAL");
  connection.transact(() => {
    for (let index = 0; index < FINDINGS; index++) {
      const finding = findingOf(rules, index);
      putFinding(connection, finding);
      addEvents(connection, eventsOf(finding));
    }
    for (let index = 0; index < HOSTS; index++) {
      putCoverage(
        connection,
        { run: 1, unit: unitOfHost(index) },
        ["tls", "cms", "panels", "defacement"].map((area) => ({
          host: `www.dv-${index}.test`,
          port: 443,
          area,
          status: index % 20 === 0 ? "not-assessed" : "assessed",
          reason: index % 20 === 0 ? "blocked" : null,
          run: RUN,
          at: NOW,
        })),
      );
    }
    for (let index = 0; index < HOSTS; index++) putTls(putTraces, connection, index);
    for (let index = 0; index < SENT; index++) putSent(connection, index);
  });
  connection.db.close();
}

/** A fifth of all hosts stand with hosters: twenty share one key and a certificate with all their names. */
function putTls(putTraces, connection, index) {
  const isShared = Math.floor(index / 20) % 5 === 0;
  const first = isShared ? index - (index % 20) : index;
  const names = Array.from({ length: isShared ? 20 : 1 }, (_, at) => `www.dv-${first + at}.test`);
  const leaf = {
    port: 443,
    address: `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    sha256: `${first}`,
    spkiSha256: `${first}`,
    subject: `CN=hoster-${first}.example`,
    issuer: "CN=R12",
    notAfter: NOW,
    altNames: [...names, `kho.dv-${index}.test`].map((name) => `dns:${name}`),
  };
  putTraces(
    connection,
    { unit: unitOfHost(index), host: `www.dv-${index}.test`, at: NOW },
    {
      addresses: null,
      answered: [],
      leaves: ["named", "nameless"].map((role) => ({ ...leaf, role })),
      ports: [
        { port: 443, tls13: index % 3 > 0, postQuantum: index % 5 === 0, ssl2: null, http3: null },
      ],
      intermediates: [],
    },
  );
}

/** A full register of sent reports: two years of every unit. */
function putSent(connection, index) {
  const unit = UNIT_CODE((index % UNITS) + 1);
  connection.run(
    `INSERT INTO sent_reports (scope, unit, kind, number, date, recipient, run, ledger_rows,
       ledger_hash, entered_by, entered_at)
     VALUES ('unit', ?, 'bao-cao', ?, ?, 'Sở Y tế', ?, 0, ?, 'văn thư', ?)`,
    unit,
    `${String(index)}/BC-${unit}`,
    index < UNITS ? "2026-06-30" : "2025-06-30",
    RUN,
    "00".repeat(32),
    NOW,
  );
}
