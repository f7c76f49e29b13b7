// Turns answers into Looks: masked, hashed, attributed. Records what happened and judges nothing.
import { createHash } from "node:crypto";
import type { Area } from "../model/area.ts";
import type { Attempt } from "../model/attempt.ts";
import type { HttpAnswer, HttpAsk } from "../model/door.ts";
import type { HttpExchange, Look, NewLook, Observation } from "../model/observation.ts";
import type { BodyShelf, ProbeContext } from "../model/probe.ts";
import type { Scheme } from "../model/registry.ts";
import { canonicalJson } from "../text/canonical-json.ts";
import { maskSecrets, maskUrl } from "../text/mask.ts";
import { isSecretName } from "../text/secret-name.ts";

export function hashLook(look: NewLook): Look {
  const id = createHash("sha256").update(canonicalJson(look)).digest("hex");
  return { id, ...look };
}

/** What a look is for; the rest follows from the request. */
export interface LookPurpose {
  readonly probe: string;
  readonly role: string;
  readonly areas: readonly Area[];
  readonly port: number;
  readonly scheme: Scheme;
  readonly locator: string;
  readonly about?: string | null;
  /** Keep the hashes of the body but not the body. */
  readonly discardBody?: boolean;
}

/** Absolute URL of a path on the target; the default port is left out, as browsers do. */
export function urlOf(host: string, port: number, scheme: Scheme, path: string): string {
  const standard = scheme === "https" ? 443 : 80;
  return `${scheme}://${host}${port === standard ? "" : `:${String(port)}`}${path}`;
}

/** Asks through the door and records the look, whatever came of it. */
export async function lookHttp(
  context: ProbeContext,
  purpose: LookPurpose,
  ask: Omit<HttpAsk, "area" | "probe" | "url"> = {},
): Promise<Look> {
  const attempt = await context.door.http({
    ...ask,
    url: urlOf(context.target.host, purpose.port, purpose.scheme, purpose.locator),
    area: purpose.areas.length === 1 ? (purpose.areas[0] ?? null) : null,
    probe: purpose.probe,
  });
  return context.record(lookFrom(context, purpose, observed(attempt, context.bodies, purpose)));
}

/** A look from an attempt that was made (or skipped) elsewhere. */
export function lookFrom(
  context: Pick<ProbeContext, "target" | "clock">,
  purpose: LookPurpose,
  attempt: Attempt<Observation>,
): NewLook {
  const value = attempt.status === "ok" ? attempt.value : null;
  return {
    probe: purpose.probe,
    role: purpose.role,
    areas: purpose.areas,
    host: context.target.host,
    port: purpose.port,
    scheme: purpose.scheme,
    address: value !== null && "address" in value ? value.address : null,
    locator: purpose.locator,
    about: purpose.about ?? null,
    takenAt: context.clock.now().toISOString(),
    attempt,
  };
}

function observed(
  attempt: Attempt<HttpAnswer>,
  bodies: BodyShelf,
  purpose: LookPurpose,
): Attempt<HttpExchange> {
  if (attempt.status !== "ok") return attempt;
  const { exchange, body, wireBytes, truncated } = attempt.value;
  const discard = purpose.discardBody === true;
  const reference = body.length === 0 ? null : bodies.keep(body, { truncated, wireBytes, discard });
  return { status: "ok", value: { ...withoutSecrets(exchange), body: reference } };
}

type Said = HttpAnswer["exchange"];

/** What a server writes into addresses and headers is as often a session or a key as what it writes into pages. */
function withoutSecrets(exchange: Said): Said {
  const { hops, unfollowed } = exchange;
  return {
    ...exchange,
    requested: maskUrl(exchange.requested),
    url: maskUrl(exchange.url),
    hops: hops.map(({ url, status, location, hsts }) => ({
      url: maskUrl(url),
      status,
      location: location === null ? null : maskUrl(location),
      ...(hsts !== undefined && { hsts: maskHeader("strict-transport-security", hsts) }),
    })),
    unfollowed:
      unfollowed === null ? null : { ...unfollowed, location: maskUrl(unfollowed.location) },
    headers: exchange.headers.map(([name, value]) => [name, maskHeader(name, value)] as const),
  };
}

const COOKIES = /^set-cookie2?$/;
const ADDRESSES = /^(?:location|content-location|refresh|link|referer)$/;
/** Besides those whose name says "token", "key", "secret" … */
const SECRET_HEADERS = /^(?:proxy-)?(?:authorization|authentication-info)$|session-?id$/;

function maskHeader(name: string, value: string): string {
  if (COOKIES.test(name)) return maskCookie(value);
  if (SECRET_HEADERS.test(name) || isSecretName(name)) return "***";
  const { text } = maskSecrets(value);
  return ADDRESSES.test(name) ? maskUrl(text) : text;
}

/** A cookie's value is somebody's session: only its name and flags are kept. One without a name is all value. */
function maskCookie(value: string): string {
  const [pair = "", ...flags] = value.split(";");
  const name = pair.includes("=") ? pair.slice(0, pair.indexOf("=")).slice(0, 100) : "";
  return [`${name}=***`, ...flags].join(";");
}
