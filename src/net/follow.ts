// A request with its redirects, followed by hand: one decision a hop, each judged like a first request.
// What is not followed is told, with the reason; where it leads is evidence, what is there is not asked.
import { ok, skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { HttpAnswer, HttpAsk } from "../model/door.ts";
import type { Hop, HttpExchange } from "../model/observation.ts";
import { parseTarget, type ParsedTarget } from "../text/host.ts";
import { isRecord } from "../text/patient-place.ts";
import type { Step } from "./gate.ts";
import { askHop, stepOf, type HopAnswer } from "./hop.ts";
import type { House } from "./line.ts";

type Unfollowed = NonNullable<HttpExchange["unfollowed"]>;

interface Journey {
  readonly ask: HttpAsk;
  readonly start: ParsedTarget;
  readonly hops: Hop[];
  readonly visited: Set<string>;
}

type Decision =
  | { readonly go: { readonly target: ParsedTarget; readonly address: string } }
  | { readonly stay: Unfollowed["why"] }
  | { readonly miss: Miss };

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_LOCATION_CHARS = 2048;

/** @param start parsed from the ask, on the door's own host; `address` judged */
export async function askAndFollow(
  house: House,
  ask: HttpAsk,
  start: ParsedTarget,
  address: string,
): Promise<Attempt<HttpAnswer>> {
  const journey: Journey = { ask, start, hops: [], visited: new Set() };
  let at = { target: start, address };
  let durationMs = 0;
  for (;;) {
    journey.visited.add(at.target.url);
    const answer = await askHop(house, ask, at.target, at.address);
    if (answer.status !== "ok") return afterHops(answer, journey.hops);
    durationMs += answer.value.durationMs;
    const location = locationOf(answer.value);
    if (location === null) return ok(shape(journey, at.target, answer.value, { durationMs }));
    const decision = await decide(house, journey, at, location);
    if ("miss" in decision) return decision.miss;
    if ("stay" in decision) {
      const unfollowed = { location: location.slice(0, MAX_LOCATION_CHARS), why: decision.stay };
      return ok(shape(journey, at.target, answer.value, { durationMs, unfollowed }));
    }
    journey.hops.push(hopOf(at.target, answer.value, location));
    at = decision.go;
  }
}

function hopOf({ url }: ParsedTarget, { status, headers }: HopAnswer, location: string): Hop {
  const hsts = headers.find(([name]) => name === "strict-transport-security")?.[1];
  return {
    url,
    status,
    location: location.slice(0, MAX_LOCATION_CHARS),
    ...(hsts !== undefined && { hsts }),
  };
}

function locationOf(answer: HopAnswer): string | null {
  if (!REDIRECTS.has(answer.status)) return null;
  const value = answer.headers.find(([name]) => name === "location")?.[1].trim() ?? "";
  return value === "" ? null : value;
}

async function decide(
  house: House,
  journey: Journey,
  at: { readonly target: ParsedTarget; readonly address: string },
  location: string,
): Promise<Decision> {
  const { ask, hops, visited, start } = journey;
  if (ask.follow === "none") return { stay: "not-asked" };
  const target = parseTarget(location, at.target.url);
  if (!target.ok) {
    const refusal = { reason: target.reason, document: null, detail: target.detail };
    await house.gate.record(refusal, refusedStep(ask, at.target, location), null);
    return { stay: formFault(location, at.target.url) };
  }
  if (isRecord(target.path)) return { stay: "not-asked" };
  if (visited.has(target.url)) return { stay: "loop" };
  if (ask.follow === "same-origin" && !isSameOrigin(target, start)) return { stay: "not-asked" };
  if (hops.length >= house.limits.redirects) return { stay: "limit" };
  return enterScope(house, ask, at, target);
}

/** Judges a hop. When the host we are on is itself no longer permitted, the whole look is over. */
async function enterScope(
  house: House,
  ask: HttpAsk,
  at: { readonly target: ParsedTarget; readonly address: string },
  target: ParsedTarget,
): Promise<Decision> {
  const { gate, names } = house;
  const [here, there] = [stepOf(ask, at.target), stepOf(ask, target)];
  const refusal = gate.refusalNow(there, null);
  if (refusal !== null) {
    const ended = gate.refusalNow(here, at.address);
    if (ended !== null) return { miss: await gate.record(ended, here, at.address) };
    const detail = `${refusal.reason}: ${refusal.detail}`;
    await gate.record({ ...refusal, reason: "redirect-out-of-scope", detail }, there, null);
    return { stay: "out-of-scope" };
  }
  if (target.host === at.target.host) return { go: { target, address: at.address } };
  const resolved = await names.addressesOf(there);
  if (resolved.status === "ok") {
    const address = resolved.value.addresses[0]?.address;
    if (address !== undefined) return { go: { target, address } };
  }
  const outside = resolved.status === "skipped" && resolved.reason.startsWith("address-");
  if (outside || resolved.status === "ok") return { stay: "out-of-scope" };
  return { miss: resolved };
}

/** What the ledger shows of a target that could not even be parsed into one. */
function refusedStep(ask: HttpAsk, at: ParsedTarget, location: string): Step {
  const parsed = URL.canParse(location, at.url) ? new URL(location, at.url) : null;
  return {
    host: parsed?.hostname.slice(0, 253) || at.host,
    port: null,
    area: ask.area,
    probe: ask.probe,
    url: location.slice(0, MAX_LOCATION_CHARS),
  };
}

function formFault(location: string, base: string): Unfollowed["why"] {
  if (!URL.canParse(location, base)) return "malformed";
  const { protocol } = new URL(location, base);
  return protocol === "http:" || protocol === "https:" ? "out-of-scope" : "not-http";
}

function isSameOrigin(one: ParsedTarget, other: ParsedTarget): boolean {
  return one.scheme === other.scheme && one.host === other.host && one.port === other.port;
}

function afterHops(miss: Miss, hops: readonly Hop[]): Miss {
  if (hops.length === 0) return miss;
  const detail = `${miss.detail} (after ${String(hops.length)} redirects)`.trim();
  return miss.status === "skipped" ? skipped(miss.reason, detail) : { ...miss, detail };
}

function shape(
  journey: Journey,
  target: ParsedTarget,
  answer: HopAnswer,
  end: { readonly durationMs: number; readonly unfollowed?: Unfollowed },
): HttpAnswer {
  const { ask, start, hops } = journey;
  return {
    exchange: {
      kind: "http",
      method: ask.method ?? "GET",
      visitor: ask.visitor ?? "browser",
      requested: start.url,
      url: target.url,
      address: answer.address,
      hops,
      unfollowed: end.unfollowed ?? null,
      status: answer.status,
      headers: answer.headers,
      tls: answer.tls,
      durationMs: end.durationMs,
    },
    body: answer.bytes,
    wireBytes: answer.wireBytes,
    truncated: answer.truncated,
  };
}
