// One's own account: who one is, the password, one-time codes, tokens for programs, where one is signed in. What
// would let a stranger at an open screen stay for good asks for the password again.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Text } from "../../../model/text.ts";
import { ROLE_WORDS } from "../../../model/account.ts";
import { agentText } from "../../view/agent.ts";
import { Notice, PostForm, Said, Table } from "../../view/components.tsx";
import { timeText } from "../../view/format.ts";
import { MISSING, type ReaderVisit, redirect, type Reply, type Route } from "../../route.ts";
import type { MadeToken } from "../../access/token-desk.ts";
import { Factor, FreshCodes } from "./factor.tsx";
import { confirmElsewhere, unproven } from "./proof.tsx";
import { FreshToken, Tokens, wantedToken } from "./tokens.tsx";
import { NewPassword, NOT_ALIKE, PresentPassword, type Refusal } from "./gate.tsx";

const t = (vi: string, en: string): Text => ({ vi, en });

const SAID: readonly (readonly [string, Text])[] = [
  [
    "proven",
    t(
      "Đã xác nhận. Trong 5 phút tới bạn làm được một thao tác cần xác nhận ở dưới.",
      "Confirmed. Within the next 5 minutes you can do one of the acts below that ask for it.",
    ),
  ],
  [
    "password",
    t(
      "Đã đổi mật khẩu; các phiên khác đã kết thúc.",
      "The password is changed; other sessions ended.",
    ),
  ],
  ["ended", t("Đã kết thúc phiên đăng nhập đó.", "That session has ended.")],
  ["others", t("Đã kết thúc mọi phiên khác.", "All other sessions have ended.")],
  [
    "enrolled",
    t(
      "Đã cài mã xác thực. Hãy lấy mã dự phòng ngay bên dưới, phòng khi mất điện thoại.",
      "One-time codes are set up. Take recovery codes below, for the day the telephone is lost.",
    ),
  ],
  ["token-ended", t("Mã truy cập đó không dùng được nữa.", "That token holds no more.")],
];

const CONFIRM: Route = {
  method: "GET",
  path: "/account/confirm",
  act: "begin confirming with provider",
  audience: "reader",
  answer: (visit) => confirmElsewhere(visit, (shown) => accountPage(visit, shown)),
};

/** @param confirms there is a sign-in provider */
export function accountRoutes(confirms: boolean): readonly Route[] {
  const post = (
    path: string,
    act: string,
    answer: (visit: ReaderVisit) => Promise<Reply> | Reply,
  ) => ({ method: "POST", path, act, audience: "reader", answer }) as const;
  return [
    {
      method: "GET",
      path: "/account",
      act: "open account",
      audience: "reader",
      answer: (visit) => accountPage(visit, {}),
    },
    ...(confirms ? [CONFIRM] : []),
    post("/account/password", "change password", changePassword),
    post("/account/recovery", "make recovery codes", renewCodes),
    post("/account/codes", "set up codes anew", startOver),
    post("/account/tokens", "make token", makeToken),
    post("/account/tokens/end", "revoke token", endToken),
    post("/account/sessions", "end session", endSession),
    post("/account/sessions/others", "end other sessions", endOthers),
    post("/sign-out", "sign out", signOut),
  ];
}

/** What this one answer shows besides. */
interface Shown {
  readonly refusal?: Refusal;
  readonly codes?: readonly string[];
  readonly token?: MadeToken;
}

function accountPage(visit: ReaderVisit, { refusal, codes, token }: Shown): Reply {
  const title = visit.tr("Tài khoản của tôi", "My account");
  return {
    kind: "page",
    title,
    ...(refusal === undefined ? {} : { status: refusal.status ?? 400 }),
    body: (
      <div>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        {refusal === undefined ? null : <Notice kind="bad">{visit.say(refusal.text)}</Notice>}
        {codes === undefined ? null : <FreshCodes codes={codes} visit={visit} />}
        {token === undefined ? null : <FreshToken made={token} visit={visit} />}
        <Person visit={visit} />
        <Factor visit={visit} />
        {visit.proof.byPassword ? <Password visit={visit} /> : null}
        <Sessions visit={visit} />
        <Tokens visit={visit} />
      </div>
    ),
  };
}

