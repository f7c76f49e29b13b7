// What the audit keeps of a request: every view and act of somebody signed in, every attempt to get in.
// Of a form only the reason and whom or what it is about, and of strangers nothing that they typed.
import type { Account } from "../model/account.ts";
import type { AuditEntry } from "../store/people/requests.ts";
import type { Reply, Route, Visit } from "./route.ts";

export interface Audited {
  readonly account: Account | null;
  /** null: there was no such page. */
  readonly route: Route | null;
  readonly visit: Visit;
  readonly reply: Reply;
}

/** @returns null for what is not worth a line: strangers who only look, and the language switch */
export function auditEntry(audited: Audited): Omit<AuditEntry, "at"> | null {
  const { account, route, visit } = audited;
  if (route?.act === "switch language") return null;
  const isAttempt = route?.method === "POST" && route.audience === "anyone";
  if (account === null && !isAttempt && noteOf(audited) === null) return null;
  return {
    ...whoOf(account),
    act: route?.act ?? "missing page",
    subject: subjectOf(audited),
    source: visit.source,
    detail: detailOf(audited),
  };
}

/** What the path names; in forms of people who are in, the account or token that they write about. */
function subjectOf({ account, route, visit }: Audited): string {
  const named = visit.parameter("id") || visit.parameter("code");
  if (named !== "" || account === null || route?.audience === "anyone") return named;
  return visit.field("login") || visit.field("name");
}

/** What a way in has to tell that its visitor is not told; null where there is nothing of the kind. */
function noteOf({ reply }: Audited): string | null {
  return reply.kind === "page" || reply.kind === "enter" ? (reply.note ?? null) : null;
}

function whoOf(account: Account | null) {
  if (account === null) return { actor: "-", role: "-", unit: null };
  return { actor: account.login, role: account.role, unit: account.unit };
}

function detailOf(audited: Audited): string {
  const { route, visit, reply } = audited;
  const refused = reply.kind === "page" && reply.status !== undefined;
  const outcome = refused
    ? `refused ${String(reply.status)}`
    : reply.kind === "missing"
      ? "missing"
      : "";
  const words = route?.method === "POST" ? visit.field("reason").slice(0, 300) : "";
  return [outcome, noteOf(audited) ?? "", words].filter((part) => part !== "").join(": ");
}
