// rasoat user token: tokens with which programs read the JSON interface. One is printed once and never stored.
import type { Account } from "../../model/account.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import { createAdminOffice } from "../../portal/offices/admin-office.ts";
import { createTokenDesk, isTokenLive, type TokenDesk } from "../../portal/access/token-desk.ts";
import type { Store } from "../../store/store.ts";
import type { ApiToken } from "../../store/people/tokens.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { actor } from "../actor.ts";

const NO_TOKEN = {
  exit: EXIT.usage,
  message: {
    vi: "Không có mã truy cập “{id}” còn hiệu lực. Xem danh sách bằng: rasoat user token list.",
    en: "There is no token “{id}” in force. See: rasoat user token list.",
  },
} as const;

const USUAL_DAYS = 90;

const COLUMNS: readonly Column[] = [
  { title: { vi: "MÃ SỐ", en: "ID" } },
  { title: { vi: "TÀI KHOẢN", en: "LOGIN" } },
  { title: { vi: "TÊN", en: "NAME" } },
  { title: { vi: "PHẠM VI", en: "REACH" } },
  { title: { vi: "HẾT HẠN", en: "EXPIRES" } },
  { title: { vi: "DÙNG LẦN CUỐI", en: "LAST USED" } },
  { title: { vi: "TÌNH TRẠNG", en: "STATE" } },
];

export const tokenAdd: Body = (context, [login = ""], options) =>
  withStore(context, true, (store) => {
    const account = accountOf(store, login);
    const made = deskOf(store, account).make({
      name: textOf(options["name"]) ?? "",
      unit: textOf(options["unit"]) ?? null,
      acts: options["acts"] === true,
      days: Number(textOf(options["days"]) ?? USUAL_DAYS),
    });
    note(store, account, { act: "make token", name: made.name });
    if (context.json) {
      context.print(JSON.stringify({ login: account.login, ...made }));
      return EXIT.done;
    }
    context.print(made.token);
    context.say({
      vi: `Chỉ hiện lần này; có hiệu lực đến ${made.expiresAt}. Gửi kèm: Authorization: Bearer …`,
      en: `Shown this once; it holds until ${made.expiresAt}. Send: Authorization: Bearer …`,
    });
    return EXIT.done;
  });

export const tokenList: Body = (context, [login]) =>
  withStore(context, false, (store) => {
    const tokens = store.tokens(login === undefined ? undefined : accountOf(store, login).id);
    if (context.json) {
      for (const { account, ...token } of tokens) {
        context.print(JSON.stringify({ login: account.login, ...token }));
      }
      return EXIT.done;
    }
    const rows = tokens.map((token) => cells(context, token));
    printTable(context, { columns: COLUMNS, rows });
    return EXIT.done;
  });

export const tokenRevoke: Body = (context, [id = ""]) =>
  withStore(context, true, (store) => {
    const token = store.tokens().find((one) => one.id === id);
    if (token === undefined || !deskOf(store, token.account).revoke(id)) {
      throw new RasoatError("NO_TOKEN", NO_TOKEN, { id });
    }
    note(store, token.account, { act: "revoke token", name: token.name });
    const { name } = token;
    context.print(
      context.json
        ? JSON.stringify({ login: token.account.login, id, name, revoked: true })
        : context.in({ vi: `Đã thu hồi “${name}”.`, en: `“${name}” is revoked.` }),
    );
    return EXIT.done;
  });

function accountOf(store: Store, login: string): Account {
  return createAdminOffice(store, actor(), () => new Date()).account(login);
}

function deskOf(store: Store, account: Account): TokenDesk {
  return createTokenDesk({ store, account, by: actor(), now: () => new Date() });
}

function cells(context: Context, token: ApiToken): string[] {
  const { id, account, name, unit, acts, expiresAt, usedAt } = token;
  const reach = unit ?? context.in({ vi: "như tài khoản", en: "as the account" });
  const what = acts ? context.in({ vi: " (thao tác)", en: " (acts)" }) : "";
  return [
    id,
    account.login,
    name,
    `${reach}${what}`,
    expiresAt,
    usedAt ?? "",
    state(context, token),
  ];
}

function state(context: Context, token: ApiToken): string {
  if (token.revokedAt !== null) return context.in({ vi: "đã thu hồi", en: "revoked" });
  return isTokenLive(token, new Date())
    ? context.in({ vi: "đang dùng", en: "in force" })
    : context.in({ vi: "đã hết hạn", en: "expired" });
}

/** In the same audit as what is done in the portal. */
function note(
  store: Store,
  { unit, login }: Account,
  { act, name }: { readonly act: string; readonly name: string },
): void {
  const who = { actor: actor(), role: "command line", unit, source: "" };
  store.addAudit({ ...who, act, subject: name, detail: login });
}
