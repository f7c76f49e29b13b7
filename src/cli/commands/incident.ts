// rasoat incident: opened by a person's confirmation, with its clock, its notices and its closing report.
import { EXIT, RasoatError } from "../../model/error.ts";
import { NOTICES, type Incident } from "../../model/incident.ts";
import { incidentDocument } from "../../export/incident-document.ts";
import type { Language, Text } from "../../model/text.ts";
import {
  callFalseAlarm,
  closeIncident,
  noteSent,
  openIncident,
  refuseEarlyReport,
  type Decision,
} from "../../rules/incident.ts";
import {
  closingPaper,
  closingReport,
  firstNotice,
  firstNoticePaper,
  type IncidentFile,
  type IncidentPaper,
} from "../../rules/incident-text.ts";
import { incidentFileOf } from "../../run/incident-file.ts";
import type { Scope } from "../../store/scope.ts";
import type { Store } from "../../store/store.ts";
import type { Body, OptionValues } from "../body.ts";
import type { Context } from "../context.ts";
import { printIncident, printIncidents } from "../incident-view.ts";
import { renderDocument } from "../export-report.ts";
import { oneOf, textOf } from "../lists.ts";
import { knowledge, withFindings, withStore } from "../open.ts";
import { writeOutput } from "../output-file.ts";
import { scopeOption, unitOption } from "../subjects.ts";
import { NO_FINDING } from "./explain.ts";
import { provenanceOf } from "./export.ts";
import { actor } from "../actor.ts";

const NO_INCIDENT = {
  exit: EXIT.usage,
  message: {
    vi: "Không có sự cố “{id}”. Xem mã bằng: rasoat incident list --all.",
    en: "There is no incident “{id}”. See the ids with: rasoat incident list --all.",
  },
} as const;

export const incidentOpen: Body = (context, [id = ""], options) =>
  withStore(context, false, (store) => {
    const terms = knowledge(store).incidents;
    const opened = store.openIncident("central", id, (finding, history, incidents) =>
      openIncident({
        finding,
        history,
        incidents,
        terms,
        decision: decisionOf(options),
        serious: options["serious"] === true ? true : options["notSerious"] === true ? false : null,
        atOnce: options["atOnce"] === true,
        into: textOf(options["into"]) ?? null,
      }),
    );
    if (opened === undefined) throw new RasoatError("NO_FINDING", NO_FINDING, { id });
    return tell(context, store, opened);
  });

export const incidentList: Body = (context, _args, options) =>
  withFindings(context, (store) => {
    const filter = unitOption(options["unit"], store.registry());
    const known = store.incidents("central", filter);
    printIncidents(context, {
      incidents: options["all"] === true ? known : known.filter(({ state }) => state === "open"),
      confirmed: new Set(
        known.flatMap(({ state, findings }) => (state === "open" ? findings : [])),
      ),
      findings: store.findings("central", filter),
      history: (finding) => store.events("central", finding),
      terms: knowledge(store).incidents,
      now: new Date().toISOString(),
    });
    return EXIT.done;
  });

export const incidentShow: Body = (context, [id = ""]) =>
  withStore(context, false, (store) => tell(context, store, found(store, id)));

export const incidentNotice: Body = (context, [id = ""], options) =>
  withStore(context, false, (store) => {
    const scope = scopeOption(options, store.registry());
    const file = fileOf(store, found(store, id, scope), scope);
    return tellPaper(context, store, { file, options, text: firstNotice, paper: firstNoticePaper });
  });

export const incidentReport: Body = (context, [id = ""], options) =>
  withStore(context, false, (store) => {
    const scope = scopeOption(options, store.registry());
    const incident = found(store, id, scope);
    if (options["draft"] !== true) refuseEarlyReport(incident);
    const file = fileOf(store, incident, scope);
    return tellPaper(context, store, { file, options, text: closingReport, paper: closingPaper });
  });

export const incidentSent: Body = (context, [id = "", word = ""], options) =>
  withStore(context, false, (store) => {
    const notice = oneOf("incident sent", word, NOTICES);
    const revised = store.reviseIncident("central", id, (incident) =>
      noteSent(incident, notice, decisionOf(options)),
    );
    return tell(context, store, revised ?? missing(id));
  });

export const incidentClose: Body = (context, [id = ""], options) =>
  withStore(context, false, (store) => {
    const closing = {
      cause: textOf(options["cause"]) ?? "",
      damage: textOf(options["damage"]) ?? "",
      measures: textOf(options["measures"]) ?? "",
      lessons: textOf(options["lessons"]) ?? "",
    };
    const revised = store.reviseIncident("central", id, (incident) =>
      options["falseAlarm"] === true
        ? callFalseAlarm(incident, decisionOf(options))
        : closeIncident(incident, closing, findingsOf(store, incident), decisionOf(options)),
    );
    return tell(context, store, revised ?? missing(id));
  });

function decisionOf(options: OptionValues): Decision {
  const reason = textOf(options["reason"]) ?? "";
  return { by: actor(), at: new Date().toISOString(), reason };
}

function found(store: Store, id: string, scope: Scope = "central"): Incident {
  return store.findIncident(scope, id) ?? missing(id);
}

function missing(id: string): never {
  throw new RasoatError("NO_INCIDENT", NO_INCIDENT, { id });
}

function findingsOf(store: Store, { findings }: Incident) {
  return findings.flatMap((id) => store.findFinding("central", id) ?? []);
}

function tell(context: Context, store: Store, incident: Incident): typeof EXIT.done {
  printIncident(context, fileOf(store, incident), store.incidentEvents("central", incident.id));
  return EXIT.done;
}

const PAPER_FORMATS = ["md", "docx", "pdf", "html"] as const;

interface PaperOrder {
  readonly file: IncidentFile;
  readonly options: OptionValues;
  readonly text: (file: IncidentFile) => Text;
  readonly paper: (file: IncidentFile, language: Language) => IncidentPaper;
}

/** Markdown in the form for people or programs; a document in the frame of the unit's own letters. */
async function tellPaper(
  context: Context,
  store: Store,
  { file, options, text, paper }: PaperOrder,
): Promise<typeof EXIT.done> {
  const format = oneOf("--format", textOf(options["format"]) ?? "md", PAPER_FORMATS);
  const to = textOf(options["output"]) ?? "-";
  const { language } = context;
  const write = (content: string | Uint8Array): void =>
    writeOutput(context, to, { content, rows: null });
  if (format === "md") {
    const told = text(file);
    write(context.json ? `${JSON.stringify(told)}\n` : told[language]);
    return EXIT.done;
  }
  const { unit, now } = file;
  const superior = store.registry().units.find(({ code }) => code === unit.parent);
  const document = incidentDocument(paper(file, language), {
    language,
    madeAt: now,
    issuer: unit.name,
    superior: superior?.name ?? null,
    signer: context.settings.documents.signer,
    provenance: provenanceOf(store, [unit.code]),
  });
  write(await renderDocument(document, format));
  return EXIT.done;
}

function fileOf(store: Store, incident: Incident, scope: Scope = "central"): IncidentFile {
  const now = new Date().toISOString();
  return incidentFileOf(store, incident, { scope, knowledge: knowledge(store), now });
}
