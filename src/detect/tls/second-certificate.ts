// The certificate that a server shows only to clients of the other kind of key (ECDSA beside RSA): read from the audit,
// and held against the same demands as the first.
import type { DetectInput } from "../../model/detector.ts";
import type { TlsFlight, TlsHandshake } from "../../model/observation.ts";
import type { Answer } from "./answers.ts";
import { auditsAt, mainOf, type Asked, type Audit } from "./audit.ts";

/** @returns nothing where the server has one certificate only; a reason where it was asked and no answer came */
export function secondCertificates(input: DetectInput, port: number): readonly Answer[] {
  return auditsAt(input.looks, port, input.knowledge.tls)
    .flatMap(askedFor)
    .flatMap((asked) => answerOf(asked) ?? []);
}

/** Where the ordinary hello came to nothing it was not asked, and nothing is known either. */
function askedFor(audit: Audit): readonly Asked[] {
  const asked = audit.asked.filter(({ role }) => role === "second-certificate");
  const main = mainOf(audit);
  return asked.length === 0 && main?.reply.is === "open" ? [main] : asked;
}

function answerOf({ look, reply }: Asked): Answer | null {
  if (reply.is === "refused") return null;
  if (reply.is === "open") return { known: false, look, reason: reply.reason };
  const [leaf] = reply.flight.chain;
  if (leaf === undefined) return { known: false, look, reason: "inconclusive" };
  return { known: true, look, handshake: handshakeOf(reply.flight), leaf };
}

/** Read in the clear and not verified by OpenSSL: what is known is where the signatures lead, and over what. */
function handshakeOf(flight: TlsFlight): TlsHandshake {
  const { port, address, servername, version, chain, stapled, durationMs } = flight;
  const { offered, anchor, path, faults } = flight;
  const route = {
    ...(path === undefined ? {} : { path }),
    ...(faults === undefined ? {} : { faults }),
  };
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
    verification: anchor === null ? null : { trusted: false, error: null, anchor, ...route },
    stapled,
    durationMs,
  };
}
