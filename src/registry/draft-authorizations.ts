// Authorizations of a file: units and hosts they name, dates, windows and wildcards, held against
// the registry as it will be. One document for several units becomes one entry for each.
import type { Window } from "../model/registry.ts";
import { canonicalHost } from "../text/host.ts";
import { definedOnly } from "./defined.ts";
import type { DraftAuthorization } from "./draft.ts";
import { type Build, complain, hostFault } from "./draft-units.ts";
import { lineage, type Parents } from "./family.ts";
import { placeText, type Place } from "./problem.ts";
import type { AuthorizationEntry } from "./schema.ts";
import type { Placed } from "./shape.ts";
import type { Path } from "./source.ts";
import { isAtOrBelow, judgeWildcard } from "./wildcard.ts";
import { DEFAULT_TIMEZONE, isTimezone } from "./window.ts";

/** The registry as it will be once the file is merged. */
export interface Outlook {
  /** Owner's code by registered host. */
  readonly owners: ReadonlyMap<string, string>;
  readonly parents: Parents;
}

export interface AuthorizationBuild extends Build {
  readonly outlook: Outlook;
  readonly authorizations: DraftAuthorization[];
  /** Where the file states a document of a unit, by "unit\ndocument". */
  readonly documentPlaces: Map<string, Place>;
}

export function documentKey(unit: string, document: string): string {
  return `${unit}\n${document}`;
}

export function addAuthorization(
  build: AuthorizationBuild,
  placed: Placed<AuthorizationEntry>,
): void {
  const { unit, units, hosts, window, ...terms } = placed.entry;
  const { path } = placed;
  if ((unit === undefined) === (units === undefined)) {
    complain(build, path, "unit-or-units");
    return;
  }
  if (terms.validTo < terms.validFrom) {
    complain(build, [...path, "validTo"], "dates-reversed", {
      from: terms.validFrom,
      to: terms.validTo,
    });
  }
  if (terms.verify?.from === terms.verify?.to && terms.verify !== undefined) {
    complain(build, [...path, "verify"], "window-empty");
  }
  const codes = [...new Set(units ?? [unit ?? ""])];
  const known = codes.filter((code, index) => isKnown(build, code, pathOfUnit(placed, index)));
  const named = hosts === "all-registered" ? hosts : hostsByUnit(build, known, { hosts, path });
  const checked = definedOnly({
    ...terms,
    window: window === undefined ? undefined : windowOf(build, window, path),
  });
  for (const code of known) {
    const own = named === "all-registered" ? named : (named.get(code) ?? []);
    if (own.length === 0) {
      // The hosts themselves have been complained of where the document names one unit only.
      if (known.length > 1) complain(build, path, "unit-uncovered", { unit: code });
      continue;
    }
    if (isFirst(build, code, placed)) {
      build.authorizations.push({ ...checked, unit: code, hosts: own });
    }
  }
}

function pathOfUnit({ entry, path }: Placed<AuthorizationEntry>, index: number): Path {
  return entry.units === undefined ? [...path, "unit"] : [...path, "units", index];
}

function isKnown(build: AuthorizationBuild, code: string, path: Path): boolean {
  if (build.outlook.parents.has(code)) return true;
  complain(build, path, "unknown-unit", { code });
  return false;
}

function isFirst(
  build: AuthorizationBuild,
  unit: string,
  { entry, path }: Placed<AuthorizationEntry>,
): boolean {
  const key = documentKey(unit, entry.document);
  const before = build.documentPlaces.get(key);
  if (before !== undefined) {
    complain(build, [...path, "document"], "authorization-twice", {
      document: entry.document,
      unit,
      where: placeText(before),
    });
    return false;
  }
  build.documentPlaces.set(key, build.source.place(path));
  return true;
}

function windowOf(
  build: AuthorizationBuild,
  window: NonNullable<AuthorizationEntry["window"]>,
  path: Path,
): Window {
  const { from, to, timezone = DEFAULT_TIMEZONE } = window;
  if (!isTimezone(timezone)) {
    complain(build, [...path, "window", "timezone"], "bad-timezone", { value: timezone });
  }
  if (from === to) complain(build, [...path, "window"], "window-empty");
  return { from, to, timezone };
}

/** Each host goes to the units, among those named, that own it or stand above its owner. */
function hostsByUnit(
  build: AuthorizationBuild,
  units: readonly string[],
  stated: { readonly hosts: readonly string[]; readonly path: Path },
): ReadonlyMap<string, readonly string[]> {
  const byUnit = new Map<string, string[]>(units.map((unit) => [unit, []]));
  if (units.length === 0) return byUnit;
  const give = (unit: string, host: string): void => {
    const list = byUnit.get(unit);
    if (list !== undefined && !list.includes(host)) list.push(host);
  };
  for (const [index, text] of stated.hosts.entries()) {
    const path = [...stated.path, "hosts", index];
    if (text.includes("*")) {
      const granted = wildcardOf(build, units, { text, path });
      if (granted !== null) give(granted.unit, granted.pattern);
      continue;
    }
    const host = canonicalHost(text);
    const fault = hostFault(text);
    if (host === null || fault !== null) {
      complain(build, path, fault ?? "host-form", { host: text });
      continue;
    }
    const owner = build.outlook.owners.get(host);
    const above = owner === undefined ? [] : lineage(owner, build.outlook.parents);
    const named = units.filter((unit) => above.includes(unit));
    if (named.length === 0) {
      complain(build, path, "host-unregistered", { host, unit: units.join(", ") });
    }
    for (const unit of named) give(unit, host);
  }
  return byUnit;
}

function wildcardOf(
  build: AuthorizationBuild,
  units: readonly string[],
  stated: { readonly text: string; readonly path: Path },
): { readonly unit: string; readonly pattern: string } | null {
  const { sharedDomains } = build.context;
  const owner = build.outlook.owners.get(canonicalHost(stated.text.slice(2)) ?? "");
  const unit = units.find((code) => code === owner) ?? units[0] ?? "";
  const { owners } = build.outlook;
  const verdict = judgeWildcard(stated.text, { unit, owners, sharedDomains });
  if (verdict.ok) return { unit, pattern: verdict.pattern };
  complain(build, stated.path, verdict.code, verdict.values);
  return null;
}

/** A host of another unit may not be registered within a wildcard that is already recorded. */
export function checkRecordedWildcards(build: AuthorizationBuild): void {
  for (const recorded of build.context.current.authorizations) {
    if (recorded.status === "revoked" || recorded.hosts === "all-registered") continue;
    if (build.documentPlaces.has(documentKey(recorded.unit, recorded.document))) continue;
    for (const pattern of recorded.hosts.filter((host) => host.startsWith("*."))) {
      for (const { host, unit } of build.targets) {
        if (unit === recorded.unit || !isAtOrBelow(host, pattern.slice(2))) continue;
        const place = build.hostPlaces.get(host)?.place ?? build.source.place([]);
        const values = { host, pattern, document: recorded.document, other: recorded.unit };
        build.problems.push({ place, code: "below-wildcard", values });
      }
    }
  }
}
