// Accounts and the audit, for the central administrator. A new link is shown once, on the answer itself.
import type { JSX } from "hono/jsx/jsx-runtime";
import { type Account, Role, ROLE_WORDS, ROLES } from "../../../model/account.ts";
import { EXIT, RasoatError } from "../../../model/error.ts";
import type { Text } from "../../../model/text.ts";
import type { Invitation } from "../../offices/admin-office.ts";
import { foldAccents } from "../../../text/fold.ts";
import { actText } from "../../act-words.ts";
import {
  address,
  Field,
  Notice,
  Pager,
  PostForm,
  Said,
  Select,
  Table,
} from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import { type AdminVisit, MISSING, redirect, type Reply, type Route } from "../../route.ts";

import { Nothing } from "../nothing.tsx";
import { titled } from "../../view/titled.tsx";
import { optional, pageNumber } from "../../view/visitor.ts";

const SAID: readonly (readonly [string, Text])[] = [
  ["changed", { vi: "Đã ghi.", en: "Recorded." }],
];

const BAD_ROLE = {
  exit: EXIT.usage,
  message: { vi: "Hãy chọn một vai trò.", en: "Choose a role." },
} as const;

/** @param acts what the audit may hold, asked once all routes are known */
export function usersRoutes(acts: () => readonly string[]): readonly Route[] {
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
    {
      method: "GET",
      path: "/central/audit",
      act: "view audit",
      audience: "admin",
      answer: (visit) => auditPage(visit, acts()),
    },
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

/** Accounts on one page. */
const ACCOUNTS = 50;

function accountsAsked(
  accounts: readonly Account[],
  { q, role }: { readonly q: string; readonly role: string },
): readonly Account[] {
  const plain = (text: string): string => foldAccents(text.toLowerCase());
  const text = plain(q);
  return accounts
    .filter((account) => role === "" || account.role === role)
    .filter(
      ({ login, name, unit }) =>
        text === "" || plain(`${login} ${name} ${unit ?? ""}`).includes(text),
    );
}

function AccountFilter(props: {
  readonly asked: { readonly q: string; readonly role: string };
  readonly visit: AdminVisit;
}): JSX.Element {
  const { asked, visit } = props;
  return (
    <form method="get" action="/central/users" class="inline" role="search">
      <Field
        name="q"
        id="f-search"
        type="search"
        label={visit.tr("Tên, họ tên hoặc mã đơn vị", "Login, name or unit code")}
        value={asked.q}
      />
      <Select
        name="role"
        id="f-search-role"
        label={visit.tr("Vai trò", "Role")}
        value={asked.role}
        choices={[
          { value: "", text: visit.tr("tất cả", "all") },
          ...ROLES.map((role) => ({ value: role, text: visit.say(ROLE_WORDS[role]) })),
        ]}
      />
      <button class="quiet">{visit.tr("Tìm", "Search")}</button>
    </form>
  );
}

function usersPage(visit: AdminVisit, invitation: Invitation | null): Reply {
  const title = visit.tr("Tài khoản", "Accounts");
  const asked = { q: visit.query("q"), role: visit.query("role") };
  const found = accountsAsked(visit.admin.accounts(), asked);
  const page = pageNumber(visit);
  const accounts = found.slice((page - 1) * ACCOUNTS, page * ACCOUNTS);
  return titled(
    title,
    <>
      <Said words={SAID} visit={visit} />
      {invitation === null ? null : <Link invitation={invitation} visit={visit} />}
      <AccountFilter asked={asked} visit={visit} />
      <Table
        caption={visit.tr(
          `${numberText(found.length, "vi")} tài khoản`,
          `${numberText(found.length, "en")} accounts`,
        )}
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
        empty={<Nothing path="/central/users" asked={asked} total={found.length} visit={visit} />}
      />
      <Pager
        page={page}
        size={ACCOUNTS}
        total={found.length}
        address={(to) => address("/central/users", { ...asked, page: String(to) })}
        words={visit}
      />
      <NewAccount visit={visit} />
    </>,
  );
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
      <button class="quiet">{visit.tr("Thực hiện", "Do it")}</button>
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

function auditAsked(visit: AdminVisit) {
  const day = visit.query("day");
  return {
    actor: visit.query("actor"),
    unit: visit.query("unit"),
    act: visit.query("act"),
    subject: visit.query("subject"),
    day: /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : "",
  };
}

type AuditAsked = ReturnType<typeof auditAsked>;

function auditFilter({ actor, unit, act, subject, day }: AuditAsked) {
  return {
    ...(actor === "" ? {} : { actor }),
    ...(unit === "" ? {} : { unit }),
    ...(act === "" ? {} : { act }),
    ...(subject === "" ? {} : { subject }),
    ...(day === "" ? {} : { from: dayStart(day, 0), before: dayStart(day, 1) }),
  };
}

/** Midnight in Việt Nam at the start of a day, so many days later. */
function dayStart(day: string, later: number): string {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + later * 86_400_000).toISOString();
}

function AuditForm(props: {
  readonly asked: AuditAsked;
  readonly acts: readonly string[];
  readonly visit: AdminVisit;
}): JSX.Element {
  const { asked, acts, visit } = props;
  return (
    <form method="get" action="/central/audit" class="inline" role="search">
      <Field
        name="actor"
        label={visit.tr("Người (tên đăng nhập)", "Who (login)")}
        value={asked.actor}
      />
      <Field name="unit" label={visit.tr("Mã đơn vị", "Unit code")} value={asked.unit} />
      <Select
        name="act"
        label={visit.tr("Việc", "Act")}
        value={asked.act}
        choices={[
          { value: "", text: visit.tr("tất cả", "all") },
          ...acts.map((act) => ({ value: act, text: actText(act, visit.language) })),
        ]}
      />
      <Field name="subject" label={visit.tr("Về (mã)", "About (id)")} value={asked.subject} />
      <Field name="day" type="date" label={visit.tr("Ngày", "Day")} value={asked.day} />
      <button class="quiet">{visit.tr("Lọc", "Filter")}</button>
    </form>
  );
}

function auditPage(visit: AdminVisit, acts: readonly string[]): Reply {
  const title = visit.tr("Nhật ký xem và thao tác", "Audit of views and acts");
  const asked = auditAsked(visit);
  const page = pageNumber(visit);
  const rows = visit.admin.audit({
    ...auditFilter(asked),
    limit: SIZE,
    offset: (page - 1) * SIZE,
  });
  return titled(
    title,
    <>
      <AuditForm asked={asked} acts={acts} visit={visit} />
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
          actText(row.act, visit.language),
          row.subject,
          row.source,
          row.detail,
        ])}
        empty={
          <Nothing
            path="/central/audit"
            asked={{ ...asked, page: page === 1 ? "" : String(page) }}
            visit={visit}
          >
            <Notice kind="plain">
              {visit.tr("Chưa có gì được ghi.", "Nothing is recorded yet.")}
            </Notice>
          </Nothing>
        }
      />
      {rows.length < SIZE ? null : (
        <p class="pager">
          <a href={address("/central/audit", { ...asked, page: String(page + 1) })}>
            {visit.tr("Cũ hơn →", "Older →")}
          </a>
        </p>
      )}
    </>,
  );
}
