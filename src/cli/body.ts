// The shape of a command's body: what every command module exports.
import type { ExitCode } from "../model/error.ts";
import type { Context } from "./context.ts";

export type OptionValues = Readonly<Record<string, unknown>>;

/** Gets its context, arguments and own options, and says with which code the program ends. */
export type Body = (
  context: Context,
  args: readonly string[],
  options: OptionValues,
) => Promise<ExitCode>;
