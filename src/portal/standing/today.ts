// What waits for a decision of the central team, with the list that each number counts. Pure over what it may see.
import type { IncidentTerms } from "../../model/incident.ts";
import type { Text } from "../../model/text.ts";
import { deadlinesOf } from "../../rules/incident-clock.ts";
import { address } from "../view/components.tsx";
import type { Signs } from "./incidents.ts";
import { LETTERS_PATH, RECENT_DAYS, recentFailures } from "./letters.ts";
import { type HostState, standingOf } from "./registry-state.ts";
import type { CentralVisit } from "../route.ts";

export interface Decision {
  readonly text: Text;
  readonly count: number;
  readonly to: string;
  /** A clock runs. */
  readonly isUrgent: boolean;
}

const t = (vi: string, en: string): Text => ({ vi, en });

interface Around {
  readonly signs: Signs;
  readonly hosts: readonly HostState[];
  readonly terms: IncidentTerms;
}

/** Most urgent first; those that nothing waits for among them. */
export function decisionsOf(visit: CentralVisit, around: Around): readonly Decision[] {
  return [
    ...incidentDecisions(visit, around),
    ...findingDecisions(visit),
    ...scopeDecisions(visit, around),
    letterDecision(visit),
  ];
}

function incidentDecisions(visit: CentralVisit, { signs, terms }: Around): Decision[] {
  const now = visit.now.toISOString();
  const open = visit.mine.incidents(["open"]);
  const late = open.filter((one) =>
    deadlinesOf(one, terms, now).some(
      ({ sentAt, standing }) => sentAt === null && standing === "late",
    ),
  );
  const to = "/incidents";
  return [
    {
      text: t("sự cố đã quá hạn thông báo, báo cáo", "incidents whose notice or report is late"),
      count: late.length,
      to,
      isUrgent: true,
    },
    {
      text: t("dấu hiệu sự cố chờ xác nhận", "signs of an incident to confirm"),
      count: signs.signs.length,
      to,
      isUrgent: true,
    },
    {
      text: t("sự cố đang mở", "open incidents"),
      count: open.length,
      to,
      isUrgent: false,
    },
  ];
}

function findingDecisions(visit: CentralVisit): Decision[] {
  const held = visit.mine.heldCounts("rule").reduce((sum, { groups }) => sum + groups, 0);
  const rules = visit.central.rules.states();
  const waiting = rules.filter(({ standing }) => standing === "held" || standing === "changed");
  return [
    {
      text: t("đề nghị của đơn vị đang chờ trả lời", "requests of units to answer"),
      count: visit.mine.requests({ status: "open" }).length,
      to: "/central/requests",
      isUrgent: false,
    },
    {
      text: t("phát hiện đang giữ, đơn vị chưa thấy", "held findings that units do not see"),
      count: held,
      to: address("/central/queue", { held: "yes" }),
      isUrgent: false,
    },
    {
      text: t(
        "quy tắc, dấu hiệu, sản phẩm chờ phát hành",
        "rules, signatures, products to release",
      ),
      count: waiting.length,
      to: address("/central/rules", { standing: "waiting" }),
      isUrgent: false,
    },
  ];
}

function scopeDecisions(visit: CentralVisit, { hosts }: Around): Decision[] {
  const standings = visit.mine.authorizations().map((one) => standingOf(one, visit.today));
  const documents = (standing: "expired" | "expiring" | "suspended", text: Text): Decision => ({
    text,
    count: standings.filter((one) => one === standing).length,
    to: address("/central/authorizations", { standing }),
    isUrgent: false,
  });
  return [
    documents("expired", t("văn bản cho phép đã hết hạn", "authorizations that have expired")),
    documents("expiring", t("văn bản sắp hết hạn", "authorizations that end within 30 days")),
    documents("suspended", t("văn bản đang tạm dừng", "authorizations that are suspended")),
    {
      text: t("máy chủ không được phép quét hôm nay", "hosts that nothing permits today"),
      count: hosts.filter(({ reason }) => reason !== null).length,
      to: address("/central/hosts", { reason: "any" }),
      isUrgent: false,
    },
    {
      text: t("đơn vị đang tạm dừng quét", "units that have paused the scanning"),
      count: visit.mine.units().filter((unit) => unit.paused).length,
      to: address("/central/units", { paused: "yes" }),
      isUrgent: false,
    },
  ];
}

function letterDecision({ central, now }: CentralVisit): Decision {
  return {
    text: t(
      `thư không gửi được trong ${String(RECENT_DAYS)} ngày qua`,
      `letters that failed within ${String(RECENT_DAYS)} days`,
    ),
    count: central.operations.countLetters(recentFailures(now)),
    to: address(LETTERS_PATH, { state: "failed", recent: "yes" }),
    isUrgent: false,
  };
}
