// One TLS handshake as a look, made for itself or on the way to a page. Records what happened and judges nothing.
import type { Attempt } from "../../model/attempt.ts";
import type { HttpAsk } from "../../model/door.ts";
import type { Look, NewLook, Resolution, TlsHandshake } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";
import type { Port } from "../../model/registry.ts";
import { handshakeMiss } from "./budget.ts";

/** From the oldest to the newest version that the runtime can speak. */
const WIDEST = { min: "TLSv1", max: "TLSv1.3" } as const;

export interface HandshakeLook {
  readonly port: number;
  readonly address: string | null;
}

/** Shakes hands unless the budget is spent, and records the look either way. */
export async function lookTls(
  context: ProbeContext,
  look: HandshakeLook & { readonly address: string },
): Promise<Look> {
  const attempt =
    handshakeMiss(context) ??
    (await context.door.tls({
      port: look.port,
      address: look.address,
      minVersion: WIDEST.min,
      maxVersion: WIDEST.max,
      probe: "certificate",
    }));
  return recordTls(context, look, attempt);
}

/**
 * For a page whose own connection may show the certificate: one connection less. Only at the address that leads the
 * order of every night; of redirects, not what other hosts show.
 */
export async function alongWithPage(
  context: ProbeContext,
  { port, scheme }: Port,
): Promise<Pick<HttpAsk, "onSecured">> {
  if (scheme !== "https" || !context.areas.includes("tls")) return {};
  if (handshakesAt(context, port).length > 0) return {};
  const resolution = await context.door.resolve();
  if (resolution.status !== "ok") return {};
  const [address] = inOrder(resolution.value);
  return {
    onSecured: (shaken) => {
      const isHere = shaken.host === context.target.host && shaken.port === port;
      if (!isHere || shaken.address !== address) return;
      if (handshakesAt(context, port).length > 0) return;
      recordTls(context, { port, address }, shaken.handshake);
    },
  };
}

/** Records a handshake that was made, or the reason why none was. */
export function recordTls(
  context: ProbeContext,
  look: HandshakeLook,
  attempt: Attempt<TlsHandshake>,
): Look {
  const takenAt = context.clock.now().toISOString();
  return context.record({ ...handshakeAt(context.target.host, look), takenAt, attempt });
}

/** What a look at a handshake is for. */
export function handshakeAt(
  host: string,
  { port, address }: HandshakeLook,
): Omit<NewLook, "takenAt" | "attempt"> {
  return {
    probe: "certificate",
    role: "handshake",
    areas: ["tls"],
    host,
    port,
    scheme: "https",
    address,
    locator: "leaf",
    about: null,
  };
}

/**
 * The door's order, which is that of every night, but families in turn, so that no cap leaves one out. The door's first,
 * at which pages are asked, stays the first.
 */
export function inOrder({ addresses }: Pick<Resolution, "addresses">): readonly string[] {
  const of = (wanted: 4 | 6): readonly string[] =>
    addresses.flatMap(({ address, family }) => (family === wanted ? address : []));
  const [four, six] = [of(4), of(6)];
  const longest = Math.max(four.length, six.length);
  return Array.from({ length: longest }, (_, at) => [four[at], six[at]])
    .flat()
    .filter((address) => address !== undefined);
}

export function securePorts(context: Pick<ProbeContext, "target">): readonly number[] {
  return context.target.ports.filter(({ scheme }) => scheme === "https").map(({ port }) => port);
}

/** The handshakes of pass one with a port, one for each address. */
export function handshakesAt(context: Pick<ProbeContext, "looks">, port: number): readonly Look[] {
  return context.looks.filter(
    (look) => look.probe === "certificate" && look.role === "handshake" && look.port === port,
  );
}

export function isAccepted({ attempt }: Look): boolean {
  return (
    attempt.status === "ok" && attempt.value.kind === "tls-handshake" && attempt.value.accepted
  );
}
