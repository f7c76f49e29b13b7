// The sign-in desk: password, second factor, invitation, sessions and their ends. It knows accounts and
// nothing of findings.
import type { Account } from "../model/account.ts";
import type { Text } from "../model/text.ts";
import type { AccountStore } from "../store/accounts.ts";
import type { SecondFactorStore } from "../store/second-factor.ts";
import type { SessionStage, SessionStore, StoredSession } from "../store/sessions.ts";
import { passwordFault, type Passwords } from "./passwords.ts";
import type { Throttle } from "./throttle.ts";
import { isToken, newId, newToken } from "./token.ts";
import { matchTotp, newTotpSecret } from "./totp.ts";

const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
/** Between password and code. */
const PENDING_MS = 10 * 60_000;
const TOUCH_MS = 60_000;

export interface Where {
  readonly source: string;
  readonly agent: string;
}

/** Past the password, not yet signed in. */
export interface PendingSession {
  readonly token: string;
  readonly account: Account;
  /** The secret to be confirmed, while the second factor is being set up. */
  readonly secret: string | null;
}

export type SignIn =
  | { readonly outcome: "next"; readonly token: string; readonly stage: SessionStage }
  | { readonly outcome: "refused" }
  | { readonly outcome: "wait"; readonly seconds: number };

export type Redeemed = "done" | "void" | Text;

export interface Desk {
  signIn(login: string, password: string, where: Where): Promise<SignIn>;
  /** The code for a session at the stage "code" or "enrol"; a right one gives a new, full session. */
  confirm(pending: PendingSession, code: string, where: Where): SignIn;
  invited(token: string): Account | undefined;
  /** @returns "void" when the invitation does not hold any more; a fault of the password; or "done" */
  redeem(token: string, password: string): Promise<Redeemed>;
  changePassword(
    account: Account,
    passwords: { readonly old: string; readonly next: string },
    session: string,
  ): Promise<"done" | "wrong" | Text>;
  /** The session of a token that has not ended; undefined otherwise. */
  session(token: string): StoredSession | undefined;
  sessionsOf(account: Account): StoredSession[];
  revoke(account: Account, session: string): boolean;
  revokeOthers(account: Account, session: string): void;
  signOut(token: string): void;
}

export interface DeskOptions {
  readonly store: AccountStore & SecondFactorStore & SessionStore;
  readonly passwords: Passwords;
  readonly throttle: Throttle;
  readonly now: () => Date;
  /** False in the demo only: then the password alone signs in. */
  readonly requireTotp: boolean;
}

export function createDesk(options: DeskOptions): Desk {
  const { store, passwords, now } = options;
  return {
    signIn: (login, password, where) => signIn(options, { login, password }, where),
    confirm: (pending, code, where) => confirm(options, pending, { code, where }),
    invited: (token) => (isToken(token) ? store.invited(token) : undefined),
    redeem: async (token, password) => {
      const account = isToken(token) ? store.invited(token) : undefined;
      if (account === undefined) return "void";
      const fault = passwordFault(password, account.login);
      if (fault !== null) return fault;
      return store.redeemInvitation(token, await passwords.hash(password)) ? "done" : "void";
    },
    changePassword: async (account, { old, next }, session) => {
      const stored = store.credentials(account.login)?.password ?? null;
      if (!(await passwords.check(old, stored))) return "wrong";
      const fault = passwordFault(next, account.login);
      if (fault !== null) return fault;
      store.setPassword(account.id, await passwords.hash(next));
      store.endSessionsOf(account.id, session);
      return "done";
    },
    session: (token) => liveSession(options, token),
    sessionsOf: (account) =>
      store.sessionsOf(account.id).filter((session) => isLive(session, now())),
    revoke: (account, session) => store.revokeSession(account.id, session),
    revokeOthers: (account, session) => {
      store.endSessionsOf(account.id, session);
    },
    signOut: (token) => {
      store.endSession(token);
    },
  };
}

async function signIn(
  options: DeskOptions,
  { login, password }: { readonly login: string; readonly password: string },
  where: Where,
): Promise<SignIn> {
  const { store, passwords, throttle } = options;
  const seconds = throttle.waitSeconds(login, where.source);
  if (seconds > 0) return { outcome: "wait", seconds };
  const known = store.credentials(login);
  const isRight = await passwords.check(password, known?.password ?? null);
  if (!isRight || known === undefined || known.account.disabledAt !== null) {
    throttle.fail(login, where.source);
    return { outcome: "refused" };
  }
  // The count of failures stands until the second factor is right too.
  const stage = known.account.hasTotp ? "code" : options.requireTotp ? "enrol" : "full";
  if (stage === "full") throttle.succeed(login);
  const pending = stage === "enrol" ? newTotpSecret() : null;
  return {
    outcome: "next",
    token: start(options, known.account, { stage, pending, where }),
    stage,
  };
}

function start(
  { store }: DeskOptions,
  account: Account,
  session: {
    readonly stage: SessionStage;
    readonly pending: string | null;
    readonly where: Where;
  },
): string {
  const token = newToken();
  const { stage, pending, where } = session;
  store.startSession({ token, id: newId(), account: account.id, stage, pending, ...where });
  return token;
}

function confirm(
  options: DeskOptions,
  pending: PendingSession,
  { code, where }: { readonly code: string; readonly where: Where },
): SignIn {
  const { store, throttle, now } = options;
  const { account } = pending;
  const seconds = throttle.waitSeconds(account.login, where.source);
  if (seconds > 0) return { outcome: "wait", seconds };
  const secret = pending.secret ?? store.totpSecret(account.id);
  const counter = secret === null ? null : matchTotp(secret, code, now());
  if (secret === null || counter === null) {
    throttle.fail(account.login, where.source);
    return { outcome: "refused" };
  }
  if (pending.secret !== null) store.setTotp(account.id, secret);
  if (!store.spendTotpCounter(account.id, counter)) {
    throttle.fail(account.login, where.source);
    return { outcome: "refused" };
  }
  throttle.succeed(account.login);
  store.endSession(pending.token);
  const token = start(options, account, { stage: "full", pending: null, where });
  return { outcome: "next", token, stage: "full" };
}

function liveSession({ store, now }: DeskOptions, token: string): StoredSession | undefined {
  if (!isToken(token)) return undefined;
  const session = store.findSession(token);
  if (session === undefined) return undefined;
  if (!isLive(session, now())) {
    store.endSession(token);
    return undefined;
  }
  if (now().getTime() - Date.parse(session.seenAt) > TOUCH_MS) store.touchSession(token);
  return session;
}

function isLive(session: StoredSession, now: Date): boolean {
  const age = now.getTime() - Date.parse(session.createdAt);
  const idle = now.getTime() - Date.parse(session.seenAt);
  const longest = session.stage === "full" ? ABSOLUTE_MS : PENDING_MS;
  return session.account.disabledAt === null && age < longest && idle < IDLE_MS;
}
