// Who may sign in to the portal and what each role may see and do. Passwords and secrets are never part of it.
import { z } from "zod";
import type { Text } from "./text.ts";

/**
 * - central-admin: everything, accounts included
 * - central-analyst: all units' findings and requests, no accounts, no registry
 * - department: reads its own unit and those below it
 * - unit-manager: reads and acts for its own unit
 * - unit-viewer: reads its own unit
 */
export const ROLES = [
  "central-admin",
  "central-analyst",
  "department",
  "unit-manager",
  "unit-viewer",
] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export interface Account {
  /** Random, 128 bit, hex. */
  readonly id: string;
  /** Lower case; unique. */
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** Code of the unit it belongs to; null for the central team only. */
  readonly unit: string | null;
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  /** ISO 8601 UTC; null while it may sign in. */
  readonly disabledAt: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

export function isCentral(role: Role): boolean {
  return role === "central-admin" || role === "central-analyst";
}

export const ROLE_WORDS: Readonly<Record<Role, Text>> = {
  "central-admin": { vi: "quản trị trung tâm", en: "central administrator" },
  "central-analyst": { vi: "chuyên viên trung tâm", en: "central analyst" },
  department: { vi: "cơ quan quản lý (xem các đơn vị trực thuộc)", en: "department (own subtree)" },
  "unit-manager": { vi: "phụ trách của đơn vị", en: "unit manager" },
  "unit-viewer": { vi: "người xem của đơn vị", en: "unit viewer" },
};

/** What a unit asks of the central team; nothing of it takes effect before a decision. */
export const REQUEST_KINDS = ["exception", "false-alarm", "host", "contact"] as const;
export const RequestKind = z.enum(REQUEST_KINDS);
export type RequestKind = z.infer<typeof RequestKind>;

export const REQUEST_STATUSES = ["open", "approved", "declined"] as const;
export const RequestStatus = z.enum(REQUEST_STATUSES);
export type RequestStatus = z.infer<typeof RequestStatus>;

export interface UnitRequest {
  /** Random, 128 bit, hex. */
  readonly id: string;
  readonly unit: string;
  readonly kind: RequestKind;
  /** Id of the finding it is about; null for hosts and contacts. */
  readonly finding: string | null;
  /** The host name or e-mail address proposed; "" otherwise. */
  readonly subject: string;
  readonly reason: string;
  /** Local date until which an exception is asked for; null: none. */
  readonly until: string | null;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly status: RequestStatus;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  /** What the central team said; "" before. */
  readonly answer: string;
}

export const REQUEST_WORDS: Readonly<Record<RequestKind, Text>> = {
  exception: { vi: "xin chấp nhận rủi ro có thời hạn", en: "exception for a time" },
  "false-alarm": { vi: "báo nhầm", en: "false alarm" },
  host: { vi: "đề nghị thêm máy chủ", en: "host to be added" },
  contact: { vi: "đề nghị thêm đầu mối liên hệ", en: "contact to be added" },
};

export const REQUEST_STATUS_WORDS: Readonly<Record<RequestStatus, Text>> = {
  open: { vi: "đang chờ trung tâm xem xét", en: "waiting for the central team" },
  approved: { vi: "đã đồng ý", en: "approved" },
  declined: { vi: "không đồng ý", en: "declined" },
};
