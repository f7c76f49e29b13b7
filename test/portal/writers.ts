// The real writers for the portal of house.ts: the program's own commands, run within this process on its file.
import { portalDownloads, type Scribe } from "../../src/cli/portal-downloads.ts";
import { runProgram } from "../../src/cli/main.ts";
import type { Downloads } from "../../src/portal/files/downloads.ts";
import { house, type House } from "./house.ts";

/** As a process of its own would, without one. */
export const scribe: Scribe = async (args, signal) => {
  const out: Uint8Array[] = [];
  let said = "";
  const streams = {
    out: { write: (piece: string | Uint8Array) => out.push(Buffer.from(piece)) > 0 },
    err: { write: (piece: string | Uint8Array) => (said += Buffer.from(piece).toString()) !== "" },
  };
  const code = await runProgram(args, { streams, environment: {}, signal });
  return { code, out: Buffer.concat(out), said };
};

export function houseWithWriters(): House {
  let made: Downloads | null = null;
  const real = (): Downloads => {
    if (made === null) throw new Error("asked before there was a store");
    return made;
  };
  const on = house({
    downloads: {
      remediation: (subject, list) => real().remediation(subject, list),
      report: (subject, report) => real().report(subject, report),
      ledger: (subject, wish) => real().ledger(subject, wish),
      pack: (subject, wish) => real().pack(subject, wish),
      notice: (subject, wish) => real().notice(subject, wish),
    },
  });
  made = portalDownloads({ dbPath: on.store.path, configPath: undefined }, scribe);
  return on;
}
