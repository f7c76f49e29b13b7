// What the registry permits and what it lacks: documents by standing, hosts that nothing permits, systems by level,
// and what nobody has declared. Every number leads to its list.
import type { JSX } from "hono/jsx/jsx-runtime";
import { isReason, REASONS } from "../../../model/reason.ts";
import type { Authorization, System } from "../../../model/registry.ts";
import type { Text } from "../../../model/text.ts";
import { AREA_WORDS } from "../../../model/words.ts";
import { NumberLink } from "../../view/bars.tsx";
import { address, Notice, Table } from "../../view/components.tsx";
import { dayText, dueText } from "../../../text/days.ts";
import { numberText } from "../../view/format.ts";
import type { HostBook } from "../../kept/host-book.ts";
import { levelText, Narrowed, systemsWhere, UNDECLARED } from "../../view/narrowing.tsx";
import {
  byReason,
  DOCUMENT_GAPS,
  endsSoon,
  type HostState,
  STANDING_WORDS,
  STANDINGS,
  standingOf,
  SYSTEM_GAPS,
  UNIT_GAPS,
  withGap,
} from "../../standing/registry-state.ts";
import type { CentralVisit, Reply, Route } from "../../route.ts";

import { listPage } from "./list-page.tsx";
import { NothingRegistered } from "../nothing.tsx";
import { windowText } from "../sites.tsx";
import { titled } from "../../view/titled.tsx";
import { declared, unitText } from "../../view/visitor.ts";

export function registryRoutes(hosts: HostBook): readonly Route[] {
  const central = { method: "GET", audience: "central" } as const;
  return [
    {
      ...central,
      path: "/central/registry",
      act: "view registry",
      answer: (visit: CentralVisit) => registryPage(visit, hosts(visit)),
    },
    {
      ...central,
      path: "/central/authorizations",
      act: "list authorizations",
      answer: documentsPage,
    },
    {
      ...central,
      path: "/central/hosts",
      act: "list hosts",
      answer: (visit: CentralVisit) => hostsPage(visit, hosts(visit)),
    },
    { ...central, path: "/central/systems", act: "list systems", answer: systemsPage },
  ];
}

interface Props {
  readonly visit: CentralVisit;
}

function registryPage(visit: CentralVisit, hosts: readonly HostState[]): Reply {
  const title = visit.tr("Danh mục và văn bản cho phép", "Registry and authorizations");
  return titled(
    title,
    <>
      <div class="actions">
        <a class="button quiet" href="/central/units">
          {visit.tr("Đơn vị", "Units")}
        </a>
        <a class="button quiet" href="/central/systems">
          {visit.tr("Hệ thống", "Systems")}
        </a>
        <a class="button quiet" href="/central/hosts">
          {visit.tr("Máy chủ", "Hosts")}
        </a>
        <a class="button quiet" href="/central/authorizations">
          {visit.tr("Văn bản cho phép", "Authorizations")}
        </a>
        <a class="button quiet" href="/sites">
          {visit.tr("Đơn vị cần bổ sung văn bản", "Units that need a document")}
        </a>
      </div>
      <Documents visit={visit} />
      <Ungranted hosts={hosts} visit={visit} />
      <Gaps visit={visit} />
    </>,
  );
}

function Documents({ visit }: Props): JSX.Element {
  const counts = new Map<string, number>();
  for (const one of visit.mine.authorizations()) {
    const standing = standingOf(one, visit.today);
    counts.set(standing, (counts.get(standing) ?? 0) + 1);
  }
  return (
    <Table
      caption={visit.tr("Văn bản cho phép, theo tình trạng", "Authorizations by standing")}
      columns={[
        { title: visit.tr("Tình trạng", "Standing") },
        { title: visit.tr("Số văn bản", "Documents"), number: true },
      ]}
      rows={STANDINGS.map((standing) => [
        visit.say(STANDING_WORDS[standing]),
        <NumberLink
          value={counts.get(standing) ?? 0}
          to={address("/central/authorizations", { standing })}
          visit={visit}
        />,
      ])}
      empty={null}
    />
  );
}

function Ungranted({
  hosts,
  visit,
}: Props & { readonly hosts: readonly HostState[] }): JSX.Element {
  const reasons = byReason(hosts);
  return (
    <Table
      caption={visit.tr(
        "Máy chủ không được phép quét hôm nay, theo lý do",
        "Hosts that nothing permits today, by reason",
      )}
      columns={[
        { title: visit.tr("Lý do", "Reason") },
        { title: visit.tr("Số máy chủ", "Hosts"), number: true },
      ]}
      rows={reasons.map(({ reason, count }) => [
        visit.say(REASONS[reason]),
        <NumberLink value={count} to={address("/central/hosts", { reason })} visit={visit} />,
      ])}
      empty={
        hosts.length === 0 ? <NothingRegistered visit={visit} /> : <AllPermitted visit={visit} />
      }
    />
  );
}

