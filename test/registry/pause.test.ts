// A unit's pause: nothing of the unit is asked, whoever's document covers it, and nobody else notices.
import { describe, expect, it } from "vitest";
import { createAuthority } from "../../src/registry/authority.ts";
import { authorization, registryWith, target, unit } from "./sample.ts";

const PAUSE = { by: "a", at: "2026-11-22T15:00:00Z", reason: "bảo trì" };

function reasons(paused: typeof PAUSE | null): string[] {
  const registry = registryWith([authorization("1/QĐ", "SYT", { hosts: "all-registered" })], {
    units: [unit("SYT"), unit("BV-A", { parent: "SYT", paused }), unit("BV-B", { parent: "SYT" })],
    targets: [target("www.bv-a.test", "BV-A"), target("www.bv-b.test", "BV-B")],
  });
  const authority = createAuthority({
    registry,
    allowReserved: false,
    hasContact: true,
    defaultRate: 1,
    rateCap: 20,
  });
  return ["BV-A", "BV-B"].map((code) => {
    const host = `www.${code.toLowerCase()}.test`;
    const at = new Date("2026-11-22T16:00:00Z");
    const verdict = authority.judge({ unit: code, host, port: null, area: null, at });
    return verdict.granted ? "granted" : verdict.refusal.reason;
  });
}

describe("a paused unit", () => {
  it("is not asked under its department's document either; its sister is", () => {
    expect(reasons(PAUSE)).toEqual(["authorization-suspended", "granted"]);
  });

  it("is asked again when the pause ends", () => {
    expect(reasons(null)).toEqual(["granted", "granted"]);
  });
});
