// The life of an incident: opened by a person's confirmation of a finding that item 10a may apply to. Pure.
// Its clock runs from the detection; before the confirmation it is provisional. It closes when what gave rise to it
// has been seen mended, or when it turns out to have been none.
import { EXIT, RasoatError, type ErrorEntry } from "../model/error.ts";
import type { AppliedItem, Finding, FindingEvent } from "../model/finding.ts";
import type { Closing, Incident, IncidentEvent, IncidentTerms, Notice } from "../model/incident.ts";
import type { Rule } from "../model/rule.ts";
import { shown } from "./release.ts";

const ERRORS = {
  "incident-not-eligible": {
    exit: EXIT.usage,
    message: {
      vi: "Phát hiện {finding} không thuộc diện báo cáo sự cố theo mục 10a ({rule}). Sự cố chỉ mở từ dấu hiệu bị thay đổi nội dung, lộ bí mật, hoặc dữ liệu y khoa mở không cần đăng nhập.",
      en: "Finding {finding} is not one that item 10a applies to ({rule}). An incident is opened from signs of defacement, an exposed secret, or clinical data open without a login.",
    },
  },
  "incident-false-alarm": {
    exit: EXIT.usage,
    message: {
      vi: "Phát hiện {finding} đang được ghi là báo nhầm. Nếu đó là thật, hãy mở lại trước: rasoat finding reopen {finding} --reason …",
      en: "Finding {finding} is marked as a false alarm. If it is real, reopen it first: rasoat finding reopen {finding} --reason …",
    },
  },
  "incident-exists": {
    exit: EXIT.usage,
    message: {
      vi: "Phát hiện {finding} đã thuộc sự cố {incident} đang mở. Xem: rasoat incident show {incident}.",
      en: "Finding {finding} belongs to incident {incident}, which is open. See: rasoat incident show {incident}.",
    },
  },
  "incident-other-unit": {
    exit: EXIT.usage,
    message: {
      vi: "Sự cố {incident} là của đơn vị khác; hãy mở sự cố riêng (bỏ --into).",
      en: "Incident {incident} is another unit's; open one of its own (leave out --into).",
    },
  },
  "incident-not-open": {
    exit: EXIT.usage,
    message: {
      vi: "Sự cố {incident} đã đóng; hãy mở sự cố mới.",
      en: "Incident {incident} is closed; open a new one.",
    },
  },
  "incident-not-mended": {
    exit: EXIT.usage,
    message: {
      vi: "Chưa đóng được sự cố {incident}: {findings} chưa được lượt quét nào xác nhận đã khắc phục. Quét lại, hoặc dùng --false-alarm nếu không phải sự cố.",
      en: "Incident {incident} cannot be closed yet: no scan has seen {findings} mended. Scan again, or use --false-alarm if it was none.",
    },
  },
  "incident-not-closed": {
    exit: EXIT.usage,
    message: {
      vi: "Báo cáo kết thúc (mục 10c) chỉ lập sau khi sự cố {incident} đã đóng, tức là sau khi lượt quét xác nhận đã khắc phục: rasoat incident close {incident} …",
      en: "The closing report (item 10c) comes after incident {incident} was closed, which is after a scan has seen it mended: rasoat incident close {incident} …",
    },
  },
  "incident-closing-missing": {
    exit: EXIT.usage,
    message: {
      vi: "Mục 10c yêu cầu báo cáo đầy đủ: cần --cause, --damage, --measures và --lessons.",
      en: "Item 10c asks for a full report: --cause, --damage, --measures and --lessons are needed.",
    },
  },
  "incident-reason-missing": {
    exit: EXIT.usage,
    message: {
      vi: 'Cần nêu lý do: thêm --reason "…".',
      en: 'A reason is needed: add --reason "…".',
    },
  },
} as const satisfies Record<string, ErrorEntry>;

