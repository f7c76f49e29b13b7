// Pass one: a full handshake with every https port at every address of the host, as wide as we can speak; where a start
// page's connection has shown it already, none of its own.
import { skipped } from "../../model/attempt.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import { MAX_ADDRESSES } from "./budget.ts";
import { handshakesAt, inOrder, lookTls, recordTls, securePorts } from "./handshake.ts";

export const certificateProbe: Probe = {
  id: "certificate",
  areas: ["tls"],
  pass: 1,
  async run(context) {
    const ports = securePorts(context);
    if (ports.length === 0) return;
    const resolution = await context.door.resolve();
    for (const port of ports) {
      if (resolution.status === "ok") await lookAtAll(context, port, inOrder(resolution.value));
      else recordTls(context, { port, address: null }, resolution);
    }
  },
};

async function lookAtAll(
  context: ProbeContext,
  port: number,
  addresses: readonly string[],
): Promise<void> {
  const seen = new Set(handshakesAt(context, port).map((look) => look.address));
  for (const address of addresses.slice(0, MAX_ADDRESSES)) {
    if (seen.has(address)) continue;
    await lookTls(context, { port, address });
  }
  // Said aloud: nobody can call the host clean while some of its addresses were not looked at.
  for (const address of addresses.slice(MAX_ADDRESSES)) {
    const detail = `only ${String(MAX_ADDRESSES)} addresses a night`;
    recordTls(context, { port, address }, skipped("not-planned", detail));
  }
}
