// By when an incident is to be told, counted from its detection. Pure; hours run through nights and holidays.
import type { Incident, IncidentTerms } from "../model/incident.ts";
import type { Text } from "../model/text.ts";

const HOUR_MS = 3_600_000;

export interface Deadline {
  readonly notice: "first" | "full";
  /** ISO 8601 UTC. */
  readonly dueAt: string;
  /** When it was told first; null: not yet. */
  readonly sentAt: string | null;
  /** Told in time, told or still untold too late, or time is left. */
  readonly standing: "in-time" | "late" | "waiting";
  readonly why: Text;
}

/** Of a sign that nobody has confirmed: the clock as if an incident were opened from it now. */
export function clockOfSign(rule: string, detectedAt: string, terms: IncidentTerms) {
  return { detectedAt, serious: terms.serious.includes(rule), atOnce: false, sent: [] };
}

type Clocked = Pick<Incident, "detectedAt" | "serious" | "atOnce" | "sent">;

/**
 * @param now ISO 8601 UTC
 * @returns the first notice (serious or at once), then the full report (always)
 */
export function deadlinesOf(
  incident: Clocked,
  terms: IncidentTerms,
  now: string,
): readonly Deadline[] {
  const { firstNoticeHours, fullReportHours } = terms;
  const first = incident.atOnce
    ? [atOnce(incident)]
    : incident.serious
      ? [deadline(incident, now, { notice: "first", hours: firstNoticeHours })]
      : [];
  return [...first, deadline(incident, now, { notice: "full", hours: fullReportHours })];
}

/** "At once" has no hour to be late by: it is due until it is told. */
function atOnce(incident: Clocked): Deadline {
  const sentAt = toldAt(incident, "first");
  return {
    notice: "first",
    dueAt: incident.detectedAt,
    sentAt,
    standing: sentAt === null ? "late" : "in-time",
    why: {
      vi: "Có dấu hiệu ảnh hưởng an ninh quốc gia, trật tự an toàn xã hội hoặc gián đoạn nghiêm trọng: báo ngay",
      en: "Signs against national security or public order, or serious disruption: at once",
    },
  };
}

const WHY: Readonly<Record<Deadline["notice"], (hours: number) => Text>> = {
  first: (hours) => ({
    vi: `Sự cố nghiêm trọng: thông báo ban đầu trong ${hours} giờ kể từ khi phát hiện`,
    en: `Serious incident: first notice within ${hours} hours of detection`,
  }),
  full: (hours) => ({
    vi: `Mọi sự cố: báo cáo nguyên nhân, phạm vi, biện pháp trong ${hours} giờ kể từ khi phát hiện`,
    en: `Any incident: cause, extent and measures within ${hours} hours of detection`,
  }),
};

function deadline(
  incident: Clocked,
  now: string,
  { notice, hours }: { readonly notice: Deadline["notice"]; readonly hours: number },
): Deadline {
  const dueAt = new Date(Date.parse(incident.detectedAt) + hours * HOUR_MS).toISOString();
  const sentAt = toldAt(incident, notice);
  const isLate = (sentAt ?? now) > dueAt;
  const standing = isLate ? "late" : sentAt === null ? "waiting" : "in-time";
  return { notice, dueAt, sentAt, standing, why: WHY[notice](hours) };
}

/** A full report tells all that a first notice would have. */
function toldAt({ sent }: Clocked, notice: Deadline["notice"]): string | null {
  const counts = notice === "first" ? ["first", "full"] : ["full"];
  const times = sent.filter((one) => counts.includes(one.notice)).map(({ at }) => at);
  return times.toSorted()[0] ?? null;
}
