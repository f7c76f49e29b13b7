// The central team's first page: the state of the sector at a glance, and where somebody has to act.
import type { JSX } from "hono/jsx/jsx-runtime";
import { Notice, Table } from "../components.tsx";
import { numberText, timeText } from "../format.ts";
import type { CentralVisit, Reply } from "../route.ts";
import { FindingCards } from "./finding-list.tsx";
import { Downloads } from "./downloads.tsx";
import { CoverageSummary, Tiles } from "./overview.tsx";

const FIRST = 5;
const WORST = 15;

export function sectorPage(visit: CentralVisit): Reply {
  const title = visit.tr("Toàn ngành", "The sector");
  const urgent = visit.mine.groups({}, { limit: FIRST, offset: 0 });
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <Calls visit={visit} />
        <Tiles visit={visit} />
        <section>
          <h2>{visit.tr("Gấp nhất", "Most urgent")}</h2>
          {urgent.total === 0 ? (
            <p>{visit.tr("Không có phát hiện nào đang mở.", "No finding is open.")}</p>
          ) : (
            <FindingCards groups={urgent.groups} visit={visit} />
          )}
          <p>
            <a href="/central/queue">{visit.tr("Mở hàng đợi", "Open the queue")}</a>
          </p>
        </section>
        <Worst visit={visit} />
        <CoverageSummary visit={visit} />
        <Downloads visit={visit} />
      </div>
    ),
  };
}

/** What waits for a decision or stands still. */
function Calls({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const waiting = visit.mine.requests({ status: "open" }).length;
  const paused = visit.mine.units().filter((unit) => unit.paused);
  const running = visit.central.runs().find(({ alive }) => alive);
  return (
    <>
      {waiting === 0 ? null : (
        <Notice kind="warn">
          <a href="/central/requests">
            {visit.tr(
              `${numberText(waiting, "vi")} đề nghị của đơn vị đang chờ trả lời`,
              `${numberText(waiting, "en")} requests of units wait for an answer`,
            )}
          </a>
        </Notice>
      )}
      {paused.map((unit) => (
        <Notice kind="warn">
          {visit.tr("Đơn vị tạm dừng quét", "Scanning paused by the unit")}:{" "}
          <a href={`/central/units/${unit.code}`}>{unit.name}</a> — {unit.paused?.reason} (
          {timeText(unit.paused?.at ?? "")})
        </Notice>
      ))}
      {running === undefined ? null : (
        <Notice kind="plain">
          {visit.tr("Đang quét", "A scan is running")}: <a href="/central/runs">{running.run.id}</a>
        </Notice>
      )}
    </>
  );
}

function Worst({ visit }: { readonly visit: CentralVisit }): JSX.Element | null {
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
          <a href={`/central/units/${key}`}>{visit.mine.unit(key)?.name ?? key}</a>,
          numberText(overdue, visit.language),
          numberText(groups, visit.language),
        ])}
      />
    </section>
  );
}
