// Puts the route table behind the doors: host, origin, form token, session; pages are asked and answered here, programs
// have api/door.ts.
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Account } from "../model/account.ts";
import { RasoatError } from "../model/error.ts";
import type { Log } from "../model/ports.ts";
import { writeBroken, writeReply } from "./answers.ts";
import { addApi, isApiPath, writeProblem } from "./api/door.ts";
import type { ApiRoute } from "./api/route.ts";
import { apiRoutes } from "./api/routes.ts";
import { auditEntry } from "./audit.ts";
import { createDesk, type Desk } from "./access/desk.ts";
import { createFleetBook, type FleetBook } from "./kept/fleet-book.ts";
import { createHostBook } from "./kept/host-book.ts";
import type { House, PortalOptions } from "./house.ts";
import { createMetrics } from "./metrics.ts";
import { deniedPage, faultPage } from "./pages/plain.tsx";
import { createNightBook, type NightBook } from "./kept/night-book.ts";
import { answerFor } from "./offices/offices.ts";
import { createOidcDesk, type OidcDesk } from "./oidc/desk.ts";
import { OIDC_BACK } from "./oidc/place.ts";
import { addPlainRoutes } from "./plain-routes.ts";
import { createPasswords } from "./access/passwords.ts";
import { MISSING, newSession, redirect, type Reply, type Route } from "./route.ts";
import { createRoutes } from "./routes.ts";
import { callerOf, type Scene } from "./scene.ts";
import { isOurHost, isOurOrigin, readCookie, secureHeaders, sourceOf } from "./security.ts";
import { withSectorCache } from "./kept/sector-cache.ts";
import { createThrottle, type Throttle } from "./access/throttle.ts";
import { formToken, isFormToken } from "./access/token.ts";
import { type Asked, createVisit, languageOf, readAsked } from "./visit.ts";
import { keepWarm, warm } from "./kept/warm.ts";

export interface Portal {
  readonly app: Hono;
  readonly routes: readonly Route[];
  readonly api: readonly ApiRoute[];
  /** Works out, between requests, what the next readers will ask for; every few seconds. */
  prepare(): void;
  /** Resolves when nothing goes on between requests. */
  idle(): Promise<unknown>;
  /** Ends what goes on between requests; before the store is closed. */
  close(): void;
}

const MOST_BYTES = 64 * 1024;

/** What the first reader would wait for is there when this returns: a registry of national size takes a second. */
export function createPortal(options: PortalOptions): Portal {
  const { store, now, knowledge, log } = options;
  const throttle = createThrottle(store, now);
  const desk = createDesk({
    store,
    now,
    passwords: options.passwords ?? createPasswords(),
    throttle,
    requireTotp: options.requireTotp,
  });
  const oidc = oidcDeskOf(options, desk, throttle);
  const hosts = createHostBook();
  const routes = createRoutes({ ...options, oidc, hosts });
  const readable = new Set(routes.filter((one) => one.method === "GET").map(({ path }) => path));
  const { forReaders: source, forKeeper } = withSectorCache(store, now);
  const nights = createNightBook(store, log);
  const fleet = createFleetBook(store, knowledge.sharedDomains, log);
  const metrics = createMetrics();
  const house: House = { options, desk, oidc, source, metrics, nights, fleet, readable };
  const app = new Hono();
  addDoors(app, house);
  addPlainRoutes(app, { store, now, metrics });
  for (const route of routes) {
    app.on(route.method, route.path, (c) => answer(house, c, route));
  }
  const api = apiRoutes(options.downloads);
  addApi(app, { ...options, source, fleet, routes: api });
  app.notFound((c) => answer(house, c, null));
  warm({ source, reports: store, hosts, knowledge, now: now() });
  const keeping = { source: forKeeper, hosts, now };
  return { app, routes, api, ...keptIn([nights, fleet], keeping, log) };
}

/** What goes on between requests. */
function keptIn(
  books: readonly (NightBook | FleetBook)[],
  keeping: Pick<Parameters<typeof keepWarm>[0], "source" | "hosts"> & { readonly now: () => Date },
  log: Log,
): Pick<Portal, "prepare" | "idle" | "close"> {
  let fault = "";
  return {
    prepare: () => {
      try {
        keepWarm({ ...keeping, now: keeping.now() });
        for (const book of books) book.prepare();
        fault = "";
      } catch (error) {
        // Nobody has asked: whoever does is told. It is tried again soon, and said once.
        if (fault !== String(error))
          log.error("nothing could be prepared", { stack: String(error) });
        fault = String(error);
      }
    },
    idle: () => Promise.all(books.map((book) => book.idle())),
    close: () => {
      for (const book of books) book.close();
    },
  };
}

