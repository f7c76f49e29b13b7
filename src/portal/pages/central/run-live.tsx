// The run at work: how far it is, what is asked at this moment, and the button that stops it. Everything is read from
// the store, so the page says the same after it is loaded again or the portal was started again.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REASONS } from "../../../model/reason.ts";
import type { RunTarget } from "../../../model/run.ts";
import type { Text } from "../../../model/text.ts";
import { VERIFY_WAIT_WORDS, type Verifying } from "../../../model/verifying.ts";
import type { RunView } from "../../offices/central-office.ts";
import { Notice, PostForm, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import { aboutText } from "../../../text/duration.ts";
import type { CentralVisit } from "../../route.ts";
import { FindingLink } from "../finding/list.tsx";
import { outcomeText } from "../ledger.tsx";

/** Seconds between two loadings, for those who asked for it. */
export const LIVE_SECONDS = 10;

interface Props {
  readonly view: RunView;
  readonly visit: CentralVisit;
}

export function Live({ view, visit }: Props): JSX.Element {
  const { run, counts, stopRequested } = view;
  const targets = visit.central.targets(run.id);
  const total = counts.todo + counts.doing + counts.done;
  return (
    <section class="panel">
      <h2>
        {visit.tr("Đang chạy", "At work")}: {run.id}
      </h2>
      <p>
        <progress
          value={counts.done}
          max={Math.max(1, total)}
          aria-label={visit.tr("Đã xong", "Done")}
        >
          {counts.done}/{total}
        </progress>{" "}
        {numberText(counts.done, visit.language)}/{numberText(total, visit.language)} ·{" "}
        {leftText(view, visit)}
      </p>
      <div class="actions noprint">
        <a class="button quiet" href="/central/runs">
          {visit.tr("Cập nhật", "Refresh")}
        </a>
        <Follow visit={visit} />
        {stopRequested ? (
          <p>{visit.tr("Đã yêu cầu dừng.", "Asked to stop.")}</p>
        ) : (
          <PostForm to="/central/runs/stop" csrf={visit.csrf} class="inline">
            <button class="danger">{visit.tr("Dừng lượt quét", "Stop the run")}</button>
          </PostForm>
        )}
      </div>
      <dl class="facts">
        <dt>{visit.tr("Chờ lượt một (trang chủ, chứng thư)", "Before the first pass")}</dt>
        <dd>{numberText(counts.todo, visit.language)}</dd>
        <dt>
          {visit.tr("Xong lượt một, chờ hoặc đang xem sâu", "First pass done, depth to come")}
        </dt>
        <dd>{numberText(counts.doing, visit.language)}</dd>
        <dt>{visit.tr("Xong", "Done")}</dt>
        <dd>{numberText(counts.done, visit.language)}</dd>
        <dt>{visit.tr("Từ chối, không gửi gì", "Refused, nothing sent")}</dt>
        <dd>{numberText(counts.refused, visit.language)}</dd>
      </dl>
      <Chains visit={visit} />
      <Latest visit={visit} />
      <Causes targets={targets} visit={visit} />
    </section>
  );
}

/** The page loads itself only for whoever asks for it. */
export function isFollowed(visit: CentralVisit): boolean {
  return visit.query("follow") === "1";
}

function Follow({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const seconds = String(LIVE_SECONDS);
  return isFollowed(visit) ? (
    <a class="button quiet" href="/central/runs">
      {visit.tr("Thôi tự cập nhật", "Stop refreshing")}
    </a>
  ) : (
    <a class="button quiet" href="/central/runs?follow=1">
      {visit.tr(`Tự cập nhật mỗi ${seconds} giây`, `Refresh every ${seconds} s`)}
    </a>
  );
}

function leftText({ endsAt }: RunView, visit: CentralVisit): string {
  if (endsAt === null) return visit.tr("chưa đủ để ước tính", "too early for an estimate");
  const { vi, en } = aboutText(Math.max(0, Date.parse(endsAt) - visit.now.getTime()));
  return visit.tr(`còn ${vi}`, `${en} left`);
}

const MOST_CHAINS = 60;

/** What is held is looked at: one chain for the addresses that belong together. */
function Chains({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const chains = visit.central.chains();
  const shown = chains.slice(0, MOST_CHAINS).map((addresses) => addresses.join(" + "));
  return (
    <>
      <h3>
        {visit.tr("Chuỗi địa chỉ đang xem", "Address chains at work")} (
        {numberText(chains.length, visit.language)})
      </h3>
      <p class="mono small">
        {shown.length === 0 ? "—" : shown.join(", ")}
        {chains.length > MOST_CHAINS ? " …" : ""}
      </p>
    </>
  );
}

const LATEST = 8;

/** What a request was for, by the probe that the ledger names; one without words is told as it is. */
const PROBE_WORDS: Readonly<Record<string, Text | undefined>> = {
  resolve: { vi: "tìm địa chỉ của tên miền", en: "name look-up" },
  home: { vi: "trang chủ", en: "home page" },
  certificate: { vi: "chứng thư", en: "certificate" },
  "tls-audit": { vi: "kết nối mã hóa (TLS)", en: "TLS" },
  "http-transport": { vi: "HTTP và HTTPS", en: "HTTP and HTTPS" },
  cms: { vi: "phần mềm của trang", en: "software of the site" },
  panels: { vi: "trang quản trị, dữ liệu bị lộ", en: "panels, exposed data" },
  defacement: { vi: "thay đổi nội dung", en: "defacement" },
  verify: { vi: "kiểm tra lại", en: "verifying look" },
};

/** The ledger is written before a packet leaves: its last rows are what happens now. */
function Latest({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const lines = visit.mine.ledger({ limit: LATEST });
  return (
    <Table
      caption={visit.tr("Truy vấn mới nhất", "Latest requests")}
      columns={[
        { title: visit.tr("Thời điểm", "When") },
        { title: visit.tr("Máy chủ", "Host") },
        { title: visit.tr("Phép thử", "Probe") },
        { title: visit.tr("Kết quả", "Result") },
      ]}
      rows={lines.map(({ at, host, probe, result }) => [
        `${timeText(at)}:${at.slice(17, 19)}`,
        <span class="mono">{host}</span>,
        visit.say(PROBE_WORDS[probe] ?? { vi: probe, en: probe }),
        outcomeText(result, visit),
      ])}
      empty={
        <Notice kind="plain">
          {visit.tr("Chưa gửi truy vấn nào.", "Nothing has been sent yet.")}
        </Notice>
      }
    />
  );
}

/** How many hosts were refused or failed, and for which reason. */
function Causes(props: {
  readonly targets: readonly RunTarget[];
  readonly visit: CentralVisit;
}): JSX.Element | null {
  const { targets, visit } = props;
  const causes = new Map<string, number>();
  for (const { reason } of targets) {
    if (reason === null) continue;
    const words = visit.say(REASONS[reason]);
    causes.set(words, (causes.get(words) ?? 0) + 1);
  }
  if (causes.size === 0) return null;
  return (
    <>
      <h3>{visit.tr("Không xem được, theo lý do", "Not looked at, by reason")}</h3>
      <ul>
        {[...causes].map(([words, count]) => (
          <li>
            {words}: {numberText(count, visit.language)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Verifying looks that units wait for. */
export function Waiting({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  const open = visit.central.verifying();
  return (
    <section>
      <h2>{visit.tr("Kiểm tra lại theo yêu cầu của đơn vị", "Looks that units asked for")}</h2>
      <Table
        caption={visit.tr("Chờ lâu nhất trước", "Longest waiting first")}
        columns={[
          { title: visit.tr("Máy chủ", "Host") },
          { title: visit.tr("Phát hiện", "Finding") },
          { title: visit.tr("Người yêu cầu", "Asked by") },
          { title: visit.tr("Lúc", "At") },
          { title: visit.tr("Tình trạng", "State") },
        ]}
        rows={open.map((item) => [
          <span class="mono">{item.host}</span>,
          <FindingLink id={item.finding} visit={visit} />,
          item.askedBy,
          timeText(item.askedAt),
          stateOf(item, visit),
        ])}
        empty={
          <Notice kind="plain">{visit.tr("Không có yêu cầu nào đang chờ.", "None waits.")}</Notice>
        }
      />
    </section>
  );
}

function stateOf({ state, wait, notBefore }: Verifying, visit: CentralVisit): string {
  if (state === "running" || wait === null) return visit.tr("đang kiểm tra", "at work");
  const until = Date.parse(notBefore) > visit.now.getTime() ? ` → ${timeText(notBefore)}` : "";
  return `${visit.say(VERIFY_WAIT_WORDS[wait])}${until}`;
}

/** Units whose people have paused the scanning: told wherever runs are watched. */
export function Paused({ visit }: { readonly visit: CentralVisit }): JSX.Element {
  return (
    <>
      {visit.mine
        .units()
        .filter((unit) => unit.paused)
        .map(({ code, name, paused }) => (
          <Notice kind="warn">
            {visit.tr("Đơn vị tạm dừng quét", "Scanning paused by the unit")}:{" "}
            <a href={`/central/units/${code}`}>{name}</a> — {paused?.reason} (
            {timeText(paused?.at ?? "")})
          </Notice>
        ))}
    </>
  );
}
