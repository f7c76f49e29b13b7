import { describe, expect, it } from "vitest";
import type { Registry } from "../../src/model/registry.ts";
import { sharedRates } from "../../src/run/shared-rate.ts";
import { createFakePorts, type Entry } from "../helpers/loopback/fake-ports.ts";

const PORTS = [{ port: 443, scheme: "https" }] as const;
const NOW = new Date("2026-11-22T15:00:00Z");

const entry = (host: string, unit: string, requestsPerSecond: number): Entry => ({
  host,
  unit,
  ports: PORTS,
  requestsPerSecond,
});

const ENTRIES = [entry("a.test", "A", 20), entry("b.test", "B", 2), entry("c.test", "C", 1)];

function rates(pins: Readonly<Record<string, string>>, seen: readonly string[] = []) {
  const ports = createFakePorts(ENTRIES);
  const targets = ["A", "B", "C"].map((unit) => {
    const host = `${unit.toLowerCase()}.test`;
    const addresses = pins[host] === undefined ? [] : [pins[host]];
    return { unit, system: `${unit}-WEB`, host, ports: PORTS, paths: ["/"], addresses };
  });
  const registry = { targets, units: [], systems: [], authorizations: [] } as unknown as Registry;
  const at = sharedRates({ registry, authority: ports.authority, hostsAt: () => seen });
  return { at: (address: string) => at(address, NOW), ports };
}

describe("sharedRates", () => {
  it("takes the lowest rate of the hosts that are pinned to the address", () => {
    const { at } = rates({
      "a.test": "127.0.0.1/32",
      "b.test": "127.0.0.0/24",
      "c.test": "127.0.9.9",
    });
    expect(at("127.0.0.1")).toBe(2);
    expect(at("127.0.9.9")).toBe(1);
  });

  it("counts hosts that were connected to there before", () => {
    expect(rates({}, ["a.test", "c.test"]).at("127.0.0.1")).toBe(1);
  });

  it("says nothing where nobody stands, and leaves out who is not granted", () => {
    const { at, ports } = rates({ "b.test": "127.0.0.1" });
    expect(at("127.0.0.2")).toBe(Infinity);
    ports.withdraw("b.test", "authorization-revoked");
    expect(at("127.0.0.1")).toBe(Infinity);
  });
});
