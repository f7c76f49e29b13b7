// What the JSON interface answers, as zod schemas: an answer holds what stands here and nothing else, and the
// OpenAPI document is made from the same values.
import { z } from "zod";
import {
  Area,
  Confidence,
  FindingArea,
  FindingState,
  Outcome,
  Severity,
} from "../../model/area.ts";
import { RequestKind, RequestStatus } from "../../model/account.ts";
import { WORD_ACTIONS } from "../../model/finding.ts";
import { DELIVERY_STATES, MailRest } from "../../model/letter.ts";
import { NIGHT_REASONS, NIGHT_STATES, WATCH_OUTCOMES } from "../../model/schedule.ts";
import { COUNT_KEYS } from "../../store/findings/overview.ts";
import { WATCH_STANDINGS } from "../standing/watched.ts";

/** Schemas with a name of their own in the document. */
export const NAMED = z.registry<{ id: string }>();

function named<T extends z.ZodType>(id: string, schema: T): T {
  NAMED.add(schema, { id });
  return schema;
}

const text = z.string();
const time = z.string().describe("ISO 8601, UTC");
const day = z.string().describe("YYYY-MM-DD, local date of Việt Nam");
const maybe = text.nullable();
const count = z.int().min(0);
const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const words = z.object({ vi: text, en: text });

/** Items of one page, and how many there are on all pages. */
const paged = <T extends z.ZodType>(of: T) =>
  z.object({ items: list(of), total: count, limit: count, offset: count });

export const Problem = named(
  "Problem",
  z
    .object({
      type: z.literal("about:blank"),
      status: z.int(),
      code: z.enum([
        "unauthorized",
        "not-found",
        "bad-request",
        "refused",
        "too-large",
        "too-many",
        "busy",
        "fault",
      ]),
      title: text,
      detail: words,
    })
    .describe("RFC 9457. Whatever goes wrong is told in this shape."),
);
export type Problem = z.infer<typeof Problem>;

const Unit = named(
  "Unit",
  z.object({
    code: text,
    name: text,
    kind: text,
    province: maybe,
    parent: maybe,
    formerly: list(text),
    retired: z.boolean(),
    paused: z.object({ by: text, at: time, reason: text }).nullable(),
  }),
);

const System = named(
  "System",
  z.object({
    code: text,
    unit: text,
    name: text,
    exposure: z.enum(["public", "internal"]),
    level: z.union([z.int(), z.literal("none")]).nullable(),
    operator: maybe,
    onlineService: z.boolean().nullable(),
    personalData: z.enum(["none", "basic", "sensitive"]).nullable(),
    contractor: maybe,
  }),
);

const Host = named(
  "Host",
  z.object({
    unit: text,
    system: text,
    host: text,
    ports: list(z.object({ port: z.int(), scheme: z.enum(["http", "https"]) })),
    paths: list(text),
  }),
);

const Authorization = named(
  "Authorization",
  z.object({
    document: text,
    unit: text,
    status: z.enum(["active", "suspended", "revoked"]),
    validFrom: day,
    validTo: day,
    areas: list(Area),
    hosts: list(text).describe("Of your own hosts, those that it covers."),
    requestsPerSecond: z.number().nullable(),
  }),
);

const Word = z.object({
  action: z.enum(WORD_ACTIONS),
  by: text,
  at: time,
  reason: text,
  until: day.nullable(),
  owner: maybe,
});

const Plan = z.object({ owner: maybe, until: day.nullable(), by: text, at: time });

const Finding = named(
  "Finding",
  z.object({
    id: text,
    fingerprint: text,
    unit: text,
    system: text,
    host: maybe,
    port: z.int().nullable(),
    area: FindingArea,
    rule: text,
    severity: Severity,
    confidence: Confidence,
    outcome: Outcome.describe("unknown: the last look gave no answer"),
    state: FindingState,
    held: z.boolean(),
    subject: text,
    value: text,
    group: text,
    title: words,
    evidence: list(z.object({ observation: text, text })),
    directive: list(z.object({ document: text, item: text, relation: text, why: words })),
    law: list(z.object({ document: text, article: text })),
    remedy: words,
    firstSeen: time,
    lastSeen: time,
    lastLooked: time,
    dueOn: day.describe("YYYY-MM-DD; empty when no date is set"),
    dueBasis: text,
    reopened: count,
    unknownReason: maybe,
    run: text,
    versions: z.object({ program: text, rules: text, data: text }),
    word: Word.nullable(),
    plan: Plan.optional().describe("Who acts, and by when: outlives the word that it was said in"),
  }),
);

const FindingGroup = named(
  "FindingGroup",
  z
    .object({ finding: Finding, places: list(text) })
    .describe("One thing to mend: its most urgent finding, and every place where it was seen."),
);

const FindingEvent = named(
  "FindingEvent",
  z.object({
    at: time,
    actor: text,
    cause: text,
    from: FindingState.nullable(),
    to: FindingState,
    detail: text,
  }),
);

const CoverageStatus = z.enum(["assessed", "partial", "not-assessed"]);

const Coverage = named(
  "Coverage",
  z.object({
    host: text,
    port: z.int(),
    area: Area,
    status: CoverageStatus,
    reason: maybe.describe("null only when assessed"),
    run: text,
    at: time,
  }),
);

