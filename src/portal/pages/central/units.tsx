// The registry as the central team keeps it: units, their hosts, documents and expiry; suspending and restoring.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Authorization, Unit } from "../../../model/registry.ts";
import type { Text } from "../../../model/text.ts";
import { AREA_WORDS, UNIT_KIND_WORDS } from "../../../model/words.ts";
import { foldAccents } from "../../../text/fold.ts";
import { NumberLink } from "../../view/bars.tsx";
import {
  address,
  Field,
  Notice,
  Pager,
  PostForm,
  Reason,
  Said,
  Table,
} from "../../view/components.tsx";
import { dayText, daysUntil } from "../../../text/days.ts";
import { numberText, timeText } from "../../view/format.ts";
import { Kept, Narrowed, unitsWhere } from "../../view/narrowing.tsx";
import { UNIT_GAPS, withGap } from "../../standing/registry-state.ts";
import { type CentralVisit, MISSING, redirect, type Reply, type Route } from "../../route.ts";
import { FindingCards } from "../finding/list.tsx";
import { NoFinding, Nothing, NothingRegistered } from "../nothing.tsx";
import { STATUS_WORDS, windowText } from "../sites.tsx";
import { titled } from "../../view/titled.tsx";
import { declared, pageNumber, unitText } from "../../view/visitor.ts";

const SIZE = 50;

const SAID: readonly (readonly [string, Text])[] = [
  [
    "changed",
    {
      vi: "Đã ghi; có tác dụng với lượt đang chạy trong vài giây.",
      en: "Recorded; it reaches a running scan within seconds.",
    },
  ],
];

export function unitsRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/units",
      act: "list units",
      audience: "central",
      answer: unitsPage,
    },
    {
      method: "GET",
      path: "/central/units/:code",
      act: "view unit",
      audience: "central",
      answer: unitPage,
    },
    {
      method: "POST",
      path: "/central/units/:code/authorization",
      act: "suspend or restore authorization",
      audience: "admin",
      answer: decide,
    },
    {
      method: "POST",
      path: "/central/units/:code/resume",
      act: "end pause of unit",
      audience: "admin",
      answer: (visit) => {
        const unit = visit.mine.unit(visit.parameter("code"));
        if (unit === undefined) return MISSING;
        visit.central.resume(unit.code, visit.field("reason"));
        return redirect(`/central/units/${unit.code}?said=changed`);
      },
    },
  ];
}

function decide(visit: CentralVisit): Reply {
  const unit = visit.mine.unit(visit.parameter("code"));
  const document = visit.field("document");
  if (unit === undefined) return MISSING;
  const reason = visit.field("reason");
  if (visit.field("decision") === "restore") visit.central.restore(document, unit.code, reason);
  else visit.central.suspend(document, unit.code, reason);
  return redirect(`/central/units/${unit.code}?said=changed`);
}

type Asked = Readonly<Record<"q" | "province" | "kind" | "gap" | "paused", string>>;

/** Those that the address asks for, by name with or without diacritics, province, kind, and what they lack. */
function unitsAsked(visit: CentralVisit, asked: Asked): readonly Unit[] {
  const all = visit.mine.units();
  const among = unitsWhere(all, asked);
  const codes = among === undefined ? null : new Set(among);
  const text = searchable(asked.q);
  const listed = asked.gap === "" ? all : all.filter(({ retired }) => !retired);
  return withGap(listed, UNIT_GAPS, asked.gap)
    .filter(({ code }) => codes?.has(code) ?? true)
    .filter(({ paused }) => asked.paused === "" || (paused ?? null) !== null)
    .filter(({ code, name }) => text === "" || searchable(`${code} ${name}`).includes(text));
}

function searchable(text: string): string {
  return foldAccents(text.toLowerCase());
}

function unitsPage(visit: CentralVisit): Reply {
  const title = visit.tr("Đơn vị và văn bản cho phép", "Units and authorizations");
  const asked = {
    q: visit.query("q"),
    province: visit.query("province"),
    kind: visit.query("kind"),
    gap: visit.query("gap"),
    paused: visit.query("paused"),
  };
  const found = unitsAsked(visit, asked);
  const gap = UNIT_GAPS.find(({ key }) => key === asked.gap);
  const page = pageNumber(visit);
  return titled(
    title,
    <>
      <form method="get" action="/central/units" class="inline" role="search">
        <Field
          name="q"
          type="search"
          label={visit.tr("Mã hoặc tên", "Code or name")}
          value={asked.q}
        />
        <Kept asked={asked} but={["q"]} />
        <button class="quiet">{visit.tr("Tìm", "Search")}</button>
      </form>
      <Narrowed asked={asked} all="/central/units" visit={visit} />
      {gap === undefined && asked.paused === "" ? null : (
        <p class="narrowed">
          {visit.tr("Chỉ xem", "Only")}:{" "}
          {[
            gap === undefined ? "" : `${visit.tr("thiếu", "missing")} ${visit.say(gap.name)}`,
            asked.paused === "" ? "" : visit.tr("đang tạm dừng quét", "paused"),
          ]
            .filter((word) => word !== "")
            .join(" · ")}{" "}
          <a href="/central/units">{visit.tr("bỏ lọc", "no filter")}</a>
        </p>
      )}
      <Units
        units={found.slice((page - 1) * SIZE, page * SIZE)}
        total={found.length}
        asked={asked}
        visit={visit}
      />
      <Pager
        page={page}
        size={SIZE}
        total={found.length}
        address={(to) => address("/central/units", { ...asked, page: String(to) })}
        words={visit}
      />
    </>,
  );
}