function Password({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  return (
    <section class="panel">
      <h2>{visit.tr("Đổi mật khẩu", "Change the password")}</h2>
      <PostForm to="/account/password" csrf={visit.csrf}>
        {visit.proof.stands ? null : <PresentPassword visit={visit} />}
        <NewPassword visit={visit} />
        <div>
          <button>{visit.tr("Đổi mật khẩu", "Change")}</button>
        </div>
      </PostForm>
    </section>
  );
}

function Person({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const { account } = visit;
  return (
    <dl class="facts">
      <dt>{visit.tr("Tên đăng nhập", "Login")}</dt>
      <dd>{account.login}</dd>
      <dt>{visit.tr("Họ tên", "Name")}</dt>
      <dd>{account.name}</dd>
      <dt>{visit.tr("Vai trò", "Role")}</dt>
      <dd>{visit.say(ROLE_WORDS[account.role])}</dd>
    </dl>
  );
}

function Sessions({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const sessions = visit.desk.sessionsOf(visit.account);
  return (
    <section>
      <h2>{visit.tr("Các phiên đang đăng nhập", "Where you are signed in")}</h2>
      <p class="lead">
        {visit.tr(
          "Phiên tự kết thúc sau 30 phút không dùng, và sau 12 giờ trong mọi trường hợp. Thấy phiên lạ: kết thúc nó và",
          "A session ends after 30 minutes without use, and after 12 hours in any case. If one is strange to you, end it and",
        )}{" "}
        {visit.proof.byPassword
          ? visit.tr("đổi mật khẩu.", "change the password.")
          : visit.tr(
              "đổi mật khẩu của tài khoản tổ chức.",
              "change the password of your organisation's account.",
            )}
      </p>
      <Table
        caption={visit.tr("Phiên đăng nhập", "Sessions")}
        columns={[
          { title: visit.tr("Bắt đầu", "Started") },
          { title: visit.tr("Dùng lần cuối", "Last used") },
          { title: visit.tr("Từ địa chỉ", "From") },
          { title: visit.tr("Trình duyệt", "Browser") },
          { title: visit.tr("Phiên", "Session") },
        ]}
        rows={sessions.map((session) => [
          timeText(session.createdAt),
          timeText(session.seenAt),
          session.source,
          agentText(session.agent, visit.language),
          session.id === visit.session ? (
            visit.tr("phiên này", "this one")
          ) : (
            <PostForm to="/account/sessions" csrf={visit.csrf} class="inline">
              <input type="hidden" name="session" value={session.id} />
              <button class="quiet">{visit.tr("Kết thúc", "End it")}</button>
            </PostForm>
          ),
        ])}
        empty={null}
      />
      {sessions.length < 2 ? null : (
        <PostForm to="/account/sessions/others" csrf={visit.csrf} class="inline">
          <button class="quiet">
            {visit.tr("Kết thúc mọi phiên khác", "End all other sessions")}
          </button>
        </PostForm>
      )}
    </section>
  );
}

/** @returns the page that says why not; null when the person has proven who they are */
async function refusedWithout(visit: ReaderVisit): Promise<Reply | null> {
  const refusal = await unproven(visit);
  return refusal === null ? null : accountPage(visit, { refusal });
}

async function changePassword(visit: ReaderVisit): Promise<Reply> {
  const { desk, account, session } = visit;
  // Who signs in elsewhere alone makes no second way in by themselves.
  if (!account.hasPassword) return MISSING;
  if (visit.field("next") !== visit.field("again")) {
    return accountPage(visit, { refusal: { text: NOT_ALIKE } });
  }
  const refused = await refusedWithout(visit);
  if (refused !== null) return refused;
  const fault = await desk.changePassword(account, visit.field("next"), session);
  return fault === null
    ? redirect("/account?said=password")
    : accountPage(visit, { refusal: { text: fault } });
}

async function renewCodes(visit: ReaderVisit): Promise<Reply> {
  const { desk, account } = visit;
  if (!account.hasTotp) return MISSING;
  const refused = await refusedWithout(visit);
  return refused ?? accountPage(visit, { codes: desk.renewRecoveryCodes(account) });
}

async function startOver(visit: ReaderVisit): Promise<Reply> {
  const refused = await refusedWithout(visit);
  if (refused !== null) return refused;
  const { desk, account, source, agent } = visit;
  return redirect("/login/setup", { token: desk.startOver(account, { source, agent }) });
}

async function makeToken(visit: ReaderVisit): Promise<Reply> {
  const refused = await refusedWithout(visit);
  return refused ?? accountPage(visit, { token: visit.tokens.make(wantedToken(visit)) });
}

function endToken(visit: ReaderVisit): Reply {
  const ended = visit.tokens.revoke(visit.field("token"));
  return ended ? redirect("/account?said=token-ended") : { kind: "missing" };
}

function endSession(visit: ReaderVisit): Reply {
  const ended = visit.desk.revoke(visit.account, visit.field("session"));
  return ended ? redirect("/account?said=ended") : { kind: "missing" };
}

function endOthers(visit: ReaderVisit): Reply {
  visit.desk.revokeOthers(visit.account, visit.session);
  return redirect("/account?said=others");
}

function signOut(visit: ReaderVisit): Reply {
  visit.desk.revoke(visit.account, visit.session);
  return redirect("/login?said=signed-out", { token: null });
}
