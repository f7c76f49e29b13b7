// The configuration file (rasoat.yaml). Flags come before it, defaults after it.
import { z } from "zod";

const LocalTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "HH:MM, 00:00 – 23:59");

/** Local times; `until` earlier than `at` is on the next day. After it, nothing more is asked. */
const NightlySettings = z
  .strictObject({
    at: LocalTime,
    until: LocalTime,
    timezone: z
      .string()
      .refine(isTimezone, "không có múi giờ này (no such time zone): Asia/Ho_Chi_Minh")
      .default("Asia/Ho_Chi_Minh"),
  })
  .refine(({ at, until }) => at !== until, "at ≠ until");

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const Settings = z.strictObject({
  /** Who is behind the scans: goes into the User-Agent. Public addresses are refused without it. */
  contact: z
    .strictObject({
      name: z.string().min(1),
      url: z.url({ protocol: /^https?$/ }),
      email: z.email().optional(),
    })
    .optional(),
  db: z.string().optional(),
  lang: z.enum(["vi", "en"]).optional(),
  /** DNS servers "address" or "address:port"; default: those of the system. */
  resolvers: z.array(z.string()).min(1).optional(),
  /** PEM files of roots that count as trusted besides the pinned public ones (a sector's own CA). */
  trustRoots: z.array(z.string()).optional(),
  rate: z
    .strictObject({
      /** Requests a second to one address when the authorization names none. */
      perAddress: z.number().positive().max(20).default(1),
      /** No authorization may ask for more. */
      cap: z.number().positive().max(100).default(20),
    })
    .prefault({}),
  budget: z
    .strictObject({
      perHost: z.number().int().positive().max(120).default(120),
      firstTime: z.number().int().positive().max(200).default(200),
    })
    .prefault({}),
  concurrency: z
    .strictObject({
      /** Address groups looked at at once. */
      groups: z.number().int().min(1).max(200).default(40),
    })
    .prefault({}),
  closeAfter: z
    .strictObject({
      tls: z.number().int().min(1).default(1),
      others: z.number().int().min(1).default(2),
    })
    .prefault({}),
  /** Accepted risks and false alarms. */
  exceptions: z
    .strictObject({
      /** Days that one may hold at most before it is said again; five years are the longest plan of an office. */
      longestDays: z.number().int().min(1).max(1_826).default(365),
    })
    .prefault({}),
  verify: z
    .strictObject({
      /** Between two verifying looks at one thing. */
      gapMinutes: z.number().min(0).max(1440).default(10),
      /** Verifying looks that one unit gets in an hour; further ones wait. */
      perUnitHour: z.number().int().min(1).default(20),
    })
    .prefault({}),
  schedule: z
    .strictObject({
      /** When `serve` and `worker` scan all that is authorized; off: only `rasoat scan` does. */
      nightly: z.union([z.literal("off"), NightlySettings]).default("off"),
      /** off: no home page is watched, whatever the authorizations say. */
      watch: z.enum(["on", "off"]).default("on"),
    })
    .prefault({}),
  retention: z
    .strictObject({
      /** Days that observed bodies are kept, unless a finding cites them. */
      bodyDays: z.number().int().min(1).default(30),
      /** Days that results and coverage of runs are kept, unless something still rests on them. */
      resultDays: z.number().int().min(1).default(90),
      /** Whole months of the ledger that stay; what is older leaves into files once a month. Absent: nothing leaves. */
      ledgerMonths: z.number().int().min(1).optional(),
      /** Where those files are written; absent: beside the database. */
      archiveFolder: z.string().min(1).optional(),
    })
    .prefault({}),
  /** What goes into the frame of reports and letters. */
  documents: z
    .strictObject({
      /** After "Kính gửi:" in a report, one a line. */
      addressees: z
        .array(z.string().min(1))
        .default(["Bộ Y tế (Cục Khoa học công nghệ và Đào tạo)"]),
      /** Title of the person who signs; the name stays blank. */
      signer: z.string().min(1).default("Thủ trưởng đơn vị"),
    })
    .prefault({}),
  portal: z
    .strictObject({
      /** Under which people reach the portal; https behind a reverse proxy. Absent: this machine only. */
      publicUrl: z.url({ protocol: /^https?$/ }).optional(),
      /** A reverse proxy of ours stands in front and writes X-Forwarded-For. */
      behindProxy: z.boolean().default(false),
      /** Where the key of accounts' secrets lies; absent: beside the database, "<db>.key". */
      keyFile: z.string().min(1).optional(),
      /** Sign-in with an account of the organisation (OpenID Connect); absent: passwords alone. */
      oidc: z
        .strictObject({
          /** Exactly as the provider writes it in its tokens. */
          issuer: z.url({ protocol: /^https?$/ }),
          clientId: z.string().min(1),
          /** The secret stands in a file of its own, on one line. */
          clientSecretFile: z.string().min(1),
          /** What the button calls the provider. */
          label: z.string().min(1).max(60).optional(),
          /** The provider asks for a second factor itself: ours is then not asked for. */
          trustsSecondFactor: z.boolean().default(false),
          /** Further origins at which the provider's description may place its addresses. */
          origins: z.array(z.url({ protocol: /^https?$/ })).default([]),
        })
        .optional(),
    })
    .prefault({}),
  /** Mail to the central team and to units; absent: none is planned or sent. */
  notify: z
    .strictObject({
      smtp: z.strictObject({
        host: z.string().min(1),
        port: z.number().int().min(1).max(65_535),
        /** tls: from the first byte; starttls: demanded, never optional; none: for a server on this machine alone. */
        security: z.enum(["tls", "starttls", "none"]),
        user: z.string().min(1).optional(),
        /** The password stands in a file of its own, on one line. */
        passwordFile: z.string().min(1).optional(),
      }),
      /** Sender of every letter. */
      from: z.email(),
      /** The central team. */
      central: z.array(z.email()).min(1),
      /** The hour from which a unit's letter of the day may go, in Việt Nam's time: after the night. */
      digestFrom: z
        .string()
        .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
        .default("07:00"),
      /** Letters that one address gets in an hour; further ones wait. */
      perHour: z.number().int().min(1).max(1_000).default(20),
    })
    .optional(),
  /** Stop scanning when the disk has less than this left. */
  minFreeMegabytes: z.number().int().min(0).default(200),
});
export type Settings = z.infer<typeof Settings>;
