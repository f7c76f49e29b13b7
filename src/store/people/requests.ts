// What units ask of the central team, and the audit of what people saw and did in the portal.
// No question about requests without a scope; the audit is for the central team only.
import { z } from "zod";
import {
  RequestKind,
  type RequestStatus,
  RequestStatus as Status,
  type UnitRequest,
} from "../../model/account.ts";
import type { Connection } from "../sqlite/connection.ts";
import { type Scope, scopeValue } from "../scope.ts";

export type NewRequest = Pick<
  UnitRequest,
  "id" | "unit" | "kind" | "finding" | "subject" | "reason" | "until" | "askedBy"
>;

export interface RequestDecision {
  readonly status: Exclude<RequestStatus, "open">;
  readonly by: string;
  readonly answer: string;
}

export interface AuditEntry {
  readonly at: string;
  /** Login, or a word for those who have none ("-"). */
  readonly actor: string;
  readonly role: string;
  /** The unit that was looked at or acted on; null: none or all. */
  readonly unit: string | null;
  /** What was done, from a closed list of the portal. */
  readonly act: string;
  /** Id of what it was about; "" when none. */
  readonly subject: string;
  readonly source: string;
  readonly detail: string;
}

export interface AuditFilter {
  readonly actor?: string;
  /** Of the person, or what was looked at or acted on. */
  readonly unit?: string;
  readonly act?: string;
  /** Id of what it was about. */
  readonly subject?: string;
  /** From this moment on, and before that one: ISO 8601 UTC. */
  readonly from?: string;
  readonly before?: string;
  readonly limit: number;
  readonly offset: number;
}

export interface RequestStore {
  addRequest(request: NewRequest): void;
  /** Latest first. */
  requests(
    scope: Scope,
    filter?: { readonly status?: RequestStatus; readonly finding?: string },
  ): UnitRequest[];
  findRequest(scope: Scope, id: string): UnitRequest | undefined;
  /**
   * Decides an open request and does what follows from it, in one transaction: when `act` throws,
   * nothing is decided.
   * @returns false when the request is unknown or decided already
   */
  decideRequest(id: string, decision: RequestDecision, act: () => void): boolean;
  addAudit(entry: Omit<AuditEntry, "at">): void;
  /** Latest first. */
  audit(filter: AuditFilter): AuditEntry[];
}

const text = z.string();
const Row = z.object({
  id: text,
  unit: text,
  kind: RequestKind,
  finding: text.nullable(),
  subject: text,
  reason: text,
  until: text.nullable(),
  asked_by: text,
  asked_at: text,
  status: Status,
  decided_by: text.nullable(),
  decided_at: text.nullable(),
  answer: text,
});
const Request: z.ZodType<UnitRequest> = Row.transform((row) => ({
  id: row.id,
  unit: row.unit,
  kind: row.kind,
  finding: row.finding,
  subject: row.subject,
  reason: row.reason,
  until: row.until,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
  status: row.status,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  answer: row.answer,
}));
const Audit: z.ZodType<AuditEntry> = z.object({
  at: text,
  actor: text,
  role: text,
  unit: text.nullable(),
  act: text,
  subject: text,
  source: text,
  detail: text,
});

const SELECT = `SELECT id, unit, kind, finding, subject, reason, until, asked_by, asked_at, status,
  decided_by, decided_at, answer FROM requests
  WHERE (?1 IS NULL OR unit IN (SELECT value FROM json_each(?1)))`;

export function requestStore(connection: Connection, now: () => Date): RequestStore {
  return {
    addRequest: (request) => {
      add(connection, request, now().toISOString());
    },
    requests: (scope, filter = {}) =>
      connection.all(
        Request,
        `${SELECT} AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR finding = ?3)
         ORDER BY number DESC LIMIT 1000`,
        scopeValue(scope),
        filter.status ?? null,
        filter.finding ?? null,
      ),
    findRequest: (scope, id) =>
      connection.one(Request, `${SELECT} AND id = ?2`, scopeValue(scope), id),
    decideRequest: (id, decision, act) =>
      connection.transact(() => {
        const decided = connection.run(
          `UPDATE requests SET status = ?, decided_by = ?, decided_at = ?, answer = ?
           WHERE id = ? AND status = 'open'`,
          decision.status,
          decision.by,
          now().toISOString(),
          decision.answer,
          id,
        );
        if (decided === 1) act();
        return decided === 1;
      }),
    addAudit: (entry) => {
      connection.run(
        `INSERT INTO audit (at, actor, role, unit, act, subject, source, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        now().toISOString(),
        entry.actor,
        entry.role,
        entry.unit,
        entry.act,
        entry.subject,
        entry.source,
        entry.detail,
      );
    },
    audit: (filter) => auditRows(connection, filter),
  };
}

function add(connection: Connection, request: NewRequest, at: string): void {
  connection.run(
    `INSERT INTO requests (id, unit, kind, finding, subject, reason, until, asked_by, asked_at,
     status, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '')`,
    request.id,
    request.unit,
    request.kind,
    request.finding,
    request.subject,
    request.reason,
    request.until,
    request.askedBy,
    at,
  );
}

function auditRows(connection: Connection, filter: AuditFilter): AuditEntry[] {
  // Only what restricts stands in the question, so that the index on actors can serve.
  const asked = [
    [filter.actor, "actor = ?"],
    [filter.unit, "? IN (unit, subject)"],
    [filter.act, "act = ?"],
    [filter.subject, "subject = ?"],
    [filter.from, "at >= ?"],
    [filter.before, "at < ?"],
  ] as const;
  const given = asked.flatMap(([value, clause]) => (value === undefined ? [] : { value, clause }));
  const where = ["1", ...given.map(({ clause }) => clause)].join(" AND ");
  return connection.all(
    Audit,
    `SELECT at, actor, role, unit, act, subject, source, detail FROM audit
     WHERE ${where} ORDER BY number DESC LIMIT ? OFFSET ?`,
    ...given.map(({ value }) => value),
    filter.limit,
    filter.offset,
  );
}
