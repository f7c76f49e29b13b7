// Pass one: a full handshake with every https port at every address of the host, as wide as we can speak.
import { skipped } from "../../model/attempt.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import { MAX_ADDRESSES } from "./budget.ts";
import { lookTls, recordTls, securePorts } from "./handshake.ts";

export const certificateProbe: Probe = {
  id: "certificate",
  areas: ["tls"],
  pass: 1,
  async run(context) {
    const ports = securePorts(context);
    if (ports.length === 0) return;
    const resolution = await context.door.resolve();
    for (const port of ports) {
      if (resolution.status === "ok")
        await lookAtAll(context, port, sorted(resolution.value.addresses));
      else recordTls(context, { port, address: null }, resolution);
    }
  },
};

async function lookAtAll(
  context: ProbeContext,
  port: number,
  addresses: readonly string[],
): Promise<void> {
  for (const address of addresses.slice(0, MAX_ADDRESSES)) {
    await lookTls(context, { port, address });
  }
  // Said aloud: nobody can call the host clean while some of its addresses were not looked at.
  for (const address of addresses.slice(MAX_ADDRESSES)) {
    const detail = `only ${String(MAX_ADDRESSES)} addresses a night`;
    recordTls(context, { port, address }, skipped("not-planned", detail));
  }
}

interface Resolved {
  readonly address: string;
  readonly family: 4 | 6;
}

/** The same order every night, whatever order DNS answers in; families in turn, so that the cap leaves none out. */
function sorted(addresses: readonly Resolved[]): readonly string[] {
  const of = (wanted: 4 | 6): readonly string[] =>
    addresses.flatMap(({ address, family }) => (family === wanted ? address : [])).toSorted();
  const [four, six] = [of(4), of(6)];
  const longest = Math.max(four.length, six.length);
  return Array.from({ length: longest }, (_, at) => [four[at], six[at]])
    .flat()
    .filter((address) => address !== undefined);
}
