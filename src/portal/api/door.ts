// The way in for programs: a token and nothing else, no cookie, no form. It finds the token's scope, checks the
// question, writes the answer through its schema, and every request into the audit.
import type { Context, Hono } from "hono";
import type { z } from "zod";
import { type Account, isCentral } from "../../model/account.ts";
import { RasoatError } from "../../model/error.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { Settings } from "../../model/settings.ts";
import type { Store } from "../../store/store.ts";
import type { ApiToken } from "../../store/people/tokens.ts";
import { createCentralOffice } from "../offices/central-office.ts";
import { wordTermsOf } from "../offices/offices.ts";
import { createOperationsDesk } from "../offices/operations-desk.ts";
import type { NamedFile } from "../files/page-files.ts";
import type { FleetBook } from "../kept/fleet-book.ts";
import { localDay } from "../view/format.ts";
import { isBusy, PRESS_RETRY_SECONDS } from "../files/press.ts";
import { createRepository, type Source, tokenScope } from "../repository.ts";
import { type Placement, sendFile, sourceOf } from "../security.ts";
import { bearerToken } from "../access/token.ts";
import { isTokenLive } from "../access/token-desk.ts";
import { createUnitOffice } from "../offices/unit-office.ts";
import { openApi } from "./openapi.ts";
import { createPace, type Pace } from "./pace.ts";
import { problem, type ProblemCode } from "./problems.ts";
import type { ApiCentral, ApiRoute, ApiVisit } from "./route.ts";
import { API } from "./routes.ts";
import type { Problem } from "./schemas.ts";

export interface ApiOptions extends Placement {
  readonly store: Store;
  readonly source: Source;
  readonly fleet: Pick<FleetBook, "ownNames">;
  readonly knowledge: Knowledge;
  /** What runs by itself, whether letters are sent, how long exceptions may hold. */
  readonly settings: Pick<Settings, "schedule" | "notify" | "exceptions">;
  readonly now: () => Date;
  readonly machine: string;
  readonly programVersion: string;
  readonly routes: readonly ApiRoute[];
}

interface Door {
  readonly options: ApiOptions;
  readonly requests: Pace;
  readonly strangers: Pace;
}

const REQUESTS_A_MINUTE = 300;
const STRANGERS_A_MINUTE = 30;
/** The note of the last use is that old at most. */
const NOTE_MS = 60_000;

export function addApi(app: Hono, options: ApiOptions): void {
  const { routes, now } = options;
  const requests = createPace(REQUESTS_A_MINUTE, now);
  const strangers = createPace(STRANGERS_A_MINUTE, now);
  const door: Door = { options, requests, strangers };
  const document = openApi(routes, options.programVersion);
  app.get(`${API}/openapi.json`, (c) => c.json(document));
  for (const route of routes) {
    app.on(route.method, route.path, (c) => answer(door, c, route));
  }
  app.all(`${API}/*`, (c) => answer(door, c, null));
}

/** Whether a path is the interface's, for what is answered before a route is known. */
export function isApiPath(path: string): boolean {
  return path === API || path.startsWith(`${API}/`);
}

export function writeProblem(c: Context, code: ProblemCode, wait?: number): Response {
  return sendProblem(c, problem(code), wait);
}

/** @param route null: no such path or method */
async function answer(door: Door, c: Context, route: ApiRoute | null): Promise<Response> {
  const source = sourceOf(c, door.options);
  const token = holderOf(door, c);
  if (token === null) {
    const seconds = door.strangers.take(source);
    return seconds > 0 ? writeProblem(c, "too-many", seconds) : writeProblem(c, "unauthorized");
  }
  const seconds = door.requests.take(token.id);
  if (seconds > 0) return writeProblem(c, "too-many", seconds);
  const outcome =
    route === null ? problem("not-found") : await outcomeOf(door, c, { route, token });
  note(door, c, { route, token, source, outcome });
  if (outcome instanceof Response) return outcome;
  return sendProblem(c, outcome, outcome.code === "busy" ? PRESS_RETRY_SECONDS : undefined);
}

/** The token shown, when it holds and its owner may still sign in. */
function holderOf({ options: { store, now } }: Door, c: Context): ApiToken | null {
  const shown = bearerToken(c.req.header("authorization"));
  const token = shown === "" ? undefined : store.findToken(shown);
  if (token === undefined || !isTokenLive(token, now())) return null;
  if (token.account.disabledAt !== null) return null;
  const usedMs = token.usedAt === null ? 0 : Date.parse(token.usedAt);
  if (now().getTime() - usedMs > NOTE_MS) store.noteTokenUse(token.id);
  return token;
}

