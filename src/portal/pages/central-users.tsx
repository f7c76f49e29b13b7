// Accounts and the audit, for the central administrator. A new link is shown once, on the answer itself.
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Account, Role, ROLE_WORDS, ROLES } from "../../model/account.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Text } from "../../model/text.ts";
import type { Invitation } from "../admin-office.ts";
import { address, Field, Notice, PostForm, Said, Select, Table } from "../components.tsx";
import { timeText } from "../format.ts";
import { type AdminVisit, MISSING, redirect, type Reply, type Route } from "../route.ts";
import { optional } from "./finding-forms.tsx";
import { pageNumber } from "./finding-list.tsx";

const SAID: readonly (readonly [string, Text])[] = [
  ["changed", { vi: "Đã ghi.", en: "Recorded." }],
];

const BAD_ROLE = {
  exit: EXIT.usage,
  message: { vi: "Hãy chọn một vai trò.", en: "Choose a role." },
} as const;

export function usersRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/central/users",
      act: "list accounts",
      audience: "admin",
      answer: (visit) => usersPage(visit, null),
    },
    {
      method: "POST",
      path: "/central/users",
      act: "add account",
      audience: "admin",
      answer: add,
    },
    {
      method: "POST",
      path: "/central/users/change",
      act: "change account",
      audience: "admin",
      answer: change,
    },
    { method: "GET", path: "/central/audit", act: "view audit", audience: "admin", answer: audit },
  ];
}

function add(visit: AdminVisit): Reply {
  const role = Role.safeParse(visit.field("role"));
  if (!role.success) throw new RasoatError("BAD_ROLE", BAD_ROLE);
  const invitation = visit.admin.add({
    login: visit.field("login"),
    name: visit.field("name"),
    role: role.data,
    unit: optional(visit.field("unit")),
  });
  return usersPage(visit, invitation);
}

function change(visit: AdminVisit): Reply {
  const login = visit.field("login");
  switch (visit.field("change")) {
    case "invite":
      return usersPage(visit, visit.admin.invite(login));
    case "reset":
      return usersPage(visit, visit.admin.reset(login));
    case "disable":
      visit.admin.disable(login);
      break;
    case "enable":
      visit.admin.enable(login);
      break;
    case "totp":
      visit.admin.forgetTotp(login);
      break;
    default:
      return MISSING;
  }
  return redirect("/central/users?said=changed");
}

function usersPage(visit: AdminVisit, invitation: Invitation | null): Reply {
  const title = visit.tr("Tài khoản", "Accounts");
  const accounts = visit.admin.accounts();
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <Said words={SAID} visit={visit} />
        {invitation === null ? null : <Link invitation={invitation} visit={visit} />}
        <Table
          caption={visit.tr("Tất cả tài khoản", "All accounts")}
          columns={[
            { title: visit.tr("Tên đăng nhập", "Login") },
            { title: visit.tr("Họ tên", "Name") },
            { title: visit.tr("Vai trò", "Role") },
            { title: visit.tr("Đơn vị", "Unit") },
            { title: visit.tr("Tình trạng", "Status") },
            { title: visit.tr("Thay đổi", "Change") },
          ]}
          rows={accounts.map((account) => [
            account.login,
            account.name,
            visit.say(ROLE_WORDS[account.role]),
            account.unit ?? "",
            statusText(account, visit),
            <Changes account={account} visit={visit} />,
          ])}
        />
        <NewAccount visit={visit} />
      </div>
    ),
  };
}

function Link(props: { readonly invitation: Invitation; readonly visit: AdminVisit }): JSX.Element {
  const { invitation, visit } = props;
  return (
    <Notice kind="good">
      <p>
        {visit.tr(
          `Liên kết mời cho ${invitation.account.name}, dùng một lần, đến ${timeText(invitation.expiresAt)}. Chỉ hiện lần này; gửi qua kênh an toàn:`,
          `Invitation for ${invitation.account.name}, for one use, until ${timeText(invitation.expiresAt)}. Shown this once; hand it over on a safe channel:`,
        )}
      </p>
      <p class="mono evidence">
        {visit.origin}
        {invitation.path}
      </p>
    </Notice>
  );
}

