// Hours for verifying looks: on top of the window, for nothing else, and never around a pause or an end.
import { describe, expect, it } from "vitest";
import type { Authorization, Registry } from "../../src/model/registry.ts";
import { createAuthority } from "../../src/registry/authority.ts";
import {
  DEFAULT_VERIFY_REQUESTS,
  forVerifying,
  verifyOpeningIn,
  verifyRequests,
} from "../../src/registry/verifying.ts";
import { authorization, registryWith, unit } from "./sample.ts";

const NIGHTLY = { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" };
const DAILY = { from: "07:00", to: "18:00", maxRequests: 7 };
const PLACE = { unit: "BV-A", host: "www.bv-a.test", area: "tls" } as const;
const NOON = new Date("2026-11-22T05:00:00Z");
const EVENING = new Date("2026-11-22T12:30:20Z");

function opening(more: Partial<Authorization>, at: Date, registry: Partial<Registry> = {}) {
  const documents = [authorization("1/QĐ", "BV-A", { window: NIGHTLY, verify: DAILY, ...more })];
  const found = verifyOpeningIn(registryWith(documents, registry), PLACE, at);
  switch (found.state) {
    case "open":
      return "open";
    case "later":
      return found.at.toISOString();
    case "refused":
      return found.refusal.reason;
  }
}

describe("a verifying look", () => {
  it.each<[name: string, more: Partial<Authorization>, at: Date, expected: string]>([
    ["inside its own hours", {}, NOON, "open"],
    ["inside the window", {}, new Date("2026-11-22T16:00:00Z"), "open"],
    ["between both: the window opens first", {}, EVENING, "2026-11-22T15:00:00.000Z"],
    ["no hours of its own: the window", { verify: null }, NOON, "2026-11-22T15:00:00.000Z"],
    ["no window: at any hour", { window: null, verify: null }, EVENING, "open"],
    [
      "after the window: its own hours",
      {},
      new Date("2026-11-22T22:30:00Z"),
      "2026-11-23T00:00:00.000Z",
    ],
    [
      "hours in the window's zone",
      { window: { ...NIGHTLY, timezone: "UTC" } },
      new Date("2026-11-22T06:59:30Z"),
      "2026-11-22T07:00:00.000Z",
    ],
    ["suspended", { status: "suspended" }, NOON, "authorization-suspended"],
    ["revoked", { status: "revoked" }, NOON, "authorization-revoked"],
    ["expired", { validTo: "2026-11-21" }, NOON, "authorization-expired"],
    ["not begun", { validFrom: "2026-11-23" }, NOON, "authorization-not-yet-valid"],
    ["another area", { areas: ["cms"] }, NOON, "area-not-authorized"],
    ["another host", { hosts: ["khac.bv-a.test"] }, NOON, "not-authorized"],
    [
      "ends before it opens again",
      { validTo: "2026-11-22", verify: null, window: { ...NIGHTLY, from: "01:00" } },
      NOON,
      "authorization-expired",
    ],
  ])("%s", (_name, more, at, expected) => {
    expect(opening(more, at)).toBe(expected);
  });

  it("a paused or retired unit is refused at once", () => {
    const paused = { by: "a", at: NOON.toISOString(), reason: "bảo trì" };
    expect(opening({}, NOON, { units: [unit("BV-A", { paused })] })).toBe(
      "authorization-suspended",
    );
    expect(opening({}, NOON, { units: [unit("BV-A", { retired: true })] })).toBe("unit-retired");
  });

  it("its hours hold for nothing else", () => {
    const registry = registryWith([
      authorization("1/QĐ", "BV-A", { window: NIGHTLY, verify: DAILY }),
    ]);
    const more = { allowReserved: false, hasContact: true, defaultRate: 1, rateCap: 1 };
    const authority = createAuthority({ registry, ...more });
    const ask = { ...PLACE, port: null, at: NOON };
    expect(authority.judge(ask).granted).toBe(false);
    expect(forVerifying(authority).judge(ask).granted).toBe(true);
  });
});

describe("requests of one look", () => {
  const registry = registryWith([
    authorization("1/QĐ", "BV-A", { verify: DAILY }),
    authorization("2/QĐ", "BV-A"),
  ]);
  it.each([
    ["1/QĐ", 7],
    ["2/QĐ", DEFAULT_VERIFY_REQUESTS],
    ["3/QĐ", DEFAULT_VERIFY_REQUESTS],
  ])("%s: %d", (document, most) => {
    expect(verifyRequests(registry, document, "BV-A")).toBe(most);
  });
});