async function outcomeOf(
  { options }: Door,
  c: Context,
  { route, token }: { readonly route: ApiRoute; readonly token: ApiToken },
): Promise<Response | Problem> {
  const visit = visitOf(options, c, token);
  if (!mayAsk(route, visit)) return problem("not-found");
  const asked = await askedOf(c, route);
  if ("detail" in asked) return asked;
  try {
    const value = await route.answer(visit, asked.given);
    if (value === undefined) return problem("not-found");
    // The schema lets through what it names and nothing else.
    if (route.answered.kind === "json") return c.json(route.answered.schema.parse(value));
    return sendFile(c, value as NamedFile);
  } catch (error) {
    if (error instanceof RasoatError) {
      return problem(isBusy(error) ? "busy" : "refused", textOf(error));
    }
    throw error;
  }
}

function visitOf(options: ApiOptions, c: Context, token: ApiToken): ApiVisit {
  const { store, source, fleet, now } = options;
  const { account } = token;
  const at = now();
  const today = localDay(at);
  const wordTerms = wordTermsOf(options);
  const { unit } = account;
  const acts = token.acts && account.role === "unit-manager" && token.unit === unit;
  const reachesAll = isCentral(account.role) && token.unit === null;
  return {
    account,
    token,
    now: at,
    today,
    mine: createRepository(source, tokenScope(token, source.registry()), today),
    office:
      acts && unit !== null
        ? createUnitOffice({ store, account, unit, wordTerms, fleet, now, today })
        : null,
    central: reachesAll ? centralOf(options, account) : null,
    gone: c.req.raw.signal,
    parameter: (name) => (c.req.param(name) ?? "").slice(0, 200),
  };
}

function centralOf(options: ApiOptions, account: Account): ApiCentral {
  const { incidents: terms } = options.knowledge;
  const wordTerms = wordTermsOf(options);
  const office = createCentralOffice({ ...options, account, wordTerms, terms });
  return { ...office, operations: createOperationsDesk(options) };
}

function mayAsk({ audience }: ApiRoute, { office, central }: ApiVisit): boolean {
  switch (audience) {
    case "reader":
      return true;
    case "manager":
      return office !== null;
    case "central":
      return central !== null;
  }
}

async function askedOf(
  c: Context,
  { method, asked }: ApiRoute,
): Promise<{ readonly given: unknown } | Problem> {
  const raw = method === "GET" ? queryOf(c) : await bodyOf(c);
  const parsed = asked.safeParse(raw);
  if (parsed.success) return { given: parsed.data };
  const why = parsed.error.issues.map(issueText).join("; ").slice(0, 500);
  return problem("bad-request", {
    vi: `Câu hỏi có lỗi: ${why}`,
    en: `The question is not valid: ${why}`,
  });
}

/** A name given twice is as wrong as an unknown one: which would be meant? */
function queryOf(c: Context): Record<string, unknown> {
  const given = Object.entries(c.req.queries());
  return Object.fromEntries(given.map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

async function bodyOf(c: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) return null;
  try {
    return (await c.req.json()) as unknown;
  } catch {
    // No JSON: the schema refuses it in its own words.
    return null;
  }
}

function issueText({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

function textOf(error: RasoatError): { readonly vi: string; readonly en: string } {
  return { vi: error.lines("vi").join("\n"), en: error.lines("en").join("\n") };
}

interface Noted {
  readonly route: ApiRoute | null;
  readonly token: ApiToken;
  readonly source: string;
  readonly outcome: Response | Problem;
}

function note({ options: { store } }: Door, c: Context, { route, token, source, outcome }: Noted) {
  const { account } = token;
  const refused = outcome instanceof Response ? "" : `: ${outcome.code}`;
  store.addAudit({
    actor: account.login,
    role: account.role,
    unit: token.unit ?? account.unit,
    act: route?.act ?? "api missing page",
    subject: (c.req.param("id") ?? c.req.param("code") ?? "").slice(0, 200),
    source,
    detail: `token ${token.name}${refused}`,
  });
}

function sendProblem(c: Context, value: Problem, wait?: number): Response {
  if (wait !== undefined) c.header("Retry-After", String(wait));
  if (value.status === 401) c.header("WWW-Authenticate", 'Bearer realm="rasoat"');
  return c.body(JSON.stringify(value), value.status as 400, {
    "Content-Type": "application/problem+json; charset=utf-8",
  });
}
