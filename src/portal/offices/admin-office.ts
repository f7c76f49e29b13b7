// Accounts, as the central administrator and the command line keep them: adding, inviting, disabling, resetting.
// A link is shown once and never stored; nobody but its reader ever knows the password.
import { isCentral, type Account, type Role } from "../../model/account.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Registry } from "../../model/registry.ts";
import type { Store } from "../../store/store.ts";
import type { AuditEntry, AuditFilter } from "../../store/people/requests.ts";
import { newId, newToken } from "../access/token.ts";

const INVITATION_MS = 72 * 3_600_000;

export interface Invitation {
  readonly account: Account;
  /** Path with the token: shown to the administrator once. */
  readonly path: string;
  readonly expiresAt: string;
}

export interface NewUser {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** null for the central team. */
  readonly unit: string | null;
}

export interface AdminOffice {
  accounts(): readonly Account[];
  /** @throws RasoatError account-unknown */
  account(login: string): Account;
  /** @throws RasoatError for a login, unit or role that cannot be */
  add(user: NewUser): Invitation;
  /** A new link for an account that never set a password, or lost it. Ends earlier links. */
  invite(login: string): Invitation;
  /** Forgets password and second factor, ends sessions, and gives a new link. */
  reset(login: string): Invitation;
  disable(login: string): Account;
  enable(login: string): Account;
  /** The second factor is set up anew at the next sign-in; ends sessions. */
  forgetTotp(login: string): Account;
  audit(filter: AuditFilter): readonly AuditEntry[];
}

export type AdminStore = Pick<
  Store,
  | "accounts"
  | "accountByLogin"
  | "addAccount"
  | "addInvitation"
  | "disableAccount"
  | "enableAccount"
  | "resetAccount"
  | "setTotp"
  | "endSessionsOf"
  | "registry"
  | "audit"
>;

const usage = (vi: string, en: string) => ({ exit: EXIT.usage, message: { vi, en } });

const ERRORS = {
  "login-invalid": usage(
    "Tên đăng nhập “{login}” không hợp lệ: dùng 3 đến 100 chữ, số hoặc các dấu . _ - @.",
    "The login “{login}” is not valid: use 3 to 100 letters, digits or . _ - @.",
  ),
  "account-unknown": usage(
    "Không có tài khoản “{login}”. Xem danh sách bằng: rasoat user list.",
    "There is no account “{login}”. See: rasoat user list.",
  ),
  "account-disabled": usage(
    "Tài khoản “{login}” đang bị khoá. Mở lại trước bằng: rasoat user enable {login}.",
    "The account “{login}” is disabled. Enable it first: rasoat user enable {login}.",
  ),
  "unit-needed": usage(
    "Vai trò này cần một đơn vị: chọn mã đơn vị có trong danh mục (rasoat registry list).",
    "This role needs a unit: choose a code of the registry (rasoat registry list).",
  ),
  "unit-unused": usage(
    "Tài khoản của trung tâm không gắn với đơn vị nào; hãy bỏ trống đơn vị.",
    "An account of the central team belongs to no unit; leave the unit out.",
  ),
  "name-missing": usage(
    "Hãy ghi họ tên của người dùng, để lịch sử nói rõ ai đã làm gì.",
    "Give the person's name, so that the history says who did what.",
  ),
  "last-admin": usage(
    "Đây là quản trị trung tâm cuối cùng còn dùng được; hãy tạo tài khoản quản trị khác trước.",
    "This is the last central administrator; add another one first.",
  ),
} as const;

function adminError(code: keyof typeof ERRORS, login = ""): RasoatError {
  return new RasoatError(code, ERRORS[code], { login });
}

/** @param by who does it, for the record */
export function createAdminOffice(store: AdminStore, by: string, now: () => Date): AdminOffice {
  const known = (login: string): Account => {
    const account = store.accountByLogin(login);
    if (account === undefined) throw adminError("account-unknown", login);
    return account;
  };
  const invite = (account: Account): Invitation => {
    if (account.disabledAt !== null) throw adminError("account-disabled", account.login);
    const token = newToken();
    const expiresAt = new Date(now().getTime() + INVITATION_MS).toISOString();
    store.addInvitation({ token, account: account.id, expiresAt, createdBy: by });
    return { account, path: `/invitation/${token}`, expiresAt };
  };
  return {
    accounts: () => store.accounts(),
    account: known,
    add: (user) => {
      refuseBadUser(user, store.registry());
      store.addAccount({ id: newId(), ...user, createdBy: by });
      return invite(known(user.login));
    },
    invite: (login) => invite(known(login)),
    reset: (login) => {
      const account = known(login);
      if (account.disabledAt !== null) throw adminError("account-disabled", login);
      store.resetAccount(account.id);
      return invite(known(login));
    },
    disable: (login) => {
      const account = known(login);
      if (isLastAdmin(store.accounts(), account)) throw adminError("last-admin");
      store.disableAccount(account.id);
      return known(login);
    },
    enable: (login) => {
      store.enableAccount(known(login).id);
      return known(login);
    },
    forgetTotp: (login) => {
      const account = known(login);
      store.setTotp(account.id, null);
      store.endSessionsOf(account.id);
      return known(login);
    },
    audit: (filter) => store.audit(filter),
  };
}

function refuseBadUser({ login, name, role, unit }: NewUser, registry: Registry): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@-]{2,99}$/u.test(login.trim())) {
    throw adminError("login-invalid", login);
  }
  if (name.trim() === "") throw adminError("name-missing");
  if (isCentral(role)) {
    if (unit !== null) throw adminError("unit-unused");
  } else if (!registry.units.some(({ code }) => code === unit)) {
    throw adminError("unit-needed");
  }
}

function isLastAdmin(accounts: readonly Account[], account: Account): boolean {
  const admins = accounts.filter((one) => one.role === "central-admin" && one.disabledAt === null);
  return admins.length === 1 && admins[0]?.id === account.id;
}
