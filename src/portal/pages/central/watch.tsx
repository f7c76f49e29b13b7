// The watch over home pages: how many, how often, when each was looked at last and what came of it; those that could not
// be looked at, or show a sign, first.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REASONS } from "../../../model/reason.ts";
import { WATCH_OUTCOME_WORDS, type WatchedHost } from "../../../model/schedule.ts";
import type { Text } from "../../../model/text.ts";
import type { ScheduleOverview } from "../../../run/schedule/overview.ts";
import { address, Notice, Pager, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import type { CentralVisit } from "../../route.ts";
import {
  byStanding,
  standingOf,
  WATCH_STANDINGS,
  type WatchStanding,
} from "../../standing/watched.ts";

import { Nothing } from "../nothing.tsx";
import { pageNumber, unitText } from "../../view/visitor.ts";

const SIZE = 50;

const STANDING_WORDS: Readonly<Record<WatchStanding, Text>> = {
  ...WATCH_OUTCOME_WORDS,
  refused: { vi: "hiện không được phép", en: "not granted now" },
  new: { vi: "chưa đến lượt đầu", en: "not looked at yet" },
};

interface Props {
  readonly visit: CentralVisit;
}

interface WatchProps extends Props {
  readonly watch: ScheduleOverview["watch"];
  /** Of the page that it stands on. */
  readonly path: string;
}

export function Watch({ watch, path, visit }: WatchProps): JSX.Element {
  const watched = visit.central.operations.watched();
  return (
    <section>
      <h2 id="watch">{visit.tr("Theo dõi trang chủ", "The watch over home pages")}</h2>
      {watch.state === "off" ? (
        <Notice kind="warn">
          {visit.tr(
            "Đang tắt: không trang chủ nào được theo dõi, dù văn bản có ghi. Bật bằng schedule.watch: on trong rasoat.yaml.",
            "Off: no home page is watched, whatever the documents say. Set schedule.watch: on in rasoat.yaml.",
          )}
        </Notice>
      ) : null}
      {watched.length === 0 ? (
        <NoneWatched visit={visit} />
      ) : (
        <>
          <Figures watch={watch} watched={watched} visit={visit} />
          <Outcomes watched={watched} path={path} visit={visit} />
          <Hosts watched={watched} path={path} visit={visit} />
        </>
      )}
    </section>
  );
}

function NoneWatched({ visit }: Props): JSX.Element {
  return (
    <Notice kind="plain">
      {visit.tr(
        "Chưa có trang chủ nào được theo dõi. Chỉ theo dõi máy chủ mà văn bản cho phép ghi",
        "No home page is watched. Only hosts are for which a document says",
      )}{" "}
      <code class="mono">watch: {"{ everyMinutes: 30 }"}</code>{" "}
      {visit.tr(
        "và gồm nội dung defacement; cần rasoat serve hoặc rasoat worker đang chạy.",
        "and which covers defacement; rasoat serve or rasoat worker must be running.",
      )}
    </Notice>
  );
}

/** How many, how often, when last and when next. */
function Figures(
  props: Pick<WatchProps, "watch" | "visit"> & { readonly watched: readonly WatchedHost[] },
): JSX.Element {
  const { watch, watched, visit } = props;
  const last = watched.reduce((latest, { lookedAt }) => maxOf(latest, lookedAt ?? ""), "");
  const late = Math.floor(watch.lateSeconds / 60);
  return (
    <dl class="facts panel">
      <dt>{visit.tr("Đang theo dõi", "Watched")}</dt>
      <dd>
        {numberText(watch.hosts, visit.language)} {visit.tr("trang chủ", "home pages")}
        {watch.hosts === 0 ? "" : periodsText(watched, visit)}
      </dd>
      <dt>{visit.tr("Lần xem gần nhất", "Last look")}</dt>
      <dd>{last === "" ? visit.tr("chưa có", "none yet") : timeText(last)}</dd>
      <dt>{visit.tr("Lượt tới", "Next look")}</dt>
      <dd>
        {watch.next === null ? (
          visit.tr("không có", "none")
        ) : (
          <>
            {timeText(watch.next.dueAt)} · <span class="mono">{watch.next.host}</span>
          </>
        )}
      </dd>
      {late === 0 ? null : (
        <>
          <dt>{visit.tr("Đang trễ", "Late by")}</dt>
          <dd class="late">
            {numberText(late, visit.language)} {visit.tr("phút", "min")}
          </dd>
        </>
      )}
    </dl>
  );
}

function maxOf(a: string, b: string): string {
  return a > b ? a : b;
}

/** ", mỗi 30 phút", or ": 40 mỗi 30 phút; 2 mỗi 60 phút". */
function periodsText(watched: readonly WatchedHost[], visit: CentralVisit): string {
  const counts = new Map<number, number>();
  for (const { dueAt, everyMinutes } of watched) {
    if (dueAt !== null) counts.set(everyMinutes, (counts.get(everyMinutes) ?? 0) + 1);
  }
  const periods = [...counts].toSorted(([a], [b]) => a - b);
  const [[only] = [0]] = periods;
  if (periods.length === 1) return `, ${everyText(only, visit)}`;
  const told = periods.map(
    ([minutes, count]) => `${numberText(count, visit.language)} ${everyText(minutes, visit)}`,
  );
  return `: ${told.join("; ")}`;
}

function everyText(minutes: number, visit: CentralVisit): string {
  const every = numberText(minutes, visit.language);
  return visit.tr(`mỗi ${every} phút`, `every ${every} min`);
}

interface ListProps extends Props {
  readonly watched: readonly WatchedHost[];
  readonly path: string;
}

function Outcomes({ watched, path, visit }: ListProps): JSX.Element {
  const counts = new Map<WatchStanding, number>();
  for (const one of watched) counts.set(standingOf(one), (counts.get(standingOf(one)) ?? 0) + 1);
  return (
    <ul class="tiles">
      {WATCH_STANDINGS.filter((standing) => counts.has(standing)).map((standing) => (
        <li
          class={standing === "sign" ? "critical" : standing === "could-not" ? "medium" : undefined}
        >
          <a href={`${address(path, { outcome: standing })}#watch`}>
            <b>{numberText(counts.get(standing) ?? 0, visit.language)}</b>
            {visit.say(STANDING_WORDS[standing])}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Hosts({ watched, path, visit }: ListProps): JSX.Element {
  const outcome = WATCH_STANDINGS.find((one) => one === visit.query("outcome"));
  const asked = { outcome: outcome ?? "" };
  const found = byStanding(watched, outcome);
  const page = pageNumber(visit);
  const count = numberText(found.length, visit.language);
  return (
    <>
      {outcome === undefined ? null : (
        <p class="narrowed">
          {visit.tr("Chỉ xem", "Only")}: {visit.say(STANDING_WORDS[outcome])}{" "}
          <a href={`${path}#watch`}>{visit.tr("bỏ lọc", "no filter")}</a>
        </p>
      )}
      <Table
        caption={visit.tr(`${count} trang chủ`, `${count} home pages`)}
        columns={[
          { title: visit.tr("Máy chủ", "Host") },
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Nhịp", "How often") },
          { title: visit.tr("Lần xem gần nhất", "Last look") },
          { title: visit.tr("Kết quả", "What came of it") },
          { title: visit.tr("Lượt tới", "Next") },
        ]}
        rows={found.slice((page - 1) * SIZE, page * SIZE).map((one) => rowOf(one, visit))}
        empty={<Nothing path={path} asked={asked} total={found.length} visit={visit} />}
      />
      <Pager
        page={page}
        size={SIZE}
        total={found.length}
        address={(to) => `${address(path, { ...asked, page: String(to) })}#watch`}
        words={visit}
      />
    </>
  );
}

function rowOf(one: WatchedHost, visit: CentralVisit): readonly (JSX.Element | string)[] {
  const { host, unit, everyMinutes, lookedAt, dueAt } = one;
  const standing = standingOf(one);
  const isWrong = standing === "sign" || standing === "could-not" || standing === "refused";
  return [
    <span class="mono">{host}</span>,
    <a href={`/central/units/${unit}`}>{unitText(unit, visit)}</a>,
    everyText(everyMinutes, visit),
    timeText(lookedAt ?? ""),
    <span class={isWrong ? "late" : undefined}>{outcomeText(one, visit)}</span>,
    timeText(dueAt ?? ""),
  ];
}

/** With the reason why a look failed, or why none is due. */
function outcomeText(one: WatchedHost, visit: CentralVisit): string {
  const standing = standingOf(one);
  const reason =
    standing === "refused" ? one.refused : standing === "could-not" ? one.reason : null;
  const why = reason === null ? "" : `: ${visit.say(REASONS[reason])}`;
  return `${visit.say(STANDING_WORDS[standing])}${why}`;
}
