// rasoat doctor: what is missing on this machine and how to mend it. Sends nothing.
import { accessSync, constants, existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Text } from "../../model/text.ts";
import { proveKept } from "../../run/ledger-proof.ts";
import { freeMegabytes } from "../../store/sqlite/errors.ts";
import { openStore } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { currentKnowledge } from "../open.ts";
import { readClientSecret } from "../portal-oidc.ts";
import { checkPost } from "../post.ts";
import { scheduleChecks, type Check } from "../schedule-checks.ts";

export const doctor: Body = async (context) => {
  const checks = [
    nodeVersion(),
    contact(context),
    await rulesAndData(context),
    folder(context),
    ...archives(context),
    disk(context),
    database(context),
    clock(),
    ...scheduleChecks(context),
    ...signIn(context),
    ...mail(context),
  ];
  for (const check of checks) {
    if (context.json) context.print(JSON.stringify(check));
    else {
      const mark = {
        ok: context.paint("green", "✓"),
        warn: context.paint("yellow", "!"),
        bad: context.paint("red", "✗"),
      };
      context.print(`${mark[check.level]} ${context.in(check.text)}`);
    }
  }
  return checks.some(({ level }) => level === "bad") ? EXIT.usage : EXIT.done;
};

const t = (vi: string, en: string): Text => ({ vi, en });

function nodeVersion(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const fits = major > 20 || (major === 20 && minor >= 19);
  const version = process.versions.node;
  if (!fits) {
    return {
      id: "node",
      level: "bad",
      text: t(
        `Node ${version} quá cũ: cần 20.19 trở lên`,
        `Node ${version} is too old: 20.19 or newer is needed`,
      ),
    };
  }
  return major === 20
    ? {
        id: "node",
        level: "warn",
        text: t(
          `Node ${version} chạy được, nhưng dòng 20 đã hết hỗ trợ; nên dùng 22 hoặc 24`,
          `Node ${version} works, but line 20 gets no more fixes; prefer 22 or 24`,
        ),
      }
    : { id: "node", level: "ok", text: t(`Node ${version}`, `Node ${version}`) };
}

function contact(context: Context): Check {
  return context.settings.contact === undefined
    ? {
        id: "contact",
        level: "warn",
        text: t(
          "Chưa có thông tin liên hệ: thêm contact: {name, url, email} vào rasoat.yaml; chưa có thì không quét địa chỉ công cộng",
          "No contact: add contact: {name, url, email} to rasoat.yaml; without it public addresses are refused",
        ),
      }
    : {
        id: "contact",
        level: "ok",
        text: t(
          `Liên hệ: ${context.settings.contact.name}`,
          `Contact: ${context.settings.contact.name}`,
        ),
      };
}

async function rulesAndData(context: Context): Promise<Check> {
  try {
    const { rules, versions } = await currentKnowledge(context);
    return {
      id: "rules",
      level: "ok",
      text: t(
        `${String(rules.length)} quy tắc (${versions.rules}), dữ liệu ${versions.data}`,
        `${String(rules.length)} rules (${versions.rules}), data ${versions.data}`,
      ),
    };
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
    return {
      id: "rules",
      level: "bad",
      text: t(error.lines("vi").join("\n  "), error.lines("en").join("\n  ")),
    };
  } finally {
    context.signal.throwIfAborted();
  }
}

function folder(context: Context): Check {
  return writable("folder", dirname(resolve(context.dbPath)), {
    vi: "tạo thư mục và cấp quyền ghi, hoặc chọn tệp khác bằng --db",
    en: "create it and grant access, or choose another file with --db",
  });
}

/** Where the worker lets the ledger's months go. */
function archives({ settings }: Context): readonly Check[] {
  const { ledgerMonths, archiveFolder } = settings.retention;
  if (ledgerMonths === undefined || archiveFolder === undefined) return [];
  const mend = {
    vi: "tạo thư mục (hoặc gắn lại ổ đĩa) và cấp quyền ghi, hoặc sửa retention.archiveFolder; chưa có thì sổ ghi không được lưu trữ",
    en: "create it (or put its disk back) and grant access, or change retention.archiveFolder; until then nothing of the ledger is archived",
  };
  return [writable("archive-folder", resolve(archiveFolder), mend)];
}

