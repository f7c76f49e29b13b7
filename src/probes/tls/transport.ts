// Pass two: what the shared looks leave open about HTTP and HTTPS of one host: the answer of a port itself,
// where they were redirected away or failed.
import type { Probe, ProbeContext } from "../../model/probe.ts";
import type { Port } from "../../model/registry.ts";
import { answeredHere, isHttpLook } from "../../text/assessable.ts";
import { lookFrom, lookHttp, type LookPurpose } from "../record.ts";
import { budgetMiss } from "./budget.ts";
import { handshakesAt, isAccepted } from "./handshake.ts";

/** Headers and the first lines tell what is asked here. */
const MAX_BYTES = 65_536;

export const transportProbe: Probe = {
  id: "http-transport",
  areas: ["tls"],
  pass: 2,
  async run(context) {
    for (const port of context.target.ports) {
      if (needsOwnLook(context, port)) await lookAtPage(context, port);
    }
  },
};

function firstPath(context: ProbeContext): string {
  return context.target.paths[0] ?? "/";
}

/** Plain ports: when the shared look came to nothing. Secure ports: also when the answer is another origin's. */
function needsOwnLook(context: ProbeContext, { port, scheme }: Port): boolean {
  const home = context.looks.find(
    (look) =>
      look.probe === "home" &&
      look.role === "home" &&
      look.port === port &&
      look.locator === firstPath(context),
  );
  if (home === undefined) return true;
  if (isHttpLook(home)) return scheme === "https" && !answeredHere(home);
  // A refused port refuses again; whether the first hop or a later one failed cannot be told otherwise.
  return home.attempt.status === "failed" && (scheme === "http" || handshakeWorked(context, port));
}

function handshakeWorked(context: ProbeContext, port: number): boolean {
  return handshakesAt(context, port).some(isAccepted);
}

async function lookAtPage(context: ProbeContext, { port, scheme }: Port): Promise<void> {
  const purpose: LookPurpose = {
    probe: "http-transport",
    role: "page",
    areas: ["tls"],
    port,
    scheme,
    locator: firstPath(context),
  };
  const miss = budgetMiss(context);
  if (miss !== null) {
    context.record(lookFrom(context, purpose, miss));
    return;
  }
  await lookHttp(context, purpose, { visitor: "browser", follow: "none", maxBytes: MAX_BYTES });
}
