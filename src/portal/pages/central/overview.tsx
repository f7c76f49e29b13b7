// The central team's first page, for whoever opens it at seven in the morning: signs of an incident in the night, what
// needs a decision today, what the night changed; then the state of the sector.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Knowledge } from "../../../model/knowledge.ts";
import { CHANGES } from "../../../model/diff.ts";
import { CHANGE_WORDS } from "../../../model/words.ts";
import { address, Notice, SeverityMark, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import type { HostBook } from "../../kept/host-book.ts";
import { signRules } from "../../../rules/incident.ts";
import { type Sign, type Signs, signsOf } from "../../standing/incidents.ts";
import type { CentralVisit, Reply } from "../../route.ts";
import { type Decision, decisionsOf } from "../../standing/today.ts";
import { Downloads } from "../downloads.tsx";
import { placeText } from "../finding/list.tsx";
import { Clock } from "../incident/parts.tsx";
import { NothingSeen } from "../nothing.tsx";
import { LatestNight } from "./schedule.tsx";
import { CoverageSummary, Tiles } from "../overview.tsx";
import { titled } from "../../view/titled.tsx";
import { unitText } from "../../view/visitor.ts";

const FIRST = 5;
const WORST = 15;
const HOUR_MS = 3_600_000;
/** A night without a scan is worth a word. */
const SILENT_HOURS = 36;

export function sectorPage(
  visit: CentralVisit,
  { knowledge, hosts }: { readonly knowledge: Knowledge; readonly hosts: HostBook },
): Reply {
  const title = visit.tr("Việc hôm nay", "Today");
  const rules = signRules(knowledge.rules);
  const now = visit.now.toISOString();
  const signs = signsOf(visit.mine, { rules, terms: knowledge.incidents, now });
  const decisions = decisionsOf(visit, { signs, hosts: hosts(visit), terms: knowledge.incidents });
  return titled(
    title,
    <>
      <LatestNight visit={visit} />
      <LastNight visit={visit} />
      <Newest signs={signs} visit={visit} />
      <Decisions decisions={decisions} visit={visit} />
      <Changes visit={visit} />
      <section>
        <h2>{visit.tr("Đang mở trong toàn ngành", "Open in the sector")}</h2>
        <Tiles visit={visit} />
      </section>
      <Worst visit={visit} />
      <CoverageSummary visit={visit} />
      <Downloads visit={visit} />
    </>,
  );
}

interface Props {
  readonly visit: CentralVisit;
}

/** Whether the night was scanned at all, and how it ended. */
function LastNight({ visit }: Props): JSX.Element {
  const runs = visit.central.runs();
  const running = runs.find(({ alive }) => alive);
  if (running !== undefined) {
    return (
      <Notice kind="plain">
        {visit.tr("Đang quét, từ", "Scanning since")} {timeText(running.run.startedAt)}:{" "}
        {numberText(running.counts.done, visit.language)}{" "}
        {visit.tr("máy chủ đã xong.", "hosts done.")}{" "}
        <a href="/central/runs">{visit.tr("Xem lượt quét", "See the run")}</a>
      </Notice>
    );
  }
  const last = runs.find(({ run }) => run.kind === "scan");
  const silent =
    last === undefined ||
    visit.now.getTime() - Date.parse(last.run.startedAt) > SILENT_HOURS * HOUR_MS;
  if (last === undefined || silent) {
    return (
      <Notice kind="bad">
        {visit.tr(
          `Không có lượt quét nào trong ${String(SILENT_HOURS)} giờ qua: số liệu dưới đây đã cũ.`,
          `No scan in the last ${String(SILENT_HOURS)} hours: the numbers below are old.`,
        )}{" "}
        <a href="/central/runs">{visit.tr("Xem lượt quét", "See the runs")}</a>
      </Notice>
    );
  }
  const { run, counts } = last;
  const whole = run.status === "done";
  return (
    <Notice kind={whole ? "good" : "warn"}>
      {visit.tr("Lượt quét gần nhất", "Latest scan")}: {timeText(run.startedAt)} –{" "}
      {timeText(run.endedAt ?? "")},{" "}
      {whole
        ? visit.tr("đã chạy hết", "ran to its end")
        : visit.tr("KHÔNG chạy hết", "did NOT run to its end")}
      ; {numberText(counts.done, visit.language)} {visit.tr("máy chủ đã xong", "hosts done")},{" "}
      {numberText(counts.todo + counts.doing, visit.language)} {visit.tr("còn lại", "left")},{" "}
      {numberText(counts.refused, visit.language)}{" "}
      {visit.tr("không được phép quét.", "not permitted.")}{" "}
      <a href="/central/runs">{visit.tr("Xem", "See")}</a>
    </Notice>
  );
}

function Newest({ signs, visit }: Props & { readonly signs: Signs }): JSX.Element {
  const { signs: all, isCut } = signs;
  const count = `${numberText(all.length, visit.language)}${isCut ? "+" : ""}`;
  return (
    <section>
      <h2>
        {visit.tr("Dấu hiệu sự cố chưa xác nhận", "Signs of an incident, not yet confirmed")}:{" "}
        {count}
      </h2>
      {all.length === 0 ? (
        <NothingSeen
          text={visit.tr(
            "Không có dấu hiệu bị thay đổi nội dung hay lộ dữ liệu nào đang chờ xác nhận trong những phần đã kiểm tra.",
            "In what was looked at, no sign of defacement or exposed data waits to be confirmed.",
          )}
          visit={visit}
        />
      ) : (
        <>
          <ul class="cards">
            {all.slice(0, FIRST).map((sign) => (
              <SignLine sign={sign} visit={visit} />
            ))}
          </ul>
          <p>
            <a class="button" href="/incidents">
              {visit.tr("Xem và xác nhận tất cả", "See and confirm all")}
            </a>
          </p>
        </>
      )}
    </section>
  );
}

function SignLine({ sign, visit }: Props & { readonly sign: Sign }): JSX.Element {
  const { finding } = sign.group;
  return (
    <li class={finding.severity}>
      <h3>
        <a href={`/findings/${finding.id}`}>{visit.say(finding.title)}</a> ·{" "}
        {unitText(finding.unit, visit)}
      </h3>
      <p>
        <span class="mono">{placeText(sign.group, visit)}</span>{" "}
        <SeverityMark of={finding.severity} words={visit} /> {visit.tr("phát hiện lúc", "detected")}{" "}
        {timeText(sign.detectedAt)}
      </p>
      <Clock deadlines={sign.deadlines.slice(0, 1)} provisional visit={visit} />
    </li>
  );
}

function Decisions(props: Props & { readonly decisions: readonly Decision[] }): JSX.Element {
  const { decisions, visit } = props;
  const waiting = decisions.filter(({ count }) => count > 0);
  return (
    <section>
      <h2>{visit.tr("Cần quyết định", "Needs a decision")}</h2>
      {waiting.length === 0 ? (
        <Notice kind="plain">
          {visit.tr("Không có việc nào đang chờ.", "Nothing is waiting.")}
        </Notice>
      ) : (
        <ul class="todo">
          {waiting.map(({ count, to, text, isUrgent }) => (
            <li class={isUrgent ? "urgent" : undefined}>
              <a href={to}>
                <b>{numberText(count, visit.language)}</b> {visit.say(text)}
              </a>
            </li>
          ))}
        </ul>
      )}
      <Paused visit={visit} />
    </section>
  );
}

function Paused({ visit }: Props): JSX.Element {
  const paused = visit.mine.units().filter((unit) => unit.paused);
  return (
    <>
      {paused.slice(0, FIRST).map((unit) => (
        <Notice kind="warn">
          {visit.tr("Đơn vị tạm dừng quét", "Scanning paused by the unit")}:{" "}
          <a href={`/central/units/${unit.code}`}>{unit.name}</a> — {unit.paused?.reason} (
          {timeText(unit.paused?.at ?? "")})
        </Notice>
      ))}
    </>
  );
}

/** What the latest night changed against the one before it. */
function Changes({ visit }: Props): JSX.Element | null {
  const [after, before] = visit.central.nights.nights();
  if (after === undefined || before === undefined) return null;
  const night = visit.central.nights.compare(before, after);
  const asked = { before: before.id, after: after.id };
  return (
    <section>
      <h2>{visit.tr("Thay đổi so với đêm trước", "Changed since the night before")}</h2>
      {night.state === "ready" ? (
        <ul class="tiles">
          {CHANGES.filter((change) => change !== "still").map((change) => (
            <li class={change === "new" || change === "back" ? "critical" : undefined}>
              <a href={address("/central/diff", { ...asked, change })}>
                <b>{numberText(night.value.total[change], visit.language)}</b>
                {visit.say(CHANGE_WORDS[change])}
              </a>
            </li>
          ))}
        </ul>
      ) : (
        <p>
          {night.state === "working"
            ? visit.tr("Đang so sánh hai đêm; ", "The two nights are being compared; ")
            : visit.tr("Không so sánh được; ", "They could not be compared; ")}
          <a href={address("/central/diff", asked)}>{visit.tr("xem", "see")}</a>
        </p>
      )}
    </section>
  );
}

function Worst({ visit }: Props): JSX.Element | null {
  const counts = visit.mine
    .counts("unit")
    .toSorted((a, b) => b.overdue - a.overdue || b.groups - a.groups)
    .slice(0, WORST);
  if (counts.length === 0) return null;
  return (
    <section>
      <h2>{visit.tr("Đơn vị có nhiều việc nhất", "Units with most to do")}</h2>
      <Table
        caption={visit.tr("Quá hạn nhiều nhất trước", "Most overdue first")}
        columns={[
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Quá hạn", "Overdue"), number: true },
          { title: visit.tr("Đang mở", "Open"), number: true },
        ]}
        rows={counts.map(({ key, groups, overdue }) => [
          <a href={`/central/units/${key}`}>{unitText(key, visit)}</a>,
          <a href={address("/findings", { unit: key, due: "overdue" })}>
            {numberText(overdue, visit.language)}
          </a>,
          <a href={address("/findings", { unit: key })}>{numberText(groups, visit.language)}</a>,
        ])}
        empty={null}
      />
    </section>
  );
}
