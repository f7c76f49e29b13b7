// The frame around every page: language, skip link, who is signed in, where one can go. The only place where
// a page becomes text.
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Account, isCentral, ROLE_WORDS } from "../../model/account.ts";
import type { Language, Text } from "../../model/text.ts";
import type { PageScript, Visit } from "../route.ts";
import { PostForm } from "./components.tsx";
import { timeText } from "./format.ts";

export interface Frame {
  readonly title: string;
  readonly visit: Pick<Visit, "language" | "say" | "tr" | "csrf" | "now">;
  /** null: nobody is signed in. */
  readonly account: Account | null;
  /** Name of the account's unit; "" for the central team. */
  readonly unitName: string;
  /** Path of this page, for the language switch and the mark in the menu; "" where it must not be told. */
  readonly path: string;
  readonly programVersion: string;
  readonly body: JSX.Element;
  /** The page's script of our own; absent: none. */
  readonly script?: PageScript | undefined;
}

interface Place {
  readonly to: string;
  readonly text: Text;
  /** Pages that are reached through it. */
  readonly also?: readonly string[];
}

const t = (vi: string, en: string): Text => ({ vi, en });

const UNIT_PLACES: readonly Place[] = [
  { to: "/", text: t("Tổng quan", "Overview") },
  { to: "/findings", text: t("Phát hiện", "Findings") },
  { to: "/incidents", text: t("Sự cố", "Incidents") },
  { to: "/coverage", text: t("Phạm vi đã kiểm tra", "Coverage") },
  { to: "/ledger", text: t("Truy vấn đã gửi", "Requests made") },
  { to: "/sites", text: t("Trang của đơn vị", "Our sites") },
  { to: "/requests", text: t("Đề nghị", "Requests") },
  { to: "/help", text: t("Hướng dẫn", "Help") },
];

/** What a day is made of, in the order in which it is gone through. */
const CENTRAL_PLACES: readonly Place[] = [
  { to: "/", text: t("Hôm nay", "Today") },
  { to: "/incidents", text: t("Sự cố", "Incidents") },
  { to: "/central/queue", text: t("Hàng đợi", "Queue") },
  { to: "/central/requests", text: t("Đề nghị", "Requests") },
  { to: "/central/runs", text: t("Lượt quét", "Runs") },
  { to: "/central/schedule", text: t("Lịch chạy", "Schedule") },
  { to: "/central/diff", text: t("So sánh đêm", "Nights compared") },
  { to: "/findings", text: t("Phát hiện", "Findings") },
];

/** What is looked up, and kept in order. */
const CENTRAL_RECORDS: readonly Place[] = [
  { to: "/central/statistics", text: t("Thống kê", "Statistics") },
  { to: "/central/units", text: t("Đơn vị", "Units") },
  {
    to: "/central/registry",
    text: t("Danh mục, văn bản", "Registry"),
    also: ["/central/authorizations", "/central/hosts", "/central/systems"],
  },
  { to: "/central/tls", text: t("Chứng thư, khóa", "Certificates") },
  { to: "/central/rules", text: t("Quy tắc", "Rules") },
  { to: "/central/reports", text: t("Báo cáo đã gửi", "Reports sent") },
  { to: "/central/letters", text: t("Thư", "Letters") },
  { to: "/coverage", text: t("Phạm vi", "Coverage") },
  { to: "/ledger", text: t("Truy vấn đã gửi", "Requests made") },
  { to: "/help", text: t("Hướng dẫn", "Help") },
];

const ADMIN_RECORDS: readonly Place[] = [
  { to: "/central/users", text: t("Tài khoản", "Accounts") },
  { to: "/central/audit", text: t("Nhật ký", "Audit") },
];

export function renderPage(frame: Frame): string {
  return written(<Document {...frame} />);
}

export interface BareFrame {
  readonly title: string;
  readonly language: Language;
  readonly body: JSX.Element;
}

