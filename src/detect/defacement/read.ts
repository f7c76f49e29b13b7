// From looks to what can be judged: the page that a place served, or the reason why there is none.
import type { DetectInput } from "../../model/detector.ts";
import type { Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import {
  answeredHere,
  headerOf,
  isHttpLook,
  pageProblemOf,
  type HttpLook,
} from "../../text/assessable.ts";
import { readPage } from "../../text/page.ts";
import { scoreDefacement, type Sign } from "./deface.ts";
import type { Lexicon } from "./lexicon.ts";
import type { Places } from "./places.ts";
import { findRedirect, scoreRedirect, type Redirect } from "./redirect.ts";
import { scoreScripts } from "./script.ts";
import { scoreSpam } from "./spam.ts";
import { viewPage, type PageView } from "./view.ts";

/** One look, read and scored. */
export type Reading =
  | {
      readonly is: "page";
      readonly look: HttpLook;
      readonly view: PageView;
      readonly signs: Signs;
      readonly redirect: Redirect | null;
      /** Set when the page is an error page, cut or odd: it can show something, but its silence says nothing. */
      readonly problem: Reason | null;
    }
  /** Sent elsewhere: to another granted place of the unit (`target` null), or out of scope. */
  | {
      readonly is: "away";
      readonly look: HttpLook;
      readonly target: URL | null;
      readonly places: Places;
    }
  | { readonly is: "nothing"; readonly look: Look; readonly reason: Reason };

export interface Signs {
  readonly page: Sign;
  readonly partial: Sign;
  readonly spam: Sign;
  readonly script: Sign;
  readonly redirect: Sign;
}

const NONE: Sign = { score: 0, kind: "none", evidence: [] };
/** Error answers whose body is still the site's own word. */
const SPEAKING: ReadonlySet<Reason> = new Set([
  "http-status",
  "server-error",
  "blocked",
  "login-required",
]);

export function readLook(look: Look, input: DetectInput, lexicon: Lexicon): Reading {
  if (look.attempt.status !== "ok") return { is: "nothing", look, reason: look.attempt.reason };
  if (!isHttpLook(look)) return { is: "nothing", look, reason: "inconclusive" };
  const exchange = look.attempt.value;
  const places = { host: look.host, ownHosts: input.ownHosts };
  if (exchange.unfollowed?.why === "out-of-scope") {
    const { location } = exchange.unfollowed;
    const target = URL.canParse(location, exchange.url) ? new URL(location, exchange.url) : null;
    return { is: "away", look, target, places };
  }
  if (!answeredHere(look)) return { is: "away", look, target: null, places };
  const body = exchange.body === null ? undefined : input.body(exchange.body.sha256);
  const problem = pageProblemOf(exchange, body);
  if (body === undefined || (problem !== null && !SPEAKING.has(problem))) {
    return { is: "nothing", look, reason: problem ?? "inconclusive" };
  }
  const page = readPage(body, headerOf(exchange, "content-type"));
  const view = viewPage(page, exchange.url, places, lexicon);
  const partial = exchange.body?.truncated === true ? "body-too-large" : null;
  const odd = page.abnormal === null ? null : "page-abnormal";
  return {
    is: "page",
    look,
    view,
    problem: problem ?? partial ?? odd,
    ...scoreView(view, lexicon),
  };
}

/** All signs of one page, whatever it was asked for. */
export function scoreView(
  view: PageView,
  lexicon: Lexicon,
): { signs: Signs; redirect: Redirect | null } {
  const { page, partial } = scoreDefacement(view, lexicon);
  const redirect = findRedirect(view, lexicon);
  return {
    redirect,
    signs: {
      page,
      partial,
      spam: scoreSpam(view, lexicon),
      script: scoreScripts(view, lexicon),
      redirect: redirect === null ? NONE : scoreRedirect(redirect, lexicon),
    },
  };
}
