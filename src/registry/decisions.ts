// A person's decisions on the registry: revoke, suspend, restore, retire. Pure: a registry in, a new
// one out. Revoking is final; only a document with a new number permits again.
import { RasoatError } from "../model/error.ts";
import type { Authorization, AuthorizationStatus, Registry } from "../model/registry.ts";
import { type Change, changeOf, type ChangeKind } from "./change.ts";
import { REGISTRY_ERRORS } from "./errors.ts";

export interface Decided {
  readonly registry: Registry;
  /** Empty when all was so already. */
  readonly changes: readonly Change[];
}

export interface Decision {
  readonly document: string;
  /** Left out: the document of every unit that has it. */
  readonly unit?: string | undefined;
  readonly reason: string;
}

interface Step {
  readonly kind: ChangeKind;
  readonly from: readonly AuthorizationStatus[];
  readonly to: AuthorizationStatus;
}

/** @throws RasoatError UNKNOWN_DOCUMENT, UNKNOWN_DOCUMENT_OF_UNIT or REASON_MISSING (exit 2) */
export function revokeAuthorization(registry: Registry, decision: Decision): Decided {
  return decide(registry, decision, {
    kind: "revoked",
    from: ["active", "suspended"],
    to: "revoked",
  });
}

/** @throws RasoatError as revokeAuthorization, and DOCUMENT_REVOKED */
export function suspendAuthorization(registry: Registry, decision: Decision): Decided {
  return decide(registry, decision, { kind: "suspended", from: ["active"], to: "suspended" });
}

/** Ends a suspension. @throws RasoatError as revokeAuthorization, and DOCUMENT_REVOKED */
export function restoreAuthorization(registry: Registry, decision: Decision): Decided {
  return decide(registry, decision, { kind: "restored", from: ["suspended"], to: "active" });
}

function decide(registry: Registry, decision: Decision, step: Step): Decided {
  const document = decision.document.normalize("NFC").trim();
  const reason = decision.reason.normalize("NFC").trim();
  if (reason === "") throw new RasoatError("REASON_MISSING", REGISTRY_ERRORS.REASON_MISSING);
  const meant = registry.authorizations.filter(
    (one) =>
      one.document === document && (decision.unit === undefined || one.unit === decision.unit),
  );
  if (meant.length === 0) throw unknownDocument(document, decision.unit);
  const revoked = meant.every((one) => one.status === "revoked") ? meant[0] : undefined;
  if (revoked !== undefined && step.to !== "revoked") {
    const parameters = { document, unit: revoked.unit };
    throw new RasoatError("DOCUMENT_REVOKED", REGISTRY_ERRORS.DOCUMENT_REVOKED, parameters);
  }
  const changes: Change[] = [];
  const authorizations = registry.authorizations.map((one): Authorization => {
    if (!meant.includes(one) || !step.from.includes(one.status)) return one;
    const fields = [{ name: "status", from: one.status, to: step.to }];
    const { kind } = step;
    changes.push(
      changeOf({ kind, what: "authorization", id: document, unit: one.unit, fields, reason }),
    );
    return { ...one, status: step.to };
  });
  return { registry: changes.length === 0 ? registry : { ...registry, authorizations }, changes };
}

function unknownDocument(document: string, unit: string | undefined): RasoatError {
  return unit === undefined
    ? new RasoatError("UNKNOWN_DOCUMENT", REGISTRY_ERRORS.UNKNOWN_DOCUMENT, { document })
    : new RasoatError("UNKNOWN_DOCUMENT_OF_UNIT", REGISTRY_ERRORS.UNKNOWN_DOCUMENT_OF_UNIT, {
        document,
        unit,
      });
}

/**
 * The unit's hosts are scanned no longer and may pass to another unit; its records stay.
 * @throws RasoatError UNKNOWN_UNIT (exit 2)
 */
export function retireUnit(registry: Registry, code: string): Decided {
  const unit = registry.units.find((one) => one.code === code);
  if (unit === undefined) {
    throw new RasoatError("UNKNOWN_UNIT", REGISTRY_ERRORS.UNKNOWN_UNIT, { code });
  }
  if (unit.retired) return { registry, changes: [] };
  const units = registry.units.map((one) => (one === unit ? { ...one, retired: true } : one));
  const change = changeOf({ kind: "retired", what: "unit", id: code, unit: code });
  return { registry: { ...registry, units }, changes: [change] };
}
