// rasoat scan: one run over all that is authorized; an interrupted one goes on with --resume.
import { AREAS, OPEN_STATES, SEVERITIES, type Area } from "../../model/area.ts";
import { EXIT, RasoatError, type ExitCode } from "../../model/error.ts";
import type { Registry } from "../../model/registry.ts";
import type { Text } from "../../model/text.ts";
import type { ScanRequest } from "../../run/request.ts";
import type { Store } from "../../store/store.ts";
import type { Body, OptionValues } from "../body.ts";
import type { Context } from "../context.ts";
import { listOfAllowed, oneOf, textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { overridesOf } from "../overrides.ts";
import { runScan, type Outcome, type Thresholds } from "../scan-run.ts";
import { canonicalHosts, knownUnits } from "../subjects.ts";

const ERRORS = {
  PERCENT: {
    exit: EXIT.usage,
    message: {
      vi: "--min-coverage nhận số từ 0 đến 100, không phải “{value}”.",
      en: "--min-coverage takes a number from 0 to 100, not “{value}”.",
    },
  },
  RESUME_AS_ASKED: {
    exit: EXIT.usage,
    message: {
      vi: "--resume chạy tiếp đúng phạm vi của lượt bị ngắt, nên không đi cùng {option}. Bỏ {option}; hoặc bỏ --resume để bắt đầu một lượt mới.",
      en: "--resume goes on with what the interrupted run was asked for, so it takes no {option}. Leave {option} out, or --resume, which begins a new run.",
    },
  },
} as const;

export const scanCommand: Body = (context, _args, options) => {
  const failOn = textOf(options["failOn"]);
  const thresholds: Thresholds = {
    failOn: failOn === undefined ? null : oneOf("--fail-on", failOn, SEVERITIES),
    minCoverage: percentOf(textOf(options["minCoverage"])),
  };
  return withStore(context, false, async (store) => {
    const request = requestOf(options, store.registry());
    const known = knowledge(store);
    const outcome = await runScan(context, { store, knowledge: known }, request, thresholds);
    summarise(context, store, outcome);
    return outcome.code;
  });
};

function requestOf(options: OptionValues, registry: Registry): ScanRequest {
  const resume = options["resume"] === true;
  const narrowing = ["unit", "host", "area"].find((name) => options[name] !== undefined);
  if (resume && narrowing !== undefined) {
    throw new RasoatError("RESUME_AS_ASKED", ERRORS.RESUME_AS_ASKED, { option: `--${narrowing}` });
  }
  const areas: readonly Area[] = listOfAllowed("--area", options["area"], AREAS);
  return {
    units: knownUnits(options["unit"], registry),
    hosts: canonicalHosts(options["host"]),
    areas: areas.length === 0 ? AREAS : AREAS.filter((area) => areas.includes(area)),
    resume,
    allowReserved: options["allowReserved"] === true,
    resolve: overridesOf(options["resolve"]),
  };
}

function percentOf(value: string | undefined): number {
  if (value === undefined) return 100;
  const percent = Number(value);
  if (!(percent >= 0 && percent <= 100))
    throw new RasoatError("PERCENT", ERRORS.PERCENT, { value });
  return percent;
}

function summarise(context: Context, store: Store, { result, code, coverage }: Outcome): void {
  const { run, plan } = result;
  const open = store.findingsOfRun("central", run.id, { states: OPEN_STATES });
  const refused = new Set(plan.refused.map(({ host }) => host)).size;
  if (context.json) {
    const counts = { granted: plan.granted.length, refused, ...coverage, findings: open.length };
    context.print(JSON.stringify({ run: run.id, status: run.status, exit: code, ...counts }));
    return;
  }
  context.say({
    vi: `Đã xem ${String(plan.granted.length)} máy chủ, từ chối ${String(refused)}; kiểm tra được ${String(coverage.assessed)}/${String(coverage.total)} nội dung; ${String(open.length)} phát hiện đang mở.`,
    en: `${String(plan.granted.length)} hosts looked at, ${String(refused)} refused; ${String(coverage.assessed)}/${String(coverage.total)} areas assessed; ${String(open.length)} open findings.`,
  });
  context.say(nextStep(code, run.id));
}

function nextStep(code: ExitCode, run: string): Text {
  if (code === EXIT.interrupted) {
    return {
      vi: `Lượt ${run} bị ngắt; tiếp tục bằng: rasoat scan --resume`,
      en: `Run ${run} was interrupted; go on with: rasoat scan --resume`,
    };
  }
  if (code === EXIT.nothingAuthorized) {
    return {
      vi: "Không có gì được phép rà soát. Xem lý do: rasoat coverage; bổ sung văn bản: rasoat authorization import TỆP",
      en: "Nothing was authorized. See why: rasoat coverage; add a document: rasoat authorization import FILE",
    };
  }
  return code === EXIT.partial
    ? {
        vi: "Có nội dung không kiểm tra được; xem lý do: rasoat coverage",
        en: "Something could not be assessed; see why: rasoat coverage",
      }
    : { vi: "Xem: rasoat findings", en: "See: rasoat findings" };
}
