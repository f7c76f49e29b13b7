// A real door on loopback for a host of the fake registry: overrides answer its name, limits are short.
import type { Door } from "../../../src/model/door.ts";
import type { Port, Target } from "../../../src/model/registry.ts";
import { createNameResolver, type NameResolver } from "../../../src/net/dns.ts";
import { openDoor } from "../../../src/net/door.ts";
import type { NetLimits } from "../../../src/net/limits.ts";
import type { Trust } from "../../../src/net/trust.ts";
import { agentOf } from "../../../src/net/user-agent.ts";
import type { Clock } from "../../../src/model/ports.ts";
import { createFakePorts, grantFor, type Entry, type FakePorts } from "./fake-ports.ts";

export const SHORT: Partial<NetLimits> = {
  connectMs: 300,
  tlsMs: 300,
  headersMs: 300,
  bodyMs: 300,
  requestMs: 1000,
  dnsMs: 1000,
  recheckMs: 100,
};

export interface TestDoor {
  readonly door: Door;
  readonly ports: FakePorts;
}

export interface TestDoorOptions {
  readonly host?: string;
  readonly ports: readonly Port[];
  readonly others?: readonly Entry[];
  /** Name → address; default: the host is 127.0.0.1. */
  readonly names?: Readonly<Record<string, string | readonly string[]>>;
  readonly dns?: NameResolver;
  readonly limits?: Partial<NetLimits>;
  readonly budget?: number;
  readonly elsewhere?: number;
  readonly trust?: Trust;
  readonly clock?: Clock;
  readonly entry?: Partial<Entry>;
  readonly sharedPorts?: FakePorts;
  readonly rateFor?: (address: string) => number;
}

export const HOST = "www.bv-a.test";

/** What the door leads to. */
export function testTarget(ports: readonly Port[], host = HOST): Target {
  return { unit: "BV-A", system: "BV-A-WEB", host, ports, paths: ["/"], addresses: [] };
}

export function openTestDoor(options: TestDoorOptions): TestDoor {
  const host = options.host ?? HOST;
  const entry: Entry = { host, ports: options.ports, ...options.entry };
  const ports =
    options.sharedPorts ?? createFakePorts([entry, ...(options.others ?? [])], options.clock);
  const names = options.names ?? { [host]: "127.0.0.1" };
  const overrides = Object.entries(names).flatMap(([name, addresses]) =>
    [addresses].flat().map((address) => ({ host: name, address })),
  );
  const door = openDoor({
    grant: grantFor(entry),
    ports,
    settings: {
      agent: agentOf("0.1.0", null),
      budget: options.budget ?? 100_000,
      ...(options.elsewhere === undefined ? {} : { elsewhere: options.elsewhere }),
      limits: { ...SHORT, ...options.limits },
    },
    run: "run-1",
    dns: options.dns ?? createNameResolver({ servers: ["127.0.0.1:9"], overrides }),
    ...(options.trust === undefined ? {} : { trust: options.trust }),
    ...(options.rateFor === undefined ? {} : { rateFor: options.rateFor }),
  });
  return { door, ports };
}
