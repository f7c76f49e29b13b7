// rasoat export: lists for people who mend and report, reports to sign. "-o -" writes to stdout.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Finding } from "../../model/finding.ts";
import { remediationCsv } from "../../export/csv.ts";
import { remediationDojo } from "../../export/defectdojo.ts";
import { form08 } from "../../export/form08.ts";
import { form08Csv, form08Xlsx } from "../../export/form08-file.ts";
import { remediationJson } from "../../export/json.ts";
import { ledgerCsv } from "../../export/ledger-csv.ts";
import type { Provenance } from "../../export/provenance.ts";
import { remediationRows, type RemediationRow } from "../../export/remediation.ts";
import { contractorLetter, remediationDocument } from "../../export/remediation-document.ts";
import { remediationSarif } from "../../export/sarif.ts";
import { remediationXlsx } from "../../export/xlsx.ts";
import { scansOf } from "../../run/report-changes.ts";
import type { Store } from "../../store/store.ts";
import type { Body, OptionValues } from "../body.ts";
import { programVersion, type Context } from "../context.ts";
import { type PaperFormat, renderDocument, renderReport, unitName } from "../export-report.ts";
import { exportSubject, type Subject } from "../export-subject.ts";
import { tellArchives } from "../ledger-check.ts";
import { dayOf, oneOf, textOf } from "../lists.ts";
import { knowledge, withFindings } from "../open.ts";
import { listFindings } from "../list-findings.ts";
import { writeOutput, type Content } from "../output-file.ts";
import { hostOption, refuseUnknownHosts, soleHost } from "../subjects.ts";
import { OPEN_STATES } from "../../model/area.ts";
import { REPORT_FORMS } from "../../model/sent-report.ts";

const ERRORS = {
  DELIMITER: {
    exit: EXIT.usage,
    message: {
      vi: "--delimiter phải là một ký tự, ví dụ “;”.",
      en: "--delimiter must be a single character, such as “;”.",
    },
  },
  NO_CONTRACTOR_REPORT: {
    exit: EXIT.usage,
    message: {
      vi: "Báo cáo và Mẫu 08 lập theo đơn vị: dùng --unit, --subtree hoặc --all. Thư cho nhà thầu: rasoat export remediation --contractor TÊN.",
      en: "Reports and Form 08 are made by unit: use --unit, --subtree or --all. A contractor's letter: rasoat export remediation --contractor NAME.",
    },
  },
  TOO_MANY_ROWS: {
    exit: EXIT.usage,
    message: {
      vi: "Danh sách có {rows} dòng, quá dài cho một văn bản (tối đa {most}). Hãy xuất theo đơn vị, hoặc dùng csv, xlsx, json.",
      en: "The list has {rows} rows, too long for a document (at most {most}). Export by unit, or use csv, xlsx, json.",
    },
  },
} as const;

const LIST_FORMATS = ["csv", "xlsx", "json", "docx", "pdf", "html", "sarif", "defectdojo"] as const;
type ListFormat = (typeof LIST_FORMATS)[number];
/** A document of more rows than this is nothing that a person reads. */
const MOST_PAPER_ROWS = 3000;

export const exportCommand: Body = (context, [what = ""], options) => {
  const kind = oneOf("export", what, ["remediation", "findings", "report", "form08", "ledger"]);
  return withFindings(context, async (store) => {
    const subject = exportSubject(options, store.registry());
    if (kind === "report") await exportReport(context, store, { subject, options });
    else if (kind === "ledger") exportLedger(context, store, { subject, options });
    else if (kind === "form08") await exportForm08(context, store, { subject, options });
    else await exportList(context, store, { subject, options, withHeld: kind === "findings" });
    return EXIT.done;
  });
};

interface Wanted {
  readonly subject: Subject;
  readonly options: OptionValues;
}

async function exportList(
  context: Context,
  store: Store,
  { subject, options, withHeld }: Wanted & { readonly withHeld: boolean },
): Promise<void> {
  const { systems } = subject;
  const found = listFindings(store, {
    ...(subject.units === null ? {} : { units: subject.units }),
    // A held finding is for the central team alone: only its own list of everything has it.
    ...(withHeld && (subject.kind === "all" || options["held"] === true)
      ? {}
      : { held: false as const }),
    keep: ({ state, system }) =>
      OPEN_STATES.includes(state) && (systems === null || systems.includes(system)),
  });
  await writeRemediation(context, store, {
    findings: found,
    format: oneOf("--format", textOf(options["format"]) ?? "", LIST_FORMATS),
    file: textOf(options["output"]) ?? "-",
    delimiter: delimiterOf(textOf(options["delimiter"])),
    subject,
  });
}

export interface RemediationOrder {
  readonly findings: readonly Finding[];
  readonly format: ListFormat;
  /** "-" is stdout. */
  readonly file: string;
  readonly delimiter: string;
  /** Whom a document is for; absent: everybody. */
  readonly subject?: Subject;
}

export async function writeRemediation(
  context: Context,
  store: Store,
  order: RemediationOrder,
): Promise<void> {
  const rows = remediationRows(order.findings, store.registry());
  const { format, delimiter, subject } = order;
  const content = await renderRows(context, store, {
    rows,
    format,
    delimiter,
    units: subject?.units ?? null,
    unit: subject?.kind === "unit" ? unitName(store.registry(), subject.name) : null,
    contractor: subject?.kind === "contractor" ? subject.name : null,
  });
  writeOutput(context, order.file, { content, rows: rows.length });
}

