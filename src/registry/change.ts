// What an import or a decision changed in the registry, for the person and for the history.
import type { Text } from "../model/text.ts";
import { canonicalJson } from "../text/canonical-json.ts";

export type ChangeKind = "added" | "updated" | "revoked" | "suspended" | "restored" | "retired";
export type ChangedThing = "unit" | "system" | "target" | "authorization";

export interface FieldChange {
  readonly name: string;
  /** JSON of the values; null where there was none. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface Change {
  readonly kind: ChangeKind;
  readonly what: ChangedThing;
  /** Unit code, system code, host, or document number. */
  readonly id: string;
  /** Code of the unit it belongs to. */
  readonly unit: string;
  /** Empty for what was added. */
  readonly fields: readonly FieldChange[];
  /** The person's reason, where one was given. */
  readonly reason: string | null;
  /** One line for people. */
  readonly text: Text;
}

const THINGS: Readonly<Record<ChangedThing, Text>> = {
  unit: { vi: "đơn vị", en: "unit" },
  system: { vi: "hệ thống", en: "system" },
  target: { vi: "máy chủ", en: "host" },
  authorization: { vi: "văn bản", en: "authorization" },
};

const DEEDS: Readonly<Record<ChangeKind, Text>> = {
  added: { vi: "thêm", en: "added" },
  updated: { vi: "sửa", en: "updated" },
  revoked: { vi: "thu hồi", en: "revoked" },
  suspended: { vi: "tạm dừng", en: "suspended" },
  restored: { vi: "cho hiệu lực trở lại", en: "restored" },
  retired: { vi: "ngừng theo dõi", en: "retired" },
};

export interface Deed {
  readonly kind: ChangeKind;
  readonly what: ChangedThing;
  readonly id: string;
  readonly unit: string;
  readonly fields?: readonly FieldChange[];
  readonly reason?: string;
}

export function changeOf({ kind, what, id, unit, fields = [], reason }: Deed): Change {
  const of = what === "unit" ? "" : ` (${unit})`;
  const shown = fields.map(({ name, from, to }) => `${name}: ${from ?? "—"} → ${to ?? "—"}`);
  const tail = shown.length === 0 ? "" : `: ${shown.join("; ")}`;
  const text = {
    vi: `${DEEDS[kind].vi} ${THINGS[what].vi} ${id}${of}${tail}`,
    en: `${DEEDS[kind].en} ${THINGS[what].en} ${id}${of}${tail}`,
  };
  return { kind, what, id, unit, fields, reason: reason ?? null, text };
}

/** The keys of `after` whose value differs from `before`. */
export function fieldChanges(before: object, after: object): FieldChange[] {
  const old = new Map<string, unknown>(Object.entries(before));
  return Object.entries(after).flatMap(([name, value]) => {
    const from = canonicalJson(old.get(name) ?? null);
    const to = canonicalJson(value ?? null);
    return from === to ? [] : [{ name, from: blank(from), to: blank(to) }];
  });
}

function blank(json: string): string | null {
  return json === "null" ? null : json;
}
