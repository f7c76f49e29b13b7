// rasoat ledger: every connection, request and refusal, one line each.
import { EXIT } from "../../model/error.ts";
import { isReason, REASONS } from "../../model/reason.ts";
import type { LedgerLine } from "../../store/ledger/read.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { proveKept } from "../../run/ledger-proof.ts";
import { tellArchives, tellProof } from "../ledger-check.ts";
import { textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { inert } from "../../text/inert.ts";
import { findRunOf } from "../runs.ts";
import { hostOption, refuseUnknownHosts, soleHost, soleUnit } from "../subjects.ts";

export const ledger: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    if (options["verify"] === true) return tellProof(context, proveKept(store));
    const registry = store.registry();
    const unit = soleUnit(options["unit"], registry);
    const named = hostOption(options["host"]);
    const host = soleHost(named);
    const run = textOf(options["run"]);
    const of = run === undefined ? undefined : findRunOf(store, run);
    tellArchives(context, store.ledgerArchives(), of);
    const lines = store.ledger.rows({
      ...(unit === undefined ? {} : { unit }),
      ...(host === undefined ? {} : { host }),
      ...(of === undefined ? {} : { run: of.id }),
    });
    let told = 0;
    for (const line of lines) {
      context.print(context.json ? JSON.stringify(line) : lineOf(context, line));
      told++;
    }
    if (told === 0) refuseUnknownHosts(named, [], registry);
    return EXIT.done;
  });

function lineOf(context: Context, line: LedgerLine): string {
  const place = line.url ?? (line.port === null ? line.host : `${line.host}:${String(line.port)}`);
  const what = `${line.at}  ${line.kind.padEnd(8)} ${(line.method ?? "").padEnd(4)} ${place}`;
  if (line.kind === "refusal") {
    const reason = line.reason ?? "";
    const words = isReason(reason) ? REASONS[reason][context.language] : reason;
    return context.paint("yellow", inert(`${what}  ✗ ${words} (${reason})`));
  }
  const status = line.status === null ? "" : ` ${String(line.status)}`;
  const bytes = line.bytesIn === null ? "" : ` ${String(line.bytesIn)} B`;
  return inert(
    `${what}  ${line.address ?? ""}  ${line.result ?? "…"}${status}${bytes}  [${line.probe}; ${line.document ?? ""}]`,
  );
}
