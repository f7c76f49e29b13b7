// rasoat export: lists for people who mend and report. "-o -" writes to stdout.
import { writeFileSync } from "node:fs";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Finding } from "../../model/finding.ts";
import type { Registry } from "../../model/registry.ts";
import { remediationCsv } from "../../export/csv.ts";
import { remediationJson } from "../../export/json.ts";
import { remediationRows } from "../../export/remediation.ts";
import { remediationXlsx, type Provenance } from "../../export/xlsx.ts";
import type { Store } from "../../store/store.ts";
import type { Body, OptionValues } from "../body.ts";
import { programVersion, type Context } from "../context.ts";
import { oneOf, textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { OPEN_STATES } from "../states.ts";
import { knownUnits, subtreeOf } from "../subjects.ts";

const ERRORS = {
  WHO: {
    exit: EXIT.usage,
    message: {
      vi: "Hãy chọn đúng một phạm vi: --unit MÃ, --subtree MÃ, --contractor TÊN hoặc --all.",
      en: "Choose exactly one of --unit CODE, --subtree CODE, --contractor NAME or --all.",
    },
  },
  CONTRACTOR: {
    exit: EXIT.usage,
    message: {
      vi: "Không có hệ thống nào khai báo nhà thầu “{name}”.",
      en: "No system declares the contractor “{name}”.",
    },
  },
  DELIMITER: {
    exit: EXIT.usage,
    message: {
      vi: "--delimiter phải là một ký tự, ví dụ “;”.",
      en: "--delimiter must be a single character, such as “;”.",
    },
  },
  WRITE: {
    exit: EXIT.usage,
    message: {
      vi: "Không ghi được tệp {file}. Kiểm tra thư mục có tồn tại và được phép ghi.",
      en: "Cannot write {file}. Check that the folder exists and may be written to.",
    },
  },
} as const;

interface Subject {
  readonly units: readonly string[] | null;
  /** Codes of systems; null: all systems of the units. */
  readonly systems: readonly string[] | null;
}

export const exportCommand: Body = (context, [what = ""], options) => {
  oneOf("export", what, ["remediation", "findings"]);
  const format = oneOf("--format", textOf(options["format"]) ?? "", ["csv", "xlsx", "json"]);
  return withStore(context, false, async (store) => {
    const registry = store.registry();
    const subject = subjectOf(options, registry);
    const found = store
      .findings("central", {
        states: OPEN_STATES,
        ...(subject.units === null ? {} : { units: subject.units }),
        // A held finding is for the central team: a list for others never has it.
        ...(options["all"] === true ? {} : { held: false }),
      })
      .filter(({ system }) => subject.systems === null || subject.systems.includes(system));
    await writeRemediation(context, store, {
      findings: found,
      format,
      file: textOf(options["output"]) ?? "-",
      delimiter: delimiterOf(textOf(options["delimiter"])),
    });
    return EXIT.done;
  });
};

export interface RemediationOrder {
  readonly findings: readonly Finding[];
  readonly format: "csv" | "xlsx" | "json";
  /** "-" is stdout. */
  readonly file: string;
  readonly delimiter: string;
}

export async function writeRemediation(
  context: Context,
  store: Store,
  { findings, format, file, delimiter }: RemediationOrder,
): Promise<void> {
  const rows = remediationRows(findings, store.registry());
  const about = provenanceOf(store);
  const content =
    format === "csv"
      ? remediationCsv(rows, context.language, delimiter)
      : format === "json"
        ? remediationJson(rows, context.language, about)
        : await remediationXlsx(rows, context.language, about);
  write(context, file, content, rows.length);
}

function delimiterOf(value: string | undefined): string {
  if (value === undefined) return ",";
  if (value.length !== 1) throw new RasoatError("DELIMITER", ERRORS.DELIMITER);
  return value;
}

function subjectOf(options: OptionValues, registry: Registry): Subject {
  const unit = textOf(options["unit"]);
  const subtree = textOf(options["subtree"]);
  const contractor = textOf(options["contractor"]);
  const all = options["all"] === true;
  const said = [unit, subtree, contractor, all ? "all" : undefined].filter(
    (one) => one !== undefined,
  );
  if (said.length !== 1) throw new RasoatError("WHO", ERRORS.WHO);
  if (unit !== undefined) return { units: knownUnits(unit, registry), systems: null };
  if (subtree !== undefined) {
    knownUnits(subtree, registry);
    return { units: subtreeOf(subtree, registry), systems: null };
  }
  if (contractor === undefined) return { units: null, systems: null };
  const systems = registry.systems.filter((system) => system.contractor === contractor);
  if (systems.length === 0)
    throw new RasoatError("CONTRACTOR", ERRORS.CONTRACTOR, { name: contractor });
  return {
    units: [...new Set(systems.map((system) => system.unit))],
    systems: systems.map(({ code }) => code),
  };
}

function provenanceOf(store: Store): Provenance {
  const { versions } = knowledge();
  const run = store.latestRun({ kind: "scan" });
  const head = store.ledger.head();
  return {
    lines: [
      { name: { vi: "Phiên bản rasoat", en: "rasoat version" }, value: programVersion() },
      { name: { vi: "Phiên bản quy tắc", en: "Rules version" }, value: versions.rules },
      { name: { vi: "Phiên bản dữ liệu", en: "Data version" }, value: versions.data },
      {
        name: { vi: "Lượt rà soát gần nhất", en: "Latest run" },
        value: run === undefined ? "" : `${run.id} (${run.startedAt})`,
      },
      {
        name: { vi: "Sổ ghi truy vấn", en: "Request ledger" },
        value: `${String(head.rows)} · ${head.hash}`,
      },
    ],
  };
}

function write(context: Context, file: string, content: string | Uint8Array, rows: number): void {
  if (file === "-") {
    context.out.write(content);
    return;
  }
  try {
    writeFileSync(file, content, { mode: 0o600 });
  } catch (cause) {
    throw new RasoatError("CANNOT_WRITE", ERRORS.WRITE, { file }, { cause });
  }
  context.say({
    vi: `Đã ghi ${String(rows)} dòng vào ${file}`,
    en: `Wrote ${String(rows)} rows to ${file}`,
  });
}
