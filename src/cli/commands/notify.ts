// rasoat notify: letters to the central team and to units.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { EXIT, RasoatError } from "../../model/error.ts";
import { composeMessage } from "../../notify/message.ts";
import { sheetOf } from "../../notify/words.ts";
import { write } from "../../notify/write.ts";
import { localDay } from "../../rules/day.ts";
import type { Body } from "../body.ts";
import { createLog } from "../context.ts";
import { textOf } from "../lists.ts";
import { notifySettings, postalService } from "../post.ts";

const ERRORS = {
  ADDRESS: {
    exit: EXIT.usage,
    message: {
      vi: "“{address}” không phải là địa chỉ thư điện tử. Kiểm tra lại --to.",
      en: "“{address}” is not an e-mail address. Check --to.",
    },
  },
  NOT_SENT: {
    exit: EXIT.partial,
    message: {
      vi: "Chưa gửi được thư thử: {reason}.",
      en: "The test letter could not be sent: {reason}.",
    },
  },
} as const;

/** Sends one letter at once, past the outbox: whoever asks sees what the mail server says. */
export const notifyTest: Body = async (context, _args, options) => {
  const notify = notifySettings(context.settings);
  const address = textOf(options["to"]) ?? "";
  if (!z.email().safeParse(address).success) {
    throw new RasoatError("ADDRESS", ERRORS.ADDRESS, { address });
  }
  const log = createLog(context, process.env["RASOAT_LOG"]);
  const service = postalService(context, notify, log);
  const { language, settings, signal } = context;
  const at = new Date().toISOString();
  const sheet = sheetOf({ kind: "test" }, { language, today: localDay(at), unitName: "" });
  const written = write(sheet, { language, portalUrl: settings.portal.publicUrl ?? null });
  const id = randomBytes(16).toString("hex");
  const message = await composeMessage({ ...written, id, at, from: notify.from, to: address });
  const opened = await service.open(signal);
  if (opened.outcome === "unreachable") throw notSent(opened.reason);
  const outcome = await opened.session.send(message);
  await opened.session.end();
  if (outcome.outcome !== "sent") throw notSent(outcome.reason);
  context.print(context.json ? JSON.stringify({ to: address, state: "sent" }) : address);
  context.say({
    vi: `Máy chủ thư ${notify.smtp.host} đã nhận thư thử; hãy xem hộp thư ${address}.`,
    en: `The mail server ${notify.smtp.host} took the test letter; look into ${address}.`,
  });
  return EXIT.done;
};

function notSent(reason: string): RasoatError {
  return new RasoatError("NOT_SENT", ERRORS.NOT_SENT, { reason });
}
