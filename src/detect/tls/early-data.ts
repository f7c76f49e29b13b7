// Does the server take early data (0-RTT)? Whoever caught it on the wire can send it again, and the server takes it for
// a second request (RFC 8446, section 8). Judged on the ticket that came with the site's own answer; nothing is resumed.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { HttpLook } from "../../text/assessable.ts";
import { TLS_SUBJECT } from "./audit-facts.ts";
import { openSign, ownAnswer } from "./pages.ts";
import { factOf, type Sign } from "./verdict.ts";

export const earlyDataDetector: Detector = {
  id: "tls-early-data",
  area: "tls",
  emits: ["tls.early-data"],
  detect: (input) =>
    input.target.ports
      .filter(({ scheme }) => scheme === "https")
      .flatMap(({ port }) => earlyDataFact(input, port) ?? []),
};

function earlyDataFact(input: DetectInput, port: number): Fact | null {
  const { answer, fallback } = ownAnswer(input, port);
  const place = {
    predicate: "tls.early-data",
    host: input.target.host,
    port,
    subject: TLS_SUBJECT,
  } as const;
  if (answer !== null) return factOf(place, [{ look: answer, sign: earlyData(answer) }]);
  return fallback === null ? null : factOf(place, [{ look: fallback, sign: openSign(fallback) }]);
}

function earlyData({ attempt: { value } }: HttpLook): Sign {
  const { tls, address } = value;
  if (tls === null) return { is: "open", reason: "inconclusive" };
  if (tls.protocol !== "TLSv1.3") return { is: "clear", text: `${address}: ${tls.protocol}` };
  if (tls.resumption === undefined) return { is: "open", reason: "inconclusive" };
  const text = `${address}: max_early_data=${String(tls.resumption.earlyData)}`;
  if (tls.resumption.earlyData === 0) return { is: "clear", text };
  return { is: "seen", value: "early-data=accepted", text };
}
