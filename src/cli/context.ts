// What every command gets: language, streams, settings, and where the database lies.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Log } from "../model/ports.ts";
import type { Settings } from "../model/settings.ts";
import type { Language, Text } from "../model/text.ts";
import { painter, type Colour, type Streams } from "./output.ts";
import { readSettings } from "./settings-file.ts";

/** Folder that holds rules/, data/ and package.json: two above dist/cli and src/cli alike. */
export const PACKAGE_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface GlobalOptions {
  readonly db?: string;
  readonly config?: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

export interface Context extends Streams {
  readonly language: Language;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly settings: Settings;
  readonly dbPath: string;
  /** As given by --config; undefined: rasoat.yaml of the working folder, if there is one. */
  readonly configPath: string | undefined;
  readonly signal: AbortSignal;
  readonly paint: (colour: Colour, text: string) => string;
  /** One line of results. */
  print(line: string): void;
  /** One line for the person at the terminal; silent with --quiet. */
  say(text: Text): void;
  /** In the language of the context. */
  in(text: Text): string;
}

const USAGE = {
  LANG: {
    exit: EXIT.usage,
    message: {
      vi: "--lang chỉ nhận “vi” hoặc “en”, không nhận “{value}”.",
      en: "--lang takes “vi” or “en”, not “{value}”.",
    },
  },
} as const;

export function createContext(
  options: GlobalOptions,
  streams: Streams,
  signal: AbortSignal,
  environment: Readonly<Record<string, string | undefined>>,
): Context {
  if (options.lang !== undefined && options.lang !== "vi" && options.lang !== "en") {
    throw new RasoatError("LANG", USAGE.LANG, { value: options.lang });
  }
  const settings = readSettings(options.config);
  const language = options.lang ?? settings.lang ?? "vi";
  const quiet = options.quiet === true;
  // One that understands no control sequences: nothing is painted, and no line moves.
  const isDumb = environment["TERM"] === "dumb";
  const colour =
    !isDumb &&
    options.color !== false &&
    (environment["NO_COLOR"] ?? "") === "" &&
    streams.out.isTTY === true;
  return {
    out: streams.out,
    err: isDumb ? { write: (text) => streams.err.write(text) } : streams.err,
    language,
    json: options.json === true,
    quiet,
    settings,
    configPath: options.config,
    dbPath: options.db ?? settings.db ?? setIn(environment["RASOAT_DB"]) ?? "rasoat.db",
    signal,
    paint: painter(colour),
    print: (line) => streams.out.write(`${line}\n`),
    say: (text) => {
      if (!quiet) streams.err.write(`${text[language]}\n`);
    },
    in: (text) => text[language],
  };
}

/** A variable that is set to nothing is not set. */
function setIn(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

export function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "0";
}

/** Operator's log: JSON lines on stderr, only when RASOAT_LOG asks for it; warnings and faults always. */
export function createLog(streams: Streams, level: string | undefined): Log {
  const order = ["debug", "info", "warn", "error"] as const;
  const least = Math.max(0, order.indexOf((level ?? "warn") as (typeof order)[number]));
  const write = (rank: number, message: string, fields: Readonly<Record<string, unknown>> = {}) => {
    if (rank < least) return;
    const line = JSON.stringify({ level: order[rank], message, ...fields });
    streams.err.write(`${line}\n`);
  };
  return {
    debug: (message, fields) => {
      write(0, message, fields);
    },
    info: (message, fields) => {
      write(1, message, fields);
    },
    warn: (message, fields) => {
      write(2, message, fields);
    },
    error: (message, fields) => {
      write(3, message, fields);
    },
  };
}
