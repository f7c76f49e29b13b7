// Values to store: complete, plausible, and numbered where many are needed.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Finding, FindingEvent } from "../../src/model/finding.ts";
import type { LedgerIntent, LedgerRefusal } from "../../src/model/ledger.ts";
import type { Look, NewLook } from "../../src/model/observation.ts";
import type { Authorization, Registry, System, Target, Unit } from "../../src/model/registry.ts";
import type { ScanRun } from "../../src/model/run.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/store.ts";
import type { TargetResult } from "../../src/store/runs/result-value.ts";
import type { TargetCommit } from "../../src/store/runs/results.ts";
import { canonicalJson } from "../../src/text/canonical-json.ts";

export const NOW = new Date("2026-11-22T16:00:00.000Z");

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "rasoat-store-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A new store in a folder of its own; closed and removed at the end of the test. */
export function freshStore(options: StoreOptions & { path?: string } = {}): Store {
  const { path = join(folder(), "rasoat.db"), ...rest } = options;
  const store = openStore(path, { create: true, now: () => NOW, groupCommitMs: 1, ...rest });
  onTestFinished(() => store.close());
  return store;
}

export function hex(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

export function run(over: Partial<ScanRun> = {}): ScanRun {
  return {
    id: "20261122-160000-aaaa",
    kind: "scan",
    status: "running",
    startedAt: NOW.toISOString(),
    endedAt: null,
    areas: ["tls", "cms", "panels", "defacement"],
    units: [],
    hosts: [],
    allowReserved: true,
    resolve: [{ host: "www.bv-a.test", address: "127.0.0.10" }],
    versions: { program: "0.1.0", rules: "0123456789ab", data: "ba9876543210" },
    ...over,
  };
}

export function unit(over: Partial<Unit> = {}): Unit {
  return {
    code: "BV-A",
    name: "Bệnh viện A",
    kind: "hospital",
    province: "Hà Nội",
    parent: null,
    formerly: ["TTYT-X"],
    head: null,
    contacts: [{ email: "cntt@bv-a.test", role: "security" }],
    incidentPlan: { decision: "20/QĐ-BVA", date: "2026-02-01" },
    retired: false,
    ...over,
  };
}

export function system(over: Partial<System> = {}): System {
  return {
    code: "BV-A-WEB",
    unit: "BV-A",
    name: "Cổng thông tin điện tử",
    exposure: "public",
    level: 2,
    levelApproval: { status: "approved", decision: "15/QĐ", date: "2026-03-01", body: "Sở Y tế" },
    operator: null,
    onlineService: true,
    personalData: "basic",
    contractor: "Công ty X",
    ...over,
  };
}

export function target(over: Partial<Target> = {}): Target {
  return {
    unit: "BV-A",
    system: "BV-A-WEB",
    host: "www.bv-a.test",
    ports: [
      { port: 80, scheme: "http" },
      { port: 443, scheme: "https" },
    ],
    paths: ["/"],
    addresses: ["127.0.0.10/32"],
    ...over,
  };
}

export function authorization(over: Partial<Authorization> = {}): Authorization {
  return {
    document: "12/QĐ-BVA",
    unit: "BV-A",
    signedBy: "Giám đốc",
    signedOn: "2026-01-05",
    documentSha256: null,
    hosterNotified: true,
    emergencyContact: null,
    validFrom: "2026-01-05",
    validTo: "2026-12-31",
    hosts: "all-registered",
    areas: ["tls", "cms"],
    window: { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" },
    verify: null,
    watch: { everyMinutes: 30 },
    requestsPerSecond: 1,
    status: "active",
    ...over,
  };
}

export function registry(over: Partial<Registry> = {}): Registry {
  return {
    units: [unit()],
    systems: [system()],
    targets: [target()],
    authorizations: [authorization()],
    ...over,
  };
}

export function look(over: Partial<NewLook> = {}): Look {
  const rest: NewLook = {
    probe: "home",
    role: "home",
    areas: ["cms", "panels", "defacement"],
    host: "www.bv-a.test",
    port: 443,
    scheme: "https",
    address: "127.0.0.10",
    locator: "/",
    about: null,
    takenAt: NOW.toISOString(),
    attempt: { status: "failed", reason: "connect-timeout", detail: "" },
    ...over,
  };
  return { id: hex(canonicalJson(rest)), ...rest };
}

/** A look at a page whose masked body has this hash. */
export function pageLook(body: string, over: Partial<NewLook> = {}): Look {
  return look({
    attempt: {
      status: "ok",
      value: {
        kind: "http",
        method: "GET",
        visitor: "browser",
        requested: "https://www.bv-a.test/",
        url: "https://www.bv-a.test/",
        address: "127.0.0.10",
        hops: [],
        unfollowed: null,
        status: 200,
        headers: [["content-type", "text/html"]],
        body: {
          sha256: body,
          gitBlob: "0".repeat(40),
          bytes: 10,
          wireBytes: 10,
          truncated: false,
          masked: 0,
        },
        tls: null,
        durationMs: 12,
      },
    },
    ...over,
  });
}

export function finding(over: Partial<Finding> = {}): Finding {
  const base = { rule: "tls-cert-expired", host: "www.bv-a.test", port: 443, subject: "leaf" };
  const key = hex(JSON.stringify({ ...base, ...over }));
  return {
    id: key.slice(0, 16),
    fingerprint: key,
    unit: "BV-A",
    system: "BV-A-WEB",
    ...base,
    area: "tls",
    severity: "high",
    confidence: "certain",
    outcome: "fail",
    state: "open",
    held: false,
    value: "notAfter=2026-01-01T00:00:00Z",
    group: "g1",
    title: { vi: "Chứng thư đã hết hạn", en: "The certificate has expired" },
    evidence: [{ observation: "look-1", text: "notAfter" }],
    directive: [
      {
        document: "2132/BYT-K2ĐT",
        item: "3",
        relation: "reported-under",
        why: { vi: "Phải báo cáo", en: "To be reported" },
      },
    ],
    law: [],
    remedy: { vi: "Gia hạn", en: "Renew it" },
    firstSeen: NOW.toISOString(),
    lastSeen: NOW.toISOString(),
    lastLooked: NOW.toISOString(),
    dueOn: "2026-12-04",
    dueBasis: "programme",
    reopened: 0,
    cleanLooks: 0,
    unknownReason: null,
    run: "20261122-160000-aaaa",
    versions: { program: "0.1.0", rules: "0123456789ab", data: "ba9876543210" },
    word: null,
    ...over,
  };
}

export function seen(of: Finding, over: Partial<FindingEvent> = {}): FindingEvent {
  return {
    finding: of.id,
    at: NOW.toISOString(),
    run: of.run,
    actor: "scan",
    cause: "seen",
    from: null,
    to: of.state,
    detail: "",
    ...over,
  };
}

export function result(over: Partial<TargetResult> = {}): TargetResult {
  return {
    target: target(),
    context: { onlineService: true, personalData: "basic", level: 2, levelApproved: true },
    ownHosts: ["www.bv-a.test"],
    areas: ["tls"],
    otherwise: "not-planned",
    firstTime: true,
    looks: [look()],
    before: [],
    findings: [finding()],
    verdicts: [
      {
        rule: "tls-cert-expired",
        area: "tls",
        unit: "BV-A",
        system: "BV-A-WEB",
        host: "www.bv-a.test",
        port: 443,
        subject: "leaf",
        outcome: "unknown",
        reason: "connect-timeout",
      },
    ],
    ...over,
  };
}

export function commit(over: Partial<TargetCommit> = {}): TargetCommit {
  const found = finding();
  return {
    run: run().id,
    unit: "BV-A",
    host: "www.bv-a.test",
    pass: 2,
    state: "done",
    result: result({ findings: [found] }),
    bodies: [],
    findings: [found],
    events: [seen(found)],
    coverage: [
      {
        host: "www.bv-a.test",
        port: 443,
        area: "tls",
        status: "assessed",
        reason: null,
        run: run().id,
        at: NOW.toISOString(),
      },
    ],
    ...over,
  };
}

export function intent(over: Partial<LedgerIntent> = {}): LedgerIntent {
  return {
    run: run().id,
    kind: "request",
    unit: "BV-A",
    document: "12/QĐ-BVA",
    host: "www.bv-a.test",
    port: 443,
    address: "127.0.0.10",
    method: "GET",
    url: "https://www.bv-a.test/",
    probe: "home",
    cost: 1,
    ...over,
  };
}

export const OUTCOME = {
  result: "ok",
  status: 200,
  bytesIn: 15_000,
  bytesOut: 320,
  durationMs: 140,
} as const;

export function refusal(over: Partial<LedgerRefusal> = {}): LedgerRefusal {
  return {
    run: run().id,
    unit: null,
    document: null,
    host: "khac.example",
    port: 80,
    address: null,
    url: "http://khac.example/x",
    probe: "home",
    reason: "not-registered",
    detail: "khac.example",
    ...over,
  };
}
