// The routes of the JSON interface: all there is. The isolation matrix and the OpenAPI document are made from it.
import { z } from "zod";
import {
  FINDING_STATES,
  FindingArea,
  FindingState,
  OPEN_STATES,
  Severity,
} from "../../model/area.ts";
import { RequestStatus } from "../../model/account.ts";
import type { Authorization } from "../../model/registry.ts";
import { COUNT_KEYS } from "../../store/findings/overview.ts";
import type { Downloads } from "../files/downloads.ts";
import type { ListFilter, Repository } from "../repository.ts";
import { exportRoutes } from "./exports.ts";
import { operationRoutes } from "./operations.ts";
import { pageOf, Paging } from "./paging.ts";
import { acting, type ApiRoute, type ApiVisit, centralReading, reading } from "./route.ts";
import { Answers } from "./schemas.ts";

export const API = "/api/v1";

const Nothing = z.strictObject({});
const name = z.string().max(200);
const t = (vi: string, en: string) => ({ vi, en });

export function apiRoutes(downloads: Downloads): readonly ApiRoute[] {
  return [
    ...generalRoutes(),
    ...registryRoutes(),
    ...findingRoutes(),
    ...lookRoutes(),
    ...centralRoutes(),
    ...operationRoutes(API),
    ...exportRoutes(downloads, API),
  ];
}

function generalRoutes(): readonly ApiRoute[] {
  return [
    reading({
      path: `${API}/me`,
      act: "api me",
      summary: t(
        "Mã truy cập này là của ai và đọc được gì",
        "Whose token this is and what it reads",
      ),
      asked: Nothing,
      schema: Answers.me,
      answer: ({ account, token, mine, office }) => ({
        login: account.login,
        role: account.role,
        token: {
          name: token.name,
          unit: token.unit,
          acts: office !== null,
          expiresAt: token.expiresAt,
        },
        units: mine.units().length,
      }),
    }),
    reading({
      path: `${API}/summary`,
      act: "api summary",
      summary: t("Số liệu của trang tổng quan", "The numbers of the overview"),
      asked: Nothing,
      schema: Answers.summary,
      answer: ({ mine }) => summaryOf(mine),
    }),
  ];
}

function summaryOf(mine: Repository): z.input<typeof Answers.summary> {
  const of = (status: "assessed" | "partial" | "not-assessed"): number =>
    mine
      .coverageCounts()
      .filter((row) => row.status === status)
      .reduce((sum, { count }) => sum + count, 0);
  const open = Object.fromEntries(COUNT_KEYS.map((key) => [key, mine.counts(key)] as const));
  return {
    open: open as Record<(typeof COUNT_KEYS)[number], ReturnType<Repository["counts"]>>,
    coverage: {
      assessed: of("assessed"),
      partial: of("partial"),
      "not-assessed": of("not-assessed"),
    },
    hosts: mine.targets().length,
    neverLooked: mine.neverLooked().length,
    lastLook: mine.lastLook(),
  };
}

function registryRoutes(): readonly ApiRoute[] {
  const Filter = Paging.extend({ unit: name.optional() });
  const within = <T extends { readonly unit: string }>(all: readonly T[], unit?: string) =>
    unit === undefined ? all : all.filter((one) => one.unit === unit);
  return [
    reading({
      path: `${API}/units`,
      act: "api list units",
      summary: t("Các đơn vị trong phạm vi", "Units of the scope"),
      asked: Paging,
      schema: Answers.units,
      answer: ({ mine }, asked) =>
        pageOf(
          mine.units().map((unit) => ({ ...unit, paused: unit.paused ?? null })),
          asked,
        ),
    }),
    reading({
      path: `${API}/units/:code`,
      act: "api view unit",
      summary: t("Một đơn vị", "One unit"),
      asked: Nothing,
      schema: Answers.unit,
      answer: (visit) => {
        const unit = visit.mine.unit(visit.parameter("code"));
        return unit === undefined ? undefined : { ...unit, paused: unit.paused ?? null };
      },
    }),
    reading({
      path: `${API}/systems`,
      act: "api list systems",
      summary: t("Hệ thống thông tin", "Information systems"),
      asked: Filter,
      schema: Answers.systems,
      answer: ({ mine }, asked) => pageOf(within(mine.systems(), asked.unit), asked),
    }),
    reading({
      path: `${API}/hosts`,
      act: "api list hosts",
      summary: t("Máy chủ đã đăng ký", "Registered hosts"),
      asked: Filter,
      schema: Answers.hosts,
      answer: ({ mine }, asked) => pageOf(within(mine.targets(), asked.unit), asked),
    }),
    reading({
      path: `${API}/authorizations`,
      act: "api list authorizations",
      summary: t("Văn bản cho phép", "Documents that allow the looks"),
      asked: Paging,
      schema: Answers.authorizations,
      answer: ({ mine }, asked) => {
        const own = mine.targets().map(({ host }) => host);
        const documents = mine
          .authorizations()
          .map((one) => ({ ...one, hosts: covered(one, own) }));
        return pageOf(documents, asked);
      },
    }),
  ];
}

/** A department's document may name other units' hosts: of it, only one's own are told. */
function covered({ hosts }: Authorization, own: readonly string[]): readonly string[] {
  if (hosts === "all-registered") return own;
  return own.filter((host) =>
    hosts.some(
      (entry) => entry === host || (entry.startsWith("*.") && host.endsWith(entry.slice(1))),
    ),
  );
}

