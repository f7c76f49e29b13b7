import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import type { AuthorizationStatus } from "../../src/model/registry.ts";
import {
  restoreAuthorization,
  retireUnit,
  revokeAuthorization,
  suspendAuthorization,
} from "../../src/registry/decisions.ts";
import { authorization, registryWith, unit } from "./sample.ts";

const DEEDS = {
  revoke: revokeAuthorization,
  suspend: suspendAuthorization,
  restore: restoreAuthorization,
};

function withStatus(status: AuthorizationStatus) {
  return registryWith(
    [
      authorization("1/QĐ", "BV-A", { status }),
      authorization("1/QĐ", "BV-B", { status }),
      authorization("2/QĐ", "BV-A"),
    ],
    { units: [unit("BV-A"), unit("BV-B")] },
  );
}

function codeOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof RasoatError) return error.code;
    throw error;
  }
}

describe("a decision on a document", () => {
  it.each<[keyof typeof DEEDS, AuthorizationStatus, AuthorizationStatus | "DOCUMENT_REVOKED"]>([
    ["revoke", "active", "revoked"],
    ["revoke", "suspended", "revoked"],
    ["revoke", "revoked", "revoked"],
    ["suspend", "active", "suspended"],
    ["suspend", "suspended", "suspended"],
    ["suspend", "revoked", "DOCUMENT_REVOKED"],
    ["restore", "active", "active"],
    ["restore", "suspended", "active"],
    ["restore", "revoked", "DOCUMENT_REVOKED"],
  ])("%s what is %s: %s", (deed, before, after) => {
    const registry = withStatus(before);
    const act = () => DEEDS[deed](registry, { document: " 1/QĐ ".normalize("NFD"), reason: "Thử" });
    if (after === "DOCUMENT_REVOKED") {
      expect(codeOf(act)).toBe(after);
      return;
    }
    const decided = act();
    expect(decided.registry.authorizations.map(({ status }) => status)).toEqual([
      after,
      after,
      "active",
    ]);
    const changed = before === after ? [] : ["BV-A", "BV-B"];
    expect(decided.changes.map((change) => change.unit)).toEqual(changed);
    if (before === after) expect(decided.registry).toBe(registry);
    for (const change of decided.changes) {
      expect(change).toMatchObject({
        what: "authorization",
        id: "1/QĐ",
        reason: "Thử",
        fields: [{ name: "status", from: before, to: after }],
      });
    }
  });

  it("of one unit leaves the other's alone", () => {
    const decision = { document: "1/QĐ", unit: "BV-B", reason: "Thử" };
    const { registry } = revokeAuthorization(withStatus("active"), decision);
    expect(registry.authorizations.map(({ status }) => status)).toEqual([
      "active",
      "revoked",
      "active",
    ]);
  });

  it.each([
    [{ document: "9/QĐ", reason: "Thử" }, "UNKNOWN_DOCUMENT"],
    [{ document: "2/QĐ", unit: "BV-B", reason: "Thử" }, "UNKNOWN_DOCUMENT_OF_UNIT"],
    [{ document: "1/QĐ", reason: "  " }, "REASON_MISSING"],
  ])("%j: %s", (decision, code) => {
    const registry = withStatus("active");
    for (const deed of Object.values(DEEDS)) {
      expect(codeOf(() => deed(registry, decision))).toBe(code);
    }
  });
});

describe("retiring", () => {
  it("marks the unit and keeps its records", () => {
    const registry = withStatus("active");
    const { registry: after, changes } = retireUnit(registry, "BV-A");
    expect(after).toEqual({ ...registry, units: [unit("BV-A", { retired: true }), unit("BV-B")] });
    expect(changes.map(({ text }) => text.vi)).toEqual(["ngừng theo dõi đơn vị BV-A"]);
    expect(retireUnit(after, "BV-A")).toEqual({ registry: after, changes: [] });
  });

  it("an unknown unit is an error", () => {
    expect(codeOf(() => retireUnit(withStatus("active"), "X"))).toBe("UNKNOWN_UNIT");
  });
});
