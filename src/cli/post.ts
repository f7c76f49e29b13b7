// Reads what the configuration says of mail, and gives src/notify the one guarded way to the mail server.
import { hostname } from "node:os";
import { EXIT, RasoatError } from "../model/error.ts";
import type { Log } from "../model/ports.ts";
import type { Settings } from "../model/settings.ts";
import { createNameResolver } from "../net/dns.ts";
import { createOperatorDialer } from "../net/operator-line.ts";
import { createSmtpService, type PostalService } from "../notify/smtp.ts";
import { createPostOffice, type PostOffice } from "../notify/post-office.ts";
import { signRules } from "../rules/incident.ts";
import type { Store } from "../store/store.ts";
import { type Context, createLog } from "./context.ts";
import { knowledge } from "./open.ts";
import { rootsOf } from "./scan-run.ts";
import { readSecretFile } from "./secret-file.ts";

const ERRORS = {
  NO_MAIL: {
    exit: EXIT.usage,
    message: {
      vi: "Chưa thiết lập gửi thư: thêm notify: {smtp: {host, port, security, user, passwordFile}, from, central: [địa chỉ]} vào rasoat.yaml.",
      en: "Mail is not set up: add notify: {smtp: {host, port, security, user, passwordFile}, from, central: [addresses]} to rasoat.yaml.",
    },
  },
  HALF_LOGIN: {
    exit: EXIT.usage,
    message: {
      vi: "notify.smtp cần cả user và passwordFile, hoặc không có cả hai.",
      en: "notify.smtp takes both user and passwordFile, or neither.",
    },
  },
} as const;

export type NotifySettings = NonNullable<Settings["notify"]>;

/** One connection to the mail server is over after so long. */
const CONNECTION_MS = 2 * 60_000;

/** @throws RasoatError NO_MAIL (exit 2) */
export function notifySettings({ notify }: Settings): NotifySettings {
  if (notify === undefined) throw new RasoatError("NO_MAIL", ERRORS.NO_MAIL);
  return notify;
}

/** @throws RasoatError HALF_LOGIN, NO_SECRET, net-mail-plain (exit 2) */
export function postalService(
  { settings }: Pick<Context, "settings">,
  { smtp }: NotifySettings,
  log: Log,
): PostalService {
  const { host, port, security } = smtp;
  return createSmtpService({
    dialer: createOperatorDialer({
      service: "smtp",
      host,
      port,
      isEncrypted: security !== "none",
      dns: createNameResolver({ servers: settings.resolvers }),
      trustRoots: rootsOf(settings.trustRoots ?? []),
      log,
      totalMs: CONNECTION_MS,
    }),
    host,
    security,
    login: loginOf(smtp),
  });
}

/** For commands that leave the posting to a worker: what would keep it from it is told at once. @throws as above */
export function checkPost(context: Context): void {
  const { notify } = context.settings;
  if (notify !== undefined) postalService(context, notify, createLog(context, undefined));
}

/** What plans and posts letters for this database. @throws RasoatError as above */
export function openPostOffice(context: Context, store: Store, log: Log): PostOffice {
  const notify = notifySettings(context.settings);
  const { rules, incidents } = knowledge(store);
  return createPostOffice({
    store,
    signRules: signRules(rules),
    terms: incidents,
    now: () => new Date(),
    machine: hostname(),
    central: notify.central,
    digestFrom: notify.digestFrom,
    service: postalService(context, notify, log),
    from: notify.from,
    perHour: notify.perHour,
    language: context.settings.lang ?? "vi",
    portalUrl: context.settings.portal.publicUrl ?? null,
    log,
  });
}

function loginOf({ user, passwordFile }: NotifySettings["smtp"]) {
  if (user === undefined && passwordFile === undefined) return null;
  if (user === undefined || passwordFile === undefined) {
    throw new RasoatError("HALF_LOGIN", ERRORS.HALF_LOGIN);
  }
  return { user, password: readSecretFile(passwordFile, "notify.smtp.passwordFile") };
}
