// The unit's own record: its systems, hosts and the documents under which they are looked at; pausing the
// scanning, and proposing what is missing. Nothing proposed here is in scope before the central team agrees.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Authorization, System, Unit } from "../../model/registry.ts";
import type { Text } from "../../model/text.ts";
import { AREA_WORDS, NOT_DECLARED } from "../../model/words.ts";
import {
  address,
  Field,
  Notice,
  Pager,
  PostForm,
  Reason,
  Said,
  Select,
  Table,
} from "../view/components.tsx";
import { dayText, dueText } from "../../text/days.ts";
import { timeText } from "../view/format.ts";
import { type ManagerVisit, type ReaderVisit, redirect, type Reply, type Route } from "../route.ts";
import type { HostBook } from "../kept/host-book.ts";
import { type CoverGap, coverGaps } from "../standing/cover-gaps.ts";
import {
  type HostState,
  type Standing,
  STANDING_WORDS,
  standingOf,
} from "../standing/registry-state.ts";

import { CoverNotices, UnitsToCover } from "./sites-cover.tsx";
import { titled } from "../view/titled.tsx";
import { declared, pageNumber, seesSeveral } from "../view/visitor.ts";

/** Units on one page, for those who see several. */
const SIZE = 20;

const SAID: readonly (readonly [string, Text])[] = [
  [
    "paused",
    {
      vi: "Đã tạm dừng quét. Lượt đang chạy dừng với các trang của đơn vị trong vài giây; trung tâm đã được báo.",
      en: "Scanning is paused. A running scan leaves your sites within seconds; the central team sees it.",
    },
  ],
  ["resumed", { vi: "Đã cho quét trở lại.", en: "Scanning goes on." }],
  [
    "proposed",
    {
      vi: "Đã gửi đề nghị. Trung tâm xem xét trước khi đưa vào phạm vi.",
      en: "The proposal was sent. The central team decides before it enters the scope.",
    },
  ],
];

export function sitesRoutes(hosts: HostBook): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/sites",
      act: "view sites",
      audience: "reader",
      answer: (visit) =>
        sitesPage(visit, visit.central === null ? visit.mine.hostStates(visit.now) : hosts(visit)),
    },
    {
      method: "POST",
      path: "/sites/pause",
      act: "pause scanning",
      audience: "manager",
      answer: (visit) => {
        visit.office.pause(visit.field("reason"));
        return redirect("/sites?said=paused");
      },
    },
    {
      method: "POST",
      path: "/sites/resume",
      act: "resume scanning",
      audience: "manager",
      answer: (visit) => {
        visit.office.resume(visit.field("reason"));
        return redirect("/sites?said=resumed");
      },
    },
    {
      method: "POST",
      path: "/sites/proposals",
      act: "propose",
      audience: "manager",
      answer: propose,
    },
  ];
}

function propose(visit: ManagerVisit): Reply {
  const kind = visit.field("kind") === "contact" ? "contact" : "host";
  visit.office.propose(kind, visit.field("subject"), visit.field("reason"));
  return redirect("/sites?said=proposed");
}

function sitesPage(visit: ReaderVisit, states: readonly HostState[]): Reply {
  const title = visit.tr("Trang và hệ thống của đơn vị", "Sites and systems");
  const page = pageNumber(visit);
  const all = visit.mine.units();
  const units = all.slice((page - 1) * SIZE, page * SIZE);
  const gaps = coverGaps(all, states, visit.today);
  const gapOf = new Map(gaps.map((gap) => [gap.unit.code, gap]));
  return titled(
    title,
    <>
      <Said words={SAID} visit={visit} />
      {seesSeveral(visit) ? <UnitsToCover gaps={gaps} visit={visit} /> : null}
      {units.map((unit) => (
        <UnitRecord unit={unit} gap={gapOf.get(unit.code)} visit={visit} />
      ))}
      <Pager
        page={page}
        size={SIZE}
        total={all.length}
        address={(to) => address("/sites", { page: String(to) })}
        words={visit}
      />
      <Documents visit={visit} />
      {visit.office === null ? null : <Actions visit={visit} office={visit.office} />}
    </>,
  );
}

