// Every request we made: what a unit may hold us to. As a page, newest first, and whole as CSV.
import type { JSX } from "hono/jsx/jsx-runtime";
import { isReason, REASONS } from "../../model/reason.ts";
import type { LedgerLine } from "../../store/ledger/read.ts";
import { address, Notice, Select, Table } from "../view/components.tsx";
import type { Downloads } from "../files/downloads.ts";
import { ledgerFile } from "../files/page-files.ts";
import { numberText, timeText } from "../view/format.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../route.ts";
import { Nothing } from "./nothing.tsx";
import { titled } from "../view/titled.tsx";

const SIZE = 50;

export function ledgerRoutes(downloads: Downloads): readonly Route[] {
  return [
    { method: "GET", path: "/ledger", act: "view ledger", audience: "reader", answer: ledgerPage },
    {
      method: "GET",
      path: "/download/ledger.csv",
      act: "download ledger.csv",
      audience: "reader",
      answer: async (visit) => {
        const file = await ledgerFile(downloads, visit.query("host"), visit);
        return file === undefined ? MISSING : { kind: "file", ...file };
      },
    },
  ];
}

function hostOf(visit: ReaderVisit): { host?: string } {
  const host = visit.query("host");
  return host === "" ? {} : { host };
}

const KINDS = {
  resolve: { vi: "phân giải tên", en: "name look-up" },
  connect: { vi: "kết nối", en: "connection" },
  request: { vi: "truy vấn", en: "request" },
  refusal: { vi: "không gửi", en: "not sent" },
} as const;

function ledgerPage(visit: ReaderVisit): Reply {
  const title = visit.tr("Mọi truy vấn đã gửi đến trang của đơn vị", "Every request made");
  const before = Number(visit.query("before"));
  const host = visit.query("host");
  const lines = visit.mine.ledger({
    ...hostOf(visit),
    ...(Number.isInteger(before) && before > 0 ? { before } : {}),
    limit: SIZE,
  });
  const last = lines.at(-1);
  return titled(
    title,
    <>
      <p class="lead">
        {visit.tr(
          "Sổ này được ghi trước khi gửi và không sửa được: kết nối, truy vấn, và những lần dừng lại vì không được phép. Chỉ dùng GET, HEAD và bắt tay TLS; không đăng nhập, không thay đổi gì.",
          "Written before anything is sent, and never changed: connections, requests, and what was not sent because it is not allowed. Only GET, HEAD and TLS handshakes; no login, nothing changed.",
        )}
      </p>
      <Filter host={host} visit={visit} />
      <Table
        caption={visit.tr("Mới nhất trước", "Newest first")}
        columns={[
          { title: visit.tr("Lúc", "At") },
          { title: visit.tr("Loại", "Kind") },
          { title: visit.tr("Đến", "To") },
          { title: visit.tr("Kết quả", "Result") },
          { title: visit.tr("Văn bản cho phép", "Authorization") },
        ]}
        rows={lines.map((line) => cells(line, visit))}
        empty={<NoRequest host={host} before={visit.query("before")} visit={visit} />}
      />
      {lines.length < SIZE ? <Archived visit={visit} /> : null}
      {last === undefined || lines.length < SIZE ? null : (
        <p class="pager">
          {before > 0 ? (
            <a href={address("/ledger", { host })}>{visit.tr("← Mới nhất", "← Newest")}</a>
          ) : null}
          <a href={address("/ledger", { host, before: String(last.row) })}>
            {visit.tr("Cũ hơn →", "Older →")}
          </a>
        </p>
      )}
    </>,
  );
}

/** Where the list ends and the ledger does not. */
function Archived({ visit }: { readonly visit: ReaderVisit }): JSX.Element | null {
  const until = visit.mine.ledgerLeftUntil();
  if (until === null) return null;
  return (
    <Notice kind="plain">
      {visit.tr("Các dòng đến ", "Lines until ")}
      {timeText(until)}
      {visit.tr(
        " đã được chuyển sang tệp lưu trữ, không bị xóa và vẫn kiểm chứng được. Cần xem, hãy hỏi nhóm trung tâm.",
        " have been moved into archives: they are not deleted, and can still be verified. To see them, ask the central team.",
      )}
    </Notice>
  );
}

function NoRequest(props: {
  readonly host: string;
  readonly before: string;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { host, before, visit } = props;
  const until = visit.mine.ledgerLeftUntil();
  return (
    <Nothing path="/ledger" asked={{ host, before }} visit={visit}>
      <Notice kind="plain">
        {until === null
          ? visit.tr(
              "Chưa gửi truy vấn nào. Mỗi truy vấn được ghi ở đây trước khi gửi, từ lượt quét đầu tiên.",
              "Nothing has been sent. Every request stands here before it leaves, from the first scan on.",
            )
          : visit.tr(
              `Chưa gửi truy vấn nào từ sau ${timeText(until)}. Mỗi truy vấn được ghi ở đây trước khi gửi.`,
              `Nothing has been sent since ${timeText(until)}. Every request stands here before it leaves.`,
            )}
      </Notice>
    </Nothing>
  );
}

function Filter({
  host,
  visit,
}: {
  readonly host: string;
  readonly visit: ReaderVisit;
}): JSX.Element {
  return (
    <form method="get" action="/ledger" class="inline">
      <Select
        name="host"
        label={visit.tr("Máy chủ", "Host")}
        value={host}
        choices={[
          { value: "", text: visit.tr("tất cả", "all") },
          ...visit.mine
            .targets()
            .slice(0, 500)
            .map((one) => ({ value: one.host, text: one.host })),
        ]}
      />
      <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
      <a class="button quiet" href={address("/download/ledger.csv", { host })}>
        {visit.tr("Tải tất cả (CSV)", "Download all (CSV)")}
      </a>
    </form>
  );
}

function cells(line: LedgerLine, visit: ReaderVisit) {
  const place = line.url ?? (line.port === null ? line.host : `${line.host}:${String(line.port)}`);
  return [
    timeText(line.at),
    `${visit.say(KINDS[line.kind])} ${line.method ?? ""}`.trim(),
    <span class="mono">
      {place}
      {line.address === null ? null : <span class="soft"> ({line.address})</span>}
    </span>,
    resultText(line, visit),
    line.document ?? "",
  ];
}

function resultText({ kind, reason, result, status, bytesIn }: LedgerLine, visit: ReaderVisit) {
  if (kind === "refusal") {
    return reason !== null && isReason(reason) ? visit.say(REASONS[reason]) : (reason ?? "");
  }
  const bytes = bytesIn ? `${numberText(bytesIn, visit.language)} byte` : "";
  const parts = [status === null ? outcomeText(result, visit) : String(status), bytes];
  return parts.filter((part) => part !== "").join(" · ");
}

/** @param result as the ledger stores it; null: nothing is known yet */
export function outcomeText(result: string | null, visit: ReaderVisit): string {
  if (result === null) return visit.tr("chưa rõ kết quả", "outcome not known");
  if (result === "ok") return visit.tr("thành công", "ok");
  return isReason(result) ? visit.say(REASONS[result]) : result;
}
