// Refuses values that were left blank: an unset variable of a script would otherwise widen what was to be one unit or
// one host to everything.
import type { Command } from "commander";
import { EXIT, RasoatError } from "../model/error.ts";

const ERRORS = {
  OPTION_BLANK: {
    exit: EXIT.usage,
    message: {
      vi: "Giá trị của {option} để trống. Ghi giá trị, hoặc bỏ hẳn tuỳ chọn này.",
      en: "The value of {option} is blank. Give one, or leave the option out.",
    },
  },
  ARGUMENT_BLANK: {
    exit: EXIT.usage,
    message: {
      vi: "Tham số “{name}” để trống.",
      en: "The argument “{name}” is blank.",
    },
  },
} as const;

/** Separators of columns may be white space. */
const MAY_BE_SPACE: ReadonlySet<string> = new Set(["--delimiter"]);

/** @throws RasoatError OPTION_BLANK, ARGUMENT_BLANK */
export function refuseBlank(command: Command): void {
  for (const [index, argument] of command.registeredArguments.entries()) {
    if (isBlank(command.args[index])) {
      throw new RasoatError("ARGUMENT_BLANK", ERRORS.ARGUMENT_BLANK, { name: argument.name() });
    }
  }
  const values: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  for (let one: Command | null = command; one !== null; one = one.parent) {
    for (const option of one.options) {
      const name = option.long ?? "";
      const value = values[option.attributeName()];
      const given: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (given.some((text) => (MAY_BE_SPACE.has(name) ? text === "" : isBlank(text)))) {
        throw new RasoatError("OPTION_BLANK", ERRORS.OPTION_BLANK, { option: name });
      }
    }
  }
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" && /^[\s,]*$/u.test(value);
}
