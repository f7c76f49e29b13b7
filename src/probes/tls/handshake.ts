// One TLS handshake as a look. Records what happened and judges nothing.
import type { Attempt } from "../../model/attempt.ts";
import type { Look, TlsHandshake } from "../../model/observation.ts";
import type { ProbeContext } from "../../model/probe.ts";
import { FIRST_HANDSHAKES, budgetMiss } from "./budget.ts";

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
    budgetMiss(context, FIRST_HANDSHAKES) ??
    (await context.door.tls({
      port: look.port,
      address: look.address,
      minVersion: WIDEST.min,
      maxVersion: WIDEST.max,
      probe: "certificate",
    }));
  return recordTls(context, look, attempt);
}

/** Records a handshake that was made, or the reason why none was. */
export function recordTls(
  context: ProbeContext,
  look: HandshakeLook,
  attempt: Attempt<TlsHandshake>,
): Look {
  return context.record({
    probe: "certificate",
    role: "handshake",
    areas: ["tls"],
    host: context.target.host,
    port: look.port,
    scheme: "https",
    address: look.address,
    locator: "leaf",
    about: null,
    takenAt: context.clock.now().toISOString(),
    attempt,
  });
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