/** For when something broke: no form, no menu, nothing that has to be asked of the store. */
export function renderBare({ title, language, body }: BareFrame): string {
  return written(
    <html lang={language}>
      <Head title={title} />
      <body>
        <main id="main" class="narrow">
          {body}
        </main>
      </body>
    </html>,
  );
}

/** What JSX makes writes itself, escaped, when it is asked for its text. */
function written(node: { toString(): unknown }): string {
  const html = node.toString();
  if (typeof html !== "string") throw new Error("a page waited for something while it was written");
  return `<!DOCTYPE html>${html}`;
}

function Document(frame: Frame): JSX.Element {
  const { visit, account } = frame;
  return (
    <html lang={visit.language}>
      <Head title={frame.title} script={frame.script} />
      <body>
        <a class="skip" href="#main">
          {visit.tr("Đến nội dung chính", "Skip to the content")}
        </a>
        <Top {...frame} />
        {account === null ? null : <Menu account={account} frame={frame} />}
        <main id="main" class={account === null ? "narrow" : undefined}>
          {frame.body}
        </main>
        <footer>
          <p>
            {visit.tr(
              "Kết quả chỉ nói về những gì nhìn thấy được từ bên ngoài vào lúc kiểm tra; không phải là chứng nhận an toàn.",
              "Results speak only of what could be seen from outside at the time; they are no proof of security.",
            )}{" "}
            rasoat {frame.programVersion}
          </p>
          {account === null ? null : (
            <p class="paper">
              {frame.unitName === "" ? visit.say(ROLE_WORDS[account.role]) : frame.unitName} ·{" "}
              {account.name} · {visit.tr("in lúc", "printed")} {timeText(visit.now.toISOString())}
            </p>
          )}
        </footer>
      </body>
    </html>
  );
}

function Head({ title, script }: Pick<Frame, "title" | "script">): JSX.Element {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{`${title} · rasoat`}</title>
      <link rel="stylesheet" href="/style.css" />
      <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      {script === "queue" ? <script src="/queue.js" defer></script> : null}
    </head>
  );
}

function Top({ visit, account, unitName, path }: Frame): JSX.Element {
  const other = visit.language === "vi" ? "en" : "vi";
  return (
    <header class="top">
      <div class="bar">
        <a class="brand" href="/">
          {visit.tr("Rà soát an toàn thông tin", "Security review")}
        </a>
        <div class="who">
          {account === null ? null : (
            <span>
              <a href="/account">{account.name}</a>{" "}
              {unitName === "" ? `(${visit.say(ROLE_WORDS[account.role])})` : `· ${unitName}`}
            </span>
          )}
          <PostForm to="/language" csrf={visit.csrf} class="lang">
            <input type="hidden" name="back" value={path} />
            <button name="language" value={other} lang={other}>
              {other === "en" ? "English" : "Tiếng Việt"}
            </button>
          </PostForm>
          {account === null ? null : (
            <PostForm to="/sign-out" csrf={visit.csrf} class="out">
              <button>{visit.tr("Đăng xuất", "Sign out")}</button>
            </PostForm>
          )}
        </div>
      </div>
    </header>
  );
}

function Menu({
  account,
  frame,
}: {
  readonly account: Account;
  readonly frame: Frame;
}): JSX.Element {
  const rows = placesOf(account);
  const [path = ""] = frame.path.split("?");
  const isHere = ({ to, also = [] }: Place): boolean =>
    to === "/" ? path === "/" : [to, ...also].some((one) => path.startsWith(one));
  const here = rows.flat().findLast(isHere);
  return (
    <nav class="main" aria-label={frame.visit.tr("Các mục", "Sections")}>
      {rows.map((places) => (
        <ul>
          {places.map((place) => (
            <li>
              <a href={place.to} aria-current={place === here ? "page" : undefined}>
                {frame.visit.say(place.text)}
              </a>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

function placesOf({ role }: Account): readonly (readonly Place[])[] {
  if (!isCentral(role)) return [UNIT_PLACES];
  const records = role === "central-admin" ? ADMIN_RECORDS : [];
  return [CENTRAL_PLACES, [...CENTRAL_RECORDS, ...records]];
}
