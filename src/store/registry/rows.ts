// What a stored registry row must look like: checked whenever it is read back.
import { z } from "zod";
import { Area } from "../../model/area.ts";
import { MAIL_CHOICES } from "../../model/registry.ts";
import type { Authorization, System, Target, Unit } from "../../model/registry.ts";

const text = z.string();
const optional = z.string().nullable();

const UnitRow: z.ZodType<Unit> = z.strictObject({
  code: text,
  name: text,
  kind: z.enum([
    "ministry-unit",
    "health-department",
    "sector-health",
    "hospital",
    "centre",
    "station",
    "institute",
    "school",
    "other",
  ]),
  province: optional,
  parent: optional,
  formerly: z.array(text),
  head: optional,
  contacts: z
    .union([
      z.array(
        z.strictObject({
          email: text,
          role: z.enum(["security", "head", "contractor"]),
          mail: z.enum(MAIL_CHOICES).exactOptional(),
        }),
      ),
      z.literal("none"),
    ])
    .nullable(),
  incidentPlan: z
    .union([z.strictObject({ decision: text, date: text }), z.literal("none")])
    .nullable(),
  retired: z.boolean(),
  paused: z.strictObject({ by: text, at: text, reason: text }).nullable().exactOptional(),
});

const SystemRow: z.ZodType<System> = z.strictObject({
  code: text,
  unit: text,
  name: text,
  exposure: z.enum(["public", "internal"]),
  level: z.union([z.number().int(), z.literal("none")]).nullable(),
  levelApproval: z
    .strictObject({
      status: z.enum(["approved", "appraised", "submitted", "drafting", "none"]),
      decision: optional,
      date: optional,
      body: optional,
    })
    .nullable(),
  operator: optional,
  onlineService: z.boolean().nullable(),
  personalData: z.enum(["none", "basic", "sensitive"]).nullable(),
  contractor: optional,
  type: optional.exactOptional(),
  securityRegulation: z
    .union([z.strictObject({ decision: text, date: optional, body: optional }), z.literal("none")])
    .nullable()
    .exactOptional(),
  approvalExpected: optional.exactOptional(),
  measures: z.enum(["none", "partial", "full"]).nullable().exactOptional(),
  measuresExpected: optional.exactOptional(),
  assessed: z
    .union([z.array(z.enum(["before-use", "periodic"])), z.literal("none")])
    .nullable()
    .exactOptional(),
});

const TargetRow: z.ZodType<Target> = z.strictObject({
  unit: text,
  system: text,
  host: text,
  ports: z.array(z.strictObject({ port: z.number().int(), scheme: z.enum(["http", "https"]) })),
  paths: z.array(text),
  addresses: z.array(text),
});

const AuthorizationRow: z.ZodType<Authorization> = z.strictObject({
  document: text,
  unit: text,
  signedBy: text,
  signedOn: optional,
  documentSha256: optional,
  hosterNotified: z.boolean().nullable(),
  emergencyContact: optional,
  validFrom: text,
  validTo: text,
  hosts: z.union([z.array(text), z.literal("all-registered")]),
  areas: z.array(Area),
  window: z.strictObject({ from: text, to: text, timezone: text }).nullable(),
  verify: z.strictObject({ from: text, to: text, maxRequests: z.number() }).nullable(),
  watch: z.strictObject({ everyMinutes: z.number() }).nullable(),
  requestsPerSecond: z.number().nullable(),
  status: z.enum(["active", "suspended", "revoked"]),
});

export const REGISTRY_ROWS = {
  unit: UnitRow,
  system: SystemRow,
  target: TargetRow,
  authorization: AuthorizationRow,
} as const;
export type RegistryKind = keyof typeof REGISTRY_ROWS;

/** How rows of one kind are named and checked. */
export interface RowKind<T> {
  readonly kind: RegistryKind;
  readonly keyOf: (value: T) => string;
  readonly schema: z.ZodType<T>;
}

export const UNITS: RowKind<Unit> = {
  kind: "unit",
  keyOf: ({ code }) => code,
  schema: UnitRow,
};
export const SYSTEMS: RowKind<System> = {
  kind: "system",
  keyOf: ({ code }) => code,
  schema: SystemRow,
};
export const TARGETS: RowKind<Target> = {
  kind: "target",
  keyOf: ({ unit, host }) => `${unit} ${host}`,
  schema: TargetRow,
};
export const AUTHORIZATIONS: RowKind<Authorization> = {
  kind: "authorization",
  keyOf: ({ unit, document }) => `${unit} ${document}`,
  schema: AuthorizationRow,
};
