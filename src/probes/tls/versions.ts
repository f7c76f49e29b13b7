// Pass two: each protocol version asked alone at one address of each https port, then a closing canary,
// so that a server which stopped answering us is told apart from one that refuses old versions.
import { skipped, type Miss } from "../../model/attempt.ts";
import type { Look } from "../../model/observation.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import { TLS_BUDGET, tlsSpent } from "./budget.ts";
import { lookTls, recordTls, securePorts, type HandshakeLook } from "./handshake.ts";

export const VERSIONS = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

export const versionsProbe: Probe = {
  id: "tls-versions",
  areas: ["tls"],
  pass: 2,
  async run(context) {
    for (const port of securePorts(context)) {
      const first = firstHandshake(context, port);
      if (first !== null) await askVersions(context, port, first);
    }
  },
};

/** An address that shook hands in pass one, else the first that was tried. */
function firstHandshake(context: ProbeContext, port: number): Look | null {
  const looks = context.looks.filter(
    (look) => look.probe === "certificate" && look.role === "handshake" && look.port === port,
  );
  return looks.find(isAccepted) ?? looks[0] ?? null;
}

function isAccepted({ attempt }: Look): boolean {
  return (
    attempt.status === "ok" && attempt.value.kind === "tls-handshake" && attempt.value.accepted
  );
}

async function askVersions(context: ProbeContext, port: number, first: Look): Promise<void> {
  const { address } = first;
  const miss = reasonNotToAsk(context, first);
  for (const version of VERSIONS) {
    const look = versionLook(port, address, version);
    if (miss === null && address !== null) await lookTls(context, { ...look, address });
    else recordTls(context, look, miss ?? skipped("depends-on-failed"));
  }
  if (miss !== null || address === null) return;
  await lookTls(context, { ...versionLook(port, address, null), role: "canary", address });
}

/** Half an answer decides nothing here: all versions and the canary, or none. */
function reasonNotToAsk(context: ProbeContext, first: Look): Miss | null {
  if (!isAccepted(first)) {
    const { attempt } = first;
    const detail = attempt.status === "ok" ? "no handshake with any version" : attempt.reason;
    return skipped("depends-on-failed", detail);
  }
  const needed = VERSIONS.length + 1;
  if (tlsSpent(context) + needed > TLS_BUDGET) return skipped("budget-spent", "tls area");
  return context.door.budgetLeft() < needed ? skipped("budget-spent", "host") : null;
}

function versionLook(port: number, address: string | null, about: string | null): HandshakeLook {
  return { probe: "tls-versions", role: "version", port, address, locator: "tls", about };
}
