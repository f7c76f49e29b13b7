// rasoat user: accounts of the portal. Links are printed once and never stored; passwords never pass here.
import { ROLE_WORDS, ROLES, type Account } from "../../model/account.ts";
import { EXIT } from "../../model/error.ts";
import {
  createAdminOffice,
  type AdminOffice,
  type Invitation,
} from "../../portal/offices/admin-office.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { oneOf, textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { portalOrigin } from "../portal-place.ts";
import { actor } from "../actor.ts";

const COLUMNS: readonly Column[] = [
  { title: { vi: "TÊN ĐĂNG NHẬP", en: "LOGIN" } },
  { title: { vi: "HỌ TÊN", en: "NAME" } },
  { title: { vi: "VAI TRÒ", en: "ROLE" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "TÌNH TRẠNG", en: "STATUS" } },
];

/** Every act is written to the same audit as those made in the portal. */
function withOffice(
  context: Context,
  work: (office: AdminOffice, note: (act: string, account: Account) => void) => void,
) {
  return withStore(context, true, (store: Store) => {
    const by = actor();
    work(
      createAdminOffice(store, by, () => new Date()),
      (act, account) => {
        store.addAudit({
          actor: by,
          role: "command line",
          unit: account.unit,
          act,
          subject: account.login,
          source: "",
          detail: "",
        });
      },
    );
    return EXIT.done;
  });
}

export const userAdd: Body = (context, [login = ""], options) =>
  withOffice(context, (office, note) => {
    const role = oneOf("--role", textOf(options["role"]) ?? "", ROLES);
    const name = textOf(options["name"]) ?? "";
    const unit = textOf(options["unit"]) ?? null;
    const invitation = office.add({ login, name, role, unit });
    note("add account", invitation.account);
    printInvitation(context, invitation);
  });

export const userList: Body = (context) =>
  withOffice(context, (office) => {
    const accounts = office.accounts();
    if (context.json) {
      for (const account of accounts) context.print(JSON.stringify(account));
      return;
    }
    const rows = accounts.map((account) => [
      account.login,
      account.name,
      context.in(ROLE_WORDS[account.role]),
      account.unit ?? "",
      statusOf(context, account),
    ]);
    printTable(context, { columns: COLUMNS, rows });
  });

function statusOf(context: Context, account: Account): string {
  if (account.disabledAt !== null) return context.in({ vi: "đã khoá", en: "disabled" });
  if (!account.hasPassword) return context.in({ vi: "chờ đặt mật khẩu", en: "invited" });
  return account.hasTotp
    ? context.in({ vi: "đang dùng", en: "in use" })
    : context.in({ vi: "chưa cài mã xác thực", en: "no one-time codes yet" });
}

function inviting(act: string, invite: (office: AdminOffice, login: string) => Invitation): Body {
  return (context, [login = ""]) =>
    withOffice(context, (office, note) => {
      const invitation = invite(office, login);
      note(act, invitation.account);
      printInvitation(context, invitation);
    });
}

export const userInvite = inviting("invite account", (office, login) => office.invite(login));
export const userReset = inviting("reset account", (office, login) => office.reset(login));

function printInvitation(context: Context, { account, path, expiresAt }: Invitation): void {
  const link = `${portalOrigin(context.settings)}${path}`;
  if (context.json) {
    context.print(JSON.stringify({ login: account.login, link, expiresAt }));
    return;
  }
  context.print(link);
  context.say({
    vi: `Gửi liên kết trên cho ${account.name} qua kênh an toàn; dùng được một lần, đến ${expiresAt}.`,
    en: `Hand this link to ${account.name} over a safe channel; it works once, until ${expiresAt}.`,
  });
}

function changing(act: string, change: (office: AdminOffice, login: string) => Account): Body {
  return (context, [login = ""]) =>
    withOffice(context, (office, note) => {
      const account = change(office, login);
      note(act, account);
      if (context.json) context.print(JSON.stringify(account));
      else context.print(`${account.login}: ${statusOf(context, account)}`);
    });
}

export const userDisable = changing("disable account", (office, login) => office.disable(login));
export const userEnable = changing("enable account", (office, login) => office.enable(login));
export const userTotp = changing("forget codes", (office, login) => office.forgetTotp(login));
