// Why a list is empty, and what to do: nothing there, nothing that matches the filter, or nothing looked at yet. What
// could not be looked at never reads as "nothing there".
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Child } from "hono/jsx";
import { address, Notice } from "../view/components.tsx";
import { numberText } from "../view/format.ts";
import { INCOMPLETE } from "../view/narrowing.tsx";
import type { ReaderVisit } from "../route.ts";

/** Stands in the place of a list's rows. Its children say why the whole list is empty. */
export function Nothing(props: {
  /** The list without any narrowing. */
  readonly path: string;
  /** What its address asks for, the page apart; "" asks nothing. */
  readonly asked: Readonly<Record<string, string>>;
  /** Rows on all its pages. */
  readonly total?: number;
  readonly visit: ReaderVisit;
  readonly children?: Child;
}): JSX.Element {
  const { path, asked, total = 0, visit, children } = props;
  if (total > 0) {
    return (
      <Notice kind="plain">
        {visit.tr("Danh sách không có trang này.", "The list has no such page.")}{" "}
        <a href={address(path, asked)}>{visit.tr("Về trang đầu", "To its first page")}</a>
      </Notice>
    );
  }
  if (Object.values(asked).every((value) => value === "")) return <>{children}</>;
  return (
    <Notice kind="plain">
      {visit.tr("Không có mục nào khớp bộ lọc.", "Nothing matches the filter.")}{" "}
      <a href={path}>{visit.tr("Bỏ lọc, xem tất cả", "Clear the filter, see all")}</a>
    </Notice>
  );
}

/** No finding is open. @param unit only this one; absent: all that the visitor sees */
export function NoFinding(props: {
  readonly unit?: string;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const text = props.visit.tr(
    "Không có phát hiện nào đang mở trong những phần đã kiểm tra.",
    "No finding is open in what was looked at.",
  );
  return <NothingSeen {...props} text={text} />;
}

/** Nothing of a kind was seen: how far that may be trusted. */
export function NothingSeen(props: {
  /** Said where something was looked at. */
  readonly text: string;
  readonly unit?: string;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { text, unit, visit } = props;
  const counts = visit.mine.coverageCounts().filter((one) => (unit ?? one.unit) === one.unit);
  const sum = (rows: typeof counts): number => rows.reduce((all, { count }) => all + count, 0);
  const missed = sum(counts.filter(({ status }) => status !== "assessed"));
  const seen = sum(counts.filter(({ status }) => status !== "not-assessed"));
  if (counts.length === 0) return <NotLookedAt visit={visit} />;
  const coverage = address("/coverage", { status: INCOMPLETE, unit: unit ?? "" });
  const link = <a href={coverage}>{visit.tr("Xem từng phần và lý do", "See each and why")}</a>;
  if (seen === 0) {
    return (
      <Notice kind="warn">
        {visit.tr(
          "Không kiểm tra được phần nào, nên chưa thể nói là có hay không có vấn đề.",
          "Nothing could be looked at, so nobody can say whether there is a problem.",
        )}{" "}
        {link}
      </Notice>
    );
  }
  return (
    <Notice kind={missed === 0 ? "good" : "plain"}>
      {text}{" "}
      {missed === 0 ? null : (
        <>
          {visit.tr(
            `Còn ${numberText(missed, "vi")} phần chưa kiểm tra được hoặc mới kiểm tra một phần.`,
            `${numberText(missed, "en")} parts could not be looked at, or not fully.`,
          )}{" "}
          {link}
        </>
      )}
    </Notice>
  );
}

/** Before the first scan: who has to do what for it to come. */
export function NotLookedAt({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <Notice kind="warn">
      {visit.tr(
        "Chưa có gì được kiểm tra, nên chưa thể nói là có hay không có vấn đề.",
        "Nothing has been looked at yet, so nobody can say whether there is a problem.",
      )}{" "}
      <WhatIsMissing visit={visit} />
    </Notice>
  );
}

function WhatIsMissing({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const { mine } = visit;
  const record = visit.central === null ? "/sites" : "/central/registry";
  if (mine.targets().length === 0) {
    return (
      <>
        {visit.tr("Danh mục chưa có máy chủ nào.", "No host is registered.")}{" "}
        <a href={record}>{visit.tr("Xem danh mục", "See the registry")}</a>
      </>
    );
  }
  if (mine.authorizations().length === 0) {
    return (
      <>
        {visit.tr(
          "Chưa ghi văn bản cho phép nào; không có văn bản thì không được quét.",
          "No authorization is recorded; nothing is scanned without one.",
        )}{" "}
        <a href={record}>{visit.tr("Xem văn bản", "See the documents")}</a>
      </>
    );
  }
  return (
    <>
      {visit.tr("Kết quả có sau lượt quét đầu tiên.", "Results come with the first scan.")}{" "}
      {visit.central === null ? null : (
        <a href="/central/runs">{visit.tr("Xem lượt quét", "See the runs")}</a>
      )}
    </>
  );
}

/** Before the first import. */
export function NothingRegistered({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <Notice kind="plain">
      {visit.tr(
        "Danh mục còn trống. Nhập danh mục trên máy chủ bằng lệnh",
        "The registry is empty. Import one on the server with",
      )}{" "}
      <code class="mono">rasoat registry import</code>.
    </Notice>
  );
}
