// Does the server keep what its certificate promises or browsers demand of it: a stapled OCSP answer where the
// certificate insists on one (RFC 7633), timestamps of public logs where the authority is a public one (RFC 6962)?
import type { DetectInput } from "../../model/detector.ts";
import type { TlsFlight } from "../../model/observation.ts";
import { AUDIT_PROBE } from "../../text/tls/topics.ts";
import { EXTENSION } from "../../text/tls/words.ts";
import type { Handshaken } from "./answers.ts";
import { attributeOf } from "./distinguished-name.ts";
import type { Sign } from "./verdict.ts";

const UNREAD: Sign = { is: "open", reason: "inconclusive" };

export function mustStaple(answer: Handshaken, input: DetectInput): Sign {
  const { leaf } = answer;
  if (leaf.details === undefined) return UNREAD;
  if (!leaf.details.mustStaple) return { is: "clear", text: "the certificate does not ask for it" };
  const stapled = isStapled(answer, input);
  if (stapled === true) return { is: "clear", text: "must-staple, and an OCSP answer came along" };
  if (stapled === null) return UNREAD;
  const asked = String(flightsOf(answer, input).length + 1);
  return {
    is: "seen",
    value: "must-staple=unkept",
    text: `must-staple, but no OCSP answer in ${asked} handshake(s); subject=${leaf.subject}`,
  };
}

/**
 * One stapled answer in the whole audit is enough: servers fetch it only after the first client has asked.
 * @returns null where looks of the first releases do not say
 */
export function isStapled(answer: Handshaken, input: DetectInput): boolean | null {
  const { stapled } = answer.handshake;
  if (stapled === true || flightsOf(answer, input).some((flight) => flight.stapled)) return true;
  return stapled === undefined ? null : false;
}

/** Judged where a public authority issued it after browsers began to insist; a private one logs nothing. */
export function noTimestamps(answer: Handshaken, input: DetectInput): Sign {
  const { leaf, handshake } = answer;
  const { ctRequiredFrom, publicIssuers } = input.knowledge.tls;
  if (leaf.details === undefined || ctRequiredFrom === undefined) return UNREAD;
  const count = leaf.details.embeddedScts;
  if (count > 0) return { is: "clear", text: `scts=${String(count)} in the certificate` };
  const organisation = attributeOf(leaf.issuer, "O");
  const isPublic =
    handshake.verification?.anchor === "pinned-root" &&
    organisation !== null &&
    publicIssuers.includes(organisation);
  if (!isPublic) return { is: "clear", text: `issuer=${leaf.issuer}: no public authority` };
  if (leaf.notBefore.slice(0, 10) < ctRequiredFrom) {
    return { is: "clear", text: `issued before ${ctRequiredFrom}` };
  }
  // They may also come in the handshake or in a stapled answer.
  const flights = flightsOf(answer, input);
  const inHandshake = flights.some((flight) =>
    flight.extensions.includes(EXTENSION.certificateTimestamps),
  );
  if (inHandshake) return { is: "clear", text: "timestamps come in the handshake" };
  if (isStapled(answer, input) === true || flights.length === 0) return UNREAD;
  return {
    is: "seen",
    value: "scts=0",
    text: `no timestamp of a public log; issuer=${leaf.issuer}`,
    confidence: "firm",
  };
}

/** Whole clear-text flights at the same place that brought the same certificate. */
function flightsOf({ leaf, look }: Handshaken, { looks }: DetectInput): readonly TlsFlight[] {
  return looks.flatMap(({ probe, role, port, address, attempt }) => {
    if (probe !== AUDIT_PROBE || role === "nameless" || attempt.status !== "ok") return [];
    const { value } = attempt;
    const isHere = port === look.port && address === look.address;
    if (!isHere || value.kind !== "tls-flight" || !value.complete) return [];
    return value.leafSha256 === leaf.sha256 ? [value] : [];
  });
}
