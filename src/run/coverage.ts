// What a run can say it looked at: per port and area, from the looks alone. Pure.
import type { Area } from "../model/area.ts";
import type { Coverage } from "../model/coverage.ts";
import type { Look } from "../model/observation.ts";
import type { Reason } from "../model/reason.ts";
import type { Target } from "../model/registry.ts";
import { AUDIT_PROBE } from "../text/tls/topics.ts";
import { isHttpLook, pageProblemOf, problemOf } from "../text/assessable.ts";

export interface CoverageInput {
  readonly target: Target;
  readonly areas: readonly Area[];
  readonly looks: readonly Look[];
  readonly body: (sha256: string) => Uint8Array | undefined;
  readonly run: string;
  readonly at: string;
  /** Said of an area for which nothing was asked at all. */
  readonly otherwise: Reason;
}

/** Looks without which an area has not been looked at at all. */
const PRIMARY_ROLES = new Set(["home", "handshake", "resolve"]);
/** Looks whose answer must be a page that a visitor is meant to read. */
const PAGE_ROLES = new Set(["home", "linked", "search", "repeat", "confirm"]);

const LINK_ANSWERS: ReadonlySet<Reason> = new Set([
  "http-status",
  "login-required",
  "not-html",
  "empty-page",
  "redirect-out-of-scope",
]);

export function coverageOf(input: CoverageInput): Coverage[] {
  return input.target.ports.flatMap(({ port }) =>
    input.areas.map((area) => ({
      host: input.target.host,
      port,
      area,
      ...assess(input, port, area),
      run: input.run,
      at: input.at,
    })),
  );
}

function assess(
  input: CoverageInput,
  port: number,
  area: Area,
): Pick<Coverage, "status" | "reason"> {
  const looks = input.looks.filter(
    (look) => look.areas.includes(area) && (look.port === port || look.port === null),
  );
  const asked = looks.filter((look) => look.role !== "resolve");
  const unresolved = looks.find((look) => look.role === "resolve" && look.attempt.status !== "ok");
  if (unresolved !== undefined) {
    return { status: "not-assessed", reason: problemOfLook(unresolved, area, input) };
  }
  if (asked.length === 0) return { status: "not-assessed", reason: input.otherwise };
  if (isClosedBesideAnOpenOne(input, asked, port)) return { status: "assessed", reason: null };
  return worst(asked, area, input);
}

function worst(
  asked: readonly Look[],
  area: Area,
  input: CoverageInput,
): Pick<Coverage, "status" | "reason"> {
  const judged = asked.map((look) => ({
    primary: PRIMARY_ROLES.has(look.role),
    reason: problemOfLook(look, area, input),
    cut: isCut(look),
  }));
  const problems = judged.filter(({ reason }) => reason !== null);
  if (problems.length === 0) return { status: "assessed", reason: null };
  const primaries = judged.filter(({ primary }) => primary);
  const telling = primaries.length > 0 ? primaries : judged;
  const blind = telling.every(
    ({ reason, cut }) => reason !== null && !(cut && reason === "body-too-large"),
  );
  // That it fell silent says more than the single connection at which it began to.
  const silent = problems.find(({ reason }) => reason === "host-stopped-answering");
  const first = problems.find(({ primary }) => primary) ?? silent ?? problems[0];
  return { status: blind ? "not-assessed" : "partial", reason: first?.reason ?? input.otherwise };
}

/** A refused connection is an answer ("nothing is served here") while another port of the host answers. */
function isClosedBesideAnOpenOne(
  input: CoverageInput,
  asked: readonly Look[],
  port: number,
): boolean {
  const refused = asked.every(
    ({ attempt }) => attempt.status === "failed" && attempt.reason === "connect-refused",
  );
  return refused && input.looks.some((look) => look.port !== port && isHttpLook(look));
}

function problemOfLook(look: Look, area: Area, input: CoverageInput): Reason | null {
  const { attempt } = look;
  if (attempt.status !== "ok") return isRefusedHello(look, input) ? null : attempt.reason;
  if (!isHttpLook(look)) return null;
  const exchange = look.attempt.value;
  const body = exchange.body === null ? undefined : input.body(exchange.body.sha256);
  // For the transport any HTTP answer will do; for the other areas the page itself must be there.
  if (area === "tls") return null;
  if (!PAGE_ROLES.has(look.role)) return problemOf(exchange, body);
  const problem = pageProblemOf(exchange, body);
  // A dead link, a file or a way out of scope is an answer about a linked page; only the start page must be there.
  const isAnswer = look.role === "linked" && problem !== null && LINK_ANSWERS.has(problem);
  if (isAnswer) return null;
  return problem ?? (isCut(look) ? "body-too-large" : null);
}

/** An answer of which only the beginning was read: something, but not all, was looked at. */
function isCut(look: Look): boolean {
  return isHttpLook(look) && look.attempt.value.body?.truncated === true;
}

/**
 * Many servers refuse what they do not speak by a reset instead of an alert, and an ordinary hello that came to nothing
 * is asked again in another form. While the closing canary of the same port and address is answered, both are answers.
 */
function isRefusedHello(look: Look, { looks }: CoverageInput): boolean {
  if (look.probe !== AUDIT_PROBE || look.attempt.status !== "failed") return false;
  const { reason } = look.attempt;
  const wasReset = reason === "connection-reset" || (look.role === "ssl2" && reason === "not-tls");
  if (!wasReset && look.role !== "baseline" && look.role !== "newest") return false;
  return looks.some(
    ({ probe, role, port, address, attempt }) =>
      probe === AUDIT_PROBE &&
      role === "canary" &&
      port === look.port &&
      address === look.address &&
      attempt.status === "ok" &&
      attempt.value.kind === "tls-flight" &&
      attempt.value.outcome !== "refused",
  );
}
