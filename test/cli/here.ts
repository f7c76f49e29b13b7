// Runs a command line inside the test's own process, as the program's entry does.
import { runProgram } from "../../src/cli/main.ts";

export async function runHere(...args: readonly string[]) {
  let out = "";
  let err = "";
  const code = await runProgram(args, {
    streams: {
      out: { write: (text) => (out += String(text)) },
      err: { write: (text: string) => (err += text) },
    },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, out, err };
}
