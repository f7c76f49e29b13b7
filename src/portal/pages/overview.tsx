// The first page of a unit: what is wrong, how urgent, by when, who must act, and what nobody could look at.
import type { JSX } from "hono/jsx/jsx-runtime";
import { SEVERITIES } from "../../model/area.ts";
import type { CoverageStatus } from "../../model/coverage.ts";
import { SEVERITY_WORDS } from "../../model/words.ts";
import { NumberLink } from "../view/bars.tsx";
import { address, Notice } from "../view/components.tsx";
import { dayText, daysUntil } from "../../text/days.ts";
import { numberText, timeText } from "../view/format.ts";
import type { ReaderVisit, Reply } from "../route.ts";
import { Downloads } from "./downloads.tsx";
import { FindingCards } from "./finding/list.tsx";
import { NoFinding } from "./nothing.tsx";

const FIRST = 5;
const SOON_DAYS = 30;

export function overview(visit: ReaderVisit): Reply {
  const title = visit.tr("Tổng quan", "Overview");
  const page = visit.mine.groups({}, { limit: FIRST, offset: 0 });
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{visit.tr("Những việc cần xử lý", "What needs to be done")}</h1>
        <Warnings visit={visit} />
        <Tiles visit={visit} />
        <section>
          <h2>{visit.tr("Xử lý trước", "First")}</h2>
          {page.total === 0 ? null : <NextStep visit={visit} />}
          {page.total === 0 ? (
            <NoFinding visit={visit} />
          ) : (
            <FindingCards groups={page.groups} visit={visit} />
          )}
          {page.total > FIRST ? (
            <p>
              <a href="/findings">
                {visit.tr(
                  `Xem tất cả ${numberText(page.total, "vi")} phát hiện`,
                  `See all ${numberText(page.total, "en")} findings`,
                )}
              </a>
            </p>
          ) : null}
        </section>
        <CoverageSummary visit={visit} />
        <Downloads visit={visit} />
      </div>
    ),
  };
}

/** What to do with the list: for whoever opens it for the first time. */
function NextStep({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <p class="lead">
      {visit.tr(
        "Làm từ trên xuống. Mở từng việc để biết vì sao quan trọng và cách khắc phục từng bước, hoặc lấy đoạn văn bản gửi nhà thầu.",
        "Work from the top. Open each to learn why it matters and how to mend it, or to take the text for a contractor.",
      )}{" "}
      {visit.office === null
        ? visit.tr(
            "Khi sửa xong, người phụ trách của đơn vị báo trong trang của việc đó để được kiểm tra lại.",
            "When it is mended, the unit's manager says so on its page, and it is checked again.",
          )
        : visit.tr(
            "Khi sửa xong, bấm “Báo đã sửa” trong trang của việc đó để được kiểm tra lại.",
            "When it is mended, claim it fixed on its page, and it is checked again.",
          )}
    </p>
  );
}

export function Tiles({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const counts = new Map(visit.mine.counts("severity").map((count) => [count.key, count]));
  const overdue = [...counts.values()].reduce((sum, count) => sum + count.overdue, 0);
  const waiting = visit.mine.counts("state").find(({ key }) => key === "claimed-fixed")?.groups;
  const number = (value: number): string => numberText(value, visit.language);
  return (
    <ul class="tiles">
      <li class="overdue">
        <a href={address("/findings", { due: "overdue" })}>
          <b>{number(overdue)}</b>
          {visit.tr("quá hạn", "overdue")}
        </a>
      </li>
      {SEVERITIES.map((severity) => (
        <li class={severity}>
          <a href={address("/findings", { severity })}>
            <b>{number(counts.get(severity)?.groups ?? 0)}</b>
            {visit.say(SEVERITY_WORDS[severity])}
          </a>
        </li>
      ))}
      <li>
        <a href={address("/findings", { state: "claimed-fixed" })}>
          <b>{number(waiting ?? 0)}</b>
          {visit.tr("đã báo sửa, chờ kiểm tra lại", "claimed fixed, to be checked")}
        </a>
      </li>
    </ul>
  );
}

/** Paused units and documents about to end: without them nothing is looked at. */
export function Warnings({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const paused = visit.mine.units().filter((unit) => unit.paused);
  const ending = visit.mine
    .authorizations()
    .filter(({ status }) => status !== "revoked")
    .filter(({ validTo }) => daysUntil(validTo, visit.today) <= SOON_DAYS);
  return (
    <>
      {paused.map((unit) => (
        <Notice kind="warn">
          {visit.tr("Đang tạm dừng quét", "Scanning is paused")}: {unit.name} ({unit.paused?.reason}
          ).{" "}
          <a href="/sites#pause">
            {visit.office === null
              ? visit.tr("Xem", "See")
              : visit.tr("Cho quét trở lại", "Let scanning go on")}
          </a>
        </Notice>
      ))}
      {ending.slice(0, 5).map((one) => (
        <Notice kind="warn">
          {one.validTo < visit.today
            ? visit.tr("Văn bản cho phép đã hết hạn", "The authorization has expired")
            : visit.tr("Văn bản cho phép sắp hết hạn", "The authorization ends soon")}
          : {one.document} ({dayText(one.validTo)}).
        </Notice>
      ))}
    </>
  );
}

export function CoverageSummary({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const counts = visit.mine.coverageCounts();
  const of = (status: CoverageStatus): JSX.Element => {
    const rows = counts.filter((count) => count.status === status);
    const sum = rows.reduce((all, { count }) => all + count, 0);
    return <NumberLink value={sum} to={address("/coverage", { status })} visit={visit} />;
  };
  const last = visit.mine.lastLook();
  const never = visit.mine.neverLooked().length;
  return (
    <section class="panel">
      <h2>{visit.tr("Đã kiểm tra được đến đâu", "How much was looked at")}</h2>
      <dl class="facts">
        <dt>{visit.tr("Máy chủ đã đăng ký", "Registered hosts")}</dt>
        <dd>
          {numberText(visit.mine.targets().length, visit.language)}
          {never > 0
            ? visit.tr(
                ` (${numberText(never, "vi")} chưa từng được kiểm tra)`,
                ` (${numberText(never, "en")} never looked at)`,
              )
            : ""}
        </dd>
        <dt>{visit.tr("Số phần đã kiểm tra", "Parts assessed")}</dt>
        <dd>{of("assessed")}</dd>
        <dt>{visit.tr("Kiểm tra một phần", "Partial")}</dt>
        <dd>{of("partial")}</dd>
        <dt>{visit.tr("Không kiểm tra được", "Not assessed")}</dt>
        <dd>{of("not-assessed")}</dd>
        <dt>{visit.tr("Lần kiểm tra gần nhất", "Last looked")}</dt>
        <dd>{last === null ? visit.tr("chưa có", "never") : timeText(last)}</dd>
      </dl>
      <p>
        {visit.tr(
          "Mỗi nội dung ở mỗi cổng của một máy chủ là một phần. Không kiểm tra được không có nghĩa là an toàn.",
          "Each area at each port of a host is a part. Not assessed does not mean safe.",
        )}{" "}
        <a href="/coverage">{visit.tr("Xem từng phần và lý do", "See each and why")}</a>
      </p>
    </section>
  );
}
