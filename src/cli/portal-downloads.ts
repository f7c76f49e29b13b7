// Brings lists and reports to the portal by the very commands of the command line, so that files from there and
// from here are the same bytes. Which subject a reader may ask for was decided before (src/portal/files.ts).
import { join } from "node:path";
import { evidencePack } from "../export/evidence-pack.ts";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Downloads, FileWish, ListFormat } from "../portal/downloads.ts";
import { createPress, type PressLimits } from "../portal/press.ts";
import type { ReportSubject } from "../portal/repository.ts";
import { type Printed, runOnce } from "../run/launch.ts";
import { PACKAGE_ROOT, programVersion } from "./context.ts";

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
  const written = async (
    what: string,
    subject: ReportSubject,
    { format, language, gone }: FileWish<ListFormat>,
    more: readonly string[] = [],
  ): Promise<Uint8Array> => {
    const wish = ["--format", format, "--lang", language, "--output", "-"];
    const args = ["export", what, ...subjectOptions(subject), ...more, ...wish, ...place];
    return press.make(async () => fileOf(await scribe(args, gone)), gone);
  };
  return {
    remediation: (subject, { held, ...wish }) =>
      written(held ? "findings" : "remediation", subject, wish, held ? ["--held"] : []),
    report: (subject, wish) => written("report", subject, wish),
    ledger: (subject, { host, ...wish }) =>
      written("ledger", subject, { ...wish, format: "csv" }, host === "" ? [] : [`--host=${host}`]),
    pack: (material) => evidencePack({ ...material, programVersion: programVersion() }),
  };
}

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