function Units(props: {
  readonly units: readonly Unit[];
  readonly total: number;
  readonly asked: Asked;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { units, total, asked, visit } = props;
  const open = new Map(visit.mine.counts("unit").map((count) => [count.key, count]));
  const hosts = new Map<string, number>();
  for (const { unit } of visit.mine.targets()) hosts.set(unit, (hosts.get(unit) ?? 0) + 1);
  const until = new Map<string, string>();
  for (const { unit, status, validTo } of visit.mine.authorizations()) {
    if (status === "active" && validTo > (until.get(unit) ?? "")) until.set(unit, validTo);
  }
  return (
    <Table
      caption={visit.tr(`${numberText(total, "vi")} đơn vị`, `${numberText(total, "en")} units`)}
      columns={[
        { title: visit.tr("Đơn vị", "Unit") },
        { title: visit.tr("Loại", "Kind") },
        { title: visit.tr("Tỉnh, thành phố", "Province") },
        { title: visit.tr("Máy chủ", "Hosts"), number: true },
        { title: visit.tr("Văn bản riêng đến", "Own document until") },
        { title: visit.tr("Đang mở", "Open"), number: true },
        { title: visit.tr("Quá hạn", "Overdue"), number: true },
      ]}
      rows={units.map((unit) => [
        <>
          <a href={`/central/units/${unit.code}`}>{unit.name}</a> ({unit.code})
          {unit.retired ? visit.tr(" · ngừng theo dõi", " · retired") : ""}
          {unit.paused ? visit.tr(" · tạm dừng", " · paused") : ""}
        </>,
        visit.say(UNIT_KIND_WORDS[unit.kind]),
        declared(unit.province, visit),
        numberText(hosts.get(unit.code) ?? 0, visit.language),
        untilText(until.get(unit.code), visit),
        <NumberLink
          value={open.get(unit.code)?.groups ?? 0}
          to={address("/findings", { unit: unit.code })}
          visit={visit}
        />,
        <NumberLink
          value={open.get(unit.code)?.overdue ?? 0}
          to={address("/findings", { unit: unit.code, due: "overdue" })}
          visit={visit}
        />,
      ])}
      empty={
        <Nothing path="/central/units" asked={asked} total={total} visit={visit}>
          <NothingRegistered visit={visit} />
        </Nothing>
      }
    />
  );
}

function untilText(day: string | undefined, visit: CentralVisit): JSX.Element {
  if (day === undefined) return <span class="soft">{visit.tr("không có", "none")}</span>;
  const left = daysUntil(day, visit.today);
  return <span class={left <= 30 ? "late" : undefined}>{dayText(day)}</span>;
}

function unitPage(visit: CentralVisit): Reply {
  const unit = visit.mine.unit(visit.parameter("code"));
  if (unit === undefined) return MISSING;
  const page = visit.mine.groups({ units: [unit.code] }, { limit: 20, offset: 0 });
  return {
    kind: "page",
    title: unit.name,
    body: (
      <div>
        <p class="crumbs">
          <a href="/central/units">{visit.tr("Đơn vị", "Units")}</a> / {unit.code}
        </p>
        <h1>{unit.name}</h1>
        <Said words={SAID} visit={visit} />
        <Facts unit={unit} visit={visit} />
        <div class="actions">
          <a class="button quiet" href={address("/findings", { unit: unit.code })}>
            {visit.tr("Phát hiện và tải về", "Findings and downloads")}
          </a>
          <a class="button quiet" href={address("/coverage", { unit: unit.code })}>
            {visit.tr("Phạm vi đã kiểm tra", "Coverage")}
          </a>
        </div>
        <Hosts unit={unit} visit={visit} />
        <Documents unit={unit} visit={visit} />
        <h2>{visit.tr("Đang mở", "Open")}</h2>
        {page.total === 0 ? (
          <NoFinding unit={unit.code} visit={visit} />
        ) : (
          <FindingCards groups={page.groups} visit={visit} />
        )}
        {page.total > 20 ? (
          <a href={address("/findings", { unit: unit.code })}>
            {visit.tr("Xem tất cả", "See all")}
          </a>
        ) : null}
      </div>
    ),
  };
}

function Hosts({
  unit,
  visit,
}: {
  readonly unit: Unit;
  readonly visit: CentralVisit;
}): JSX.Element {
  const targets = visit.mine.targets().filter((target) => target.unit === unit.code);
  const systems = new Map(visit.mine.systems().map(({ code, name }) => [code, name]));
  return (
    <Table
      caption={visit.tr("Máy chủ", "Hosts")}
      columns={[
        { title: visit.tr("Máy chủ", "Host") },
        { title: visit.tr("Cổng", "Ports") },
        { title: visit.tr("Hệ thống", "System") },
        { title: visit.tr("Truy vấn đã gửi", "Requests made") },
      ]}
      rows={targets.map(({ host, ports, system }) => [
        <span class="mono">{host}</span>,
        ports.map(({ port }) => String(port)).join(", "),
        systems.get(system) ?? system,
        <a href={address("/ledger", { host })}>{visit.tr("Xem", "See")}</a>,
      ])}
      empty={
        <Notice kind="plain">
          {visit.tr(
            "Đơn vị chưa đăng ký máy chủ nào, nên không có gì được kiểm tra.",
            "The unit has no registered host, so nothing is looked at.",
          )}
        </Notice>
      }
    />
  );
}

function Facts({
  unit,
  visit,
}: {
  readonly unit: Unit;
  readonly visit: CentralVisit;
}): JSX.Element {
  return (
    <div class="panel">
      <dl class="facts">
        <dt>{visit.tr("Loại", "Kind")}</dt>
        <dd>{visit.say(UNIT_KIND_WORDS[unit.kind])}</dd>
        <dt>{visit.tr("Tỉnh, thành phố", "Province")}</dt>
        <dd>{declared(unit.province, visit)}</dd>
        <dt>{visit.tr("Cơ quan quản lý", "Parent")}</dt>
        <dd>
          {unit.parent === null ? (
            visit.tr("không có", "none")
          ) : (
            <a href={`/central/units/${unit.parent}`}>{unitText(unit.parent, visit)}</a>
          )}
        </dd>
        <dt>{visit.tr("Người đứng đầu", "Head")}</dt>
        <dd>{declared(unit.head, visit)}</dd>
      </dl>
      {unit.paused ? (
        <>
          <Notice kind="warn">
            {visit.tr("Đơn vị tạm dừng quét", "Paused by the unit")}: {unit.paused.by},{" "}
            {timeText(unit.paused.at)}: {unit.paused.reason}
          </Notice>
          {isAdmin(visit) ? (
            <PostForm to={`/central/units/${unit.code}/resume`} csrf={visit.csrf}>
              <Reason
                id="resume-reason"
                label={visit.tr("Lý do cho quét trở lại", "Why it goes on")}
              />
              <div>
                <button>{visit.tr("Cho quét trở lại", "Let scanning go on")}</button>
              </div>
            </PostForm>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function isAdmin(visit: CentralVisit): boolean {
  return visit.account.role === "central-admin";
}

function Documents(props: { readonly unit: Unit; readonly visit: CentralVisit }): JSX.Element {
  const { unit, visit } = props;
  const documents = visit.mine.authorizations().filter((one) => one.unit === unit.code);
  return (
    <>
      <h2>{visit.tr("Văn bản cho phép của đơn vị", "The unit's authorizations")}</h2>
      {documents.length === 0 ? (
        <Notice kind="warn">{visit.tr("Chưa có.", "None.")}</Notice>
      ) : (
        documents.map((one, index) => <Document one={one} id={String(index)} visit={visit} />)
      )}
    </>
  );
}

function Document(props: {
  readonly one: Authorization;
  readonly id: string;
  readonly visit: CentralVisit;
}): JSX.Element {
  const { one, id, visit } = props;
  const restore = one.status === "suspended";
  return (
    <section class="panel">
      <h3>
        {one.document} · {visit.say(STATUS_WORDS[one.status])}
      </h3>
      <p>
        {one.signedBy} · {dayText(one.validFrom)} – {dayText(one.validTo)} ·{" "}
        {windowText(one, visit)} · {one.areas.map((area) => visit.say(AREA_WORDS[area])).join("; ")}
      </p>
      {one.status === "revoked" || !isAdmin(visit) ? null : (
        <details>
          <summary>
            {restore ? visit.tr("Hết tạm dừng", "Restore") : visit.tr("Tạm dừng", "Suspend")}
          </summary>
          <PostForm to={`/central/units/${one.unit}/authorization`} csrf={visit.csrf}>
            <input type="hidden" name="document" value={one.document} />
            <input type="hidden" name="decision" value={restore ? "restore" : "suspend"} />
            <Reason id={`document-${id}`} label={visit.tr("Lý do", "Reason")} />
            <div>
              <button>{visit.tr("Ghi", "Record")}</button>
            </div>
          </PostForm>
        </details>
      )}
    </section>
  );
}
