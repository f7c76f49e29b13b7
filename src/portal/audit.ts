// What the audit keeps of a request: every view and act of somebody signed in, every attempt to get in.
// No field of a form but the reason, and nothing that was typed as a login or password.
import type { Account } from "../model/account.ts";
import type { AuditEntry } from "../store/requests.ts";
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
  if (account === null && !isAttempt) return null;
  return {
    ...whoOf(account),
    act: route?.act ?? "missing page",
    subject: visit.parameter("id") || visit.parameter("code"),
    source: visit.source,
    detail: detailOf(audited),
  };
}

function whoOf(account: Account | null) {
  if (account === null) return { actor: "-", role: "-", unit: null };
  return { actor: account.login, role: account.role, unit: account.unit };
}

function detailOf({ route, visit, reply }: Audited): string {
  const refused = reply.kind === "page" && reply.status !== undefined;
  const outcome = refused
    ? `refused ${String(reply.status)}`
    : reply.kind === "missing"
      ? "missing"
      : "";
  const words = route?.method === "POST" ? visit.field("reason").slice(0, 300) : "";
  return [outcome, words].filter((part) => part !== "").join(": ");
}
