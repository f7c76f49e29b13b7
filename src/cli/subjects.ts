// Reads --unit, --subtree and --host, and refuses what the registry does not know.
import { EXIT, RasoatError } from "../model/error.ts";
import type { Registry } from "../model/registry.ts";
import type { Scope } from "../store/scope.ts";
import { canonicalHost } from "../text/host.ts";
import type { OptionValues } from "./body.ts";
import { listOf } from "./lists.ts";

const UNKNOWN_UNIT = {
  exit: EXIT.usage,
  message: {
    vi: "Không có đơn vị “{code}” trong danh mục. Xem các mã bằng: rasoat registry list.",
    en: "The registry has no unit “{code}”. See the codes with: rasoat registry list.",
  },
} as const;

const BAD_HOST = {
  exit: EXIT.usage,
  message: {
    vi: "“{host}” không phải tên máy chủ. Ghi tên đầy đủ như www.benhvien.vn, không kèm http:// hay cổng.",
    en: "“{host}” is not a host name. Give the full name such as www.hospital.vn, without http:// or port.",
  },
} as const;

const ONE_ONLY = {
  exit: EXIT.usage,
  message: {
    vi: "Lệnh này chỉ nhận một đơn vị hoặc máy chủ mỗi lần, nhưng có: {given}. Chạy lệnh riêng cho từng tên.",
    en: "This command takes one unit or host at a time, and was given: {given}. Run it once for each.",
  },
} as const;

const UNKNOWN_HOST = {
  exit: EXIT.usage,
  message: {
    vi: "Không có máy chủ “{host}” trong danh mục, cũng không có gì được lưu về máy chủ này. Xem các tên bằng: rasoat registry list.",
    en: "The registry has no host “{host}”, and nothing is kept about it. See the names with: rasoat registry list.",
  },
} as const;

export function knownUnits(value: unknown, registry: Registry): string[] {
  const codes = listOf(value);
  for (const code of codes) {
    if (!registry.units.some((unit) => unit.code === code)) {
      throw new RasoatError("UNKNOWN_UNIT", UNKNOWN_UNIT, { code });
    }
  }
  return codes;
}

/** Store filters take what is absent as "all". */
export function unitOption(
  value: unknown,
  registry: Registry,
): { readonly units?: readonly string[] } {
  const units = knownUnits(value, registry);
  return units.length === 0 ? {} : { units };
}

/** Canonical names: lower case, A-labels, no trailing dot. */
export function canonicalHosts(value: unknown): string[] {
  return listOf(value).map((raw) => {
    const host = canonicalHost(raw);
    if (host === null) throw new RasoatError("BAD_HOST", BAD_HOST, { host: raw });
    return host;
  });
}

export function hostOption(value: unknown): { readonly hosts?: readonly string[] } {
  const hosts = canonicalHosts(value);
  return hosts.length === 0 ? {} : { hosts };
}

/**
 * An empty list about a mistyped name would read as a clean bill. A host that left the registry is told of as long as
 * something of it is kept.
 * @param found what is about to be listed
 * @throws RasoatError UNKNOWN_HOST
 */
export function refuseUnknownHosts(
  { hosts = [] }: ReturnType<typeof hostOption>,
  found: readonly { readonly host: string | null }[],
  { targets }: Registry,
): void {
  const unknown = hosts.find((name) =>
    [found, targets].every((rows) => rows.every(({ host }) => host !== name)),
  );
  if (unknown !== undefined) throw new RasoatError("UNKNOWN_HOST", UNKNOWN_HOST, { host: unknown });
}

/**
 * For what is about one thing alone: to take the first of several would leave the others out unsaid.
 * @throws RasoatError ONE_ONLY
 */
function sole(values: readonly string[]): string | undefined {
  const [first, ...others] = values;
  if (others.length > 0) throw new RasoatError("ONE_ONLY", ONE_ONLY, { given: values.join(", ") });
  return first;
}

export function soleUnit(value: unknown, registry: Registry): string | undefined {
  return sole(knownUnits(value, registry));
}

export function soleHost(named: ReturnType<typeof hostOption>): string | undefined {
  return sole(named.hosts ?? []);
}

/** A unit and everything below it. */
export function subtreeOf(code: string, registry: Registry): string[] {
  const below = registry.units.filter((unit) => unit.parent === code);
  return [code, ...below.flatMap((unit) => subtreeOf(unit.code, registry))];
}

/** Whose eyes a command looks with: those of a unit, of a unit with all below it, or of the central team. */
export function scopeOption(options: OptionValues, registry: Registry): Scope {
  const unit = soleUnit(options["unit"], registry);
  if (unit !== undefined) return { units: [unit] };
  const top = soleUnit(options["subtree"], registry);
  return top === undefined ? "central" : { units: subtreeOf(top, registry) };
}
