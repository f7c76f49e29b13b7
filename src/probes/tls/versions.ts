// Pass two: each protocol version asked alone at one address of each https port, then a closing canary,
// so that a server which stopped answering us is told apart from one that refuses old versions.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import { TLS_BUDGET, tlsSpent } from "./budget.ts";
import {
  handshakesAt,
  isAccepted,
  lookTls,
  recordTls,
  securePorts,
  type HandshakeLook,
} from "./handshake.ts";

const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

export const versionsProbe: Probe = {
  id: "tls-versions",
  areas: ["tls"],
  pass: 2,
  async run(context) {
    for (const port of securePorts(context)) {
      // The same address every night, so that no finding closes because another one answered.
      const first = handshakesAt(context, port)[0];
      // Without a first handshake there is nothing to compare a refusal with; its own look says why.
      if (first === undefined || first.address === null || !isAccepted(first)) continue;
      await askVersions(context, port, first.address);
    }
  },
};

async function askVersions(context: ProbeContext, port: number, address: string): Promise<void> {
  const miss = reasonNotToAsk(context);
  for (const version of VERSIONS) {
    const look = versionLook(port, address, version);
    if (miss === null) await lookTls(context, look);
    else recordTls(context, look, miss);
  }
  if (miss === null) {
    await lookTls(context, { ...versionLook(port, address, null), role: "canary" });
  }
}

/** Half an answer decides nothing here: all versions and the canary, or none. */
function reasonNotToAsk(context: ProbeContext): Miss | null {
  const needed = VERSIONS.length + 1;
  if (tlsSpent(context) + needed > TLS_BUDGET) return skipped("budget-spent", "tls area");
  return context.door.budgetLeft() < needed ? skipped("budget-spent", "host") : null;
}

function versionLook(
  port: number,
  address: string,
  about: string | null,
): HandshakeLook & { readonly address: string } {
  return { probe: "tls-versions", role: "version", port, address, locator: "tls", about };
}
