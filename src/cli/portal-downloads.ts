// Brings lists and reports to the portal by the very commands of the command line, so that files from there and
// from here are the same bytes. Which subject a reader may ask for was decided before (src/portal/files/page-files.ts).
import { join } from "node:path";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Downloads, FileWish, ListFormat, NoticeName } from "../portal/files/downloads.ts";
import { createPress, type PressLimits } from "../portal/files/press.ts";
import type { ReportSubject } from "../portal/repository.ts";
import { type Printed, runOnce } from "../run/launch.ts";
import { PACKAGE_ROOT } from "./context.ts";

/** Two at once, as the smallest machine has two processors. */
const LIMITS: PressLimits = { atOnce: 2, waiting: 8 };
/** A country's report takes seconds; what takes this long will not end. */
const MAX_MS = 5 * 60_000;

const REFUSED = {
  exit: EXIT.usage,
  message: { vi: "{said}", en: "{said}" },
} as const;

/** Runs a command of this program and takes what it prints. */
export type Scribe = (args: readonly string[], gone: AbortSignal) => Promise<Printed>;

/** In a process of its own: writing keeps one busy, and the portal's has readers to answer. */
export const childScribe: Scribe = (args, signal) =>
  runOnce({ program: join(PACKAGE_ROOT, "bin", "rasoat.js"), args, signal, maxMs: MAX_MS });

export interface DownloadPlace {
  readonly dbPath: string;
  readonly configPath: string | undefined;
}

/** @param limits only tests hand in others */
export function portalDownloads(
  { dbPath, configPath }: DownloadPlace,
  scribe: Scribe,
  limits: PressLimits = LIMITS,
): Downloads {
  const press = createPress(limits);
  const place = [
    "--db",
    dbPath,
    "--quiet",
    ...(configPath === undefined ? [] : ["--config", configPath]),
  ];
  const printed = (command: readonly string[], gone: AbortSignal): Promise<Uint8Array> =>
    press.make(
      async () => fileOf(await scribe([...command, "--output", "-", ...place], gone)),
      gone,
    );
  const written = (
    what: string,
    subject: ReportSubject,
    { format, language, gone }: FileWish<ListFormat>,
    more: readonly string[] = [],
  ): Promise<Uint8Array> => {
    const wish = ["--format", format, "--lang", language];
    return printed(["export", what, ...subjectOptions(subject), ...more, ...wish], gone);
  };
  return {
    remediation: (subject, { held, ...wish }) =>
      written(held ? "findings" : "remediation", subject, wish, held ? ["--held"] : []),
    report: (subject, wish) => written("report", subject, wish),
    ledger: (subject, { host, ...wish }) =>
      written("ledger", subject, { ...wish, format: "csv" }, host === "" ? [] : [`--host=${host}`]),
    pack: (subject, { id, madeBy, gone }) =>
      printed(["evidence", id, ...subjectOptions(subject), `--made-by=${madeBy}`], gone),
    notice: (subject, { incident, notice, language, gone }) => {
      const wish = [...subjectOptions(subject), "--format", "md", "--lang", language];
      return printed(["incident", ...NOTICE_WORDS[notice], incident, ...wish], gone);
    },
  };
}

/** The closing report is shown before the incident is closed too, as it would read now. */
const NOTICE_WORDS: Readonly<Record<NoticeName, readonly string[]>> = {
  "first-notice": ["notice"],
  "closing-report": ["report", "--draft"],
};

/** With "=", so that no code is ever read as an option. */
function subjectOptions(subject: ReportSubject): readonly string[] {
  return subject.kind === "all" ? ["--all"] : [`--${subject.kind}=${subject.unit}`];
}

/** @throws RasoatError with what the command said, when it refused; an Error when it broke */
function fileOf({ code, out, said }: Printed): Uint8Array {
  if (code === EXIT.done) return out;
  if (code === EXIT.usage) throw new RasoatError("file-refused", REFUSED, { said: said.trim() });
  throw new Error(`a file was not made (${String(code)}): ${said}`);
}
