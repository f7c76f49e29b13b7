// What the hellos of a full list show of a stack besides versions, suites and groups. Asks nothing.
import type { Look, TlsFlight } from "../../model/observation.ts";
import { EXTENSION } from "../../text/tls/words.ts";

/** Of TLS 1.2 and older: TLS 1.3 says the same in what it encrypts. */
export interface TlsFeatures {
  /** The protocol chosen of "h2" and "http/1.1"; null where the server chose none. */
  readonly alpn: string | null;
  readonly sessionTickets: boolean;
}

/** @returns null where no such version was agreed to; SSL has no extensions to ask with */
export function featuresIn(looks: readonly Look[]): TlsFeatures | null {
  const flight = looks.map(flightOf).find((one) => one !== null);
  if (flight === undefined || flight === null) return null;
  const { alpn, extensions } = flight;
  return { alpn, sessionTickets: extensions.includes(EXTENSION.sessionTicket) };
}

function flightOf({ attempt }: Look): TlsFlight | null {
  if (attempt.status !== "ok" || attempt.value.kind !== "tls-flight") return null;
  const { value } = attempt;
  const isAgreed = value.outcome === "hello" && !value.unoffered;
  return isAgreed && /^TLSv1(?:\.[12])?$/.test(value.version ?? "") ? value : null;
}