function writable(id: string, path: string, mend: Text): Check {
  try {
    accessSync(path, constants.W_OK);
    return { id, level: "ok", text: t(`Ghi được vào ${path}`, `${path} can be written to`) };
  } catch {
    // Any failure means the same to a person: the folder is not there or not ours.
    const text = t(
      `Không ghi được vào ${path}: ${mend.vi}`,
      `${path} cannot be written to: ${mend.en}`,
    );
    return { id, level: "bad", text };
  }
}

function disk(context: Context): Check {
  const path = dirname(resolve(context.dbPath));
  if (!existsSync(path))
    return { id: "disk", level: "warn", text: t("Chưa rõ dung lượng trống", "Free space unknown") };
  const free = freeMegabytes(path);
  const enough = free >= context.settings.minFreeMegabytes;
  return {
    id: "disk",
    level: enough ? "ok" : "bad",
    text: t(
      `Còn trống ${String(Math.round(free))} MB${enough ? "" : `: cần ít nhất ${String(context.settings.minFreeMegabytes)} MB`}`,
      `${String(Math.round(free))} MB free${enough ? "" : `: at least ${String(context.settings.minFreeMegabytes)} MB are needed`}`,
    ),
  };
}

function database(context: Context): Check {
  if (!existsSync(context.dbPath)) {
    return {
      id: "database",
      level: "warn",
      text: t(
        `Chưa có tệp ${context.dbPath}: tạo bằng rasoat registry import TỆP`,
        `${context.dbPath} does not exist yet: create it with rasoat registry import FILE`,
      ),
    };
  }
  try {
    const store = openStore(context.dbPath, { create: false });
    try {
      const { check: ledger, heads } = proveKept(store);
      const contents = store.verifyResults();
      const sound = ledger.sound && heads.fallen.length === 0 && contents.bad.length === 0;
      return {
        id: "database",
        level: sound ? "ok" : "bad",
        text: sound
          ? t(
              `Dữ liệu nguyên vẹn (${String(contents.checked)} mục, ${String(ledger.rows)} dòng sổ ghi)`,
              `The database is intact (${String(contents.checked)} items, ${String(ledger.rows)} ledger rows)`,
            )
          : t(
              "Dữ liệu bị hỏng hoặc bị sửa: khôi phục từ bản sao lưu (xem: rasoat ledger verify)",
              "The database is damaged or was altered: restore a backup (see: rasoat ledger verify)",
            ),
      };
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
    return { id: "database", level: "bad", text: error.text };
  }
}

/** Whether the sign-in provider answers is not asked: this command sends nothing. */
function signIn({ settings }: Context): readonly Check[] {
  const { oidc } = settings.portal;
  if (oidc === undefined) return [];
  try {
    readClientSecret(oidc);
    const text = t(
      `Máy chủ đăng nhập ${oidc.issuer}: đọc được tệp mật mã`,
      `Sign-in provider ${oidc.issuer}: the client secret can be read`,
    );
    return [{ id: "oidc", level: "ok", text }];
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
    return [{ id: "oidc", level: "bad", text: error.text }];
  }
}

function clock(): Check {
  const year = new Date().getUTCFullYear();
  return year >= 2026
    ? {
        id: "clock",
        level: "ok",
        text: t(`Đồng hồ: ${new Date().toISOString()}`, `Clock: ${new Date().toISOString()}`),
      }
    : {
        id: "clock",
        level: "bad",
        text: t(
          "Đồng hồ hệ thống sai: đồng bộ lại (chrony, systemd-timesyncd)",
          "The system's clock is wrong: synchronise it (chrony, systemd-timesyncd)",
        ),
      };
}

/** Whether the settings of mail hold together; whether the server takes letters, `rasoat notify test` shows. */
function mail(context: Context): Check[] {
  const { notify } = context.settings;
  if (notify === undefined) {
    const text = t(
      "Chưa thiết lập gửi thư (notify trong rasoat.yaml): trung tâm và đơn vị không được báo qua thư",
      "Mail is not set up (notify in rasoat.yaml): nobody is told by mail",
    );
    return [{ id: "mail", level: "warn", text }];
  }
  try {
    checkPost(context);
    const { host } = notify.smtp;
    const text = t(
      `Gửi thư qua ${host}; thử bằng: rasoat notify test --to ĐỊA-CHỈ`,
      `Mail goes through ${host}; try it with: rasoat notify test --to ADDRESS`,
    );
    return [{ id: "mail", level: "ok", text }];
  } catch (error) {
    if (!(error instanceof RasoatError)) throw error;
    return [{ id: "mail", level: "bad", text: error.text }];
  }
}
