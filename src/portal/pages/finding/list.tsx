// How findings are shown in lists: on the overview, in the unit's list and in the central queue.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Finding } from "../../../model/finding.ts";
import { REASONS } from "../../../model/reason.ts";
import { CONFIDENCE_WORDS, STATE_WORDS } from "../../../model/words.ts";
import { ownerOf } from "../../../rules/plan.ts";
import type { FindingGroup } from "../../../store/findings/overview.ts";
import { detailLines } from "../../../text/evidence/told.ts";
import { Due, SeverityMark } from "../../view/components.tsx";
import type { ReaderVisit } from "../../route.ts";
import { seesSeveral, unitText } from "../../view/visitor.ts";

/** "www.a.test:443 (và 2 nơi khác)". Never a link: these are other people's words and addresses. */
export function placeText({ finding, places }: FindingGroup, visit: ReaderVisit): string {
  const [first = ""] = places;
  const rest = places.length - 1;
  const more =
    rest === 0 ? "" : visit.tr(` (và ${String(rest)} nơi khác)`, ` (and ${String(rest)} more)`);
  return `${first}${pathIn(finding)}${more}`;
}

/** Where on its host: the path that the subject names; "" for the host as a whole. */
export function pathIn({ subject }: Finding): string {
  const path = subject.includes("/") ? subject.slice(subject.indexOf("/")) : "";
  return path === "/" ? "" : path;
}

export function stateText(finding: Finding, visit: ReaderVisit): string {
  const state = visit.say(STATE_WORDS[finding.state]);
  if (finding.outcome !== "unknown" || finding.unknownReason === null) return state;
  const reason = visit.say(REASONS[finding.unknownReason]);
  return visit.tr(
    `${state}; lần gần nhất chưa kiểm tra lại được: ${reason}`,
    `${state}; could not be looked at last time: ${reason}`,
  );
}

/** How sure it is, told so that it cannot be taken for the severity. */
export function sureText({ confidence }: Finding, visit: ReaderVisit): string {
  return `${visit.tr("kết luận", "verdict")}: ${visit.say(CONFIDENCE_WORDS[confidence])}`;
}

/** Nothing is left to do, so no date counts any more. */
export function isSettled({ state }: Finding): boolean {
  return state === "fixed" || state === "false-positive";
}

export function ownerText(finding: Finding, visit: ReaderVisit): string {
  return ownerOf(finding) ?? visit.tr("chưa phân công", "nobody named yet");
}

/** By its title and place; by its id where the reader does not see it any more. */
export function FindingLink(props: {
  readonly id: string;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { id, visit } = props;
  const finding = visit.mine.finding(id);
  if (finding === undefined) return <span class="mono">{id}</span>;
  return (
    <>
      <a href={`/findings/${id}`}>{visit.say(finding.title)}</a>{" "}
      <span class="mono small soft">
        {finding.host ?? ""}
        {pathIn(finding)}
      </span>
    </>
  );
}

interface CardsProps {
  readonly groups: readonly FindingGroup[];
  readonly visit: ReaderVisit;
  /** Level of the headings: 2 right below the page's own, 3 (default) within a section. */
  readonly level?: 2 | 3;
}

export function FindingCards({ groups, visit, level = 3 }: CardsProps): JSX.Element {
  return (
    <ul class="cards">
      {groups.map((group) => (
        <FindingCard group={group} visit={visit} level={level} />
      ))}
    </ul>
  );
}

function FindingCard(props: {
  readonly group: FindingGroup;
  readonly visit: ReaderVisit;
  readonly level: 2 | 3;
}): JSX.Element {
  const { group, visit, level } = props;
  const { finding } = group;
  const link = <a href={`/findings/${finding.id}`}>{visit.say(finding.title)}</a>;
  return (
    <li class={finding.severity}>
      {level === 2 ? <h2>{link}</h2> : <h3>{link}</h3>}
      <p class="mono">{placeText(group, visit)}</p>
      <ul class="meta">
        <li>
          <SeverityMark of={finding.severity} words={visit} />
        </li>
        {isSettled(finding) ? null : (
          <li>
            {visit.tr("Hạn", "Due")}: <Due day={finding.dueOn} words={visit} />
          </li>
        )}
        <li>{stateText(finding, visit)}</li>
        <li>
          {visit.tr("Người xử lý", "Who acts")}: {ownerText(finding, visit)}
        </li>
        {seesSeveral(visit) ? <li>{unitText(finding.unit, visit)}</li> : null}
        {finding.held ? <li class="soft">{visit.tr("đang giữ", "held")}</li> : null}
      </ul>
    </li>
  );
}

/** Measured value and first lines of evidence, as sentences and inert. */
export function EvidenceLines(props: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const [first = "", ...more] = detailLines(props.finding, props.visit.language).slice(0, 3);
  return (
    <p class="evidence">
      {first}
      {more.map((line) => (
        <>
          <br />
          {line}
        </>
      ))}
    </p>
  );
}
