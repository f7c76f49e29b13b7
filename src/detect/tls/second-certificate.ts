// The certificate that a server shows only to clients of the other kind of key (ECDSA beside RSA): read from the audit,
// and held against the same demands as the first.
import type { DetectInput } from "../../model/detector.ts";
import type { TlsFlight, TlsHandshake } from "../../model/observation.ts";
import type { Answer } from "./answers.ts";
import { auditsAt, type Asked } from "./audit.ts";

/** @returns nothing where the server has one certificate only; a reason where it was asked and no answer came */
export function secondCertificates(input: DetectInput, port: number): readonly Answer[] {
  return auditsAt(input.looks, port, input.knowledge.tls)
    .flatMap(({ asked }) => asked)
    .filter(({ role }) => role === "second-certificate")
    .flatMap((asked) => answerOf(asked) ?? []);
}

function answerOf({ look, reply }: Asked): Answer | null {
  if (reply.is === "refused") return null;
  if (reply.is === "open") return { known: false, look, reason: reply.reason };
  const [leaf] = reply.flight.chain;
  if (leaf === undefined) return { known: false, look, reason: "inconclusive" };
  return { known: true, look, handshake: handshakeOf(reply.flight), leaf };
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
