// Gathers what a report under item 3 is made of from the store, and writes it as DOCX, PDF, HTML or JSON.
import type { CountedFinding } from "../model/finding.ts";
import type { Registry } from "../model/registry.ts";
import type { OfficeDocument } from "../export/document/model.ts";
import type { Declared, ReportScope } from "../export/report/input.ts";
import { jsonPieces } from "../export/json-pieces.ts";
import { reportDocument } from "../export/report/document.ts";
import { reportModel, unitsIn, type ReportModel } from "../export/report/model.ts";
import { changesOfUnit, changesOfUnits, scansOf } from "../run/report-changes.ts";
import type { Store } from "../store/store.ts";
import { type Context, programVersion } from "./context.ts";
import type { Content } from "./output-file.ts";
import { knowledge } from "./open.ts";

export type PaperFormat = "docx" | "pdf" | "html";

/** Each writer is loaded when it is asked for: those of DOCX and PDF cost more than many a document. */
export async function renderDocument(
  document: OfficeDocument,
  format: PaperFormat,
): Promise<Uint8Array | string> {
  switch (format) {
    case "docx":
      return (await import("../export/document/docx.ts")).documentDocx(document);
    case "pdf":
      return (await import("../export/document/pdf.ts")).documentPdf(document);
    case "html":
      return (await import("../export/document/html.ts")).documentHtml(document);
  }
}

export interface ReportOrder {
  readonly scope: ReportScope;
  readonly format: PaperFormat | "json";
  readonly form: "report" | "letter";
  /** Local date from which on a roll-up counts reports as sent; null: any. */
  readonly reportedSince: string | null;
  readonly now: Date;
}

/** Sections, their blocks, rows: in pieces of one row. */
const LEVELS = 6;

export async function renderReport(
  context: Pick<Context, "language" | "settings">,
  store: Store,
  { scope, format, form, reportedSince, now }: ReportOrder,
): Promise<Content> {
  const model = buildReport(context, store, { scope, reportedSince, now });
  if (format === "json") return jsonPieces(model, LEVELS);
  const { addressees, signer } = context.settings.documents;
  return renderDocument(reportDocument(model, { form, addressees, signer }), format);
}

const RUNS_NAMED = 5;

function buildReport(
  context: Pick<Context, "language">,
  store: Store,
  { scope, reportedSince, now }: Pick<ReportOrder, "scope" | "reportedSince" | "now">,
): ReportModel {
  const registry = store.registry();
  const units = [...unitsIn(scope, registry.units)];
  return reportModel({
    registry,
    findings: scope.kind === "unit" ? store.findings("central", { units, held: false }) : [],
    counted: scope.kind === "unit" ? [] : batches(store, units),
    coverage: store.coverage("central", scope.kind === "all" ? {} : { units }),
    incidents: store.incidents("central", scope.kind === "all" ? {} : { units }),
    runs: scansOf(store, units).slice(0, RUNS_NAMED),
    changes:
      scope.kind === "unit" ? changesOfUnit(store, scope.unit) : changesOfUnits(store, units),
    knowledge: knowledge(store),
    ledgerHead: store.ledger.head(),
    // A roll-up quotes no single declaration.
    declared: scope.kind === "unit" ? declaredRows(store) : new Map(),
    sent: store.sentReports("central", scope.kind === "all" ? {} : { units }),
    reportedSince,
    program: programVersion(),
    now: now.toISOString(),
    scope,
    language: context.language,
  });
}

/** Units read at once: a country's findings are never in memory together. More at once leaves more to clear away. */
const BATCH_UNITS = 2;

function* batches(store: Store, units: readonly string[]): Iterable<readonly CountedFinding[]> {
  for (let from = 0; from < units.length; from += BATCH_UNITS) {
    yield store.countedFindings("central", units.slice(from, from + BATCH_UNITS));
  }
}

const MANY_SAVES = 100_000;

/** Who saved each row of the registry last, and when. */
function declaredRows(store: Store): Map<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const { version, actor, at } of store.registrySaves(MANY_SAVES).toReversed()) {
    for (const { kind, key } of store.registryChanges(version)) {
      declared.set(`${kind} ${key}`, { by: actor, at });
    }
  }
  return declared;
}

/** The name that a list for one unit carries. */
export function unitName(registry: Registry, code: string): string {
  return registry.units.find((unit) => unit.code === code)?.name ?? code;
}
