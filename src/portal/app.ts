// Puts the route table behind the doors: host, origin, form token, session, role; then the layout around what a
// handler answers. Pages are asked and answered here only; programs have api/door.ts.
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type Account, isCentral } from "../model/account.ts";
import { RasoatError } from "../model/error.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Log } from "../model/ports.ts";
import type { StoredSession } from "../store/sessions.ts";
import type { Store } from "../store/store.ts";
import { createAdminOffice } from "./admin-office.ts";
import { addApi, isApiPath, writeProblem } from "./api/door.ts";
import type { ApiRoute } from "./api/route.ts";
import { apiRoutes } from "./api/routes.ts";
import { auditEntry } from "./audit.ts";
import type { CentralDesk } from "./central-desk.ts";
import { createCentralOffice } from "./central-office.ts";
import { createDesk, type Desk } from "./desk.ts";
import type { Downloads } from "./downloads.ts";
import { createFleetBook, type FleetBook } from "./fleet-book.ts";
import type { Guides } from "./guides.ts";
import { renderBare, renderPage } from "./layout.tsx";
import { createMetrics, type Metrics } from "./metrics.ts";
import { brokenPage, deniedPage, faultPage, missingPage } from "./pages/plain.tsx";
import { createNightBook, type NightBook } from "./night-book.ts";
import { createOidcDesk, type OidcDesk, type OidcOffer } from "./oidc/desk.ts";
import { OIDC_BACK } from "./oidc/place.ts";
import { addPlainRoutes } from "./plain-routes.ts";
import { createPasswords, type Passwords } from "./passwords.ts";
import { PRESS_RETRY_SECONDS } from "./press.ts";
import { createReportDesk } from "./report-desk.ts";
import { createRuleDesk } from "./rule-office.ts";
import { createRepository, type Repository, scopeOf, type Source } from "./repository.ts";
import {
  MISSING,
  newSession,
  type PageScript,
  redirect,
  type Reply,
  type Route,
  type Visit,
} from "./route.ts";
import { createRoutes } from "./routes.ts";
import {
  isOurHost,
  isOurOrigin,
  type Placement,
  readCookie,
  SCRIPT_POLICY,
  secureHeaders,
  sendFile,
  sourceOf,
  writeCookie,
} from "./security.ts";
import { withSectorCache } from "./sector-cache.ts";
import { createThrottle, type Throttle } from "./throttle.ts";
import { formToken, isFormToken, newToken } from "./token.ts";
import { createTokenDesk } from "./token-desk.ts";
import { createUnitOffice, personOf } from "./unit-office.ts";
import { type Asked, createVisit, languageOf, readAsked } from "./visit.ts";

export interface PortalOptions extends Placement {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly now: () => Date;
  readonly log: Log;
  readonly downloads: Downloads;
  readonly guides: Guides;
  readonly programVersion: string;
  /** Name of this machine, to tell whether a run's process lives. */
  readonly machine: string;
  /** False in the demo only. */
  readonly requireTotp: boolean;
  /** Sign-in with a provider of the organisation; absent: passwords alone. */
  readonly oidc?: OidcOffer | null;
  /** Only tests hand in cheaper ones. */
  readonly passwords?: Passwords;
}

export interface Portal {
  readonly app: Hono;
  readonly routes: readonly Route[];
  readonly api: readonly ApiRoute[];
  /** Resolves when nothing goes on between requests. */
  idle(): Promise<unknown>;
  /** Ends what goes on between requests; before the store is closed. */
  close(): void;
}

const MOST_BYTES = 64 * 1024;

/** Everything a request is answered with. */
interface House {
  readonly options: PortalOptions;
  readonly desk: Desk;
  /** What repositories read from. */
  readonly source: Source;
  readonly metrics: Metrics;
  readonly nights: NightBook;
  readonly fleet: FleetBook;
  /** Paths that can be opened, to lead back to after a refusal. */
  readonly readable: ReadonlySet<string>;
}