function AllPermitted({ visit }: Props): JSX.Element {
  return (
    <Notice kind="good">
      {visit.tr(
        "Mọi máy chủ trong danh mục đều có văn bản cho phép.",
        "Every registered host is permitted by a document.",
      )}
    </Notice>
  );
}

function Gaps({ visit }: Props): JSX.Element {
  const row = (name: Text, list: { readonly of: string; readonly count: number }, to: string) => [
    visit.say(name),
    list.of,
    <NumberLink value={list.count} to={to} visit={visit} />,
  ];
  const units = visit.mine.units().filter(({ retired }) => !retired);
  const systems = visit.mine.systems();
  const documents = visit.mine.authorizations();
  const of = {
    unit: visit.tr("đơn vị", "units"),
    system: visit.tr("hệ thống", "systems"),
    document: visit.tr("văn bản", "documents"),
  };
  return (
    <Table
      caption={visit.tr(
        "Chưa khai báo hoặc khai báo là không có",
        "Not declared, or declared to be none",
      )}
      columns={[
        { title: visit.tr("Thông tin", "What") },
        { title: visit.tr("Của", "Of") },
        { title: visit.tr("Còn thiếu", "Missing"), number: true },
      ]}
      rows={[
        ...UNIT_GAPS.map(({ key, name }) =>
          row(
            name,
            { of: of.unit, count: withGap(units, UNIT_GAPS, key).length },
            address("/central/units", { gap: key }),
          ),
        ),
        ...SYSTEM_GAPS.map(({ key, name }) =>
          row(
            name,
            { of: of.system, count: withGap(systems, SYSTEM_GAPS, key).length },
            address("/central/systems", { gap: key }),
          ),
        ),
        ...DOCUMENT_GAPS.map(({ key, name }) =>
          row(
            name,
            { of: of.document, count: withGap(documents, DOCUMENT_GAPS, key).length },
            address("/central/authorizations", { gap: key }),
          ),
        ),
      ]}
      empty={null}
    />
  );
}

function aboveOf(visit: CentralVisit) {
  return { to: "/central/registry", text: visit.tr("Danh mục", "Registry") };
}

/** The narrowing in words, and the way out of it. */
function Only(props: Props & { readonly words: readonly string[]; readonly all: string }) {
  const { words, all, visit } = props;
  const said = words.filter((word) => word !== "");
  if (said.length === 0) return null;
  return (
    <p class="narrowed">
      {visit.tr("Chỉ xem", "Only")}: {said.join(" · ")}{" "}
      <a href={all}>{visit.tr("bỏ lọc", "no filter")}</a>
    </p>
  );
}

function gapText(
  gaps: readonly { readonly key: string; readonly name: Text }[],
  key: string,
  visit: CentralVisit,
): string {
  const gap = gaps.find((one) => one.key === key);
  return gap === undefined ? "" : `${visit.tr("thiếu", "missing")} ${visit.say(gap.name)}`;
}

function documentsPage(visit: CentralVisit): Reply {
  const asked = { standing: visit.query("standing"), gap: visit.query("gap") };
  const standing = STANDINGS.find((one) => one === asked.standing);
  const all = withGap(visit.mine.authorizations(), DOCUMENT_GAPS, asked.gap)
    .filter((one) => standing === undefined || standingOf(one, visit.today) === standing)
    .toSorted((a, b) => (a.validTo < b.validTo ? -1 : a.validTo > b.validTo ? 1 : 0));
  const path = "/central/authorizations";
  const words = [
    standing === undefined ? "" : visit.say(STANDING_WORDS[standing]),
    gapText(DOCUMENT_GAPS, asked.gap, visit),
  ];
  return listPage(visit, {
    above: aboveOf(visit),
    title: visit.tr("Văn bản cho phép", "Authorizations"),
    path,
    asked,
    all,
    caption: (count) =>
      visit.tr(
        `${count} văn bản, hết hạn sớm nhất trước`,
        `${count} documents, first to end on top`,
      ),
    columns: [
      visit.tr("Văn bản", "Document"),
      visit.tr("Đơn vị", "Unit"),
      visit.tr("Tình trạng", "Standing"),
      visit.tr("Hiệu lực", "Valid"),
      visit.tr("Máy chủ", "Hosts"),
      visit.tr("Nội dung, giờ", "Areas, hours"),
    ],
    narrowed: <Only words={words} all={path} visit={visit} />,
    empty: (
      <Notice kind="warn">
        {visit.tr(
          "Chưa ghi văn bản cho phép nào, nên không máy chủ nào được quét. Ghi văn bản trên máy chủ bằng lệnh",
          "No authorization is recorded, so no host is scanned. Record one on the server with",
        )}{" "}
        <code class="mono">rasoat authorization import</code>.
      </Notice>
    ),
    row: (one) => documentRow(one, visit),
  });
}

