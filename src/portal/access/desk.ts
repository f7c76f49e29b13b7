// The sign-in desk: password, second factor, invitation, sessions and their ends. It knows accounts and
// nothing of findings.
import type { Account } from "../../model/account.ts";
import type { Text } from "../../model/text.ts";
import type { AccountStore } from "../../store/people/accounts.ts";
import type { SecondFactorStore } from "../../store/people/second-factor.ts";
import type { SessionStage, SessionStore, StoredSession } from "../../store/people/sessions.ts";
import { passwordFault, type Passwords } from "./passwords.ts";
import { newRecoveryCodes, recoveryCode } from "./recovery.ts";
import type { Throttle } from "./throttle.ts";
import { isToken, newId, newToken } from "./token.ts";
import { matchTotp, newTotpSecret } from "./totp.ts";

const IDLE_MS = 30 * 60_000;
const ABSOLUTE_MS = 12 * 3_600_000;
/** Between password and code. */
const PENDING_MS = 10 * 60_000;
const TOUCH_MS = 60_000;
/** How long a proof stands for the act that it was given for. */
const PROOF_MS = 5 * 60_000;
/** Ended sessions and failures older than this are of no use to anybody. */
const FORGET_MS = 86_400_000;

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

/** Whether somebody who is signed in has proven who they are. "missing": there is no password that could be right. */
export type Proven =
  | { readonly outcome: "right" | "wrong" | "missing" }
  | { readonly outcome: "wait"; readonly seconds: number };

export interface Desk {
  signIn(login: string, password: string, where: Where): Promise<SignIn>;
  /** Somebody whom a sign-in provider has named. @param whole the provider saw to the second factor as well */
  welcome(account: Account, where: Where, whole: boolean): Extract<SignIn, { outcome: "next" }>;
  /**
   * The code for a session at the stage "code" or "enrol", or at "code" a recovery code; a right one gives a new,
   * full session.
   */
  confirm(pending: PendingSession, code: string, where: Where): SignIn;
  invited(token: string): Account | undefined;
  /** @returns "void" when the invitation does not hold any more; a fault of the password; or "done" */
  redeem(token: string, password: string): Promise<Redeemed>;
  /** Before what would let a stranger at an open screen stay for good. */
  prove(account: Account, password: string, source: string): Promise<Proven>;
  /** The person of this session, whose account that is, has proven elsewhere who they are. False: it is not theirs. */
  noteProof(session: string, account: Account): boolean;
  /** Whether such a proof stands, for one act. */
  isProven(session: string): boolean;
  /** The same, and spends it: true once. */
  spendProof(session: string): boolean;
  /** After `prove`. Other sessions end. @returns why the new one is not taken; null when it is */
  changePassword(account: Account, next: string, session: string): Promise<Text | null>;
  /** After `prove`: those given before end. Shown once. */
  renewRecoveryCodes(account: Account): readonly string[];
  recoveryCodesLeft(account: Account): number;
  /** After `prove`: a session that sets the second factor up anew; the old one holds until then. */
  startOver(account: Account, where: Where): string;
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
    welcome: (account, where, whole) => {
      if (whole) return next(options, account, "full", where);
      return next(options, account, firstStage(options, account), where);
    },
    confirm: (pending, code, where) => confirm(options, pending, { code, where }),
    invited: (token) => (isToken(token) ? store.invited(token) : undefined),
    redeem: async (token, password) => {
      const account = isToken(token) ? store.invited(token) : undefined;
      if (account === undefined) return "void";
      const fault = passwordFault(password, account);
      if (fault !== null) return fault;
      return store.redeemInvitation(token, await passwords.hash(password)) ? "done" : "void";
    },
    prove: (account, password, source) => prove(options, account, { password, source }),
    ...proofsOf(options),
    changePassword: async (account, next, session) => {
      const fault = passwordFault(next, account);
      if (fault !== null) return fault;
      store.setPassword(account.id, await passwords.hash(next));
      store.endSessionsOf(account.id, session);
      return null;
    },
    renewRecoveryCodes: (account) => {
      const codes = newRecoveryCodes();
      store.setRecoveryCodes(account.id, codes);
      return codes;
    },
    recoveryCodesLeft: (account) => store.recoveryCodesLeft(account.id),
    startOver: (account, where) =>
      start(options, account, { stage: "enrol", pending: newTotpSecret(), where }),
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
  throttle.attempt(login, where.source);
  store.pruneSessions(new Date(options.now().getTime() - FORGET_MS));
  const known = store.credentials(login);
  const isRight = await passwords.check(password, known?.password ?? null);
  if (!isRight || known === undefined || known.account.disabledAt !== null) {
    return { outcome: "refused" };
  }
  // Earlier failures stand until the second factor is right too.
  throttle.forgive(login, where.source);
  const stage = firstStage(options, known.account);
  if (stage === "full") throttle.succeed(login);
  return next(options, known.account, stage, where);
}