/** Who decides, when (ISO 8601 UTC) and why. */
export interface Decision {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export interface IncidentStep {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
}

/** True for findings that item 10a triggers, or may: signs of defacement, secrets, open clinical data. */
export function isIncidentSign({
  directive,
}: {
  readonly directive: readonly Pick<AppliedItem, "relation">[];
}): boolean {
  return directive.some(({ relation }) => relation === "triggers" || relation === "may-trigger");
}

/** Ids of the rules whose findings may be such signs. */
export function signRules(rules: readonly Pick<Rule, "id" | "directive">[]): readonly string[] {
  return rules.filter(isIncidentSign).map(({ id }) => id);
}

/** When the thing was first seen, or seen again after it had been mended. */
export function detectedAt(finding: Finding, history: readonly FindingEvent[]): string {
  const back = history.findLast(
    ({ from, to, cause }) => from === "fixed" && to !== "fixed" && cause !== "person",
  );
  return back?.at ?? finding.firstSeen;
}

export interface OpenInput {
  readonly finding: Finding;
  readonly history: readonly FindingEvent[];
  /** Of the same unit, in any state. */
  readonly incidents: readonly Incident[];
  readonly terms: IncidentTerms;
  readonly decision: Decision;
  /** A person's word; null: as the terms say for the rule. */
  readonly serious: boolean | null;
  readonly atOnce: boolean;
  /** Id of an open incident that the finding joins; null: a new one. */
  readonly into: string | null;
}

/** @throws RasoatError when the finding gives rise to none, or has one already */
export function openIncident(
  input: OpenInput,
): IncidentStep & { readonly finding: Finding; readonly findingEvents: readonly FindingEvent[] } {
  const { finding, decision } = input;
  refuseBadOpening(input);
  const step = input.into === null ? begin(input) : join(input, input.into);
  return {
    ...step,
    // A person has confirmed it: its unit has to know, whatever its rule's release.
    finding: shown(finding),
    findingEvents: [
      {
        finding: finding.id,
        at: decision.at,
        run: null,
        actor: decision.by,
        cause: "person",
        from: finding.state,
        to: finding.state,
        detail: `confirm incident=${step.incident.id}: ${decision.reason}`,
      },
    ],
  };
}

function refuseBadOpening({ finding, incidents, decision }: OpenInput): void {
  if (decision.reason.trim() === "") throw incidentError("incident-reason-missing");
  const { id, rule } = finding;
  if (!isIncidentSign(finding)) {
    throw incidentError("incident-not-eligible", { finding: id, rule });
  }
  if (finding.state === "false-positive") {
    throw incidentError("incident-false-alarm", { finding: id });
  }
  const known = incidents.find((one) => one.state === "open" && one.findings.includes(id));
  if (known !== undefined) {
    throw incidentError("incident-exists", { finding: id, incident: known.id });
  }
}

function begin({
  finding,
  history,
  incidents,
  terms,
  decision,
  serious,
  atOnce,
}: OpenInput): IncidentStep {
  const { by, at, reason } = decision;
  const stem = `SC${at.slice(0, 10).replaceAll("-", "")}-${finding.id.slice(0, 8)}`;
  const same = incidents.filter(({ id }) => id.startsWith(stem)).length;
  const incident: Incident = {
    id: same === 0 ? stem : `${stem}-${same + 1}`,
    unit: finding.unit,
    findings: [finding.id],
    state: "open",
    serious: serious ?? terms.serious.includes(finding.rule),
    atOnce,
    detectedAt: detectedAt(finding, history),
    confirmedAt: at,
    confirmedBy: by,
    reason,
    sent: [],
    closedAt: null,
    closing: null,
  };
  return { incident, events: [eventOf(incident, decision, "opened", finding.id)] };
}

function join(input: OpenInput, into: string): IncidentStep {
  const { finding, history, incidents, terms, decision } = input;
  const before = incidents.find(({ id }) => id === into);
  if (before === undefined || before.unit !== finding.unit) {
    throw incidentError("incident-other-unit", { incident: into });
  }
  refuseClosed(before);
  const detected = detectedAt(finding, history);
  const incident: Incident = {
    ...before,
    findings: [...before.findings, finding.id],
    serious: before.serious || (input.serious ?? terms.serious.includes(finding.rule)),
    atOnce: before.atOnce || input.atOnce,
    // The clock never starts later than it did.
    detectedAt: detected < before.detectedAt ? detected : before.detectedAt,
  };
  return { incident, events: [eventOf(incident, decision, "joined", finding.id)] };
}

/** Notes that an office has sent a notice; `decision.reason` holds number, date and recipients. */
export function noteSent(before: Incident, notice: Notice, decision: Decision): IncidentStep {
  refuseEmpty(decision);
  if (notice === "closing") refuseEarlyReport(before);
  else refuseClosed(before);
  const { at, by, reason } = decision;
  const incident: Incident = {
    ...before,
    sent: [...before.sent, { notice, at, by, note: reason }],
  };
  return { incident, events: [eventOf(incident, decision, "sent", notice)] };
}

/** @param findings those of the incident, as they stand now */
export function closeIncident(
  before: Incident,
  closing: Closing,
  findings: readonly Finding[],
  decision: Decision,
): IncidentStep {
  refuseEmpty(decision);
  refuseClosed(before);
  if (Object.values(closing).some((part) => part.trim() === "")) {
    throw incidentError("incident-closing-missing");
  }
  const stateOf = new Map(findings.map(({ id, state }) => [id, state]));
  const mended = before.findings.filter((id) => stateOf.get(id) === "fixed");
  // What turned out to be a false alarm needs no repair; an incident of nothing else was none.
  const open = before.findings.filter(
    (id) => !mended.includes(id) && (stateOf.get(id) !== "false-positive" || mended.length === 0),
  );
  if (open.length > 0) {
    const { id } = before;
    throw incidentError("incident-not-mended", { incident: id, findings: open.join(", ") });
  }
  const incident: Incident = { ...before, state: "closed", closedAt: decision.at, closing };
  return { incident, events: [eventOf(incident, decision, "closed", "")] };
}

/** Ends an incident that was none. */
export function callFalseAlarm(before: Incident, decision: Decision): IncidentStep {
  refuseEmpty(decision);
  refuseClosed(before);
  const incident: Incident = { ...before, state: "false-alarm", closedAt: decision.at };
  return { incident, events: [eventOf(incident, decision, "false-alarm", "")] };
}

/** Item 10c asks for a report on what is over. @throws RasoatError incident-not-closed */
export function refuseEarlyReport({ id, state }: Incident): void {
  if (state !== "closed") throw incidentError("incident-not-closed", { incident: id });
}

function refuseEmpty({ reason }: Decision): void {
  if (reason.trim() === "") throw incidentError("incident-reason-missing");
}

function refuseClosed({ id, state }: Incident): void {
  if (state !== "open") throw incidentError("incident-not-open", { incident: id });
}

function eventOf(
  { id }: Incident,
  { by, at, reason }: Decision,
  action: IncidentEvent["action"],
  about: string,
): IncidentEvent {
  const detail = about === "" ? reason : `${about}: ${reason}`;
  return { incident: id, at, actor: by, action, detail };
}

function incidentError(
  code: keyof typeof ERRORS,
  parameters: Readonly<Record<string, string>> = {},
): RasoatError {
  return new RasoatError(code, ERRORS[code], parameters);
}
