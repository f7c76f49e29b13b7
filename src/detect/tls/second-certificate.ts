// The certificate that a server shows only to clients of the other kind of key (ECDSA beside RSA): read from the audit,
// and held against the same demands as the first.
import type { DetectInput } from "../../model/detector.ts";
import type { Look, TlsFlight, TlsHandshake } from "../../model/observation.ts";
import { AUDIT_PROBE } from "../../text/tls/topics.ts";
import type { Answer } from "./answers.ts";

/** @returns nothing where the server has one certificate only; a reason where it was asked and no answer came */
export function secondCertificates(input: DetectInput, port: number): readonly Answer[] {
  return input.looks
    .filter(
      ({ probe, role, port: at }) =>
        probe === AUDIT_PROBE && role === "second-certificate" && at === port,
    )
    .flatMap((look) => answerOf(look) ?? []);
}

function answerOf(look: Look): Answer | null {
  const { attempt } = look;
  if (attempt.status !== "ok") {
    // A hang-up is how many servers say that they have no such certificate.
    const isNo = attempt.reason === "connection-reset";
    return isNo ? null : { known: false, look, reason: attempt.reason };
  }
  const flight = attempt.value;
  if (flight.kind !== "tls-flight" || flight.outcome === "refused" || flight.unoffered) return null;
  const [leaf] = flight.chain;
  if (leaf === undefined) return { known: false, look, reason: "inconclusive" };
  return { known: true, look, handshake: handshakeOf(flight), leaf };
}

/** Read in the clear and not verified by OpenSSL: only where the signatures lead is known. */
function handshakeOf(flight: TlsFlight): TlsHandshake {
  const { port, address, servername, version, chain, anchor, stapled, durationMs } = flight;
  const { offered } = flight;
  return {
    kind: "tls-handshake",
    port,
    address,
    servername,
    offered: { min: offered.version, max: offered.version },
    accepted: true,
    refusal: null,
    protocol: version,
    cipher: null,
    chain,
    verification: anchor === null ? null : { trusted: false, error: null, anchor },
    stapled,
    durationMs,
  };
}
