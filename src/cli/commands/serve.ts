// rasoat serve: opens the portal and keeps it open until it is asked to end.
import { hostname } from "node:os";
import { EXIT, RasoatError } from "../../model/error.ts";
import { createPortal } from "../../portal/app.ts";
import type { PortalOptions } from "../../portal/house.ts";
import { listen, type Listening } from "../../portal/server.ts";
import { expireWords } from "../../run/expiry.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import { createLog, programVersion, type Context } from "../context.ts";
import { textOf } from "../lists.ts";
import { checkPost } from "../post.ts";
import { liveKnowledge } from "../live-knowledge.ts";
import { knowledge, withStore } from "../open.ts";
import { overridesOf } from "../overrides.ts";
import { childScribe, portalDownloads } from "../portal-downloads.ts";
import { portalGuides } from "../portal-guides.ts";
import { oidcOffer } from "../portal-oidc.ts";
import { DEFAULT_PORT, placementOf } from "../portal-place.ts";
import { startWorker } from "../portal-worker.ts";

const BAD_PORT = {
  exit: EXIT.usage,
  message: {
    vi: "--port phải là số từ 0 đến 65535, không phải “{value}”.",
    en: "--port takes a number from 0 to 65535, not “{value}”.",
  },
} as const;

export interface Opened extends Listening {
  readonly origin: string;
}

/** @param requireTotp false in the demo only */
export async function openPortal(
  context: Context,
  store: Store,
  where: { readonly host: string; readonly port: number; readonly requireTotp: boolean },
): Promise<Opened> {
  let port = where.port;
  const log = createLog(context, process.env["RASOAT_LOG"]);
  const options: PortalOptions = {
    ...placementOf(context.settings, where.host, () => port),
    store,
    settings: context.settings,
    knowledge: liveKnowledge({ read: () => knowledge(store), store, log, now: () => new Date() }),
    now: () => new Date(),
    log,
    downloads: portalDownloads({ ...context, dbPath: store.path }, childScribe),
    guides: portalGuides(),
    programVersion: programVersion(),
    machine: hostname(),
    requireTotp: where.requireTotp,
    oidc: oidcOffer(context, log),
  };
  // It is not reachable, and /readyz not answered, before what the first reader needs is in memory.
  const portal = createPortal(options);
  const listening = await listen(portal, where.host, port);
  port = listening.port;
  return { ...listening, origin: options.origins()[0] ?? "" };
}

/** How often words whose date has passed are ended while the portal is open. */
const EXPIRY_MS = 5 * 60_000;

export const serve: Body = (context, _args, options) =>
  withStore(context, true, async (store) => {
    checkPost(context);
    const host = textOf(options["host"]) ?? "127.0.0.1";
    const port = portOf(textOf(options["port"]));
    const portal = await openPortal(context, store, { host, port, requireTotp: true });
    context.print(context.json ? JSON.stringify({ origin: portal.origin }) : portal.origin);
    if (!portal.origin.startsWith("https:")) {
      context.say({
        vi: "Chỉ dùng trên máy này (HTTP, cookie không có tiền tố __Host-). Để người khác truy cập: đặt proxy HTTPS phía trước và ghi portal.publicUrl.",
        en: "For this machine only (HTTP, cookies without the __Host- prefix). For others: put an HTTPS proxy in front and set portal.publicUrl.",
      });
    }
    if (store.accounts().length === 0) {
      context.say({
        vi: 'Chưa có tài khoản nào. Tạo: rasoat user add TEN --role central-admin --name "Họ tên".',
        en: 'There is no account yet. Add one: rasoat user add LOGIN --role central-admin --name "Name".',
      });
    }
    const { closeAfter } = context.settings;
    const expire = () =>
      expireWords(
        store,
        () => ({ knowledge: knowledge(store), closeAfter }),
        new Date().toISOString(),
      );
    expire();
    const expiry = setInterval(expire, EXPIRY_MS);
    const worker = startWorker(context, {
      ...context,
      allowReserved: options["allowReserved"] === true,
      resolve: overridesOf(options["resolve"]),
    });
    await untilAborted(context.signal);
    clearInterval(expiry);
    await Promise.all([portal.close(), worker.stop()]);
    return EXIT.done;
  });

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

function portOf(value: string | undefined): number {
  if (value === undefined) return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new RasoatError("BAD_PORT", BAD_PORT, { value });
  }
  return port;
}
