// What a TLS handshake tells: which version and suite, which chain, what it is worth. Made for its own sake here, or on
// the way to a request.
import type { SecureVersion } from "node:tls";
import { failed, ok, type Attempt } from "../model/attempt.ts";
import type { TlsAsk } from "../model/door.ts";
import type { Certificate, TlsHandshake } from "../model/observation.ts";
import { describeCertificate } from "./certificate.ts";
import { netError } from "./errors.ts";
import type { Step } from "./gate.ts";
import { withLine, type House } from "./line.ts";
import { secure, type Secured } from "./secure.ts";

const VERSIONS: ReadonlySet<string> = new Set(["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]);

/** @throws RasoatError net-bad-tls-version */
export async function askHandshake(
  house: House,
  ask: TlsAsk,
  step: Step,
): Promise<Attempt<TlsHandshake>> {
  const [min, max] = [versionOf(ask.minVersion), versionOf(ask.maxVersion)];
  return withLine<TlsHandshake>(
    house,
    { step, address: ask.address, method: "TLS" },
    async (line) => {
      const { socket, watch } = line;
      const { trust, limits } = house;
      const secured = await secure(
        { socket, servername: step.host, min, max },
        { trust, watch, limits },
      );
      const { port, address } = ask;
      const base = { port, address, servername: step.host, offered: { min, max } };
      const told = handshakeFrom(secured, { ...base, durationMs: line.elapsedMs() });
      if (secured.outcome === "open") secured.stream.destroy();
      return told;
    },
  );
}

type Asked = Pick<TlsHandshake, "port" | "address" | "servername" | "offered" | "durationMs">;

/** A refusal is an answer; a chain that cannot be read is none. */
export function handshakeFrom(secured: Secured, asked: Asked): Attempt<TlsHandshake> {
  if (secured.outcome === "missed") return secured.miss;
  const base = { kind: "tls-handshake", ...asked } as const;
  if (secured.outcome === "refused") return ok({ ...base, ...REFUSED, refusal: secured.alert });
  const chain = chainOf(secured);
  if (chain === null) return failed("tls-failed", "a certificate cannot be read");
  const { protocol, cipher, verification, stapled } = secured;
  const met = { protocol, cipher, chain, verification, stapled };
  return ok({ ...base, accepted: true, refusal: null, ...met });
}

const REFUSED = {
  accepted: false,
  protocol: null,
  cipher: null,
  chain: [],
  verification: null,
} as const;

function versionOf(text: string): SecureVersion {
  if (!VERSIONS.has(text)) throw netError("net-bad-tls-version", { version: text });
  return text as SecureVersion;
}

function chainOf(secured: Extract<Secured, { outcome: "open" }>): Certificate[] | null {
  const chain = secured.sent.map(describeCertificate);
  return chain.some((certificate) => certificate === null)
    ? null
    : chain.flatMap((certificate) => certificate ?? []);
}
