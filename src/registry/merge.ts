// Puts a checked draft into the registry. What the draft does not say stays; nothing is ever removed,
// no host changes its living owner, and no file lifts a revocation, a suspension or a retirement.
import { RasoatError } from "../model/error.ts";
import type { Authorization, Registry, System, Target, Unit } from "../model/registry.ts";
import type { Text } from "../model/text.ts";
import {
  type Change,
  changeOf,
  type ChangedThing,
  type ChangeKind,
  fieldChanges,
} from "./change.ts";
import type { Draft, DraftAuthorization, DraftSystem, DraftTarget, DraftUnit } from "./draft.ts";
import { documentKey } from "./draft-authorizations.ts";
import { REGISTRY_ERRORS } from "./errors.ts";

export interface Merged {
  readonly registry: Registry;
  /** In the order of the draft; empty when it says nothing new. */
  readonly changes: readonly Change[];
  /** What the draft asked for and did not get. */
  readonly notices: readonly Text[];
}

interface Merge {
  readonly units: Map<string, Unit>;
  readonly systems: Map<string, System>;
  readonly targets: Map<string, Target>;
  readonly authorizations: Map<string, Authorization>;
  readonly hostLists: Draft["hostLists"];
  readonly changes: Change[];
  readonly notices: Text[];
}

/** @throws RasoatError HOST_MOVED or SYSTEM_MOVED (exit 2) for a draft checked against another registry */
export function mergeRegistry(current: Registry, draft: Draft): Merged {
  const merge: Merge = {
    units: new Map(current.units.map((unit) => [unit.code, unit])),
    systems: new Map(current.systems.map((system) => [system.code, system])),
    targets: new Map(current.targets.map((target) => [target.host, target])),
    authorizations: new Map(
      current.authorizations.map((one) => [documentKey(one.unit, one.document), one]),
    ),
    hostLists: draft.hostLists,
    changes: [],
    notices: [],
  };
  for (const unit of draft.units) mergeUnit(merge, unit);
  for (const system of draft.systems) mergeSystem(merge, system);
  for (const target of draft.targets) mergeTarget(merge, target);
  for (const authorization of draft.authorizations) mergeAuthorization(merge, authorization);
  const registry = Object.freeze({
    units: Object.freeze([...merge.units.values()]),
    systems: Object.freeze([...merge.systems.values()]),
    targets: Object.freeze([...merge.targets.values()]),
    authorizations: Object.freeze([...merge.authorizations.values()]),
  });
  return { registry, changes: merge.changes, notices: merge.notices };
}

const NEW_UNIT: Omit<Unit, "code"> = {
  name: "",
  kind: "other",
  province: null,
  parent: null,
  formerly: [],
  head: null,
  contacts: null,
  incidentPlan: null,
  retired: false,
};

function mergeUnit(merge: Merge, said: DraftUnit): void {
  const before = merge.units.get(said.code);
  const after: Unit = { ...NEW_UNIT, ...before, ...said };
  if (before?.retired === true) {
    merge.notices.push({
      vi: `Đơn vị ${said.code} đã ngừng theo dõi; nhập tệp không mở lại. Nếu đơn vị hoạt động trở lại, hãy dùng mã mới.`,
      en: `The unit ${said.code} is retired; no file brings it back. If it works again, give it a new code.`,
    });
  }
  if (isNews(merge, { what: "unit", id: said.code, unit: said.code, before, after })) {
    merge.units.set(said.code, after);
  }
}

const NEW_SYSTEM: Omit<System, "code" | "unit"> = {
  name: "Trang thông tin điện tử",
  exposure: "public",
  level: null,
  levelApproval: null,
  operator: null,
  onlineService: null,
  personalData: null,
  contractor: null,
};

function mergeSystem(merge: Merge, said: DraftSystem): void {
  const { code, unit } = said;
  const before = merge.systems.get(code);
  if (before !== undefined && before.unit !== unit) {
    const parameters = { code, unit, other: before.unit };
    throw new RasoatError("SYSTEM_MOVED", REGISTRY_ERRORS.SYSTEM_MOVED, parameters);
  }
  const after: System = { ...NEW_SYSTEM, ...before, ...said };
  if (isNews(merge, { what: "system", id: code, unit, before, after })) {
    merge.systems.set(code, after);
  }
}

