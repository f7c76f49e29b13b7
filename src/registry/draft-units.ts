// Units, systems and hosts of a file: codes, owners and parents checked within the file and against
// the registry. Decides nothing about authorizations.
import type { Port, System, Unit } from "../model/registry.ts";
import { canonicalHost, isIpLiteral, parseTarget } from "../text/host.ts";
import { parseCidr } from "./address.ts";
import type { DraftSystem, DraftTarget, DraftUnit, FileContext } from "./draft.ts";
import { placeText, type Place, type Problem, type ProblemCode } from "./problem.ts";
import type { HostEntry, SystemEntry, UnitEntry } from "./schema.ts";
import type { Placed } from "./shape.ts";
import type { Path, Source } from "./source.ts";
import { definedOnly } from "./defined.ts";

/** The registry as it stands, by code and by host. */
export interface Known {
  readonly units: ReadonlyMap<string, Unit>;
  readonly systems: ReadonlyMap<string, System>;
  /** Owner's code by host. */
  readonly owners: ReadonlyMap<string, string>;
  /** Codes of systems that have hosts. */
  readonly serving: ReadonlySet<string>;
}

export function knownOf({ current }: FileContext): Known {
  return {
    units: new Map(current.units.map((unit) => [unit.code, unit])),
    systems: new Map(current.systems.map((system) => [system.code, system])),
    owners: new Map(current.targets.map(({ host, unit }) => [host, unit])),
    serving: new Set(current.targets.map(({ system }) => system)),
  };
}

/** What is being put together; lists grow while the file is read. */
export interface Build {
  readonly source: Source;
  readonly context: FileContext;
  readonly known: Known;
  readonly problems: Problem[];
  readonly units: DraftUnit[];
  readonly systems: DraftSystem[];
  readonly targets: DraftTarget[];
  /** Where the file states a unit, a system or a host, by code or canonical host. */
  readonly unitPlaces: Map<string, Place>;
  readonly systemPlaces: Map<string, Place>;
  readonly hostPlaces: Map<string, { readonly unit: string; readonly place: Place }>;
}

export function complain(
  build: Build,
  path: Path,
  code: ProblemCode,
  values: Problem["values"] = {},
): void {
  build.problems.push({ place: build.source.place(path), code, values });
}

export function addUnit(build: Build, { entry, path }: Placed<UnitEntry>): void {
  const { systems, hosts, ...unit } = entry;
  const place = build.source.place([...path, "code"]);
  const before = build.unitPlaces.get(unit.code);
  if (before !== undefined) {
    complain(build, [...path, "code"], "code-twice", {
      code: unit.code,
      where: placeText(before),
    });
    return;
  }
  build.unitPlaces.set(unit.code, place);
  if (unit.name === undefined && !build.known.units.has(unit.code))
    complain(build, path, "missing-key", { key: "name" });
  if (systems !== undefined && hosts !== undefined) complain(build, path, "hosts-and-systems");
  build.units.push(definedOnly(unit));
  if (hosts !== undefined) addSystem(build, unit.code, { entry: { hosts }, path });
  for (const [index, system] of (systems ?? []).entries()) {
    addSystem(build, unit.code, { entry: system, path: [...path, "systems", index] });
  }
}

function addSystem(build: Build, unit: string, { entry, path }: Placed<SystemEntry>): void {
  const { hosts = [], code = `${unit}-WEB`, levelApproval, securityRegulation, ...rest } = entry;
  const before = build.systemPlaces.get(code);
  const codePath = [...path, "code"];
  if (before !== undefined) {
    complain(build, codePath, "code-twice", { code, where: placeText(before) });
    return;
  }
  build.systemPlaces.set(code, build.source.place(codePath));
  const known = build.known.systems.get(code);
  if (known !== undefined && known.unit !== unit) {
    complain(build, codePath, "system-owned", { code, other: known.unit });
    return;
  }
  const internal = (rest.exposure ?? known?.exposure) === "internal";
  if (internal && (hosts.length > 0 || build.known.serving.has(code))) {
    complain(build, path, "internal-hosts", { system: code });
  }
  const approval =
    levelApproval === undefined
      ? {}
      : {
          levelApproval: { decision: null, date: null, body: null, ...definedOnly(levelApproval) },
        };
  const regulation =
    securityRegulation === undefined || securityRegulation === "none"
      ? definedOnly({ securityRegulation })
      : { securityRegulation: { date: null, body: null, ...definedOnly(securityRegulation) } };
  build.systems.push({ ...definedOnly(rest), ...approval, ...regulation, unit, code });
  for (const [index, host] of hosts.entries()) {
    addHost(build, { unit, system: code }, { entry: host, path: [...path, "hosts", index] });
  }
}

