// The shape of one unit and one authorization as a file states them, before any cross-check.
// Messages are codes of problem.ts. Absent means: the file does not say.
import { z } from "zod";
import { AREAS } from "../model/area.ts";
import { MAIL_CHOICES } from "../model/registry.ts";
import type { ProblemCode } from "./problem.ts";

const error = (code: ProblemCode): { error: ProblemCode } => ({ error: code });

/** Control characters, and those that turn the direction of writing: they would deceive a reader. */
const ONE_LINE = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

const Line = z
  .string(error("not-text"))
  .trim()
  .min(1, error("empty"))
  .max(500, error("too-long"))
  .regex(ONE_LINE, error("not-line"));
const CODE = /^[A-Z0-9]+(?:-[A-Z0-9]+)*$/;
const Code = Line.max(64, error("too-long")).regex(CODE, error("bad-code"));

/** A unit's or system's code as the contract has it. */
export function isCode(text: string): boolean {
  return CODE.test(text);
}

const Day = Line.pipe(z.iso.date(error("bad-date")));
/** A day, or a month where the day is not known. */
const DayOrMonth = Line.refine(
  (text) => z.iso.date().safeParse(/^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text).success,
  error("bad-date"),
);
const Time = Line.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, error("bad-time"));
const YesNo = z.boolean(error("not-yes-no"));
const list = <T extends z.ZodType>(item: T) => z.array(item, error("not-list")).max(50_000);
const choice = <const T extends readonly string[]>(values: T) =>
  z.enum(values as unknown as [T[number], ...T[number][]], error("not-choice"));

/** The given word, or what the schema takes; keeps the schema's own issues, which a union would hide. */
function wordOr<const W extends string, T extends z.ZodType>(word: W, schema: T) {
  return z.unknown().transform((value, context): W | z.output<T> => {
    if (value === word) return word;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      context.issues.push({ ...issue, input: value } as (typeof context.issues)[number]);
    }
    return z.NEVER;
  });
}

const KINDS = [
  "ministry-unit",
  "health-department",
  "sector-health",
  "hospital",
  "centre",
  "station",
  "institute",
  "school",
  "other",
] as const;

const Contact = z.strictObject(
  {
    email: z.email(error("bad-email")),
    role: choice(["security", "head", "contractor"]),
    mail: choice(MAIL_CHOICES).optional(),
  },
  error("not-map"),
);

const IncidentPlan = z.strictObject({ decision: Line, date: Day }, error("not-map"));

const LevelApproval = z.strictObject(
  {
    status: choice(["approved", "appraised", "submitted", "drafting", "none"]),
    decision: Line.optional(),
    date: Day.optional(),
    body: Line.optional(),
  },
  error("not-map"),
);

const SecurityRegulation = z.strictObject(
  { decision: Line, date: Day.optional(), body: Line.optional() },
  error("not-map"),
);

const PortNumber = z
  .int(error("bad-port"))
  .min(1, error("bad-port"))
  .max(65_535, error("bad-port"));

/** A bare port is http except 443. */
const PortEntry = z.preprocess(
  (value) => (typeof value === "number" ? { port: value } : value),
  z
    .strictObject(
      { port: PortNumber, scheme: choice(["http", "https"]).optional() },
      error("bad-port"),
    )
    .transform(({ port, scheme }) => ({
      port,
      scheme: scheme ?? (port === 443 ? ("https" as const) : ("http" as const)),
    })),
);

export const HostEntry = z.preprocess(
  (value) => (typeof value === "string" ? { host: value } : value),
  z.strictObject(
    {
      host: Line,
      ports: list(PortEntry).min(1, error("empty")).optional(),
      paths: list(Line).min(1, error("empty")).optional(),
      addresses: list(Line).optional(),
    },
    error("not-map"),
  ),
);
export type HostEntry = z.output<typeof HostEntry>;

const LevelNumber = z.int(error("bad-level")).min(1, error("bad-level")).max(5, error("bad-level"));

export const SystemEntry = z.strictObject(
  {
    code: Code.optional(),
    name: Line.optional(),
    exposure: choice(["public", "internal"]).optional(),
    level: z.union([z.literal("none"), LevelNumber], error("bad-level")).optional(),
    levelApproval: LevelApproval.optional(),
    operator: Line.optional(),
    onlineService: YesNo.optional(),
    personalData: choice(["none", "basic", "sensitive"]).optional(),
    contractor: Line.optional(),
    type: Line.optional(),
    securityRegulation: wordOr("none", SecurityRegulation).optional(),
    approvalExpected: DayOrMonth.optional(),
    measures: choice(["none", "partial", "full"]).optional(),
    measuresExpected: DayOrMonth.optional(),
    assessed: wordOr(
      "none",
      list(choice(["before-use", "periodic"])).min(1, error("empty")),
    ).optional(),
    hosts: list(HostEntry).optional(),
  },
  error("not-map"),
);
export type SystemEntry = z.output<typeof SystemEntry>;

export const UnitEntry = z.strictObject(
  {
    code: Code,
    name: Line.optional(),
    kind: choice(KINDS).optional(),
    province: Line.optional(),
    parent: Code.optional(),
    formerly: list(Line).optional(),
    head: Line.optional(),
    contacts: wordOr("none", list(Contact)).optional(),
    incidentPlan: wordOr("none", IncidentPlan).optional(),
    systems: list(SystemEntry).optional(),
    /** Short for one system CODE-WEB with these hosts. */
    hosts: list(HostEntry).optional(),
  },
  error("not-map"),
);
export type UnitEntry = z.output<typeof UnitEntry>;

const Rate = z
  .number(error("not-number"))
  .positive(error("not-number"))
  .max(100, error("not-number"));

export const AuthorizationEntry = z.strictObject(
  {
    document: Line,
    unit: Code.optional(),
    units: list(Code).min(1, error("empty")).optional(),
    signedBy: Line,
    signedOn: Day.optional(),
    documentSha256: Line.toLowerCase()
      .regex(/^[0-9a-f]{64}$/, error("bad-sha256"))
      .optional(),
    hosterNotified: YesNo.optional(),
    emergencyContact: Line.optional(),
    validFrom: Day,
    validTo: Day,
    hosts: wordOr(
      "all-registered",
      z.preprocess(
        (value) => (typeof value === "string" ? [value] : value),
        list(Line).min(1, error("empty")),
      ),
    ),
    areas: list(choice(AREAS)).min(1, error("empty")),
    window: z
      .strictObject({ from: Time, to: Time, timezone: Line.optional() }, error("not-map"))
      .optional(),
    verify: z
      .strictObject(
        {
          from: Time,
          to: Time,
          maxRequests: z
            .int(error("not-number"))
            .min(1, error("not-number"))
            .max(120, error("not-number")),
        },
        error("not-map"),
      )
      .optional(),
    watch: z
      .strictObject(
        {
          everyMinutes: z
            .int(error("not-number"))
            .min(1, error("not-number"))
            .max(1440, error("not-number")),
        },
        error("not-map"),
      )
      .optional(),
    requestsPerSecond: Rate.optional(),
    status: choice(["active", "suspended", "revoked"]).optional(),
  },
  error("not-map"),
);
export type AuthorizationEntry = z.output<typeof AuthorizationEntry>;
