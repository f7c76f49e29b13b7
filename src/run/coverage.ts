// What a run can say it looked at: per port and area, from the looks alone. Pure.
import type { Area } from "../model/area.ts";
import type { Coverage } from "../model/coverage.ts";
import type { Look } from "../model/observation.ts";
import type { Reason } from "../model/reason.ts";
import type { Target } from "../model/registry.ts";
import type { TlsKnowledge } from "../model/tls-knowledge.ts";
import { openAt } from "../detect/tls/audit.ts";
import { AUDIT_PROBE } from "../text/tls/topics.ts";
import { isHttpLook, pageProblemOf, problemOf } from "../text/assessable.ts";

export interface CoverageInput {
  readonly target: Target;
  readonly areas: readonly Area[];
  readonly looks: readonly Look[];
  readonly body: (sha256: string) => Uint8Array | undefined;
  /** By which the hellos of the TLS audit are read. */
  readonly tls: TlsKnowledge;
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
  // An answer to one hello of an audit may be worth nothing by what came of another.
  const open = openAt(looks, port, input.tls);
  return worst(
    asked.map((look) => ({
      primary: PRIMARY_ROLES.has(look.role),
      reason:
        look.probe === AUDIT_PROBE ? (open.get(look) ?? null) : problemOfLook(look, area, input),
      cut: isCut(look),
    })),
    input.otherwise,
  );
}

interface Judged {
  readonly primary: boolean;
  readonly reason: Reason | null;
  readonly cut: boolean;
}

function worst(judged: readonly Judged[], otherwise: Reason): Pick<Coverage, "status" | "reason"> {
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
  return { status: blind ? "not-assessed" : "partial", reason: first?.reason ?? otherwise };
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
  if (attempt.status !== "ok") return attempt.reason;
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