export function createPortal(options: PortalOptions): Portal {
  const { store, now } = options;
  const throttle = createThrottle(store, now);
  const desk = createDesk({
    store,
    now,
    passwords: options.passwords ?? createPasswords(),
    throttle,
    requireTotp: options.requireTotp,
  });
  const oidc = oidcDeskOf(options, desk, throttle);
  // Read once now, so that the first visitor does not wait for it.
  store.registry();
  const routes = createRoutes({ ...options, oidc });
  const readable = new Set(routes.filter((one) => one.method === "GET").map(({ path }) => path));
  const source = withSectorCache(store, now);
  const nights = createNightBook(store, options.log);
  const fleet = createFleetBook(store, options.knowledge.sharedDomains, options.log);
  const house: House = { options, desk, source, metrics: createMetrics(), nights, fleet, readable };
  const app = new Hono();
  addDoors(app, house);
  addPlainRoutes(app, { store, now, metrics: house.metrics });
  for (const route of routes) {
    app.on(route.method, route.path, (c) => answer(house, c, route));
  }
  const api = apiRoutes(options.downloads);
  addApi(app, { ...options, source, fleet, routes: api });
  app.notFound((c) => answer(house, c, null));
  const books = [nights, fleet];
  const close = (): void => {
    for (const book of books) book.close();
  };
  const idle = (): Promise<unknown> => Promise.all(books.map((book) => book.idle()));
  return { app, routes, api, idle, close };
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
    const language = languageOf(readCookie(c, "language", options.secure));
    return c.html(renderBare(brokenPage(language)), 500);
  });
}

/** A session of some stage, and the secret that its forms are bound to. */
interface Caller {
  readonly token: string;
  readonly session: StoredSession | undefined;
  readonly secret: string;
}

function callerOf({ options, desk }: House, c: Context): Caller {
  const { secure } = options;
  const token = readCookie(c, "session", secure);
  const session = token === "" ? undefined : desk.session(token);
  if (session !== undefined) return { token, session, secret: token };
  const known = readCookie(c, "form", secure);
  if (known !== "") return { token, session, secret: known };
  const secret = newToken();
  writeCookie(c, "form", secret, secure);
  return { token, session, secret };
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
  return write(scene, reply);
}

/** Whose session it is, or becomes. */
function accountOf({ house, caller }: Scene, reply: Reply): Account | null {
  if (caller.session !== undefined) return caller.session.account;
  const token = newSession(reply);
  return token === null ? null : (house.options.store.findSession(token)?.account ?? null);
}

interface Scene {
  readonly house: House;
  readonly c: Context;
  readonly caller: Caller;
  readonly visit: Visit;
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
  return route === null ? MISSING : forAccount(scene, route, session);
}

type SignedRoute = Exclude<Route, { audience: "anyone" | "code" | "enrol" }>;

/** Hands each audience what it may have; the rest is missing to it. */
function forAccount(
  { house, visit }: Scene,
  route: SignedRoute,
  session: StoredSession,
): Reply | Promise<Reply> {
  const { options } = house;
  const { account } = session;
  const office = officeOf(house, account, visit.today);
  const central = isCentral(account.role) ? centralOf(house, account, visit.today) : null;
  const mine = repositoryOf(house, account, visit.today);
  const { store, now } = options;
  const tokens = createTokenDesk({ store, account, by: personOf(account), now });
  const reader = { ...visit, account, session: session.id, mine, office, central, tokens };
  switch (route.audience) {
    case "reader":
      return route.answer(reader);
    case "manager":
      return office === null ? MISSING : route.answer({ ...reader, office });
    case "central":
      return central === null ? MISSING : route.answer({ ...reader, central });
    case "admin": {
      if (central === null || account.role !== "central-admin") return MISSING;
      const admin = createAdminOffice(options.store, personOf(account), options.now);
      const ruleDesk = ruleDeskOf(options, account);
      return route.answer({ ...reader, central, admin, ruleDesk });
    }
  }
}

function repositoryOf({ source }: House, account: Account, today: string): Repository {
  return createRepository(source, scopeOf(account, source.registry()), today);
}

function officeOf({ options, fleet }: House, account: Account, today: string) {
  const { store, knowledge, now } = options;
  const { unit } = account;
  if (account.role !== "unit-manager" || unit === null) return null;
  const { calendar } = knowledge;
  return createUnitOffice({ store, account, unit, calendar, fleet, now, today });
}

function centralOf(house: House, account: Account, today: string): CentralDesk {
  const { options, nights, fleet } = house;
  const { store, knowledge, now, machine } = options;
  const { calendar, incidents: terms } = knowledge;
  const by = personOf(account);
  return {
    ...createCentralOffice({ store, account, calendar, terms, now, machine }),
    rules: ruleDeskOf(options, account),
    nights,
    fleet,
    reports: createReportDesk({ store, by, today }),
  };
}

function ruleDeskOf({ store, knowledge, now }: PortalOptions, account: Account) {
  return createRuleDesk({ store, knowledge, by: personOf(account), now });
}

function write(scene: Scene, reply: Reply): Response {
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
  writeCookie(c, "session", token, secure);
  writeCookie(c, "form", "", secure);
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