function oidcDeskOf(options: PortalOptions, desk: Desk, throttle: Throttle): OidcDesk | null {
  const { oidc: offer, store, now, origins } = options;
  if (offer === undefined || offer === null) return null;
  const redirectUri = (): string => `${origins()[0] ?? ""}${OIDC_BACK}`;
  return createOidcDesk({ offer, store, desk, throttle, now, redirectUri });
}

function addDoors(app: Hono, { options, metrics }: House): void {
  const headers = secureHeaders(options.secure);
  app.use(async (c, next) => {
    const began = performance.now();
    for (const [name, value] of headers) c.header(name, value);
    if (!isOurHost(options, c.req.header("host"))) {
      c.res = c.text("421 Misdirected Request", 421);
    } else await next();
    metrics.count(c.res.status, (performance.now() - began) / 1000);
  });
  const tooLarge = (c: Context): Response =>
    isApiPath(c.req.path) ? writeProblem(c, "too-large") : c.text("413 Content Too Large", 413);
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: tooLarge }));
  app.onError((error, c) => {
    options.log.error("a page of the portal failed", { stack: error.stack });
    for (const [name, value] of headers) c.header(name, value);
    if (isApiPath(c.req.path)) return writeProblem(c, "fault");
    return writeBroken(c, languageOf(readCookie(c, "language", options.secure)));
  });
}

/** @param route null: no such path */
async function answer(house: House, c: Context, route: Route | null): Promise<Response> {
  const { options } = house;
  const caller = callerOf(house, c);
  const asked = await readAsked(c);
  const visit = createVisit(c, {
    asked,
    language: languageOf(readCookie(c, "language", options.secure)),
    now: options.now(),
    csrf: formToken(caller.secret),
    source: sourceOf(c, options),
    origin: options.origins()[0] ?? "",
    desk: house.desk,
    trip: readCookie(c, "trip", options.secure),
    stage: caller.session?.stage ?? null,
  });
  const scene: Scene = { house, c, caller, visit };
  const reply = await safely(scene, route, asked);
  const entry = auditEntry({ account: accountOf(scene, reply), route, visit, reply });
  if (entry !== null) options.store.addAudit(entry);
  return writeReply(scene, reply);
}

/** Whose session it is, or becomes. */
function accountOf({ house, caller }: Scene, reply: Reply): Account | null {
  if (caller.session !== undefined) return caller.session.account;
  const token = newSession(reply);
  return token === null ? null : (house.options.store.findSession(token)?.account ?? null);
}

async function safely(scene: Scene, route: Route | null, asked: Asked): Promise<Reply> {
  const { c, caller, visit, house } = scene;
  if (c.req.method === "POST") {
    const isOurs =
      asked.isForm &&
      isOurOrigin(house.options, c.req.header("origin")) &&
      isFormToken(caller.secret, visit.field("csrf"));
    if (!isOurs) return deniedPage(visit);
  }
  try {
    return await dispatch(scene, route);
  } catch (error) {
    if (error instanceof RasoatError) return faultPage(visit, error, backOf(scene, route));
    throw error;
  }
}

/** The page that a refused form stood on: its own address, or the one above it. */
function backOf({ c, house }: Scene, route: Route | null): string {
  if (house.readable.has(route?.path ?? "")) return c.req.path;
  return c.req.path.split("/").slice(0, -1).join("/");
}

function dispatch(scene: Scene, route: Route | null): Reply | Promise<Reply> {
  const { caller, visit } = scene;
  const { session } = caller;
  if (route?.audience === "anyone") return route.answer(visit);
  if (session === undefined) return redirect("/login");
  if (route?.audience === "code" || route?.audience === "enrol") {
    if (session.stage !== route.audience) return redirect("/login");
    const { account, pending } = session;
    return route.answer({ ...visit, pending: { token: caller.token, account, secret: pending } });
  }
  if (session.stage !== "full") return redirect("/login");
  return route === null ? MISSING : answerFor(scene, route, session);
}