function documentRow(one: Authorization, visit: CentralVisit): (JSX.Element | string)[] {
  const standing = standingOf(one, visit.today);
  const isLate = standing === "expired" || standing === "expiring" || standing === "suspended";
  return [
    one.document,
    <a href={`/central/units/${one.unit}`}>{unitText(one.unit, visit)}</a>,
    <span class={isLate ? "late" : undefined}>{visit.say(STANDING_WORDS[standing])}</span>,
    `${dayText(one.validFrom)} – ${dayText(one.validTo)} (${dueText(one.validTo, visit.today, visit.language)})`,
    one.hosts === "all-registered"
      ? visit.tr("mọi máy chủ đã đăng ký", "all registered hosts")
      : one.hosts.slice(0, 5).join(", ") + (one.hosts.length > 5 ? " …" : ""),
    `${one.areas.map((area) => visit.say(AREA_WORDS[area])).join("; ")} · ${windowText(one, visit)}`,
  ];
}

function hostsPage(visit: CentralVisit, hosts: readonly HostState[]): Reply {
  const asked = { reason: visit.query("reason") };
  const wanted = asked.reason;
  const all = hosts.filter(({ reason }) =>
    wanted === "" ? true : wanted === "any" ? reason !== null : reason === wanted,
  );
  const path = "/central/hosts";
  const word =
    wanted === "any"
      ? visit.tr("không được phép quét hôm nay", "not permitted today")
      : isReason(wanted)
        ? visit.say(REASONS[wanted])
        : wanted;
  return listPage(visit, {
    above: aboveOf(visit),
    title: visit.tr("Máy chủ", "Hosts"),
    path,
    asked,
    all,
    caption: (count) => visit.tr(`${count} máy chủ`, `${count} hosts`),
    columns: [
      visit.tr("Máy chủ", "Host"),
      visit.tr("Đơn vị", "Unit"),
      visit.tr("Văn bản cho phép", "Document"),
      visit.tr("Vì sao không được phép", "Why not permitted"),
    ],
    narrowed: <Only words={[word]} all={path} visit={visit} />,
    empty: <NothingRegistered visit={visit} />,
    row: (state) => hostRow(state, visit),
  });
}

function hostRow(state: HostState, visit: CentralVisit): (JSX.Element | string)[] {
  const { target, document, reason, until } = state;
  return [
    <span class="mono">{target.host}</span>,
    <a href={`/central/units/${target.unit}`}>{unitText(target.unit, visit)}</a>,
    document === null || until === null ? (
      ""
    ) : (
      <>
        {document},{" "}
        <span class={endsSoon(state, visit.today) ? "late" : undefined}>
          {visit.tr("đến", "until")} {dayText(until)}
        </span>
      </>
    ),
    reason === null ? "" : <span class="late">{visit.say(REASONS[reason])}</span>,
  ];
}

function systemsPage(visit: CentralVisit): Reply {
  const asked = { level: visit.query("level"), gap: visit.query("gap") };
  const among = systemsWhere(visit.mine.systems(), asked.level);
  const codes = among === undefined ? null : new Set(among);
  const all = withGap(visit.mine.systems(), SYSTEM_GAPS, asked.gap).filter(
    ({ code }) => codes?.has(code) ?? true,
  );
  const path = "/central/systems";
  const open = new Map(visit.mine.counts("system").map(({ key, groups }) => [key, groups]));
  return listPage(visit, {
    above: aboveOf(visit),
    title: visit.tr("Hệ thống thông tin", "Information systems"),
    path,
    asked,
    all,
    caption: (count) => visit.tr(`${count} hệ thống`, `${count} systems`),
    columns: [
      visit.tr("Hệ thống", "System"),
      visit.tr("Đơn vị", "Unit"),
      visit.tr("Cấp độ", "Level"),
      visit.tr("Hồ sơ cấp độ", "Level dossier"),
      visit.tr("Vận hành", "Operator"),
      visit.tr("Đang mở", "Open"),
    ],
    narrowed: (
      <>
        <Narrowed asked={{ level: asked.level }} all={path} visit={visit} />
        <Only words={[gapText(SYSTEM_GAPS, asked.gap, visit)]} all={path} visit={visit} />
      </>
    ),
    empty: <NothingRegistered visit={visit} />,
    row: (system) => systemRow(system, open.get(system.code) ?? 0, visit),
  });
}

const APPROVAL_WORDS = {
  approved: { vi: "đã phê duyệt", en: "approved" },
  appraised: { vi: "đã thẩm định", en: "appraised" },
  submitted: { vi: "đã trình", en: "submitted" },
  drafting: { vi: "đang lập", en: "being drafted" },
  none: { vi: "chưa có", en: "none" },
} as const;

function systemRow(system: System, open: number, visit: CentralVisit): (JSX.Element | string)[] {
  const { levelApproval: approval } = system;
  return [
    `${system.name} (${system.code})`,
    <a href={`/central/units/${system.unit}`}>{unitText(system.unit, visit)}</a>,
    levelText(String(system.level ?? UNDECLARED), visit),
    declared(approval === null ? null : visit.say(APPROVAL_WORDS[approval.status]), visit),
    declared(system.operator, visit),
    numberText(open, visit.language),
  ];
}
