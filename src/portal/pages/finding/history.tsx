// The history of one finding: what happened when, why, and by whom; machine words told as words.
import type { JSX } from "hono/jsx/jsx-runtime";
import { SEVERITIES } from "../../../model/area.ts";
import { type Finding, type FindingEvent, WORD_ACTIONS } from "../../../model/finding.ts";
import { isReason, REASONS } from "../../../model/reason.ts";
import type { Text } from "../../../model/text.ts";
import { CAUSE_WORDS, SEVERITY_WORDS, STATE_WORDS } from "../../../model/words.ts";
import { dayText } from "../../../text/days.ts";
import { measuredText } from "../../../text/evidence/told.ts";
import { Table } from "../../view/components.tsx";
import { timeText } from "../../view/format.ts";
import type { ReaderVisit } from "../../route.ts";
import { ACTION_WORDS } from "./forms.tsx";

export function History({
  finding,
  visit,
}: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element {
  return (
    <section>
      <h2>{visit.tr("Lịch sử", "History")}</h2>
      <Table
        caption={visit.tr("Cũ nhất trước", "Oldest first")}
        columns={[
          { title: visit.tr("Thời điểm", "When") },
          { title: visit.tr("Tình trạng", "State") },
          { title: visit.tr("Vì sao", "Why") },
          { title: visit.tr("Ai", "Who") },
          { title: visit.tr("Chi tiết", "Detail") },
        ]}
        rows={visit.mine
          .events(finding)
          .map((event) => [
            timeText(event.at),
            visit.say(STATE_WORDS[event.to]),
            visit.say(CAUSE_WORDS[event.cause]),
            actorText(event, visit),
            detailText(event, finding, visit),
          ])}
        empty={null}
      />
    </section>
  );
}

function actorText({ actor }: FindingEvent, visit: ReaderVisit): string {
  if (actor === "scan") return visit.tr("lượt quét", "the scan");
  return actor === "reassess"
    ? visit.tr("đánh giá lại, không quét", "judged again, no scan")
    : actor;
}

const SAID_OF: readonly (readonly [string, Text])[] = [
  ["owner=", { vi: "người xử lý: ", en: "who acts: " }],
  ["until=", { vi: "đến: ", en: "until: " }],
  ["resources=", { vi: "nguồn lực: ", en: "resources: " }],
  ["incident=", { vi: "sự cố: ", en: "incident: " }],
  ["root-cause=", { vi: "nguyên nhân: ", en: "root cause: " }],
];

/** Machine words of the history in words for people; what a person wrote stays as it is. */
function detailText(event: FindingEvent, finding: Finding, visit: ReaderVisit): string {
  const { cause, detail } = event;
  switch (cause) {
    case "could-not-look":
      return isReason(detail) ? visit.say(REASONS[detail]) : detail;
    case "person":
      return deedText(detail, visit);
    case "not-seen":
      return looksText(detail, visit);
    case "seen":
      return event.from === "claimed-fixed"
        ? visit.tr("kiểm tra lại: vẫn còn", "looked at again: still there")
        : seenText(detail, finding, visit);
    case "value-changed":
      return seenText(detail, finding, visit);
    case "rule-changed":
    case "data-changed":
    case "expired":
      return detail;
  }
}

/** "1/2": clean looks so far, and how many it takes. */
function looksText(detail: string, visit: ReaderVisit): string {
  const [, clean, needed] = /^(\d+)\/(\d+)$/.exec(detail) ?? [];
  if (clean === undefined || needed === undefined) return "";
  return visit.tr(`lần ${clean} trong ${needed} lần`, `look ${clean} of ${needed}`);
}

function seenText(detail: string, { area }: Finding, visit: ReaderVisit): string {
  const back = /^reopened=(\d+)$/.exec(detail)?.[1];
  if (back !== undefined) return visit.tr(`xuất hiện lại lần ${back}`, `back for time ${back}`);
  const told = (text: string): string => {
    const severity = SEVERITIES.find((one) => one === text);
    return severity === undefined
      ? measuredText(area, text, visit.language)
      : visit.say(SEVERITY_WORDS[severity]);
  };
  const isSeverity = detail.startsWith("severity: ");
  const parts = (isSeverity ? detail.slice("severity: ".length) : detail).split(" → ");
  const text = parts.map(told).join(" → ");
  return isSeverity ? visit.tr(`mức độ: ${text}`, `severity: ${text}`) : text;
}

/** What a person said: the act and its facts in words, then the person's own. */
function deedText(detail: string, visit: ReaderVisit): string {
  const [, action = "", facts = "", words = ""] =
    /^(\S+?)((?: [a-z-]+=[^:]*)*): ([\s\S]*)$/.exec(detail) ?? [];
  const known = WORD_ACTIONS.find((one) => one === action);
  if (known === undefined) return detail;
  const told = SAID_OF.reduce(
    (text, [name, word]) => text.replace(` ${name}`, `; ${visit.say(word)}`),
    facts,
  );
  const dated = told.replace(/\b\d{4}-\d\d-\d\d\b/, dayText);
  return `${visit.say(ACTION_WORDS[known])}${dated} — ${words}`;
}
