// rasoat authorization: recorded documents. What is decided here reaches a running scan within 5 seconds.
import { EXIT } from "../../model/error.ts";
import type { Authorization } from "../../model/registry.ts";
import type { Text } from "../../model/text.ts";
import {
  restoreAuthorization,
  revokeAuthorization,
  suspendAuthorization,
} from "../../registry/decisions.ts";
import { readAuthorizationFile } from "../../registry/read-file.ts";
import { localDay } from "../../text/moment.ts";
import type { Body } from "../body.ts";
import { textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { unitOption } from "../subjects.ts";
import { decide, importFile, tellChanges } from "./registry.ts";

export const authorizationImport: Body = (context, [file = ""], options) =>
  importFile(context, file, options["dryRun"] === true, readAuthorizationFile);

const COLUMNS: readonly Column[] = [
  { title: { vi: "VĂN BẢN", en: "DOCUMENT" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "TÌNH TRẠNG", en: "STATUS" } },
  { title: { vi: "TỪ NGÀY", en: "FROM" } },
  { title: { vi: "ĐẾN NGÀY", en: "TO" } },
  { title: { vi: "KHUNG GIỜ", en: "WINDOW" } },
  { title: { vi: "NỘI DUNG", en: "AREAS" } },
  { title: { vi: "MÁY CHỦ", en: "HOSTS" }, max: 60 },
];

const STATUS_WORDS = {
  active: { vi: "hiệu lực", en: "active" },
  "not-yet-valid": { vi: "chưa có hiệu lực", en: "not yet valid" },
  expired: { vi: "hết hiệu lực", en: "expired" },
  suspended: { vi: "tạm dừng", en: "suspended" },
  revoked: { vi: "đã thu hồi", en: "revoked" },
} satisfies Readonly<Record<string, Text>>;

/** What the document permits on that day, whatever it was declared to be. */
function standingOn(today: string, one: Authorization): keyof typeof STATUS_WORDS {
  if (one.status !== "active") return one.status;
  if (today > one.validTo) return "expired";
  return today < one.validFrom ? "not-yet-valid" : "active";
}

export const authorizationList: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const registry = store.registry();
    const { units } = unitOption(options["unit"], registry);
    const rows = registry.authorizations.filter(
      ({ unit }) => units === undefined || units.includes(unit),
    );
    if (context.json) {
      for (const row of rows) context.print(JSON.stringify(row));
      return EXIT.done;
    }
    const today = localDay(new Date().toISOString());
    const cells = rows.map((one) => [
      one.document,
      one.unit,
      context.in(STATUS_WORDS[standingOn(today, one)]),
      one.validFrom,
      one.validTo,
      one.window === null
        ? context.in({ vi: "cả ngày", en: "all day" })
        : `${one.window.from}–${one.window.to}`,
      one.areas.join(","),
      one.hosts === "all-registered"
        ? context.in({ vi: "tất cả đã đăng ký", en: "all registered" })
        : one.hosts.join(" "),
    ]);
    printTable(context, { columns: COLUMNS, rows: cells });
    return EXIT.done;
  });

function decision(judge: typeof revokeAuthorization): Body {
  return (context, [document = ""], options) =>
    withStore(context, false, (store) => {
      const unit = textOf(options["unit"]);
      const reason = textOf(options["reason"]) ?? "";
      const note = `${document}: ${reason}`;
      const changes = decide(
        store,
        (registry) => judge(registry, { document, unit, reason }),
        note,
      );
      tellChanges(context, changes, false);
      return EXIT.done;
    });
}

export const authorizationRevoke = decision(revokeAuthorization);
export const authorizationSuspend = decision(suspendAuthorization);
export const authorizationRestore = decision(restoreAuthorization);
