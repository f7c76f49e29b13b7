// Pass two: the audit of every https port, in full at one address, in short at the others.
import { skipped, type Attempt, type Miss } from "../../model/attempt.ts";
import type { Certificate, Look, TlsHandshake } from "../../model/observation.ts";
import type { Probe, ProbeContext } from "../../model/probe.ts";
import { parseIp } from "../../text/ip.ts";
import { AUDIT_PROBE, topicText } from "../../text/tls/topics.ts";
import { AUDIT_NEED, audit, auditBriefly, type AuditOptions } from "./audit.ts";
import { createAsker } from "./asker.ts";
import { auditLimit, budgetMiss, tlsSpent } from "./budget.ts";
import { handshakesAt, securePorts } from "./handshake.ts";

export const auditProbe: Probe = {
  id: AUDIT_PROBE,
  areas: ["tls"],
  pass: 2,
  async run(context) {
    for (const port of securePorts(context)) {
      // The same address every night, so that no finding closes because another one answered.
      const [first, ...others] = handshakesAt(context, port);
      if (first === undefined || !isWorthAsking(first)) continue;
      await auditFirst(context, port, first);
      for (const other of others) {
        if (isWorthAsking(other)) await auditOther(context, port, other.address);
      }
    }
  },
};

/** Somebody speaks there, though perhaps nothing that a current TLS library understands. */
const SPEAKING = new Set([
  "tls-failed",
  "client-certificate-required",
  "connection-reset",
  "tls-timeout",
]);

/** Whether hellos of our own may still tell something after a full handshake ended like this. */
export function isSpoken(attempt: Attempt<unknown>): boolean {
  return attempt.status === "ok" || SPEAKING.has(attempt.reason);
}

function isWorthAsking(look: Look): look is Look & { readonly address: string } {
  return look.address !== null && isSpoken(look.attempt);
}

/** Suites for ECDSA serve these keys too (RFC 8422, section 5.10). */
const AUTH: Readonly<Partial<Record<Certificate["keyType"], "rsa" | "ecdsa" | "dss">>> = {
  rsa: "rsa",
  ec: "ecdsa",
  ed25519: "ecdsa",
  ed448: "ecdsa",
  dsa: "dss",
};

async function auditFirst(
  context: ProbeContext,
  port: number,
  first: Look & { readonly address: string },
): Promise<void> {
  const miss = reasonNotToAsk(context);
  if (miss !== null) return recordMiss(context, { port, address: first.address }, miss);
  const { attempt } = first;
  const value =
    attempt.status === "ok" && attempt.value.kind === "tls-handshake" ? attempt.value : null;
  const shaken = value?.accepted === true ? told(value) : null;
  const place = { port, address: first.address };
  const asker = createAsker(context, place, (unrecorded) =>
    budgetMiss(context, auditLimit(context), unrecorded),
  );
  const nameless = parseIp(context.target.host) === null;
  await audit(asker, { knowledge: context.knowledge.tls, shaken, nameless });
}

function told({ protocol, cipher, chain: [leaf] }: TlsHandshake): AuditOptions["shaken"] {
  const auth = leaf === undefined ? null : (AUTH[leaf.keyType] ?? null);
  return { protocol: protocol ?? "", cipher: cipher ?? "", auth };
}

async function auditOther(context: ProbeContext, port: number, address: string): Promise<void> {
  await auditBriefly(createAsker(context, { port, address }, () => budgetMiss(context)));
}

/** A beginning of an audit decides nothing: all of it or none. */
function reasonNotToAsk(context: ProbeContext): Miss | null {
  if (tlsSpent(context) + AUDIT_NEED > auditLimit(context))
    return skipped("budget-spent", "tls area");
  return context.door.budgetLeft() < AUDIT_NEED ? skipped("budget-spent", "host") : null;
}

function recordMiss(
  context: ProbeContext,
  { port, address }: { readonly port: number; readonly address: string },
  attempt: Miss,
): void {
  context.record({
    probe: AUDIT_PROBE,
    role: "baseline",
    areas: ["tls"],
    host: context.target.host,
    port,
    scheme: "https",
    address,
    locator: "tls",
    about: topicText({ version: "TLSv1.2", about: "" }),
    takenAt: context.clock.now().toISOString(),
    attempt,
  });
}
