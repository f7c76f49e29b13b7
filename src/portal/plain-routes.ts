// What is answered to everybody and knows nobody: style, script, picture, health; and the figures of operation, to
// this machine alone.
import type { Hono } from "hono";
import { scheduleHealth } from "../run/schedule/health.ts";
import type { Store } from "../store/store.ts";
import { localDay } from "./view/format.ts";
import type { Metrics } from "./metrics.ts";
import { QUEUE_SCRIPT } from "./view/queue-script.ts";
import { createRepository } from "./repository.ts";
import { isLocal } from "./security.ts";
import { STYLESHEET } from "./view/stylesheet.ts";

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b4f6c"/><circle cx="14" cy="14" r="7" fill="none" stroke="#fff" stroke-width="3"/><path d="M19 19l7 7" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>';

interface Plain {
  readonly store: Store;
  readonly now: () => Date;
  readonly metrics: Metrics;
}

export function addPlainRoutes(app: Hono, { store, now, metrics }: Plain): void {
  const keep = "public, max-age=3600";
  app.get("/style.css", (c) =>
    c.body(STYLESHEET, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": keep }),
  );
  app.get("/queue.js", (c) =>
    c.body(QUEUE_SCRIPT, 200, {
      "Content-Type": "text/javascript; charset=utf-8",
      "Cache-Control": keep,
    }),
  );
  app.get("/icon.svg", (c) =>
    c.body(ICON, 200, { "Content-Type": "image/svg+xml", "Cache-Control": keep }),
  );
  app.get("/healthz", (c) => c.text("ok\n"));
  app.get("/readyz", (c) => c.text(`ok ${readiness(store)}\n`));
  app.get("/metrics", (c, next) => {
    if (!isLocal(c)) return next();
    const repository = createRepository(store, "central", localDay(now()));
    const schedule = scheduleHealth(store, now());
    return c.text(metrics.text({ sessions: store.openSessions(), repository, schedule }));
  });
}

/** No unit and no number of hosts: whoever reaches the portal may read it. */
function readiness(store: Store): string {
  const nights = store.nights();
  const [last] = nights;
  const done = nights.find(({ state }) => state === "done");
  return [
    `registry=${String(store.registryVersion())}`,
    `night=${last === undefined ? "none" : `${last.night}:${last.state}`}`,
    `night-done=${done?.night ?? "none"}`,
  ].join(" ");
}
