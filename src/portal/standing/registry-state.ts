// How the registry stands: documents by what they still permit, hosts that nothing permits, and what nobody has
// declared. Pure.
import type { NotTriedReason } from "../../model/reason.ts";
import type { Authorization, Registry, System, Target, Unit } from "../../model/registry.ts";
import type { Text } from "../../model/text.ts";
import type { Cover } from "../../registry/cover.ts";
import { daysUntil } from "../../text/days.ts";

/** In the order in which they are dealt with. */
export const STANDINGS = [
  "expired",
  "expiring",
  "suspended",
  "active",
  "not-yet",
  "revoked",
] as const;
export type Standing = (typeof STANDINGS)[number];

const t = (vi: string, en: string): Text => ({ vi, en });

export const STANDING_WORDS: Readonly<Record<Standing, Text>> = {
  expired: t("đã hết hạn", "expired"),
  expiring: t("sắp hết hạn (trong 30 ngày)", "ends within 30 days"),
  suspended: t("tạm dừng", "suspended"),
  active: t("đang hiệu lực", "active"),
  "not-yet": t("chưa đến ngày hiệu lực", "not yet valid"),
  revoked: t("đã thu hồi", "revoked"),
};

const SOON_DAYS = 30;

/** @param today local date */
export function standingOf(document: Authorization, today: string): Standing {
  if (document.status === "revoked") return "revoked";
  if (document.validTo < today) return "expired";
  if (document.status === "suspended") return "suspended";
  if (document.validFrom > today) return "not-yet";
  return daysUntil(document.validTo, today) <= SOON_DAYS ? "expiring" : "active";
}

/** What a central team needs to know of each, and how it may be missing. */
interface Gap<T> {
  readonly key: string;
  readonly name: Text;
  readonly isMissing: (one: T) => boolean;
}

const notDeclared = (value: unknown): boolean => value === null || value === "none";

export const UNIT_GAPS: readonly Gap<Unit>[] = [
  { key: "head", name: t("Người đứng đầu", "Head"), isMissing: (unit) => notDeclared(unit.head) },
  {
    key: "contacts",
    name: t("Đầu mối liên hệ", "Contacts"),
    isMissing: ({ contacts }) => notDeclared(contacts) || contacts?.length === 0,
  },
  {
    key: "plan",
    name: t("Kế hoạch ứng phó sự cố", "Incident response plan"),
    isMissing: (unit) => notDeclared(unit.incidentPlan),
  },
  {
    key: "province",
    name: t("Tỉnh, thành phố", "Province"),
    isMissing: (unit) => notDeclared(unit.province),
  },
];

export const SYSTEM_GAPS: readonly Gap<System>[] = [
  { key: "level", name: t("Cấp độ", "Level"), isMissing: (system) => notDeclared(system.level) },
  {
    key: "approval",
    name: t("Hồ sơ cấp độ được phê duyệt", "Approved level dossier"),
    isMissing: ({ levelApproval }) => levelApproval?.status !== "approved",
  },
  {
    key: "operator",
    name: t("Đơn vị vận hành", "Operator"),
    isMissing: (system) => notDeclared(system.operator),
  },
  {
    key: "online",
    name: t("Có phải dịch vụ trực tuyến", "Online service or not"),
    isMissing: (system) => system.onlineService === null,
  },
  {
    key: "personal",
    name: t("Dữ liệu cá nhân", "Personal data"),
    isMissing: (system) => system.personalData === null,
  },
];

export const DOCUMENT_GAPS: readonly Gap<Authorization>[] = [
  {
    key: "signed",
    name: t("Ngày ký", "Date of signature"),
    isMissing: (one) => one.signedOn === null,
  },
  {
    key: "sha256",
    name: t("Mã băm của tệp văn bản", "Hash of the document's file"),
    isMissing: (one) => one.documentSha256 === null,
  },
  {
    key: "hoster",
    name: t("Đã báo nhà cung cấp máy chủ", "Hosting provider told"),
    isMissing: (one) => one.hosterNotified !== true,
  },
  {
    key: "emergency",
    name: t("Liên hệ khẩn cấp", "Emergency contact"),
    isMissing: (one) => one.emergencyContact === null,
  },
];

/** Those with the gap of that name; all when the name is "" or none of ours. */
export function withGap<T>(list: readonly T[], gaps: readonly Gap<T>[], key: string): readonly T[] {
  const gap = gaps.find((one) => one.key === key);
  return gap === undefined ? list : list.filter((one) => gap.isMissing(one));
}

export interface HostState extends Cover {
  readonly target: Target;
}

/** Nothing permits it after a day that is near. @param today local date */
export function endsSoon({ until }: Pick<HostState, "until">, today: string): boolean {
  return until !== null && daysUntil(until, today) <= SOON_DAYS;
}

/** Hosts of units that are not retired, each with the document that permits it and until when, or why none does. */
export function hostStates(
  { units, targets }: Pick<Registry, "units" | "targets">,
  cover: (target: Target) => Cover,
): readonly HostState[] {
  const retired = new Set(units.filter((unit) => unit.retired).map(({ code }) => code));
  return targets
    .filter(({ unit }) => !retired.has(unit))
    .map((target) => ({ target, ...cover(target) }));
}

/** How many for each reason, most first. */
export function byReason(
  hosts: readonly HostState[],
): { readonly reason: NotTriedReason; readonly count: number }[] {
  const counts = new Map<NotTriedReason, number>();
  for (const { reason } of hosts) {
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count);
}