export interface RowsOrder {
  readonly rows: readonly RemediationRow[];
  readonly format: ListFormat;
  readonly delimiter: string;
  /** Codes of the units that the list is about; null: of all. */
  readonly units: readonly string[] | null;
  /** Name of the unit that the list is for; null for several. */
  readonly unit: string | null;
  /** Whom a letter is for; null: a list. */
  readonly contractor: string | null;
}

export function renderRows(
  context: Pick<Context, "language">,
  store: Store,
  order: RowsOrder,
): Promise<Content> | Content {
  const { language } = context;
  const { rows } = order;
  // Read only where it is written: rules and data take longer to load than most lists to write.
  const tool = () => ({
    language,
    program: programVersion(),
    rules: knowledge(store).rules,
    registry: store.registry(),
  });
  switch (order.format) {
    case "csv":
      return remediationCsv(rows, language, order.delimiter);
    case "json":
      return remediationJson(rows, language, provenanceOf(store, order.units));
    case "xlsx":
      return remediationXlsx(rows, language, provenanceOf(store, order.units));
    case "sarif":
      return remediationSarif(rows, { ...tool(), ledgerHead: store.ledger.head().hash });
    case "defectdojo":
      return remediationDojo(rows, tool());
    case "docx":
    case "pdf":
    case "html":
      return paper(context, store, { ...order, format: order.format });
  }
}

function paper(
  { language }: Pick<Context, "language">,
  store: Store,
  wanted: RowsOrder & { readonly format: PaperFormat },
): Promise<string | Uint8Array> {
  const { rows, format, unit, contractor } = wanted;
  if (rows.length > MOST_PAPER_ROWS) {
    throw new RasoatError("TOO_MANY_ROWS", ERRORS.TOO_MANY_ROWS, {
      rows: rows.length,
      most: MOST_PAPER_ROWS,
    });
  }
  const details = {
    language,
    madeAt: new Date().toISOString(),
    knowledge: knowledge(store),
    provenance: provenanceOf(store, wanted.units),
    unit,
  };
  return renderDocument(
    contractor === null
      ? remediationDocument(rows, details)
      : contractorLetter(rows, contractor, details),
    format,
  );
}

async function exportReport(
  context: Context,
  store: Store,
  { subject, options }: Wanted,
): Promise<void> {
  const kind = oneOf("--kind", textOf(options["kind"]) ?? "bao-cao", REPORT_FORMS);
  const since = textOf(options["reportedSince"]);
  const content = await renderReport(context, store, {
    scope: scopeOf(subject),
    format: oneOf("--format", textOf(options["format"]) ?? "", ["docx", "pdf", "html", "json"]),
    form: kind === "bao-cao" ? "report" : "letter",
    reportedSince: since === undefined ? null : dayOf("--reported-since", since),
    now: new Date(),
  });
  writeOutput(context, textOf(options["output"]) ?? "-", { content, rows: null });
}

function scopeOf(subject: Subject) {
  if (subject.kind === "all") return { kind: "all" as const };
  if (subject.kind === "contractor") {
    throw new RasoatError("NO_CONTRACTOR_REPORT", ERRORS.NO_CONTRACTOR_REPORT);
  }
  return { kind: subject.kind, unit: subject.name };
}

async function exportForm08(
  context: Context,
  store: Store,
  { subject, options }: Wanted,
): Promise<void> {
  scopeOf(subject);
  const registry = store.registry();
  const units = new Set(subject.units ?? registry.units.map(({ code }) => code));
  const form = form08(registry, units);
  const format = oneOf("--format", textOf(options["format"]) ?? "", ["csv", "xlsx"]);
  const content =
    format === "csv"
      ? form08Csv(form, delimiterOf(textOf(options["delimiter"])))
      : form08Xlsx(form);
  writeOutput(context, textOf(options["output"]) ?? "-", {
    content,
    rows: form.rows.length,
  });
}

/** A file for a spreadsheet, which holds a million rows at most. */
const MOST_LEDGER_LINES = 200_000;

/** Latest first. */
function exportLedger(context: Context, store: Store, { subject, options }: Wanted): void {
  oneOf("--format", textOf(options["format"]) ?? "", ["csv"]);
  scopeOf(subject);
  const registry = store.registry();
  const named = hostOption(options["host"]);
  const host = soleHost(named);
  const lines = store.ledgerPage(subject.units === null ? "central" : { units: subject.units }, {
    ...(host === undefined ? {} : { host }),
    limit: MOST_LEDGER_LINES,
  });
  if (lines.length === 0) refuseUnknownHosts(named, [], registry);
  tellArchives(context, store.ledgerArchives());
  writeOutput(context, textOf(options["output"]) ?? "-", {
    content: ledgerCsv(lines, context.language),
    rows: lines.length,
  });
}

function delimiterOf(value: string | undefined): string {
  if (value === undefined) return ",";
  if (value.length !== 1) throw new RasoatError("DELIMITER", ERRORS.DELIMITER);
  return value;
}

/** Of the scans only one that was to look at these units: what is done elsewhere is no business of theirs. */
export function provenanceOf(store: Store, units: readonly string[] | null): Provenance {
  const { versions } = knowledge(store);
  const run = units === null ? store.latestRun({ kind: "scan" }) : scansOf(store, units)[0];
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
