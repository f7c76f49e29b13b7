// One's own account: who one is, the password, where one is signed in.
import type { Text } from "../../model/text.ts";
import { ROLE_WORDS } from "../../model/account.ts";
import { Field, Notice, PostForm, Said, Table } from "../components.tsx";
import { timeText } from "../format.ts";
import { type ReaderVisit, redirect, type Reply, type Route } from "../route.ts";
import { NewPassword, NOT_ALIKE } from "./sign-in.tsx";

const SAID: readonly (readonly [string, Text])[] = [
  [
    "password",
    {
      vi: "Đã đổi mật khẩu; các phiên khác đã kết thúc.",
      en: "The password is changed; other sessions ended.",
    },
  ],
  ["ended", { vi: "Đã kết thúc phiên đăng nhập đó.", en: "That session has ended." }],
];

const WRONG: Text = { vi: "Mật khẩu hiện tại không đúng.", en: "The present password is wrong." };

export function accountRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/account",
      act: "open account",
      audience: "reader",
      answer: (visit) => accountPage(visit, null),
    },
    {
      method: "POST",
      path: "/account/password",
      act: "change password",
      audience: "reader",
      answer: changePassword,
    },
    {
      method: "POST",
      path: "/account/sessions",
      act: "end session",
      audience: "reader",
      answer: endSession,
    },
    { method: "POST", path: "/sign-out", act: "sign out", audience: "reader", answer: signOut },
  ];
}

function accountPage(visit: ReaderVisit, refusal: Text | null): Reply {
  const { account } = visit;
  const title = visit.tr("Tài khoản của tôi", "My account");
  return {
    kind: "page",
    title,
    ...(refusal === null ? {} : { status: 400 as const }),
    body: (
      <div>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        {refusal === null ? null : <Notice kind="bad">{visit.say(refusal)}</Notice>}
        <dl class="facts">
          <dt>{visit.tr("Tên đăng nhập", "Login")}</dt>
          <dd>{account.login}</dd>
          <dt>{visit.tr("Họ tên", "Name")}</dt>
          <dd>{account.name}</dd>
          <dt>{visit.tr("Vai trò", "Role")}</dt>
          <dd>{visit.say(ROLE_WORDS[account.role])}</dd>
        </dl>
        <section class="panel">
          <h2>{visit.tr("Đổi mật khẩu", "Change the password")}</h2>
          <PostForm to="/account/password" csrf={visit.csrf}>
            <Field
              name="old"
              type="password"
              label={visit.tr("Mật khẩu hiện tại", "Present password")}
              autocomplete="current-password"
              required
            />
            <NewPassword visit={visit} />
            <div>
              <button>{visit.tr("Đổi mật khẩu", "Change")}</button>
            </div>
          </PostForm>
        </section>
        <Sessions visit={visit} />
      </div>
    ),
  };
}

function Sessions({ visit }: { readonly visit: ReaderVisit }) {
  const sessions = visit.desk.sessionsOf(visit.account);
  return (
    <section>
      <h2>{visit.tr("Các phiên đang đăng nhập", "Where you are signed in")}</h2>
      <p class="lead">
        {visit.tr(
          "Phiên tự kết thúc sau 30 phút không dùng, và sau 12 giờ trong mọi trường hợp.",
          "A session ends after 30 minutes without use, and after 12 hours in any case.",
        )}
      </p>
      <Table
        caption={visit.tr("Phiên đăng nhập", "Sessions")}
        columns={[
          { title: visit.tr("Bắt đầu", "Started") },
          { title: visit.tr("Dùng lần cuối", "Last used") },
          { title: visit.tr("Từ địa chỉ", "From") },
          { title: visit.tr("Trình duyệt", "Browser") },
          { title: visit.tr("Kết thúc", "End") },
        ]}
        rows={sessions.map((session) => [
          timeText(session.createdAt),
          timeText(session.seenAt),
          session.source,
          <span class="small">{session.agent}</span>,
          session.id === visit.session ? (
            visit.tr("phiên này", "this one")
          ) : (
            <PostForm to="/account/sessions" csrf={visit.csrf} class="inline">
              <input type="hidden" name="session" value={session.id} />
              <button class="quiet">{visit.tr("Kết thúc", "End it")}</button>
            </PostForm>
          ),
        ])}
      />
    </section>
  );
}

async function changePassword(visit: ReaderVisit): Promise<Reply> {
  if (visit.field("next") !== visit.field("again")) return accountPage(visit, NOT_ALIKE);
  const passwords = { old: visit.field("old"), next: visit.field("next") };
  const result = await visit.desk.changePassword(visit.account, passwords, visit.session);
  if (result === "done") return redirect("/account?said=password");
  return accountPage(visit, result === "wrong" ? WRONG : result);
}

function endSession(visit: ReaderVisit): Reply {
  const ended = visit.desk.revoke(visit.account, visit.field("session"));
  return ended ? redirect("/account?said=ended") : { kind: "missing" };
}

function signOut(visit: ReaderVisit): Reply {
  visit.desk.revoke(visit.account, visit.session);
  return redirect("/login?said=signed-out", { token: null });
}
