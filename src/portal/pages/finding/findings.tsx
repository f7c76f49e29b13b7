// The list of findings with its filters, and its downloads.
import type { JSX } from "hono/jsx/jsx-runtime";
import { FINDING_STATES, FindingArea, SEVERITIES } from "../../../model/area.ts";
import type { Knowledge } from "../../../model/knowledge.ts";
import { AREA_WORDS, SEVERITY_WORDS, STATE_WORDS } from "../../../model/words.ts";
import { address, Pager, Select, type Choice } from "../../view/components.tsx";
import { type Downloads as Writers, LIST_FORMATS, REPORT_FORMATS } from "../../files/downloads.ts";
import { type AskedFindings, askedFindings, findingFilter } from "../../view/finding-filter.ts";
import { listFile, type NamedFile, reportFile } from "../../files/page-files.ts";
import { numberText } from "../../view/format.ts";
import { Kept, Narrowed } from "../../view/narrowing.tsx";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../../route.ts";
import { FindingCards } from "./list.tsx";
import { Downloads } from "../downloads.tsx";
import { NoFinding, Nothing } from "../nothing.tsx";
import { titled } from "../../view/titled.tsx";
import { pageNumber, seesSeveral } from "../../view/visitor.ts";

const SIZE = 25;

export function findingsRoutes(downloads: Writers, knowledge: Knowledge): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/findings",
      act: "list findings",
      audience: "reader",
      answer: (visit) => list(visit, knowledge),
    },
    ...LIST_FORMATS.map((format): Route => ({
      method: "GET",
      path: `/download/remediation.${format}`,
      act: `download remediation.${format}`,
      audience: "reader",
      answer: (visit) => sent(listFile(downloads, format, orderOf(visit))),
    })),
    ...REPORT_FORMATS.map((format): Route => ({
      method: "GET",
      path: `/download/report.${format}`,
      act: `download report.${format}`,
      audience: "reader",
      answer: (visit) => sent(reportFile(downloads, format, orderOf(visit))),
    })),
  ];
}

function list(visit: ReaderVisit, { rules }: Knowledge): Reply {
  const title = visit.tr("Phát hiện", "Findings");
  const asked = askedFindings(visit);
  const page = pageNumber(visit);
  const found = visit.mine.groups(findingFilter(asked, visit, rules), {
    limit: SIZE,
    offset: (page - 1) * SIZE,
  });
  return titled(
    title,
    <>
      <Filters asked={asked} visit={visit} />
      <Narrowed asked={asked} more={unshown(asked, rules, visit)} all="/findings" visit={visit} />
      <p role="status">
        {visit.tr(
          `${numberText(found.total, "vi")} phát hiện, gấp nhất trước.`,
          `${numberText(found.total, "en")} findings, most urgent first.`,
        )}
      </p>
      {found.groups.length === 0 ? (
        <Nothing path="/findings" asked={{ ...asked }} total={found.total} visit={visit}>
          <NoFinding visit={visit} />
        </Nothing>
      ) : (
        <FindingCards groups={found.groups} visit={visit} level={2} />
      )}
      <Pager
        page={page}
        size={SIZE}
        total={found.total}
        address={(to) => address("/findings", { ...asked, page: String(to) })}
        words={visit}
      />
      <Downloads visit={visit} unit={asked.unit} />
    </>,
  );
}

/** What the address asks for and the form has no field for. */
function unshown(
  asked: AskedFindings,
  rules: Knowledge["rules"],
  visit: ReaderVisit,
): readonly string[] {
  const rule = rules.find(({ id }) => id === asked.rule);
  const ruleText = rule === undefined ? asked.rule : visit.say(rule.title);
  return [
    asked.rule === "" ? "" : `${visit.tr("Quy tắc", "Rule")} “${ruleText}”`,
    seesSeveral(visit) ? asked.host : "",
  ];
}

function Filters({
  asked,
  visit,
}: {
  readonly asked: AskedFindings;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const all: Choice = { value: "", text: visit.tr("tất cả", "all") };
  const open: Choice = { value: "", text: visit.tr("chưa xong", "not settled") };
  return (
    <form method="get" action="/findings" class="inline" role="search">
      <Select
        name="severity"
        label={visit.tr("Mức độ", "Severity")}
        value={asked.severity}
        choices={[all, ...SEVERITIES.map((one) => choice(one, visit.say(SEVERITY_WORDS[one])))]}
      />
      <Select
        name="state"
        label={visit.tr("Tình trạng", "State")}
        value={asked.state}
        choices={[
          open,
          ...FINDING_STATES.map((one) => choice(one, visit.say(STATE_WORDS[one]))),
          choice("all", visit.tr("mọi tình trạng", "every state")),
        ]}
      />
      <Select
        name="area"
        label={visit.tr("Nội dung", "Area")}
        value={asked.area}
        choices={[
          all,
          ...FindingArea.options.map((one) => choice(one, visit.say(AREA_WORDS[one]))),
        ]}
      />
      <WhoseSelect asked={asked} visit={visit} all={all} />
      <Select
        name="due"
        label={visit.tr("Hạn", "Due")}
        value={asked.due}
        choices={[all, choice("overdue", visit.tr("quá hạn", "overdue"))]}
      />
      <Kept
        asked={{ ...asked }}
        but={["severity", "state", "area", "due", seesSeveral(visit) ? "unit" : "host"]}
      />
      <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
    </form>
  );
}

/** People who see several units choose among those, others among their hosts. */
function WhoseSelect(props: {
  readonly asked: AskedFindings;
  readonly visit: ReaderVisit;
  readonly all: Choice;
}): JSX.Element {
  const { asked, visit, all } = props;
  if (seesSeveral(visit)) {
    return (
      <Select
        name="unit"
        label={visit.tr("Đơn vị", "Unit")}
        value={asked.unit}
        choices={[
          all,
          ...visit.mine
            .units()
            .slice(0, 500)
            .map(({ code, name }) => choice(code, `${code} · ${name}`)),
        ]}
      />
    );
  }
  const hosts = visit.mine.targets().slice(0, 200);
  return (
    <Select
      name="host"
      label={visit.tr("Máy chủ", "Host")}
      value={asked.host}
      choices={[all, ...hosts.map(({ host }) => choice(host, host))]}
    />
  );
}

function choice(value: string, text: string): Choice {
  return { value, text };
}

function orderOf(visit: ReaderVisit) {
  const { mine, language, gone, today } = visit;
  return { mine, language, gone, today, unit: visit.query("unit") };
}

async function sent(made: Promise<NamedFile | undefined>): Promise<Reply> {
  const file = await made;
  return file === undefined ? MISSING : { kind: "file", ...file };
}
