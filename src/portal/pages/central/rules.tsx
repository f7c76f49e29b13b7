// Which rules units may see, how often people found each right, and releasing or holding one with a reason.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { FindingArea } from "../../../model/area.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import type { Text } from "../../../model/text.ts";
import { AREA_WORDS, SEVERITY_WORDS } from "../../../model/words.ts";
import { NumberLink } from "../../view/bars.tsx";
import {
  address,
  Field,
  Lines,
  Notice,
  PostForm,
  Reason,
  Said,
  Select,
  Table,
} from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import {
  type PieceState,
  RELEASE_STANDINGS,
  type ReleaseStanding,
} from "../../offices/rule-office.ts";
import {
  type AdminVisit,
  type CentralVisit,
  MISSING,
  redirect,
  type Reply,
  type Route,
} from "../../route.ts";

import { Nothing } from "../nothing.tsx";
import { titled } from "../../view/titled.tsx";
import { optional, unitText } from "../../view/visitor.ts";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "released",
    {
      vi: "Đã phát hành; đơn vị thấy ngay các phát hiện đang giữ.",
      en: "Released; units see the held findings at once.",
    },
  ],
  [
    "held",
    {
      vi: "Đã giữ; chỉ trung tâm xem được, trừ những phát hiện đơn vị đang xử lý.",
      en: "Held, for the central team only, but for findings that a unit is at work on.",
    },
  ],
];

const STANDING_WORDS: Readonly<Record<ReleaseStanding, Text>> = {
  held: { vi: "đang giữ", en: "held" },
  changed: { vi: "đang giữ vì đã thay đổi", en: "held because it changed" },
  partly: { vi: "phát hành một phần", en: "released in part" },
  released: { vi: "đã phát hành", en: "released" },
};

export function rulesRoutes(knowledge: Knowledge): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/rules",
      act: "view rules",
      audience: "central",
      answer: (visit) => rulesPage(visit, knowledge),
    },
    {
      method: "GET",
      path: "/central/rules/:id",
      act: "view rule",
      audience: "central",
      answer: (visit) => rulePage(visit, knowledge),
    },
    {
      method: "POST",
      path: "/central/rules/:id",
      act: "release or hold rule",
      audience: "admin",
      answer: decide,
    },
  ];
}

/** Signatures and products are named with a slash, which stands as "~" in an address. */
function nameOf(visit: CentralVisit): string {
  return visit.parameter("id").replace("~", "/");
}

function pathOf(name: string): string {
  return `/central/rules/${name.replace("/", "~")}`;
}

function decide(visit: AdminVisit): Reply {
  const name = nameOf(visit);
  const held = visit.field("decision") !== "release";
  const subtree = optional(visit.field("subtree"));
  visit.ruleDesk.decide({ name, held, subtree, reason: visit.field("reason") });
  return redirect(`${pathOf(name)}?said=${held ? "held" : "released"}`);
}

interface Props {
  readonly knowledge: Knowledge;
  readonly visit: CentralVisit;
}

/** undefined: all. */
function standingsAsked(word: string): readonly ReleaseStanding[] | undefined {
  if (word === "waiting") return ["held", "changed"];
  const found = RELEASE_STANDINGS.find((one) => one === word);
  return found === undefined ? undefined : [found];
}

function rulesPage(visit: CentralVisit, knowledge: Knowledge): Reply {
  const title = visit.tr("Quy tắc: đang giữ, đã phát hành", "Rules: held and released");
  const states = visit.central.rules.states();
  const asked = standingsAsked(visit.query("standing"));
  const wanted = states.filter(({ standing }) => asked?.includes(standing) ?? true);
  const shown = wanted
    .filter(
      ({ name, decisions }) => !name.includes("/") || asked !== undefined || decisions.length > 1,
    )
    .toSorted((a, b) => rank(a) - rank(b));
  return titled(
    title,
    <>
      <p class="lead">
        {visit.tr(
          "Quy tắc mới hoặc đã thay đổi chỉ trung tâm xem được, cho đến khi phát hành. Độ chính xác: trong số phát hiện đã có người xem, bao nhiêu được xác nhận là đúng.",
          "A new or changed rule is for the central team only until it is released. Precision: of the findings that people judged, how many they confirmed.",
        )}
      </p>
      <Standings states={states} visit={visit} />
      <Unlisted count={wanted.length - shown.length} visit={visit} />
      <Rules states={shown} knowledge={knowledge} visit={visit} />
    </>,
  );
}

