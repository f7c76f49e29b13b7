// What one look is worth: an answer that can be read, or a reason why nothing may be concluded from it.
import type { DetectInput } from "../../model/detector.ts";
import type { Look } from "../../model/observation.ts";
import type { Reason } from "../../model/reason.ts";
import { isHttpLook, problemOf } from "../../text/assessable.ts";
import { panelViewOf, type PanelView } from "../../text/panel-match.ts";

export type Standing =
  /** `cut`: only the beginning of the body was read. */
  | { readonly is: "answer"; readonly view: PanelView; readonly cut: boolean }
  | { readonly is: "problem"; readonly reason: Reason };

/**
 * A sibling path that a firewall answers with its own page is still answered otherwise than the hit:
 * that is all it was asked for.
 */
export function twinStandingOf(look: Look, input: DetectInput): Standing {
  const standing = standingOf(look, input);
  if (standing.is === "answer" || standing.reason !== "blocked" || !isHttpLook(look)) {
    return standing;
  }
  const exchange = look.attempt.value;
  const body = exchange.body === null ? undefined : input.body(exchange.body.sha256);
  return { is: "answer", view: panelViewOf(exchange, body, look.locator), cut: false };
}

export function standingOf(look: Look, input: DetectInput): Standing {
  if (look.attempt.status !== "ok") return { is: "problem", reason: look.attempt.reason };
  if (!isHttpLook(look)) return { is: "problem", reason: "inconclusive" };
  const exchange = look.attempt.value;
  const body = exchange.body === null ? undefined : input.body(exchange.body.sha256);
  const problem = problemOf(exchange, body);
  if (problem !== null) return { is: "problem", reason: problem };
  // The bytes are gone (retention): a status that says "nothing here" is still an answer.
  const gone = exchange.body !== null && body === undefined;
  if (gone && exchange.status !== 404 && exchange.status !== 410) {
    return { is: "problem", reason: "inconclusive" };
  }
  const cut = exchange.body?.truncated === true;
  return { is: "answer", view: panelViewOf(exchange, body, look.locator), cut };
}

const FIREWALL =
  /support id|incident id|event id|ray id|reference (?:#|id)|request (?:was |has been )?(?:blocked|rejected)|has been blocked|web application firewall|\bWAF\b|bị chặn|tường lửa/i;
const MAX_TEXT = 20_000;

/**
 * True when a refusal (403, 406) is that of a firewall rather than of the server itself. "Denied by the
 * server" is what a unit is asked to configure, so it is good news; "denied to us" says nothing.
 * @param everywhere what the port answers at paths that do not exist
 */
export function isFirewallRefusal(view: PanelView, everywhere: readonly Standing[]): boolean {
  if (view.status !== 403 && view.status !== 406) return false;
  if (FIREWALL.test(view.text.slice(0, MAX_TEXT))) return true;
  const statuses = everywhere.flatMap((one) => (one.is === "answer" ? [one.view.status] : []));
  return statuses.length > 0 && statuses.every((status) => status === view.status);
}