const FindingFilter = Paging.extend({
  state: z.enum([...FINDING_STATES, "open-all", "all"]).default("open-all"),
  severity: Severity.optional(),
  area: FindingArea.optional(),
  rule: name.optional(),
  unit: name.optional(),
  host: name.optional(),
  due: z.enum(["overdue"]).optional(),
});

function filterOf(asked: z.output<typeof FindingFilter>, today: string): ListFilter {
  const { state, severity, area, rule, unit, host, due } = asked;
  const one = FindingState.safeParse(state);
  return {
    states: one.success ? [one.data] : state === "all" ? FINDING_STATES : OPEN_STATES,
    ...(severity === undefined ? {} : { severity }),
    ...(area === undefined ? {} : { area }),
    ...(rule === undefined ? {} : { rule }),
    ...(unit === undefined ? {} : { units: [unit] }),
    ...(host === undefined ? {} : { host }),
    ...(due === undefined ? {} : { dueBefore: today }),
  };
}

const Said = z.strictObject({ reason: z.string().trim().min(1).max(2000) });
const Day = z.iso.date();

function findingRoutes(): readonly ApiRoute[] {
  return [
    reading({
      path: `${API}/findings`,
      act: "api list findings",
      summary: t("Phát hiện, gấp nhất trước", "Findings, most urgent first"),
      asked: FindingFilter,
      schema: Answers.findings,
      answer: ({ mine, today }, asked) => {
        const { limit, offset } = asked;
        const { groups, total } = mine.groups(filterOf(asked, today), { limit, offset });
        return { items: groups, total, limit, offset };
      },
    }),
    reading({
      path: `${API}/findings/:id`,
      act: "api view finding",
      summary: t("Một phát hiện và lịch sử của nó", "One finding with its history"),
      asked: Nothing,
      schema: Answers.finding,
      answer: (visit) => {
        const { mine } = visit;
        const finding = mine.finding(visit.parameter("id"));
        if (finding === undefined) return undefined;
        return { finding, members: mine.siblings(finding), events: mine.events(finding) };
      },
    }),
    acting({
      path: `${API}/findings/:id/claim-fixed`,
      act: "api claim fixed",
      summary: t("Báo đã sửa xong", "Say that it is fixed; a later look confirms it"),
      asked: Said,
      schema: Answers.state,
      answer: (visit, { reason }) =>
        visit.office.speak(visit.parameter("id"), {
          action: "claim-fixed",
          reason,
          owner: null,
          until: null,
        }),
    }),
    acting({
      path: `${API}/findings/:id/in-progress`,
      act: "api set in progress",
      summary: t("Ghi người xử lý và kế hoạch", "Name who mends it, and by when"),
      asked: Said.extend({
        owner: z.string().trim().min(1).max(200).nullable().default(null),
        until: Day.nullable().default(null),
      }),
      schema: Answers.state,
      answer: (visit, said) =>
        visit.office.speak(visit.parameter("id"), { action: "in-progress", ...said }),
    }),
  ];
}

function lookRoutes(): readonly ApiRoute[] {
  return [
    reading({
      path: `${API}/coverage`,
      act: "api view coverage",
      summary: t(
        "Đã kiểm tra được đến đâu; phần không kiểm tra được đứng trước",
        "What was looked at; what could not be comes first",
      ),
      asked: Paging.extend({ status: z.enum(["assessed", "partial", "not-assessed"]).optional() }),
      schema: Answers.coverage,
      answer: ({ mine }, { limit, offset, status }) => {
        const only = status === undefined ? {} : { statuses: [status] };
        const { rows, total } = mine.coverage({ ...only, limit, offset });
        return { items: rows, total, limit, offset };
      },
    }),
    reading({
      path: `${API}/ledger`,
      act: "api view ledger",
      summary: t("Mọi truy vấn đã gửi, mới nhất trước", "Every request made, newest first"),
      asked: z.strictObject({
        limit: z.coerce.number().int().min(1).max(1000).default(100),
        before: z.coerce.number().int().min(1).optional(),
        host: name.optional(),
      }),
      schema: Answers.ledger,
      answer: ({ mine }, { limit, before, host }) => {
        const items = mine.ledger({
          limit,
          ...(before === undefined ? {} : { before }),
          ...(host === undefined ? {} : { host }),
        });
        return { items, before: items.length < limit ? null : (items.at(-1)?.row ?? null) };
      },
    }),
    reading({
      path: `${API}/requests`,
      act: "api list requests",
      summary: t("Đề nghị gửi trung tâm", "Requests to the central team"),
      asked: Paging.extend({ status: RequestStatus.optional() }),
      schema: Answers.requests,
      answer: ({ mine }, asked) =>
        pageOf(mine.requests(asked.status === undefined ? {} : { status: asked.status }), asked),
    }),
  ];
}

function centralRoutes(): readonly ApiRoute[] {
  return [
    centralReading({
      path: `${API}/runs`,
      act: "api list runs",
      summary: t("30 lượt quét mới nhất", "The newest 30 runs"),
      asked: Paging,
      schema: Answers.runs,
      answer: ({ central }, asked) => pageOf(central.runs().map(runOf), asked),
    }),
  ];
}

function runOf({
  run,
  counts,
  alive,
  stopRequested,
}: ReturnType<NonNullable<ApiVisit["central"]>["runs"]>[number]) {
  return { ...run, targets: counts, alive, stopRequested };
}