const NEW_TARGET: Omit<Target, "unit" | "system" | "host"> = {
  ports: [
    { port: 80, scheme: "http" },
    { port: 443, scheme: "https" },
  ],
  paths: ["/"],
  addresses: [],
};

function mergeTarget(merge: Merge, said: DraftTarget): void {
  const { host, unit } = said;
  const before = merge.targets.get(host);
  if (before !== undefined && before.unit !== unit) {
    const other = before.unit;
    if (merge.units.get(other)?.retired !== true) {
      throw new RasoatError("HOST_MOVED", REGISTRY_ERRORS.HOST_MOVED, { host, unit, other });
    }
  }
  const after: Target = { ...NEW_TARGET, ...before, ...said };
  if (isNews(merge, { what: "target", id: host, unit, before, after })) {
    merge.targets.set(host, after);
  }
}

const NEW_AUTHORIZATION: Omit<
  Authorization,
  "document" | "unit" | "signedBy" | "validFrom" | "validTo" | "hosts" | "areas"
> = {
  signedOn: null,
  documentSha256: null,
  hosterNotified: null,
  emergencyContact: null,
  window: null,
  verify: null,
  watch: null,
  requestsPerSecond: null,
  status: "active",
};

function mergeAuthorization(merge: Merge, said: DraftAuthorization): void {
  const { document, unit } = said;
  const key = documentKey(unit, document);
  const before = merge.authorizations.get(key);
  if (before?.status === "revoked") {
    merge.notices.push({
      vi: `Văn bản ${document} của đơn vị ${unit} đã bị thu hồi và giữ nguyên như vậy; muốn quét lại, hãy nhập một văn bản có số mới.`,
      en: `The document ${document} of the unit ${unit} was revoked and stays so; to scan again, import a document with a new number.`,
    });
    return;
  }
  const status = statusOf(merge, said, before);
  const hosts = hostsOf(merge, said, before);
  const after: Authorization = { ...NEW_AUTHORIZATION, ...before, ...said, status, hosts };
  const kind = after.status === before?.status ? "updated" : (TIGHTENED[after.status] ?? "updated");
  if (isNews(merge, { what: "authorization", id: document, unit, before, after, kind })) {
    merge.authorizations.set(key, after);
  }
}

const TIGHTENED: Readonly<Partial<Record<Authorization["status"], ChangeKind>>> = {
  suspended: "suspended",
  revoked: "revoked",
};

/** A file may tighten a status, never loosen it. */
function statusOf(
  merge: Merge,
  said: DraftAuthorization,
  before: Authorization | undefined,
): Authorization["status"] {
  if (before?.status !== "suspended") return said.status ?? before?.status ?? "active";
  if (said.status === "revoked") return "revoked";
  if (said.status === "active") {
    merge.notices.push({
      vi: `Văn bản ${said.document} của đơn vị ${said.unit} đang tạm dừng; nhập tệp không mở lại. Dùng rasoat authorization restore.`,
      en: `The document ${said.document} of the unit ${said.unit} is suspended; no file restores it. Use rasoat authorization restore.`,
    });
  }
  return "suspended";
}

function hostsOf(
  merge: Merge,
  said: DraftAuthorization,
  before: Authorization | undefined,
): Authorization["hosts"] {
  if (before === undefined || merge.hostLists === "whole") return said.hosts;
  if (said.hosts === "all-registered" || before.hosts === "all-registered") return "all-registered";
  return [...new Set([...before.hosts, ...said.hosts])];
}

interface News<T> {
  readonly what: ChangedThing;
  readonly id: string;
  readonly unit: string;
  readonly before: T | undefined;
  readonly after: T;
  readonly kind?: ChangeKind;
}

function isNews<T extends object>(merge: Merge, news: News<T>): boolean {
  const { what, id, unit, before, after, kind = "updated" } = news;
  if (before === undefined) {
    merge.changes.push(changeOf({ kind: "added", what, id, unit }));
    return true;
  }
  const fields = fieldChanges(before, after);
  if (fields.length === 0) return false;
  merge.changes.push(changeOf({ kind, what, id, unit, fields }));
  return true;
}
