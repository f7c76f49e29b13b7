// Entry of the program: parses the command line, runs one command, turns errors into messages and exit codes.
import { Command, CommanderError } from "commander";
import { EXIT, RasoatError, type ExitCode } from "../model/error.ts";
import { addCommands } from "./commands.ts";
import {
  createContext,
  createLog,
  programVersion,
  type Context,
  type GlobalOptions,
} from "./context.ts";
import { installTripwire } from "../net/tripwire.ts";
import type { Language } from "../model/text.ts";
import { inert } from "../text/inert.ts";
import { readSettings } from "./settings-file.ts";
import { type Streams } from "./output.ts";

/** What a command does: gets its context and says with which code the program ends. */
export type Action = (context: Context) => Promise<ExitCode>;

export interface Invocation {
  readonly streams: Streams;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Runs the program without ever ending the process; never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  let interrupts = 0;
  const onSignal = (): void => {
    interrupts += 1;
    abort.abort();
    // The second Ctrl-C skips the tidy end; the ledger is durable already and the run can be resumed.
    if (interrupts > 1) process.exit(EXIT.interrupted);
  };
  // Before anything else: from here on no socket connects but by the door of src/net.
  const removeTripwire = installTripwire((error) => {
    createLog({ out: process.stdout, err: process.stderr }, undefined).error(
      "a socket was stopped",
      {
        error: error.message,
      },
    );
  });
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const faults: NodeJS.ErrnoException[] = [];
  // These stay: what was written last may fail after the command has ended.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read our output has left ("| head"): that is no fault, and a scan goes on to its end.
    if (error.code === "EPIPE") return;
    if (faults.push(error) === 1) tellOutputFault(error, wantedLanguage(argv));
    process.exitCode = EXIT.usage;
  });
  // Nobody is left to tell.
  process.stderr.on("error", () => undefined);
  try {
    const code = await runProgram(argv, {
      streams: { out: process.stdout, err: process.stderr },
      environment: process.env,
      signal: abort.signal,
    });
    return faults.length === 0 ? code : EXIT.usage;
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    removeTripwire();
  }
}

function tellOutputFault({ code = "" }: NodeJS.ErrnoException, language: Language): void {
  const told = {
    vi: `Không ghi được kết quả ra đầu ra chuẩn (${code}); đĩa có thể đã đầy. Kết quả đã ghi chưa trọn vẹn, đừng dùng.`,
    en: `The results could not be written to stdout (${code}); the disk may be full. What was written is not whole: do not use it.`,
  };
  process.stderr.write(`${told[language]}\n`);
}

export async function runProgram(
  argv: readonly string[],
  invocation: Invocation,
): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const program = new Command("rasoat");
  const start = async (options: GlobalOptions, action: Action): Promise<void> => {
    const context = createContext(
      options,
      invocation.streams,
      invocation.signal,
      invocation.environment,
    );
    code = await action(context);
  };
  program.configureOutput({
    writeOut: (text) => {
      invocation.streams.out.write(text);
    },
    // Help that stands in for a command left out. Faults are told by `report`, in the reader's language.
    writeErr: (text) => {
      invocation.streams.err.write(text);
    },
    outputError: () => undefined,
  });
  program.exitOverride();
  const language = wantedLanguage(argv);
  addCommands(program, start, language, programVersion());
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return report(error, language, invocation);
  }
}

function report(
  error: unknown,
  language: Language,
  { streams, environment }: Invocation,
): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    // "rasoat registry": its help has been printed, and says what can follow.
    if (error.code === "commander.help") return EXIT.usage;
    streams.err.write(`${usageMessage(error, language)}\n`);
    return EXIT.usage;
  }
  if (error instanceof RasoatError) {
    for (const line of error.lines(language)) streams.err.write(`${inert(line)}\n`);
    return error.exit;
  }
  createLog(streams, environment["RASOAT_LOG"]).error("unexpected fault", {
    stack: error instanceof Error ? error.stack : String(error),
  });
  streams.err.write(
    language === "vi"
      ? "rasoat gặp lỗi của chính nó; dữ liệu đã lưu không bị ảnh hưởng. Gửi dòng nhật ký trên cho nhóm phát triển.\n"
      : "rasoat hit a fault of its own; what was stored is not affected. Send the log line above to its developers.\n",
  );
  return EXIT.ownFault;
}

/** Before the command line is parsed: as its flag says, else as the settings say, which may be at fault themselves. */
function wantedLanguage(argv: readonly string[]): Language {
  const given = valueOf(argv, "--lang");
  if (given !== undefined) return given === "en" ? "en" : "vi";
  try {
    return readSettings(valueOf(argv, "--config")).lang ?? "vi";
  } catch (error) {
    if (error instanceof RasoatError) return "vi";
    throw error;
  }
}

function valueOf(argv: readonly string[], flag: string): string | undefined {
  const index = argv.indexOf(flag);
  const joined = argv.find((word) => word.startsWith(`${flag}=`));
  return index >= 0 ? argv[index + 1] : joined?.slice(flag.length + 1);
}

/** Commander's own words are English; the reason is told in the reader's language with the way out. */
function usageMessage(error: CommanderError, language: Language): string {
  const said = inert(error.message.replace(/^error: /, ""));
  if (language === "en") return `${said}\nRun rasoat --help to see what can be said.`;
  const quoted = /'([^']*)'/.exec(said)?.[1] ?? "";
  const reasons: Readonly<Record<string, string>> = {
    "commander.unknownOption": `Không có tuỳ chọn “${quoted}”.`,
    "commander.unknownCommand": `Không có lệnh “${quoted}”.`,
    "commander.missingArgument": `Thiếu tham số “${quoted}”.`,
    "commander.optionMissingArgument": `Tuỳ chọn “${quoted}” cần một giá trị.`,
    "commander.missingMandatoryOptionValue": `Thiếu tuỳ chọn bắt buộc “${quoted}”.`,
    "commander.invalidArgument": `Giá trị không hợp lệ: ${said}`,
    "commander.excessArguments": tooManyArguments(said),
  };
  const reason = reasons[error.code] ?? `Dòng lệnh không hợp lệ: ${said}`;
  const hint = /\(Did you mean ([^?]+)\?\)/.exec(said)?.[1];
  const suggestion = hint === undefined ? "" : ` Có phải ý bạn là ${hint}?`;
  return `${reason}${suggestion}\nGõ rasoat --help để xem các lệnh và tuỳ chọn.`;
}

/** "too many arguments for 'coverage'. Expected 0 arguments but got 1." */
function tooManyArguments(said: string): string {
  const [, command = "", expected = "", got = ""] =
    /'([^']*)'\. Expected (\d+) arguments? but got (\d+)/.exec(said) ?? [];
  return `Thừa tham số: lệnh “${command}” nhận ${expected}, ở đây có ${got}. Giá trị có dấu cách phải đặt trong ngoặc kép.`;
}
