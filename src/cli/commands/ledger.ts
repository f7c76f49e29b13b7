// rasoat ledger: every connection, request and refusal, one line each; --verify checks the chain.
import { EXIT } from "../../model/error.ts";
import { isReason, REASONS } from "../../model/reason.ts";
import type { LedgerLine } from "../../store/ledger-read.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { inert } from "../../text/inert.ts";
import { findRunOf } from "../runs.ts";
import { hostOption, knownUnits, refuseUnknownHosts } from "../subjects.ts";

export const ledger: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    if (options["verify"] === true) return verify(context, store.ledger.verify());
    const registry = store.registry();
    const [unit] = knownUnits(options["unit"], registry);
    const named = hostOption(options["host"]);
    const [host] = named.hosts ?? [];
    const run = textOf(options["run"]);
    const lines = store.ledger.rows({
      ...(unit === undefined ? {} : { unit }),
      ...(host === undefined ? {} : { host }),
      ...(run === undefined ? {} : { run: findRunOf(store, run).id }),
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

function verify(
  context: Context,
  check: ReturnType<Store["ledger"]["verify"]>,
): typeof EXIT.done | typeof EXIT.ownFault {
  if (context.json) context.print(JSON.stringify(check));
  else {
    context.print(
      check.sound
        ? context.in({
            vi: `Sổ ghi nguyên vẹn: ${String(check.rows)} dòng.`,
            en: `The ledger is intact: ${String(check.rows)} rows.`,
          })
        : context.in({
            vi: `Sổ ghi bị thay đổi từ dòng ${String(check.bad?.row ?? 0)}. Giữ nguyên tệp làm bằng chứng và khôi phục bản sao lưu.`,
            en: `The ledger was altered from row ${String(check.bad?.row ?? 0)} on. Keep the file as evidence and restore a backup.`,
          }),
    );
  }
  return check.sound ? EXIT.done : EXIT.ownFault;
}
