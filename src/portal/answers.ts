// Puts the frame around what a handler answers: status, cookies, headers, the layout.
import type { Context } from "hono";
import type { Language } from "../model/text.ts";
import { renderBare, renderPage } from "./view/layout.tsx";
import { brokenPage, missingPage } from "./pages/plain.tsx";
import { PRESS_RETRY_SECONDS } from "./files/press.ts";
import type { PageScript, Reply } from "./route.ts";
import type { Scene } from "./scene.ts";
import { SCRIPT_POLICY, sendFile, writeCookie } from "./security.ts";

export function writeReply(scene: Scene, reply: Reply): Response {
  const { c, house } = scene;
  switch (reply.kind) {
    case "redirect":
      return sendOn(scene, reply);
    case "away":
      writeCookie(c, "trip", reply.trip, house.options.secure);
      return c.redirect(reply.to, 303);
    case "enter":
      return letIn(scene, reply);
    case "file":
      return sendFile(c, reply);
    case "missing":
      return page(scene, { ...missingPage(scene.visit), status: 404, path: "" });
    case "page": {
      const url = new URL(c.req.url);
      // What a provider sent back stands in the address, and is for nobody to read or to send again.
      const isBare = c.req.method === "POST" || reply.note !== undefined;
      const path = isBare ? "" : `${url.pathname}${url.search}`;
      house.options.log.debug("page", { status: reply.status ?? 200 });
      if (reply.status === 503) c.header("Retry-After", String(PRESS_RETRY_SECONDS));
      if (reply.refreshSeconds !== undefined) c.header("Refresh", String(reply.refreshSeconds));
      if (reply.script !== undefined) c.header("Content-Security-Policy", SCRIPT_POLICY);
      return page(scene, { ...reply, status: reply.status ?? 200, path });
    }
  }
}

function sendOn({ c, house }: Scene, reply: Extract<Reply, { kind: "redirect" }>): Response {
  const { to, cookie, language } = reply;
  if (!/^\/(?![/\\])/.test(to)) throw new Error("a redirect would leave the portal");
  if (cookie !== undefined) {
    const { secure } = house.options;
    writeCookie(c, "session", cookie.token ?? "", secure);
    writeCookie(c, "form", "", secure);
  }
  if (language !== undefined) writeCookie(c, "language", language, house.options.secure);
  return c.redirect(to, 303);
}

/**
 * The provider sent the browser here, and for as long as redirects go on, no strict cookie would be shown to us: a
 * page of ours leads on by itself.
 */
function letIn(
  { c, house, visit }: Scene,
  { title, body, token, to }: Extract<Reply, { kind: "enter" }>,
): Response {
  const { secure } = house.options;
  if (token !== null) {
    writeCookie(c, "session", token, secure);
    writeCookie(c, "form", "", secure);
  }
  writeCookie(c, "trip", "", secure);
  c.header("Refresh", `0;url=${to}`);
  return c.html(renderBare({ title, body, language: visit.language }));
}

interface Sheet {
  readonly title: string;
  readonly body: Parameters<typeof renderPage>[0]["body"];
  readonly script?: PageScript;
  readonly status: 200 | 400 | 403 | 404 | 409 | 429 | 503;
  /** "" where the page must not tell where it stands. */
  readonly path: string;
}

function page({ c, house, caller, visit }: Scene, sheet: Sheet): Response {
  const { store, programVersion } = house.options;
  const account = caller.session?.stage === "full" ? caller.session.account : null;
  const unit = store.registry().units.find(({ code }) => code === account?.unit);
  const unitName = account === null ? "" : (unit?.name ?? account.unit ?? "");
  const { title, body, path, script } = sheet;
  return c.html(
    renderPage({ title, body, script, visit, account, unitName, path, programVersion }),
    sheet.status,
  );
}

/** A fault of ours: nothing is known of the caller any more but the language. */
export function writeBroken(c: Context, language: Language): Response {
  return c.html(renderBare(brokenPage(language)), 500);
}
