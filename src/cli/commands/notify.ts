// rasoat notify: letters to the central team and to units.
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { EXIT, RasoatError } from "../../model/error.ts";
import { DELIVERY_STATE_WORDS, DELIVERY_STATES, LETTER_WORDS } from "../../model/letter.ts";
import type { Text } from "../../model/text.ts";
import { composeMessage } from "../../notify/message.ts";
import type { PostTurn } from "../../notify/post-office.ts";
import { sheetOf } from "../../notify/words.ts";
import { write } from "../../notify/write.ts";
import type { Delivery } from "../../store/queues/outbox.ts";
import { localDay, momentText } from "../../text/moment.ts";
import type { Body } from "../body.ts";
import { type Context, createLog } from "../context.ts";
import { listOfAllowed, textOf } from "../lists.ts";
import { withFindings, withStore } from "../open.ts";
import { type Column, printTable } from "../table.ts";
import { notifySettings, openPostOffice, postalService } from "../post.ts";

const ERRORS = {
  ADDRESS: {
    exit: EXIT.usage,
    message: {
      vi: "“{address}” không phải là địa chỉ thư điện tử. Kiểm tra lại --to.",
      en: "“{address}” is not an e-mail address. Check --to.",
    },
  },
  LIMIT: {
    exit: EXIT.usage,
    message: {
      vi: "--limit nhận một số nguyên dương, không nhận “{value}”.",
      en: "--limit takes a positive whole number, not “{value}”.",
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

const COLUMNS: readonly Column[] = [
  { title: { vi: "LÚC", en: "AT" } },
  { title: { vi: "THƯ", en: "LETTER" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "NGƯỜI NHẬN", en: "TO" }, max: 40 },
  { title: { vi: "TÌNH TRẠNG", en: "STATE" } },
  { title: { vi: "LẦN THỬ", en: "TRIES" } },
  { title: { vi: "LÝ DO", en: "REASON" }, max: 80 },
];

export const notifyList: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const states = listOfAllowed("--state", options["state"], DELIVERY_STATES);
    const limit = numberOf(textOf(options["limit"]));
    const deliveries = store.outbox({ limit, ...(states.length === 0 ? {} : { states }) });
    if (context.json) {
      for (const delivery of deliveries) context.print(JSON.stringify(delivery));
    } else if (deliveries.length === 0) {
      context.say({ vi: "Chưa có thư nào.", en: "There are no letters yet." });
    } else {
      const rows = deliveries.map((one) => rowOf(one, context));
      printTable(context, { columns: COLUMNS, rows });
    }
    return Promise.resolve(EXIT.done);
  });

function rowOf(one: Delivery, { language }: Context): string[] {
  const { plannedAt, kind, unit, address, state, attempts, lastError } = one;
  return [
    momentText(plannedAt)[language],
    LETTER_WORDS[kind][language],
    unit ?? "–",
    address,
    DELIVERY_STATE_WORDS[state][language],
    String(attempts),
    lastError ?? "",
  ];
}

function numberOf(value: string | undefined): number {
  const limit = value === undefined ? 50 : Number(value);
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RasoatError("LIMIT", ERRORS.LIMIT, { value: value ?? "" });
  }
  return limit;
}

export const notifySend: Body = (context) =>
  withFindings(context, async (store) => {
    const log = createLog(context, process.env["RASOAT_LOG"]);
    const turn = await openPostOffice(context, store, log).turn(context.signal);
    if (context.json) context.print(JSON.stringify(turn));
    else context.print(context.in(turnText(turn)));
    if (turn.trouble !== null) {
      const { trouble } = turn;
      context.say({
        vi: `Máy chủ thư chưa nhận thư (${trouble}); thư vẫn còn trong hàng chờ và sẽ được gửi lại.`,
        en: `The mail server takes no letters (${trouble}); they are kept and sent again.`,
      });
    }
    return turn.trouble === null && turn.failed === 0 ? EXIT.done : EXIT.partial;
  });

function turnText({ planned, sent, postponed, failed, dropped }: PostTurn): Text {
  return {
    vi: `Soạn ${String(planned)} thư; gửi ${String(sent)}, hoãn ${String(postponed)}, không gửi được ${String(failed)}, không còn cần gửi ${String(dropped)}.`,
    en: `Planned ${String(planned)} letters; sent ${String(sent)}, put off ${String(postponed)}, failed ${String(failed)}, no longer needed ${String(dropped)}.`,
  };
}

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
