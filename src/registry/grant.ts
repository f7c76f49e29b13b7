// The proof itself: an object with a private brand that no literal, copy or cast can carry.
// Only src/registry calls mintGrant (test/arch.test.ts holds it to that).
import type { Area } from "../model/area.ts";
import type { Grant } from "../model/grant.ts";
import type { Port, Window } from "../model/registry.ts";

/** What a grant says, without the brand. */
export type GrantTerms = { [Key in Extract<keyof Grant, string>]: Grant[Key] };

class MintedGrant {
  readonly #minted = true;
  readonly document: string;
  readonly unit: string;
  readonly system: string;
  readonly host: string;
  readonly ports: readonly Port[];
  readonly addresses: readonly string[];
  readonly areas: readonly Area[];
  readonly window: Window | null;
  readonly validTo: string;
  readonly requestsPerSecond: number;
  readonly watchMinutes: number | null;

  constructor(terms: GrantTerms) {
    this.document = terms.document;
    this.unit = terms.unit;
    this.system = terms.system;
    this.host = terms.host;
    this.ports = terms.ports;
    this.addresses = terms.addresses;
    this.areas = terms.areas;
    this.window = terms.window;
    this.validTo = terms.validTo;
    this.requestsPerSecond = terms.requestsPerSecond;
    this.watchMinutes = terms.watchMinutes;
    Object.freeze(this);
  }

  static isBranded(value: object): boolean {
    return #minted in value && value.#minted;
  }
}

/** Lists and the window are copied and frozen, so that a grant cannot be widened afterwards. */
export function mintGrant(terms: GrantTerms): Grant {
  const grant: unknown = new MintedGrant({
    ...terms,
    ports: Object.freeze(terms.ports.map((port) => Object.freeze({ ...port }))),
    addresses: Object.freeze([...terms.addresses]),
    areas: Object.freeze([...terms.areas]),
    window: terms.window === null ? null : Object.freeze({ ...terms.window }),
  });
  return grant as Grant;
}

/** True only for what mintGrant made: not for literals, clones, JSON or objects with its prototype. */
export function isGrant(value: unknown): value is Grant {
  return typeof value === "object" && value !== null && MintedGrant.isBranded(value);
}

/** The rate, in requests a second, for one address that several grants share: the lowest. */
export function lowestRate(sharers: readonly [Grant, ...Grant[]]): number {
  return Math.min(...sharers.map((grant) => grant.requestsPerSecond));
}