function UnitRecord({
  unit,
  gap,
  visit,
}: {
  readonly unit: Unit;
  /** undefined: it has no hosts. */
  readonly gap: CoverGap | undefined;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const systems = visit.mine.systems().filter((system) => system.unit === unit.code);
  return (
    <section class="panel">
      <h2>{seesSeveral(visit) ? `${unit.name} (${unit.code})` : unit.name}</h2>
      {unit.paused ? (
        <Notice kind="warn">
          {visit.tr("Đang tạm dừng quét", "Scanning is paused")} — {unit.paused.by},{" "}
          {timeText(unit.paused.at)}: {unit.paused.reason}
        </Notice>
      ) : null}
      {gap === undefined ? null : <CoverNotices gap={gap} visit={visit} />}
      <dl class="facts">
        <dt>{visit.tr("Người đứng đầu", "Head")}</dt>
        <dd>{declared(unit.head, visit)}</dd>
        <dt>{visit.tr("Đầu mối liên hệ", "Contacts")}</dt>
        <dd>
          {unit.contacts === null
            ? visit.say(NOT_DECLARED)
            : unit.contacts === "none"
              ? visit.tr("khai báo là không có", "declared to have none")
              : unit.contacts.map(({ email }) => email).join(", ")}
        </dd>
      </dl>
      <Table
        caption={`${visit.tr("Hệ thống và máy chủ", "Systems and hosts")} · ${unit.name}`}
        columns={[
          { title: visit.tr("Hệ thống", "System") },
          { title: visit.tr("Cấp độ", "Level") },
          { title: visit.tr("Máy chủ và cổng được kiểm tra", "Hosts and ports looked at") },
          { title: visit.tr("Nhà thầu", "Contractor") },
        ]}
        rows={systems.map((system) => [
          system.name,
          levelText(system, visit),
          <span class="mono">{hostsText(system, visit)}</span>,
          declared(system.contractor, visit),
        ])}
        empty={<NoSystem visit={visit} />}
      />
    </section>
  );
}

function NoSystem({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <Notice kind="plain">
      {visit.tr(
        "Chưa khai báo hệ thống hay máy chủ nào, nên chưa có gì được kiểm tra.",
        "No system or host is registered, so nothing is looked at.",
      )}
      {visit.office === null ? null : (
        <>
          {" "}
          <a href="#propose">{visit.tr("Đề nghị bổ sung máy chủ", "Propose a host")}</a>
        </>
      )}
    </Notice>
  );
}

function levelText({ level }: System, visit: ReaderVisit): string {
  if (level === null) return visit.say(NOT_DECLARED);
  return level === "none" ? visit.tr("chưa xác định", "none declared") : String(level);
}

function hostsText(system: System, visit: ReaderVisit): string {
  if (system.exposure === "internal")
    return visit.tr("nội bộ, không quét", "internal, never scanned");
  const hosts = visit.mine.targets().filter((target) => target.system === system.code);
  return hosts
    .map(({ host, ports }) => `${host}: ${ports.map(({ port }) => String(port)).join(", ")}`)
    .join("; ");
}

export const STATUS_WORDS: Readonly<Record<Authorization["status"], Text>> = {
  active: { vi: "hiệu lực", en: "active" },
  suspended: { vi: "tạm dừng", en: "suspended" },
  revoked: { vi: "đã thu hồi", en: "revoked" },
};

function Documents({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const documents = visit.mine.authorizations().slice(0, 200);
  return (
    <section>
      <h2>{visit.tr("Văn bản cho phép", "Authorizations")}</h2>
      <Table
        caption={visit.tr("Không có văn bản thì không gửi gói tin nào", "No document, no packet")}
        columns={[
          { title: visit.tr("Văn bản", "Document") },
          { title: visit.tr("Người ký", "Signed by") },
          { title: visit.tr("Nội dung", "Areas") },
          { title: visit.tr("Khung giờ", "Window") },
          { title: visit.tr("Hiệu lực đến", "Until") },
          { title: visit.tr("Tình trạng", "Status") },
        ]}
        rows={documents.map((one) => [
          one.document,
          one.signedBy,
          one.areas.map((area) => visit.say(AREA_WORDS[area])).join("; "),
          windowText(one, visit),
          `${dayText(one.validTo)} (${dueText(one.validTo, visit.today, visit.language)})`,
          <StandingWord of={standingOf(one, visit.today)} visit={visit} />,
        ])}
        empty={
          <Notice kind="warn">
            {visit.tr(
              "Chưa có văn bản cho phép nào, nên không có gì được quét. Gửi văn bản của thủ trưởng đơn vị về trung tâm để được ghi vào đây.",
              "There is no recorded authorization, so nothing is scanned. Send one signed by the head of the unit to the central team.",
            )}
          </Notice>
        }
      />
    </section>
  );
}

function StandingWord(props: { readonly of: Standing; readonly visit: ReaderVisit }): JSX.Element {
  const isWell = props.of === "active" || props.of === "not-yet";
  return (
    <span class={isWell ? undefined : "late"}>{props.visit.say(STANDING_WORDS[props.of])}</span>
  );
}

export function windowText({ window }: Authorization, visit: ReaderVisit): string {
  return window === null ? visit.tr("cả ngày", "all day") : `${window.from}–${window.to}`;
}

function Actions(props: {
  readonly visit: ReaderVisit;
  readonly office: ManagerVisit["office"];
}): JSX.Element {
  const { visit, office } = props;
  const paused = visit.mine.unit(office.unit)?.paused ?? null;
  return (
    <section class="noprint">
      <h2 id="pause">{visit.tr("Tạm dừng quét", "Pause scanning")}</h2>
      <div class="panel">
        <p>
          {paused === null
            ? visit.tr(
                "Có hiệu lực trong vài giây, cả với lượt đang chạy, và giữ nguyên cho đến khi bạn mở lại.",
                "Takes effect within seconds, on a running scan too, and holds until you end it.",
              )
            : visit.tr(
                "Đang tạm dừng. Mở lại khi đã xong.",
                "Paused now. End it when you are done.",
              )}
        </p>
        <PostForm to={paused === null ? "/sites/pause" : "/sites/resume"} csrf={visit.csrf}>
          <Reason id="pause-reason" label={visit.tr("Lý do", "Reason")} />
          <div>
            <button class={paused === null ? "danger" : undefined}>
              {paused === null
                ? visit.tr("Tạm dừng quét các trang của đơn vị", "Pause scanning of our sites")
                : visit.tr("Cho quét trở lại", "Let scanning go on")}
            </button>
          </div>
        </PostForm>
      </div>
      <h2 id="propose">{visit.tr("Đề nghị bổ sung", "Propose what is missing")}</h2>
      <NamesToPropose visit={visit} office={office} />
      <div class="panel">
        <PostForm to="/sites/proposals" csrf={visit.csrf}>
          <Select
            name="kind"
            label={visit.tr("Bổ sung", "What")}
            value="host"
            choices={[
              { value: "host", text: visit.tr("máy chủ (tên miền)", "a host") },
              { value: "contact", text: visit.tr("đầu mối liên hệ (thư điện tử)", "a contact") },
            ]}
          />
          <Field
            name="subject"
            label={visit.tr("Tên máy chủ hoặc địa chỉ thư", "Host name or e-mail address")}
            required
          />
          <Reason id="propose-reason" label={visit.tr("Lý do", "Reason")} />
          <div>
            <button>{visit.tr("Gửi đề nghị", "Send")}</button>
          </div>
        </PostForm>
      </div>
    </section>
  );
}

const OFFERED = 20;

/** Names that the unit's own certificates hold below its own domain: one press proposes one. */
function NamesToPropose(props: {
  readonly visit: ReaderVisit;
  readonly office: ManagerVisit["office"];
}): JSX.Element | null {
  const { visit, office } = props;
  const names = office.namesToPropose().slice(0, OFFERED);
  if (names.length === 0) return null;
  return (
    <div class="panel">
      <p>
        {visit.tr(
          "Chứng thư của đơn vị có các tên sau, chưa có trong danh mục nên chưa được kiểm tra. Đề nghị bổ sung nếu là máy chủ của đơn vị.",
          "Your certificates hold these names; they are not registered, so nobody looks at them. Propose those that are your hosts.",
        )}
      </p>
      <ul class="offers">
        {names.map(({ name, places }) => (
          <li>
            <span>
              <span class="mono">{name}</span>{" "}
              <span class="soft small">
                {visit.tr("thấy ở", "seen at")} {places.join(", ")}
              </span>
            </span>
            <PostForm to="/sites/proposals" csrf={visit.csrf} class="inline">
              <input type="hidden" name="kind" value="host" />
              <input type="hidden" name="subject" value={name} />
              <input
                type="hidden"
                name="reason"
                value={visit.tr(
                  `Có trong chứng thư của ${places.join(", ")}`,
                  `In the certificate of ${places.join(", ")}`,
                )}
              />
              <button
                class="quiet"
                aria-label={`${visit.tr("Đề nghị bổ sung", "Propose")} ${name}`}
              >
                {visit.tr("Đề nghị bổ sung", "Propose")}
              </button>
            </PostForm>
          </li>
        ))}
      </ul>
    </div>
  );
}