/** The problem with a text as a registered host name; null when it is one. */
export function hostFault(text: string): ProblemCode | null {
  if (text.includes("*")) return "host-wildcard";
  if (isIpLiteral(text)) return "host-ip";
  const host = canonicalHost(text);
  return host === null || !host.includes(".") ? "host-form" : null;
}

function addHost(
  build: Build,
  owner: { readonly unit: string; readonly system: string },
  { entry, path }: Placed<HostEntry>,
): void {
  const place = [...path, "host"];
  const host = canonicalHost(entry.host);
  const fault = hostFault(entry.host);
  if (host === null || fault !== null) {
    complain(build, place, fault ?? "host-form", { host: entry.host });
    return;
  }
  const taken = takenBy(build, owner.unit, host);
  if (taken !== null) {
    complain(build, place, taken.code, { host, unit: owner.unit, ...taken.values });
    return;
  }
  build.hostPlaces.set(host, { unit: owner.unit, place: build.source.place(place) });
  const ports = portsOf(build, entry.ports, [...path, "ports"]);
  const paths = entry.paths?.map((value, index) =>
    startPage(build, value, [...path, "paths", index]),
  );
  const addresses = entry.addresses?.map((value, index) =>
    pinOf(build, value, [...path, "addresses", index]),
  );
  build.targets.push({ ...owner, host, ...definedOnly({ ports, paths, addresses }) });
}

/** A host of a retired unit is free: that is how it passes to the unit which took it over. */
function takenBy(
  build: Build,
  unit: string,
  host: string,
): { code: ProblemCode; values: Problem["values"] } | null {
  const here = build.hostPlaces.get(host);
  if (here !== undefined) {
    const code = here.unit === unit ? "host-twice" : "host-claimed";
    return { code, values: { where: placeText(here.place), other: here.unit } };
  }
  const owner = build.known.owners.get(host);
  if (owner === undefined || owner === unit) return null;
  return build.known.units.get(owner)?.retired === true
    ? null
    : { code: "host-owned", values: { other: owner } };
}

function portsOf(
  build: Build,
  ports: readonly Port[] | undefined,
  path: Path,
): readonly Port[] | undefined {
  const byNumber = new Map<number, Port>();
  for (const [index, port] of (ports ?? []).entries()) {
    const before = byNumber.get(port.port);
    if (before !== undefined && before.scheme !== port.scheme) {
      complain(build, [...path, index], "port-twice", { port: port.port });
    }
    byNumber.set(port.port, port);
  }
  return ports === undefined ? undefined : [...byNumber.values()];
}

/** A start page in the form in which it will be asked. */
function startPage(build: Build, value: string, path: Path): string {
  const url = value.startsWith("/") && !value.includes("#") ? `http://a.test${value}` : "";
  const parsed = parseTarget(url);
  if (parsed.ok && parsed.host === "a.test") return parsed.path;
  complain(build, path, "bad-path", { value });
  return "/";
}

/** Wider than this a pin would pin nothing. */
const WIDEST = { 4: 8, 6: 32 } as const;

function pinOf(build: Build, value: string, path: Path): string {
  const cidr = parseCidr(value);
  if (cidr === null || cidr.prefix < WIDEST[cidr.family]) {
    complain(build, path, "bad-cidr", { value });
  }
  return value.toLowerCase();
}