function statusText(account: Account, visit: AdminVisit): string {
  if (account.disabledAt !== null) return visit.tr("đã khoá", "disabled");
  if (!account.hasPassword) return visit.tr("chờ đặt mật khẩu", "invited");
  return account.hasTotp
    ? visit.tr("đang dùng", "in use")
    : visit.tr("chưa cài mã xác thực", "no one-time codes yet");
}

function Changes(props: { readonly account: Account; readonly visit: AdminVisit }): JSX.Element {
  const { account, visit } = props;
  const disabled = account.disabledAt !== null;
  const choices = disabled
    ? [{ value: "enable", text: visit.tr("mở lại", "enable") }]
    : [
        { value: "invite", text: visit.tr("liên kết mời mới", "new invitation") },
        { value: "reset", text: visit.tr("đặt lại mật khẩu", "reset password") },
        { value: "totp", text: visit.tr("cài lại mã xác thực", "reset one-time codes") },
        { value: "disable", text: visit.tr("khoá", "disable") },
      ];
  return (
    <PostForm to="/central/users/change" csrf={visit.csrf} class="inline">
      <input type="hidden" name="login" value={account.login} />
      <Select
        name="change"
        id={`change-${account.id}`}
        label={visit.tr(`Với ${account.login}`, `For ${account.login}`)}
        value=""
        unseen
        choices={choices}
      />
      <button class="quiet">{visit.tr("Ghi", "Do it")}</button>
    </PostForm>
  );
}

function NewAccount({ visit }: { readonly visit: AdminVisit }): JSX.Element {
  return (
    <section class="panel">
      <h2>{visit.tr("Thêm tài khoản", "Add an account")}</h2>
      <PostForm to="/central/users" csrf={visit.csrf}>
        <Field name="login" label={visit.tr("Tên đăng nhập", "Login")} required />
        <Field name="name" label={visit.tr("Họ tên", "Name")} required />
        <Select
          name="role"
          label={visit.tr("Vai trò", "Role")}
          value="unit-manager"
          choices={ROLES.map((role) => ({ value: role, text: visit.say(ROLE_WORDS[role]) }))}
        />
        <Field
          name="unit"
          label={visit.tr("Mã đơn vị", "Unit code")}
          hint={visit.tr(
            "Bỏ trống với tài khoản của trung tâm.",
            "Leave empty for the central team.",
          )}
        />
        <div>
          <button>{visit.tr("Thêm và tạo liên kết mời", "Add and make an invitation")}</button>
        </div>
      </PostForm>
    </section>
  );
}

const SIZE = 100;

function audit(visit: AdminVisit): Reply {
  const title = visit.tr("Nhật ký xem và thao tác", "Audit of views and acts");
  const asked = { actor: visit.query("actor"), unit: visit.query("unit") };
  const page = pageNumber(visit);
  const rows = visit.admin.audit({
    ...(asked.actor === "" ? {} : { actor: asked.actor }),
    ...(asked.unit === "" ? {} : { unit: asked.unit }),
    limit: SIZE,
    offset: (page - 1) * SIZE,
  });
  return {
    kind: "page",
    title,
    body: (
      <div>
        <h1>{title}</h1>
        <form method="get" action="/central/audit" class="inline">
          <Field name="actor" label={visit.tr("Người", "Who")} value={asked.actor} />
          <Field name="unit" label={visit.tr("Mã đơn vị", "Unit code")} value={asked.unit} />
          <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
        </form>
        <Table
          caption={visit.tr(
            "Mới nhất trước; chỉ thêm, không sửa, không xoá",
            "Newest first; only ever added to",
          )}
          columns={[
            { title: visit.tr("Lúc", "At") },
            { title: visit.tr("Ai", "Who") },
            { title: visit.tr("Việc", "Act") },
            { title: visit.tr("Về", "About") },
            { title: visit.tr("Từ địa chỉ", "From") },
            { title: visit.tr("Ghi chú", "Detail") },
          ]}
          rows={rows.map((row) => [
            timeText(row.at),
            `${row.actor} ${row.unit ?? ""}`.trim(),
            row.act,
            row.subject,
            row.source,
            row.detail,
          ])}
        />
        {rows.length < SIZE ? null : (
          <p class="pager">
            <a href={address("/central/audit", { ...asked, page: String(page + 1) })}>
              {visit.tr("Cũ hơn →", "Older →")}
            </a>
          </p>
        )}
      </div>
    ),
  };
}
