// What a route of the portal is: who may call it, and what it is given. Handlers get no store, no request
// object and no way to write bytes: they are given what their caller may see, and return a value.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Account } from "../model/account.ts";
import type { Language, Text } from "../model/text.ts";
import type { SessionStage } from "../store/people/sessions.ts";
import type { AdminOffice } from "./offices/admin-office.ts";
import type { CentralDesk } from "./offices/central-desk.ts";
import type { Desk, PendingSession } from "./access/desk.ts";
import type { Repository } from "./repository.ts";
import type { TokenDesk } from "./access/token-desk.ts";
import type { RuleDesk } from "./offices/rule-office.ts";
import type { Proof } from "./access/proof.ts";
import type { UnitOffice } from "./offices/unit-office.ts";

/** What a handler answers; the frame (status, headers, layout) is put around it in one place. */
export type Reply =
  | {
      readonly kind: "page";
      readonly title: string;
      readonly body: JSX.Element;
      /** The page's script of our own; absent: none at all. */
      readonly script?: PageScript;
      readonly status?: 200 | 400 | 403 | 409 | 429 | 503;
      /** For the audit, of what the visitor is not told. */
      readonly note?: string;
      /** The browser loads the page again by itself: only where the reader asked for that. */
      readonly refreshSeconds?: number;
    }
  | {
      readonly kind: "redirect";
      readonly to: string;
      readonly cookie?: SessionCookie;
      readonly language?: Language;
    }
  /** To the sign-in provider, with the secret of the trip for the browser to keep. */
  | { readonly kind: "away"; readonly to: string; readonly trip: string }
  /** Back from there: a page that leads on to a path of ours. */
  | {
      readonly kind: "enter";
      readonly title: string;
      readonly body: JSX.Element;
      /** Of the session that begins here; null: the browser has its own. */
      readonly token: string | null;
      readonly to: string;
      readonly note: string;
    }
  | { readonly kind: "file"; readonly name: string; readonly type: string; readonly bytes: Bytes }
  /** The same bytes for what does not exist and for what the caller may not see. */
  | { readonly kind: "missing" };

export type PageReply = Extract<Reply, { kind: "page" }>;

/** Static files of ours, by name; a page names one at most. */
export type PageScript = "queue";

export type Bytes = string | Uint8Array;

/** A session token for the browser to keep; null: forget it. */
export interface SessionCookie {
  readonly token: string | null;
}

/** What every handler gets. */
export interface Visit {
  readonly language: Language;
  /** Text in the visitor's language. */
  say(text: Text): string;
  tr(vi: string, en: string): string;
  readonly now: Date;
  /** Local date of Việt Nam, YYYY-MM-DD. */
  readonly today: string;
  /** A part of the path; "" when there is none of that name. */
  parameter(name: string): string;
  /** At most 200 characters, or as many as are said; "" when absent. */
  query(name: string, most?: number): string;
  /** A field of the submitted form, at most 4,000 characters; "" when absent. */
  field(name: string): string;
  fields(name: string): readonly string[];
  /** Aborts when the visitor leaves before the answer. */
  readonly gone: AbortSignal;
  /** Goes into every form. */
  readonly csrf: string;
  readonly source: string;
  readonly agent: string;
  /** Where this portal is reached, for links that are handed to people. */
  readonly origin: string;
  readonly desk: Desk;
  /** The secret of a way to the sign-in provider that is not ended yet; "": there is none. */
  readonly trip: string;
  /** How far the caller has signed in; null: not at all. */
  readonly stage: SessionStage | null;
}

export interface PendingVisit extends Visit {
  readonly pending: PendingSession;
}

/** Somebody who has signed in; sees what the repository's scope holds. */
export interface ReaderVisit extends Visit {
  readonly account: Account;
  /** Names the session in lists; no token. */
  readonly session: string;
  readonly mine: Repository;
  /** Acts for its unit; null for those who only read. */
  readonly office: UnitOffice | null;
  readonly central: CentralDesk | null;
  /** The account's own tokens for programs. */
  readonly tokens: TokenDesk;
  /** How its person proves anew who they are. */
  readonly proof: Proof;
}

/** May act for its own unit. */
export interface ManagerVisit extends ReaderVisit {
  readonly office: UnitOffice;
}

export interface CentralVisit extends ReaderVisit {
  readonly central: CentralDesk;
}

export interface AdminVisit extends CentralVisit {
  readonly admin: AdminOffice;
  readonly ruleDesk: RuleDesk;
}

type Answer<V> = (visit: V) => Reply | Promise<Reply>;

interface RouteBase {
  readonly method: "GET" | "POST";
  /** Begins with "/"; parts that vary are written ":name". */
  readonly path: string;
  /** What the audit calls it. */
  readonly act: string;
}

/**
 * - anyone: no session needed
 * - code: the password was right, the code is missing · enrol: the second factor is being set up
 * - reader: every signed-in account, within its scope
 * - manager: the person in charge of a unit · central: both central roles · admin: the central administrator
 */
export type Route = RouteBase &
  (
    | { readonly audience: "anyone"; readonly answer: Answer<Visit> }
    | { readonly audience: "code"; readonly answer: Answer<PendingVisit> }
    | { readonly audience: "enrol"; readonly answer: Answer<PendingVisit> }
    | { readonly audience: "reader"; readonly answer: Answer<ReaderVisit> }
    | { readonly audience: "manager"; readonly answer: Answer<ManagerVisit> }
    | { readonly audience: "central"; readonly answer: Answer<CentralVisit> }
    | { readonly audience: "admin"; readonly answer: Answer<AdminVisit> }
  );

export function redirect(to: string, cookie?: SessionCookie): Reply {
  return cookie === undefined ? { kind: "redirect", to } : { kind: "redirect", to, cookie };
}

export const MISSING: Reply = { kind: "missing" };

/** The session that an answer gives to the browser; null: none. */
export function newSession(reply: Reply): string | null {
  if (reply.kind === "enter") return reply.token;
  return reply.kind === "redirect" ? (reply.cookie?.token ?? null) : null;
}
