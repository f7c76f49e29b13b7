// What is registered and authorized: the values that the registry files turn into.
// Shapes follow CONTRACT.md, "Registry file". `null` means not declared; "none" means declared to have none.
import type { Area } from "./area.ts";

export type Scheme = "http" | "https";

export interface Port {
  readonly port: number;
  readonly scheme: Scheme;
}

export type UnitKind =
  | "ministry-unit"
  | "health-department"
  | "sector-health"
  | "hospital"
  | "centre"
  | "station"
  | "institute"
  | "school"
  | "other";

/** Which letters a contact gets: none, those of the day, or also those that go at once. */
export const MAIL_CHOICES = ["off", "digest", "at-once"] as const;
export type MailChoice = (typeof MAIL_CHOICES)[number];

export interface Contact {
  readonly email: string;
  readonly role: "security" | "head" | "contractor";
  /** Absent: as the role has it. */
  readonly mail?: MailChoice | undefined;
}

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly province: string | null;
  readonly parent: string | null;
  readonly formerly: readonly string[];
  readonly head: string | null;
  readonly contacts: readonly Contact[] | "none" | null;
  readonly incidentPlan: { readonly decision: string; readonly date: string } | "none" | null;
  readonly retired: boolean;
  /** The unit's own people have paused all scanning of its sites; null or absent: they have not. */
  readonly paused?: UnitPause | null;
}

export interface UnitPause {
  readonly by: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly reason: string;
}

/** What a system's owner has put in force to protect it (column 8 of Form 08). */
export interface SecurityRegulation {
  readonly decision: string;
  readonly date: string | null;
  readonly body: string | null;
}

/** "appraised": the dossier was appraised and waits for approval. */
export interface LevelApproval {
  readonly status: "approved" | "appraised" | "submitted" | "drafting" | "none";
  readonly decision: string | null;
  readonly date: string | null;
  readonly body: string | null;
}

export interface System {
  readonly code: string;
  readonly unit: string;
  readonly name: string;
  readonly exposure: "public" | "internal";
  /** 1–5; null: not declared; "none": declared to have none. */
  readonly level: number | "none" | null;
  readonly levelApproval: LevelApproval | null;
  readonly operator: string | null;
  readonly onlineService: boolean | null;
  readonly personalData: "none" | "basic" | "sensitive" | null;
  readonly contractor: string | null;
  /** Kind of information system as its owner classified it; null or absent: not declared, like all below. */
  readonly type?: string | null;
  readonly securityRegulation?: SecurityRegulation | "none" | null;
  /** When approval of the level is expected: YYYY-MM-DD or YYYY-MM. */
  readonly approvalExpected?: string | null;
  /** Measures of the approved dossier that are in place. */
  readonly measures?: "none" | "partial" | "full" | null;
  /** When all measures are expected to be in place: YYYY-MM-DD or YYYY-MM. */
  readonly measuresExpected?: string | null;
  /** Security assessments that were done, by the owner's own word. */
  readonly assessed?: readonly ("before-use" | "periodic")[] | "none" | null;
}

/** One host of a system, in canonical form (lower-case A-label, no trailing dot). */
export interface Target {
  readonly unit: string;
  readonly system: string;
  readonly host: string;
  readonly ports: readonly Port[];
  /** Start pages, each beginning with "/". */
  readonly paths: readonly string[];
  /** CIDR pins; empty: no pin. */
  readonly addresses: readonly string[];
}

/** Local times "HH:MM"; `from` later than `to` crosses midnight. */
export interface Window {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
}

export type AuthorizationStatus = "active" | "suspended" | "revoked";

/** One recorded document for one unit; a file row with several units becomes one of these each. */
export interface Authorization {
  readonly document: string;
  readonly unit: string;
  readonly signedBy: string;
  /** Local date; null when a spreadsheet does not say. */
  readonly signedOn: string | null;
  readonly documentSha256: string | null;
  readonly hosterNotified: boolean | null;
  readonly emergencyContact: string | null;
  /** Inclusive local dates, YYYY-MM-DD, in the window's time zone. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Exact host names, "all-registered", or "*.host" entries. */
  readonly hosts: readonly string[] | "all-registered";
  readonly areas: readonly Area[];
  readonly window: Window | null;
  readonly verify: {
    readonly from: string;
    readonly to: string;
    readonly maxRequests: number;
  } | null;
  readonly watch: { readonly everyMinutes: number } | null;
  readonly requestsPerSecond: number | null;
  readonly status: AuthorizationStatus;
}

/** Everything that is registered, as one frozen value; the store hands it out, nobody edits it. */
export interface Registry {
  readonly units: readonly Unit[];
  readonly systems: readonly System[];
  readonly targets: readonly Target[];
  readonly authorizations: readonly Authorization[];
}
