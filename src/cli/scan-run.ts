// Runs one scan for a person: progress on stderr, the run id and a summary on stdout, the exit code of the
// contract. The demo uses it too.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { isAtLeast, type Severity } from "../model/area.ts";
import type { Coverage } from "../model/coverage.ts";
import { EXIT, RasoatError, type ExitCode } from "../model/error.ts";
import { REASONS } from "../model/reason.ts";
import type { Knowledge } from "../model/knowledge.ts";
import { detectors } from "../detect/all.ts";
import { probes } from "../probes/all.ts";
import { systemClock } from "../run/clock.ts";
import type { Plan } from "../run/plan.ts";
import type { ScanRequest } from "../run/request.ts";
import { scan, type ScanResult } from "../run/scan.ts";
import type { Store } from "../store/store.ts";
import { createLog, programVersion, type Context } from "./context.ts";
import { inert } from "../text/inert.ts";
import { createProgress } from "./progress.ts";
import { OPEN_STATES } from "../model/area.ts";

export interface Thresholds {
  readonly failOn: Severity | null;
  /** Per cent of what was granted that must have been assessed. */
  readonly minCoverage: number;
}

export interface ScanSetting {
  readonly store: Store;
  readonly knowledge: Knowledge;
  /** PEM texts, besides those that the settings name. */
  readonly trustRoots?: readonly string[];
}

export interface Outcome {
  readonly result: ScanResult;
  readonly code: ExitCode;
  readonly coverage: CoverageCount;
}

export interface CoverageCount {
  readonly assessed: number;
  readonly total: number;
}

const PHASES = {
  resolve: { vi: "phân giải tên miền", en: "resolving names" },
  first: { vi: "lượt một", en: "first pass" },
  depth: { vi: "lượt hai", en: "second pass" },
} as const;

export async function runScan(
  context: Context,
  setting: ScanSetting,
  request: ScanRequest,
  thresholds: Thresholds,
): Promise<Outcome> {
  const progress = createProgress(context, () => Date.now());
  const { store } = setting;
  let result: ScanResult;
  try {
    result = await scan(request, {
      store,
      knowledge: setting.knowledge,
      trustRoots: [...(setting.trustRoots ?? []), ...rootsOf(context.settings.trustRoots ?? [])],
      probes,
      detectors,
      settings: context.settings,
      programVersion: programVersion(),
      clock: systemClock,
      log: createLog(context, process.env["RASOAT_LOG"]),
      signal: context.signal,
      process: { pid: process.pid, machine: hostname() },
      progress: ({ phase, host, ...step }) => {
        progress.update({ ...step, note: `${context.in(PHASES[phase])}: ${host}` });
      },
      started: (run, plan) => {
        if (!context.json) context.print(run.id);
        sayRefusals(context, plan);
      },
    });
  } finally {
    progress.end();
  }
  const rows = grantedCoverage(store, result);
  const coverage = {
    assessed: rows.filter(({ status }) => status === "assessed").length,
    total: rows.length,
  };
  const code = exitCodeOf(store, result, rows, thresholds);
  return { result, code, coverage };
}

const ROOT_FILE = {
  exit: EXIT.usage,
  message: {
    vi: "Không đọc được tệp chứng thư gốc {file} ghi ở trustRoots trong rasoat.yaml: cần tệp PEM.",
    en: "Cannot read the root certificate {file} named by trustRoots in rasoat.yaml: a PEM file is needed.",
  },
} as const;

/** PEM texts of the files that the settings name. @throws RasoatError ROOT_FILE */
export function rootsOf(files: readonly string[]): string[] {
  return files.map((file) => {
    try {
      return new X509Certificate(readFileSync(file)).toString();
    } catch (cause) {
      throw new RasoatError("ROOT_FILE", ROOT_FILE, { file }, { cause });
    }
  });
}

function sayRefusals(context: Context, { refused }: Plan): void {
  for (const { host, areas, refusal } of refused.slice(0, 20)) {
    const document = refusal.document === null ? "" : ` (${refusal.document})`;
    const list = areas.join(", ");
    context.say({
      vi: inert(
        `Từ chối ${host} [${list}]: ${REASONS[refusal.reason].vi}${document}; không gửi gì`,
      ),
      en: inert(
        `Refused ${host} [${list}]: ${REASONS[refusal.reason].en}${document}; nothing was sent`,
      ),
    });
  }
  const more = refused.length - 20;
  if (more > 0) {
    context.say({
      vi: `… và ${String(more)} lần từ chối nữa; xem rasoat coverage`,
      en: `… and ${String(more)} more refusals; see rasoat coverage`,
    });
  }
}

/** Coverage of what was granted: what was refused for want of an authorization is not in the denominator. */
function grantedCoverage(store: Store, { run, plan }: ScanResult): Coverage[] {
  const areas = new Map(plan.granted.map(({ target, areas: granted }) => [target.host, granted]));
  return store
    .coverage("central", { run: run.id })
    .filter(({ host, area }) => areas.get(host)?.includes(area) === true);
}

/** Reasons that end a target before a connection: if nothing else happened, nothing was authorized to do. */
const SCOPE_REASONS: ReadonlySet<string> = new Set(["address-reserved", "address-outside-pin"]);

function exitCodeOf(
  store: Store,
  { run, plan }: ScanResult,
  rows: readonly Coverage[],
  { failOn, minCoverage }: Thresholds,
): ExitCode {
  if (run.status !== "done") return EXIT.interrupted;
  if (plan.granted.length === 0) return EXIT.nothingAuthorized;
  if (rows.length > 0 && rows.every(({ reason }) => reason !== null && SCOPE_REASONS.has(reason))) {
    return EXIT.nothingAuthorized;
  }
  const assessed = rows.filter(({ status }) => status === "assessed").length;
  if (assessed * 100 < rows.length * minCoverage) return EXIT.partial;
  if (failOn === null) return EXIT.done;
  const found = store.findingsOfRun("central", run.id, { states: OPEN_STATES });
  return found.some(({ severity }) => isAtLeast(severity, failOn)) ? EXIT.findings : EXIT.done;
}
