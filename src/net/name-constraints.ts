// Are names within what an authority may certify (RFC 5280, section 4.2.1.10)? DNS names, addresses and names in
// directories; of other kinds nothing is said here.
import { nameKey } from "../text/tls/name-key.ts";

/** Kinds as GeneralName numbers them: 2 DNS (lower case), 4 directory (one key a part), 7 address (octets). */
export type ConstrainedName =
  | { readonly kind: "dns"; readonly name: string }
  | { readonly kind: "directory"; readonly parts: readonly string[] }
  | { readonly kind: "address"; readonly octets: readonly number[] };

export interface Constraints {
  readonly permitted: readonly ConstrainedName[];
  readonly excluded: readonly ConstrainedName[];
}

/** A kind that nothing is permitted of is free; what is excluded is so even where it is permitted. */
export function isWithin(
  names: readonly ConstrainedName[],
  { permitted, excluded }: Constraints,
): "within" | "not-permitted" | "excluded" {
  if (names.some((name) => excluded.some((base) => covers(base, name, "any")))) return "excluded";
  const isFree = (name: ConstrainedName): boolean => {
    const bases = permitted.filter(({ kind }) => kind === name.kind);
    return bases.length === 0 || bases.some((base) => covers(base, name, "all"));
  };
  return names.every(isFree) ? "within" : "not-permitted";
}

/** @param how of a wildcard: whether all or any of the names that it stands for must be covered */
function covers(base: ConstrainedName, name: ConstrainedName, how: "all" | "any"): boolean {
  if (base.kind === "dns" && name.kind === "dns") return coversDns(base.name, name.name, how);
  if (base.kind === "address" && name.kind === "address") {
    return coversAddress(base.octets, name.octets);
  }
  if (base.kind === "directory" && name.kind === "directory") {
    return base.parts.every((part, at) => nameKey(part) === nameKey(name.parts[at] ?? ""));
  }
  return false;
}

function coversDns(base: string, name: string, how: "all" | "any"): boolean {
  if (base === "") return true;
  // With a leading dot only what lies below, as OpenSSL and browsers have it.
  if (base.startsWith(".")) return name.endsWith(base);
  if (name === base || name.endsWith(`.${base}`)) return true;
  const isOneBelow = name.startsWith("*.") && base.slice(base.indexOf(".")) === name.slice(1);
  return how === "any" && isOneBelow;
}

/** The base is an address and a mask of the same length. */
function coversAddress(base: readonly number[], octets: readonly number[]): boolean {
  return (
    base.length === 2 * octets.length &&
    octets.every((octet, at) => {
      const mask = base[octets.length + at] ?? 0;
      return (octet & mask) === ((base[at] ?? 0) & mask);
    })
  );
}