const LedgerLine = named(
  "LedgerLine",
  z.object({
    row: z.int(),
    at: time,
    run: maybe,
    kind: z.enum(["resolve", "connect", "request", "refusal"]),
    unit: maybe,
    document: maybe,
    host: text,
    port: z.int().nullable(),
    address: maybe,
    method: maybe,
    url: maybe,
    probe: text,
    result: maybe.describe("null when the outcome is not known"),
    status: z.int().nullable(),
    bytesIn: z.int().nullable(),
    durationMs: z.number().nullable(),
    reason: maybe.describe("why it was not sent"),
  }),
);

const Request = named(
  "Request",
  z.object({
    id: text,
    unit: text,
    kind: RequestKind,
    finding: maybe,
    subject: text,
    reason: text,
    until: day.nullable(),
    askedBy: text,
    askedAt: time,
    status: RequestStatus,
    decidedBy: maybe,
    decidedAt: time.nullable(),
    answer: text,
  }),
);

const Run = named(
  "Run",
  z.object({
    id: text,
    kind: z.enum(["scan", "reassess", "verify", "watch"]),
    status: z.enum(["running", "done", "interrupted", "stopped", "failed"]),
    startedAt: time,
    endedAt: time.nullable(),
    areas: list(Area),
    targets: z.object({ todo: count, doing: count, done: count, refused: count }),
    alive: z.boolean(),
    stopRequested: z.boolean(),
  }),
);

const night = z.object({
  night: day.describe("local date on which it begins, YYYY-MM-DD"),
  from: time,
  until: time,
});

const Night = named(
  "Night",
  night.extend({
    state: z.enum(NIGHT_STATES),
    reason: z.enum(NIGHT_REASONS).nullable().describe("null while it runs and when it is done"),
    run: maybe.describe("null: never begun"),
    beganAt: time.nullable(),
    endedAt: time.nullable(),
    takenUp: count.describe("times that it was interrupted and gone on with"),
  }),
);

const Schedule = named(
  "Schedule",
  z.object({
    nightly: z.union([z.literal("off"), z.object({ at: text, until: text, timezone: text })]),
    next: night.nullable().describe("null: no night is set"),
    last: Night.nullable().describe("the last that was begun or missed"),
    lastDone: Night.nullable().describe("the last of the latest 30 that was done in its hours"),
    watch: z.object({
      state: z.enum(["on", "off"]),
      hosts: count,
      refused: count.describe("were watched, and may not be at present"),
      next: z.object({ host: text, dueAt: time }).nullable(),
      lateSeconds: count,
      outcomes: z.record(z.enum(WATCH_OUTCOMES), count),
    }),
    verifying: z.object({ waiting: count, lateSeconds: count }),
  }),
);

const WatchedHost = named(
  "WatchedHost",
  z.object({
    host: text,
    unit: text,
    everyMinutes: count,
    standing: z
      .enum(WATCH_STANDINGS)
      .describe("what became of the last look; refused: no look is due; new: none was made yet"),
    dueAt: time.nullable(),
    refused: maybe.describe("why no look is due"),
    begunAt: time.nullable(),
    lookedAt: time.nullable(),
    outcome: z.enum(WATCH_OUTCOMES).nullable(),
    reason: maybe.describe("why the last look could not say anything"),
    run: maybe.describe("the run of the last look that told something"),
  }),
);

const Letter = named(
  "Letter",
  z
    .object({
      number: count,
      id: text.describe("of the letter: one for all its readers"),
      kind: text,
      unit: maybe.describe("null: to the central team"),
      plannedAt: time,
      address: text,
      state: z.enum(DELIVERY_STATES),
      attempts: count,
      notBefore: time.describe("not tried before"),
      lastError: maybe.describe("what the mail server said, or why it was dropped"),
      endedAt: time.nullable(),
    })
    .describe("A letter's way to one reader, and never what it says."),
);

const Count = z.object({ key: text, groups: count, overdue: count });

export const Answers = {
  me: named(
    "Me",
    z.object({
      login: text,
      role: text,
      token: z.object({ name: text, unit: maybe, acts: z.boolean(), expiresAt: time }),
      units: count.describe("how many units the token reads"),
    }),
  ),
  summary: named(
    "Summary",
    z.object({
      open: z
        .record(z.enum(COUNT_KEYS), list(Count))
        .describe("What is open, counted by each key; a group counts once."),
      coverage: z.record(CoverageStatus, count),
      hosts: count,
      neverLooked: count,
      lastLook: time.nullable(),
    }),
  ),
  units: paged(Unit),
  unit: Unit,
  systems: paged(System),
  hosts: paged(Host),
  authorizations: paged(Authorization),
  findings: paged(FindingGroup),
  finding: named(
    "FindingDetail",
    z.object({
      finding: Finding,
      members: list(
        z.object({ id: text, host: maybe, port: z.int().nullable(), state: FindingState }),
      ),
      events: list(FindingEvent),
    }),
  ),
  state: named("FindingStateNow", z.object({ id: text, state: FindingState })),
  coverage: paged(Coverage),
  ledger: z.object({
    items: list(LedgerLine),
    before: z.int().nullable().describe("for the next page; null on the last"),
  }),
  requests: paged(Request),
  runs: paged(Run),
  schedule: Schedule,
  nights: paged(Night.extend({ alive: z.boolean().describe("somebody works on it now") })),
  watch: paged(WatchedHost),
  letters: paged(Letter).extend({
    mail: z.object({
      configured: z.boolean().describe("false: no letter is written or sent"),
      rest: MailRest.nullable().describe("the mail server takes no letters till then"),
    }),
  }),
} as const;
