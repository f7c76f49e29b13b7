// The one way out of the house: a door bound to one minted grant. Whoever holds no grant gets no door,
// and behind the door every step is judged again (gate.ts).
import { ok, type Attempt, type Miss } from "../model/attempt.ts";
import type { Area } from "../model/area.ts";
import type { Door, FlightAsk, HttpAsk, TlsAsk } from "../model/door.ts";
import type { Grant } from "../model/grant.ts";
import type { PortAnswer } from "../model/observation.ts";
import type { Ports } from "../model/ports.ts";
import type { Port } from "../model/registry.ts";
import { isGrant } from "../registry/grant.ts";
import { parseTarget } from "../text/host.ts";
import type { NameResolver } from "./dns.ts";
import { netError } from "./errors.ts";
import { askFlight } from "./flight.ts";
import { askAndFollow } from "./follow.ts";
import { createGate, type Step } from "./gate.ts";
import { askHandshake } from "./handshake.ts";
import { DEFAULT_LIMITS, type NetLimits } from "./limits.ts";
import { withLine, type House } from "./line.ts";
import { createNames } from "./names.ts";
import { createTrust, type Trust } from "./trust.ts";
import { createTally, createTurnstile, type Tally } from "./turnstile.ts";
import type { Agent } from "./user-agent.ts";

interface DoorSettings {
  readonly agent: Agent;
  /** Requests a night to the grant's host, over all runs. */
  readonly budget: number;
  /** The same of another host of the unit that a redirect leads to; absent: as many. */
  readonly elsewhere?: number;
  /** Requests through this door in all, redirects to other hosts included; absent: the budgets alone. */
  readonly most?: number | undefined;
  readonly limits?: Partial<NetLimits>;
}

export interface DoorOptions {
  readonly grant: Grant;
  readonly ports: Ports;
  readonly settings: DoorSettings;
  /** The run in whose name the ledger is written; null outside of one. */
  readonly run: string | null;
  readonly dns: NameResolver;
  /** One for the process: reading the roots costs 20 ms each time. Default: the runtime's roots. */
  readonly trust?: Trust;
  /** One for all doors of a run; absent: its own, for a door that stands alone. */
  readonly tally?: Tally;
  /** Requests a second to an address that several grants share; default: the grant's own rate. */
  readonly rateFor?: (address: string) => number;
}

/** Where more than one request a second is allowed; a second connection halves the waits for a far server. */
const AT_ONCE = 2;

/** @throws RasoatError net-no-grant when the grant was not minted by the registry */
export function openDoor(options: DoorOptions): Door {
  const { grant, settings } = options;
  if (!isGrant(grant)) throw netError("net-no-grant");
  const house = houseOf(options);
  return {
    host: grant.host,
    ports: grant.ports,
    resolve: () => house.names.addressesOf(stepFor(grant, null, null, "resolve")),
    http: (ask) => http(house, grant, ask),
    tls: async (ask: TlsAsk) => {
      const step = stepFor(grant, ask.port, "tls", ask.probe);
      const address = await addressFor(house, step, ask.address);
      return address.status === "ok" ? askHandshake(house, ask, step) : address;
    },
    flight: async (ask: FlightAsk) => {
      const step = stepFor(grant, ask.port, "tls", ask.probe);
      const address = await addressFor(house, step, ask.address);
      return address.status === "ok" ? askFlight(house, ask, step) : address;
    },
    knock: (port, address, area, probe) => knock(house, stepFor(grant, port, area, probe), address),
    atOnce: (address) => (house.turnstile.rateOf(grant, address) > 1 ? AT_ONCE : 1),
    budgetLeft: () => Math.min(settings.budget, house.turnstile.budgetLeft(grant.host)),
  };
}

function houseOf(options: DoorOptions): House {
  const { ports, run, dns, settings, grant } = options;
  const limits = { ...DEFAULT_LIMITS, ...settings.limits };
  const rateFor = options.rateFor ?? (() => Infinity);
  const gate = createGate({ unit: grant.unit, run, ports });
  const turnstile = createTurnstile({
    gate,
    ports,
    budget: (host) =>
      host === grant.host ? settings.budget : (settings.elsewhere ?? settings.budget),
    tally: options.tally ?? createTally(ports),
    most: settings.most,
    rateFor,
  });
  const names = createNames({ gate, dns, ports, maxAddresses: limits.addresses });
  const trust = options.trust ?? createTrust();
  return { ports, gate, turnstile, names, trust, agent: settings.agent, limits };
}

/** A port that is not registered goes to the authority as asked, and is refused there. */
function stepFor(grant: Grant, port: number | null, area: Area | null, probe: string): Step {
  const listed = grant.ports.find((candidate) => candidate.port === port);
  const guess = (number: number): Port => ({
    port: number,
    scheme: number === 443 ? "https" : "http",
  });
  return {
    host: grant.host,
    port: port === null ? null : (listed ?? guess(port)),
    area,
    probe,
    url: null,
  };
}

async function http(house: House, grant: Grant, ask: HttpAsk): ReturnType<Door["http"]> {
  const own = stepFor(grant, null, ask.area, ask.probe);
  const target = parseTarget(ask.url);
  if (!target.ok) {
    return house.gate.record(
      { reason: target.reason, document: null, detail: target.detail },
      { ...own, url: ask.url },
      null,
    );
  }
  if (target.host !== grant.host) {
    const detail = "this door leads to another host";
    const step = { ...own, host: target.host, url: target.url };
    return house.gate.record({ reason: "url-not-allowed", document: null, detail }, step, null);
  }
  const port = { port: target.port, scheme: target.scheme };
  const step: Step = { ...own, port, url: target.url };
  const permit = await house.gate.permit(step);
  if (permit.status !== "ok") return permit;
  const address = await addressFor(house, step, ask.address ?? null);
  if (address.status !== "ok") return address;
  return askAndFollow(house, ask, target, address.value);
}

/** The wanted address when it is among those that were resolved and judged; by default the first. */
async function addressFor(
  house: House,
  step: Step,
  wanted: string | null,
): Promise<Attempt<string>> {
  const resolved = await house.names.addressesOf(step);
  if (resolved.status !== "ok") return resolved;
  const addresses = resolved.value.addresses.map(({ address }) => address);
  const address = wanted === null ? addresses[0] : addresses.find((known) => known === wanted);
  if (address !== undefined) return ok(address);
  const detail = "not among the addresses that the name resolved to";
  return house.gate.record({ reason: "address-outside-pin", document: null, detail }, step, wanted);
}

async function knock(house: House, step: Step, address: string): Promise<Attempt<PortAnswer>> {
  const judged = await addressFor(house, step, address);
  if (judged.status !== "ok") return judged;
  const port = step.port?.port ?? 0;
  const answer = (open: boolean): PortAnswer => ({ kind: "port", port, address, open });
  const knocked: Attempt<PortAnswer> = await withLine(house, { step, address, method: "TCP" }, () =>
    Promise.resolve(ok(answer(true))),
  );
  return isRefused(knocked) ? ok(answer(false)) : knocked;
}

/** A refused connection is an answer: nobody listens there. */
function isRefused(attempt: Attempt<unknown>): attempt is Miss {
  return attempt.status === "failed" && attempt.reason === "connect-refused";
}