/** The tiles count signatures and products too; the list leaves those out that nothing was ever decided about. */
function Unlisted(props: {
  readonly count: number;
  readonly visit: CentralVisit;
}): JSX.Element | null {
  const { count, visit } = props;
  if (count === 0) return null;
  return (
    <p>
      {visit.tr(
        `Danh sách dưới đây chưa kể ${numberText(count, "vi")} dấu hiệu và sản phẩm đã phát hành, chưa từng thay đổi.`,
        `The list below leaves out ${numberText(count, "en")} signatures and products that are released and never changed.`,
      )}{" "}
      <a href={address("/central/rules", { standing: "released" })}>
        {visit.tr("Xem cả", "See them too")}
      </a>
    </p>
  );
}

/** What waits for a decision first, then the rules that people contradicted most. */
function rank({ standing, precision }: PieceState): number {
  return RELEASE_STANDINGS.indexOf(standing) * 10_000 - Math.min(9_999, precision.falsePositive);
}

function Standings(props: {
  readonly states: readonly PieceState[];
  readonly visit: CentralVisit;
}): JSX.Element {
  const { states, visit } = props;
  return (
    <ul class="tiles">
      {RELEASE_STANDINGS.map((standing) => (
        <li>
          <a href={address("/central/rules", { standing })}>
            <b>
              {numberText(states.filter((one) => one.standing === standing).length, visit.language)}
            </b>
            {visit.say(STANDING_WORDS[standing])}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Rules({ states, knowledge, visit }: Props & { readonly states: readonly PieceState[] }) {
  const open = new Map(visit.mine.counts("rule").map(({ key, groups }) => [key, groups]));
  const held = new Map(visit.mine.heldCounts("rule").map(({ key, groups }) => [key, groups]));
  const rules = new Map(knowledge.rules.map((rule) => [rule.id, rule]));
  return (
    <Table
      caption={visit.tr(
        `${numberText(states.length, "vi")} quy tắc, dấu hiệu, sản phẩm`,
        `${numberText(states.length, "en")} rules, signatures, products`,
      )}
      columns={[
        { title: visit.tr("Quy tắc", "Rule") },
        { title: visit.tr("Nội dung, mức độ", "Area, severity") },
        { title: visit.tr("Tình trạng", "Standing") },
        { title: visit.tr("Đúng / đã xem", "Right / judged") },
        { title: visit.tr("Đang mở", "Open"), number: true },
        { title: visit.tr("Đang giữ", "Held"), number: true },
      ]}
      rows={states.map(({ name, standing, precision }) => {
        const rule = rules.get(name);
        return [
          <>
            <a href={pathOf(name)}>{rule === undefined ? name : visit.say(rule.title)}</a>{" "}
            {rule === undefined ? null : <span class="mono small soft">{name}</span>}
          </>,
          rule === undefined
            ? ""
            : `${areaText(rule.area, visit)} · ${visit.say(SEVERITY_WORDS[rule.severity])}`,
          standing === "released" ? (
            visit.say(STANDING_WORDS[standing])
          ) : (
            <b>{visit.say(STANDING_WORDS[standing])}</b>
          ),
          precisionText(precision, visit),
          <NumberLink
            value={open.get(name) ?? 0}
            to={address("/findings", { rule: name })}
            visit={visit}
          />,
          <NumberLink
            value={held.get(name) ?? 0}
            to={address("/central/queue", { rule: name, held: "yes" })}
            visit={visit}
          />,
        ];
      })}
      empty={
        <Nothing
          path="/central/rules"
          asked={{ standing: visit.query("standing") }}
          visit={visit}
        />
      }
    />
  );
}

function areaText(area: FindingArea, visit: CentralVisit): string {
  return visit.say(AREA_WORDS[area]);
}

function precisionText(
  { confirmed, falsePositive }: PieceState["precision"],
  visit: CentralVisit,
): string {
  const judged = confirmed + falsePositive;
  if (judged === 0) return visit.tr("chưa ai xem", "nobody judged any");
  const share = numberText(Math.floor((confirmed / judged) * 100), visit.language);
  return `${numberText(confirmed, visit.language)}/${numberText(judged, visit.language)} (${share}%)`;
}

function rulePage(visit: CentralVisit, knowledge: Knowledge): Reply {
  const name = nameOf(visit);
  const state = visit.central.rules.states().find((one) => one.name === name);
  if (state === undefined) return MISSING;
  const rule = knowledge.rules.find(({ id }) => id === name);
  const title = rule === undefined ? name : visit.say(rule.title);
  return {
    kind: "page",
    title,
    body: (
      <div>
        <p class="crumbs">
          <a href="/central/rules">{visit.tr("Quy tắc", "Rules")}</a> /{" "}
          <span class="mono">{name}</span>
        </p>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        <section class="panel">
          <h2>{visit.say(STANDING_WORDS[state.standing])}</h2>
          <p>
            {visit.tr("Đúng / đã xem", "Right / judged")}: {precisionText(state.precision, visit)}
          </p>
          {rule === undefined ? null : <Lines text={visit.say(rule.why)} />}
          <p>
            <a href={address("/central/queue", { rule: name, held: "yes" })}>
              {visit.tr("Các phát hiện đang giữ", "Held findings")}
            </a>
            {" · "}
            <a href={address("/findings", { rule: name, state: "all" })}>
              {visit.tr("Mọi phát hiện", "All findings")}
            </a>
          </p>
        </section>
        {visit.account.role === "central-admin" ? (
          <DecisionForm state={state} visit={visit} />
        ) : (
          <Notice kind="plain">
            {visit.tr(
              "Quản trị trung tâm quyết định phát hành hay giữ.",
              "The central administrator decides what is released or held.",
            )}
          </Notice>
        )}
        <Decisions state={state} visit={visit} />
      </div>
    ),
  };
}

interface StateProps {
  readonly state: PieceState;
  readonly visit: CentralVisit;
}

function DecisionForm({ state, visit }: StateProps): JSX.Element {
  const isHeld = state.standing !== "released";
  return (
    <section class="panel">
      <h2>{visit.tr("Quyết định", "Decide")}</h2>
      <PostForm to={pathOf(state.name)} csrf={visit.csrf}>
        <Select
          name="decision"
          label={visit.tr("Quyết định", "Decision")}
          value={isHeld ? "release" : "hold"}
          choices={[
            { value: "release", text: visit.tr("phát hành cho đơn vị", "release to units") },
            { value: "hold", text: visit.tr("giữ, chỉ trung tâm xem", "hold, central team only") },
          ]}
        />
        <Field
          name="subtree"
          label={visit.tr("Chỉ với đơn vị này và bên dưới (mã)", "Only this unit and below (code)")}
          hint={visit.tr("Bỏ trống: toàn ngành.", "Empty: the whole sector.")}
        />
        <Reason id="rule-reason" label={visit.tr("Lý do", "Reason")} />
        <div>
          <button>{visit.tr("Ghi quyết định", "Record the decision")}</button>
        </div>
      </PostForm>
    </section>
  );
}

function Decisions({ state, visit }: StateProps): JSX.Element | null {
  if (state.decisions.length === 0) return null;
  return (
    <Table
      caption={visit.tr("Các quyết định, mới nhất trước", "Decisions, newest first")}
      columns={[
        { title: visit.tr("Lúc", "At") },
        { title: visit.tr("Quyết định", "Decision") },
        { title: visit.tr("Phạm vi", "For") },
        { title: visit.tr("Ai", "Who") },
        { title: visit.tr("Lý do", "Reason") },
      ]}
      rows={state.decisions
        .toReversed()
        .map(({ at, held, subtree, actor, reason }) => [
          timeText(at),
          held ? visit.tr("giữ", "hold") : visit.tr("phát hành", "release"),
          subtree === null ? visit.tr("toàn ngành", "the whole sector") : unitText(subtree, visit),
          actor,
          reason,
        ])}
      empty={null}
    />
  );
}