/** What is asked for after the password. */
function firstStage({ requireTotp }: DeskOptions, { hasTotp }: Account): SessionStage {
  if (hasTotp) return "code";
  return requireTotp ? "enrol" : "full";
}

function next(options: DeskOptions, account: Account, stage: SessionStage, where: Where) {
  const pending = stage === "enrol" ? newTotpSecret() : null;
  const token = start(options, account, { stage, pending, where });
  return { outcome: "next", token, stage } as const;
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
  const { store, throttle } = options;
  const { account } = pending;
  const seconds = throttle.waitSeconds(account.login, where.source);
  if (seconds > 0) return { outcome: "wait", seconds };
  throttle.attempt(account.login, where.source);
  if (!isRightCode(options, pending, code)) return { outcome: "refused" };
  throttle.forgive(account.login, where.source);
  throttle.succeed(account.login);
  store.endSession(pending.token);
  // Set up anew: what was signed in with the old one is not trusted further.
  if (pending.secret !== null) store.endSessionsOf(account.id);
  const token = start(options, account, { stage: "full", pending: null, where });
  return { outcome: "next", token, stage: "full" };
}

/** Right once: a code that was used is a wrong one. */
function isRightCode(
  { store, now }: DeskOptions,
  { account, secret: fresh }: PendingSession,
  typed: string,
): boolean {
  const recovery = recoveryCode(typed);
  if (recovery !== null) return fresh === null && store.spendRecoveryCode(account.id, recovery);
  const secret = fresh ?? store.totpSecret(account.id);
  const counter = secret === null ? null : matchTotp(secret, typed, now());
  if (secret === null || counter === null) return false;
  if (fresh !== null) store.setTotp(account.id, fresh);
  return store.spendTotpCounter(account.id, counter);
}

function proofsOf({
  store,
  now,
}: DeskOptions): Pick<Desk, "noteProof" | "isProven" | "spendProof"> {
  const since = (): Date => new Date(now().getTime() - PROOF_MS);
  return {
    noteProof: (id, account) => {
      const session = store.sessionById(id);
      const isTheirs =
        session?.stage === "full" && session.account.id === account.id && isLive(session, now());
      if (isTheirs) store.noteProof(id);
      return isTheirs;
    },
    isProven: (id) => (store.sessionById(id)?.provenAt ?? "") > since().toISOString(),
    spendProof: (id) => store.spendProof(id, since()),
  };
}

async function prove(
  { store, passwords, throttle }: DeskOptions,
  { login }: Account,
  { password, source }: { readonly password: string; readonly source: string },
): Promise<Proven> {
  const seconds = throttle.waitSeconds(login, source);
  if (seconds > 0) return { outcome: "wait", seconds };
  throttle.attempt(login, source);
  const stored = store.credentials(login)?.password ?? null;
  if (!(await passwords.check(password, stored))) return { outcome: "wrong" };
  throttle.forgive(login, source);
  return { outcome: "right" };
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
