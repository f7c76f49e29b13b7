// How incidents are shown at a terminal: their clocks to the minute, and the signs that nobody has confirmed yet.
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { Incident, IncidentEvent, IncidentTerms } from "../model/incident.ts";
import type { Text } from "../model/text.ts";
import { INCIDENT_WORDS, STATE_WORDS } from "../model/words.ts";
import { momentText } from "../text/moment.ts";
import { detectedAt, isIncidentSign } from "../rules/incident.ts";
import { clockOfSign, deadlinesOf, type Deadline } from "../rules/incident-clock.ts";
import type { IncidentFile } from "../rules/incident-text.ts";
import type { Context } from "./context.ts";
import { inert } from "../text/inert.ts";
import { printTable, type Column } from "./table.ts";
import { OPEN_STATES } from "../model/area.ts";

const STANDINGS: Readonly<Record<Deadline["standing"], Text>> = {
  "in-time": { vi: "đã gửi đúng hạn", en: "sent in time" },
  late: { vi: "QUÁ HẠN", en: "LATE" },
  waiting: { vi: "còn thời hạn", en: "time is left" },
};

const COLUMNS: readonly Column[] = [
  { title: { vi: "SỰ CỐ", en: "INCIDENT" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "TÌNH TRẠNG", en: "STATE" } },
  { title: { vi: "PHÁT HIỆN", en: "DETECTED" } },
  { title: { vi: "HẠN TIẾP THEO", en: "NEXT TERM" } },
  { title: { vi: "VẤN ĐỀ", en: "PROBLEM" }, max: 60 },
];

export interface IncidentListing {
  readonly incidents: readonly Incident[];
  /** Ids of findings that belong to an open incident. */
  readonly confirmed: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly history: (findingId: string) => readonly FindingEvent[];
  readonly terms: IncidentTerms;
  readonly now: string;
}

/** Signs that nobody has confirmed: their clock is provisional, as if they were opened now. */
function provisional(listing: IncidentListing) {
  const { confirmed, findings, terms, now } = listing;
  return findings
    .filter(
      (finding) =>
        OPEN_STATES.includes(finding.state) &&
        isIncidentSign(finding) &&
        !confirmed.has(finding.id),
    )
    .map((finding) => {
      const detected = detectedAt(finding, listing.history(finding.id));
      const clock = clockOfSign(finding.rule, detected, terms);
      return { finding, clock, deadlines: deadlinesOf(clock, terms, now) };
    });
}

export function printIncidents(context: Context, listing: IncidentListing): void {
  const { incidents, findings, terms, now } = listing;
  const signs = provisional(listing);
  const known = incidents.map((one) => ({ one, deadlines: deadlinesOf(one, terms, now) }));
  if (context.json) {
    for (const { one, deadlines } of known) {
      context.print(JSON.stringify({ ...one, provisional: false, deadlines }));
    }
    for (const { finding, clock, deadlines } of signs) {
      const { id, unit } = finding;
      const { sent: _none, ...rest } = clock;
      context.print(
        JSON.stringify({ id: null, unit, findings: [id], provisional: true, ...rest, deadlines }),
      );
    }
    return;
  }
  const titles = new Map(findings.map(({ id, title }) => [id, title[context.language]]));
  const rows = [
    ...known.map(({ one, deadlines }) => [
      one.id,
      one.unit,
      INCIDENT_WORDS[one.state][context.language],
      momentText(one.detectedAt)[context.language],
      one.state === "open" ? next(deadlines, context) : "–",
      one.findings.map((id) => titles.get(id) ?? id).join("; "),
    ]),
    ...signs.map(({ finding, clock, deadlines }) => [
      `(${finding.id})`,
      finding.unit,
      context.in({ vi: "chưa xác nhận", en: "not confirmed" }),
      momentText(clock.detectedAt)[context.language],
      `${next(deadlines, context)} ${context.in({ vi: "(tạm tính)", en: "(provisional)" })}`,
      finding.title[context.language],
    ]),
  ];
  if (rows.length === 0) {
    context.say({ vi: "Không có sự cố hay dấu hiệu nào.", en: "No incident, and no sign of one." });
    return;
  }
  printTable(context, { columns: COLUMNS, rows });
}

/** The first term that nothing was sent for. */
function next(deadlines: readonly Deadline[], context: Context): string {
  const open = deadlines.find(({ sentAt }) => sentAt === null);
  if (open === undefined) return context.in({ vi: "đã gửi đủ", en: "all sent" });
  return `${momentText(open.dueAt)[context.language]} – ${context.in(STANDINGS[open.standing])}`;
}

export function printIncident(
  context: Context,
  file: IncidentFile,
  events: readonly IncidentEvent[],
): void {
  const { incident, findings, terms, now } = file;
  const deadlines = deadlinesOf(incident, terms, now);
  if (context.json) {
    context.print(JSON.stringify({ ...incident, deadlines, history: events }));
    return;
  }
  const say = (vi: string, en: string): string => context.in({ vi, en });
  const lines = [
    context.paint(
      "bold",
      `${incident.id} · ${incident.unit} · ${context.in(INCIDENT_WORDS[incident.state])}`,
    ),
    `${say("Phát hiện", "Detected")}: ${context.in(momentText(incident.detectedAt))}`,
    `${say("Xác nhận", "Confirmed")}: ${context.in(momentText(incident.confirmedAt))}, ${incident.confirmedBy}: ${incident.reason}`,
    ...deadlines.map(
      ({ why, dueAt, standing }) =>
        `${context.in(why)}: ${context.in(momentText(dueAt))} – ${context.in(STANDINGS[standing])}`,
    ),
    say(
      "Các thời hạn trên chưa được pháp chế rà soát; căn cứ xem data/law.",
      "No lawyer has reviewed these terms; see data/law for their basis.",
    ),
    "",
    ...findings.map(
      ({ finding }) =>
        `${finding.id} · ${finding.host ?? finding.subject} · ${context.in(finding.title)} · ${context.in(STATE_WORDS[finding.state])}`,
    ),
    "",
    ...events.map(
      ({ at, actor, action, detail }) =>
        `${context.in(momentText(at))}  ${action}  (${actor}) ${detail}`,
    ),
  ];
  for (const line of lines) context.print(line === lines[0] ? line : inert(line));
}
