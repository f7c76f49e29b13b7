// Reads a secret of the operator's from a file of its own: none ever stands in a flag or in the configuration.
import { readFileSync } from "node:fs";
import { EXIT, RasoatError } from "../model/error.ts";

const NO_SECRET = {
  exit: EXIT.usage,
  message: {
    vi: "Không đọc được mật mã trong tệp {file} ({setting}), hoặc tệp trống.",
    en: "Cannot read the secret from {file} ({setting}), or the file is empty.",
  },
} as const;

/** @param setting that names the file @throws RasoatError NO_SECRET (exit 2) */
export function readSecretFile(file: string, setting: string): string {
  let secret = "";
  let cause: unknown;
  try {
    secret = readFileSync(file, "utf8").trim();
  } catch (error) {
    cause = error;
  }
  if (secret === "") throw new RasoatError("NO_SECRET", NO_SECRET, { file, setting }, { cause });
  return secret;
}
