// Tokens of one account, for programs that read the JSON interface: making, listing and ending them. What a token
// reaches is said once, when it is made, and is never more than its owner may see.
import type { Account } from "../../model/account.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import { inScope } from "../../store/scope.ts";
import type { Store } from "../../store/store.ts";
import type { ApiToken } from "../../store/people/tokens.ts";
import { scopeOf } from "../repository.ts";
import { newApiToken, newId } from "./token.ts";

const DAY_MS = 86_400_000;
export const LONGEST_DAYS = 366;
const MOST_LIVE = 20;

export interface WantedToken {
  readonly name: string;
  /** null: all that the account may see. */
  readonly unit: string | null;
  readonly acts: boolean;
  readonly days: number;
}

export interface MadeToken {
  /** Shown once; only its hash is kept. */
  readonly token: string;
  readonly name: string;
  readonly expiresAt: string;
}

export interface TokenDesk {
  /** Latest first. */
  tokens(): readonly ApiToken[];
  /** @throws RasoatError for what cannot be */
  make(wanted: WantedToken): MadeToken;
  /** False when the account has no such token, or it has ended already. */
  revoke(id: string): boolean;
}

type TokenDeskStore = Pick<Store, "addToken" | "tokens" | "revokeToken" | "registry">;

const usage = (vi: string, en: string) => ({ exit: EXIT.usage, message: { vi, en } });

const ERRORS = {
  "token-name": usage(
    "Hãy đặt tên cho mã truy cập (tối đa 100 ký tự), để sau này biết chương trình nào dùng.",
    "Name the token (at most 100 characters), so that one knows later which program uses it.",
  ),
  "token-unit": usage(
    "Tài khoản này không xem được đơn vị “{unit}”. Hãy ghi đúng mã đơn vị, hoặc bỏ trống.",
    "This account cannot see the unit “{unit}”. Give the right code, or leave it out.",
  ),
  "token-days": usage(
    `Thời hạn phải từ 1 đến ${String(LONGEST_DAYS)} ngày.`,
    `The term must be 1 to ${String(LONGEST_DAYS)} days.`,
  ),
  "token-acts": usage(
    "Chỉ mã truy cập của người phụ trách đơn vị mới được thao tác; mã này chỉ được đọc.",
    "Only a token of a unit's manager may act; this one can only read.",
  ),
  "token-many": usage(
    `Đã có ${String(MOST_LIVE)} mã truy cập còn hiệu lực. Hãy thu hồi mã không dùng nữa trước.`,
    `There are ${String(MOST_LIVE)} tokens in force already. Revoke one that is no longer used.`,
  ),
} as const;

function tokenError(code: keyof typeof ERRORS, unit = ""): RasoatError {
  return new RasoatError(code, ERRORS[code], { unit });
}

/** Neither ended nor past its date. */
export function isTokenLive({ revokedAt, expiresAt }: ApiToken, now: Date): boolean {
  return revokedAt === null && expiresAt > now.toISOString();
}

/** @param by who does it, for the record */
export function createTokenDesk(options: {
  readonly store: TokenDeskStore;
  readonly account: Account;
  readonly by: string;
  readonly now: () => Date;
}): TokenDesk {
  const { store, account, by, now } = options;
  return {
    tokens: () => store.tokens(account.id),
    make: (wanted) => {
      const name = wanted.name.trim();
      const unit = reachOf(account, wanted.unit, store);
      refuse(account, { ...wanted, name });
      const live = store.tokens(account.id).filter((one) => isTokenLive(one, now()));
      if (live.length >= MOST_LIVE) throw tokenError("token-many");
      const token = newApiToken();
      const expiresAt = new Date(now().getTime() + wanted.days * DAY_MS).toISOString();
      const { acts } = wanted;
      const made = { token, id: newId(), account: account.id, name, unit, acts, createdBy: by };
      store.addToken({ ...made, expiresAt });
      return { token, name, expiresAt };
    },
    revoke: (id) => store.revokeToken(id, account.id),
  };
}

/** A unit's people reach their own unit, and it is written down; others may leave it open. */
function reachOf(account: Account, unit: string | null, store: TokenDeskStore): string | null {
  const registry = store.registry();
  const wanted = unit ?? (account.role.startsWith("unit-") ? account.unit : null);
  if (wanted === null) return null;
  const known = registry.units.some(({ code }) => code === wanted);
  if (!known || !inScope(scopeOf(account, registry), wanted))
    throw tokenError("token-unit", wanted);
  return wanted;
}

function refuse({ role }: Account, { name, acts, days }: WantedToken): void {
  if (name === "" || name.length > 100) throw tokenError("token-name");
  if (!Number.isInteger(days) || days < 1 || days > LONGEST_DAYS) throw tokenError("token-days");
  if (acts && role !== "unit-manager") throw tokenError("token-acts");
}
