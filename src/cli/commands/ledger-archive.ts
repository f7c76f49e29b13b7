// rasoat ledger archive|verify: the oldest rows leave into a proved file; the chain is walked over files and database.
import { EXIT } from "../../model/error.ts";
import { archiveLedger } from "../../run/ledger-archiving.ts";
import { proveLedger } from "../../run/ledger-proof.ts";
import { localMidnight } from "../../run/ledger-months.ts";
import type { Body } from "../body.ts";
import { headOf, tellProof } from "../ledger-check.ts";
import { dayOf, listOf, textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { actor } from "../actor.ts";

export const ledgerVerify: Body = (context, _args, options) =>
  withStore(context, false, async (store) =>
    tellProof(
      context,
      await proveLedger(store, listOf(options["archive"]), listOf(options["head"]).map(headOf)),
    ),
  );

export const ledgerArchive: Body = (context, _args, options) =>
  withStore(context, false, async (store) => {
    const before = localMidnight(dayOf("--before", textOf(options["before"]) ?? ""));
    const file = textOf(options["output"]) ?? "";
    const by = { actor: actor(), role: "command line" };
    const { signal } = context;
    const done = await archiveLedger(store, { before, file, by, signal }).catch(
      (error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      },
    );
    if (done === null) {
      context.say({
        vi: "Đã dừng giữa chừng; không mất dòng nào. Chạy lại cùng lệnh để làm tiếp.",
        en: "Stopped on the way; nothing is lost. Run the same command again to go on.",
      });
      return EXIT.interrupted;
    }
    if (context.json) context.print(JSON.stringify(done));
    else {
      for (const { file: name, first, last, sha256 } of done.archives) {
        context.print(
          context.in({
            vi: `${name}: dòng ${String(first)}–${String(last)}, SHA-256 ${sha256}`,
            en: `${name}: rows ${String(first)} to ${String(last)}, SHA-256 ${sha256}`,
          }),
        );
      }
      context.print(
        context.in({
          vi: `${String(done.removed)} dòng đã rời khỏi cơ sở dữ liệu. Chỗ trống được dùng lại cho dữ liệu mới.`,
          en: `${String(done.removed)} rows have left the database. Their room is used again for what comes.`,
        }),
      );
    }
    return EXIT.done;
  });
