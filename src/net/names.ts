// Addresses of granted hosts: each host is resolved once for a door, so a rebinding answer has nothing to change.
// One address that may not be dialled refuses the whole name: a mixed answer is a sign of trickery.
import { failed, ok, type Attempt } from "../model/attempt.ts";
import type { Grant } from "../model/grant.ts";
import type { Resolution } from "../model/observation.ts";
import type { Ports } from "../model/ports.ts";
import { parseIp } from "../text/ip.ts";
import type { NameAnswer, NameResolver } from "./dns.ts";
import type { Gate, Step } from "./gate.ts";

export interface Names {
  /** `step.host` is resolved; a refusal or a failure says why not. */
  addressesOf(step: Step): Promise<Attempt<Resolution>>;
}

export interface NamesOptions {
  readonly gate: Gate;
  readonly dns: NameResolver;
  readonly ports: Ports;
  readonly maxAddresses: number;
}

export function createNames(options: NamesOptions): Names {
  const known = new Map<string, Promise<Attempt<NameAnswer>>>();
  return {
    async addressesOf(asked) {
      const step: Step = { ...asked, port: null };
      const permit = await options.gate.permit(step);
      if (permit.status !== "ok") return permit;
      if (options.ports.signal.aborted) return options.gate.stopped();
      const asking = known.get(step.host) ?? lookup(options, permit.value, step);
      known.set(step.host, asking);
      const answer = await asking;
      if (answer.status === "skipped") known.delete(step.host);
      return answer.status === "ok" ? judged(options, permit.value, step, answer.value) : answer;
    },
  };
}

/** Judged each time although asked once: a pin may have been changed since. */
async function judged(
  options: NamesOptions,
  grant: Grant,
  step: Step,
  answer: NameAnswer,
): Promise<Attempt<Resolution>> {
  const addresses = [...new Set(answer.addresses)].flatMap((address) => {
    const ip = parseIp(address);
    return ip === null ? [] : [{ address, ...ip }];
  });
  if (addresses.length === 0) return failed("dns-no-address", "");
  if (addresses.length > options.maxAddresses) {
    return failed("dns-too-many-addresses", String(addresses.length));
  }
  for (const { address } of addresses) {
    const refused = await options.gate.permitAddress(grant, address, step);
    if (refused !== null) return refused;
  }
  // In one order every night, whatever the rotation of the answers: the first is the one that is asked.
  addresses.sort((a, b) => a.family - b.family || (a.bits < b.bits ? -1 : 1));
  return ok({
    kind: "resolution",
    addresses: addresses.map(({ address, family }) => ({ address, family })),
    override: answer.override,
  });
}

async function lookup(
  options: NamesOptions,
  grant: Grant,
  step: Step,
): Promise<Attempt<NameAnswer>> {
  const { ports, dns, gate } = options;
  if (dns.isOverridden(step.host)) return dns.lookup(step.host, ports.signal);
  const row = { kind: "resolve", method: "DNS", cost: 0, address: null } as const;
  const intent = await gate.intend(grant, step, row);
  const start = performance.now();
  const answer = ports.signal.aborted ? gate.stopped() : await dns.lookup(step.host, ports.signal);
  const result = ports.signal.aborted ? gate.stopped() : answer;
  ports.ledger.settle(intent, {
    result: result.status === "ok" ? "ok" : result.reason,
    status: null,
    bytesIn: 0,
    bytesOut: 0,
    durationMs: Math.round(performance.now() - start),
  });
  return result;
}
