// Answers whether a host may be asked, here and now. Deny by default: a grant comes only out of an
// authorization that names the host, is active, in date and in its window. Opens nothing, waits for nothing.
import { AREAS } from "../model/area.ts";
import type { Ask, Authority, Grant, Refusal, Verdict } from "../model/grant.ts";
import type { NotTriedReason } from "../model/reason.ts";
import type { Registry } from "../model/registry.ts";
import { parseIp } from "../text/ip.ts";
import { cidrHolds, isReserved } from "./address.ts";
import { isGrant, mintGrant } from "./grant.ts";
import { type Covering, type HostEntry, indexScope } from "./scope-index.ts";
import { createZoneClock, isInside, type ZoneClock } from "./window.ts";

export interface AuthorityOptions {
  readonly registry: Registry;
  /** Loopback and private addresses may be dialled, and only those that the registry pins. */
  readonly allowReserved: boolean;
  /** The configuration names a contact; without one no public address may be dialled. */
  readonly hasContact: boolean;
  /** Requests a second where the authorization names none. */
  readonly defaultRate: number;
  /** No authorization may ask for more. */
  readonly rateCap: number;
}

/** Takes a newer registry, so that a revocation reaches a running scan. */
export type LiveAuthority = Authority & { replace(registry: Registry): void };

export function createAuthority(options: AuthorityOptions): LiveAuthority {
  let index = indexScope(options.registry);
  const clock = createZoneClock();
  return {
    judge(ask) {
      const entry = index.get(ask.host);
      if (entry === undefined || entry.unit.code !== ask.unit) {
        return refuse("not-registered", null, "this unit has no such host");
      }
      return judgeEntry(entry, ask, { options, clock });
    },
    judgeAddress(grant, address) {
      if (!isGrant(grant)) return refusal("not-authorized", null, "no minted grant was shown");
      const entry = index.get(grant.host);
      if (entry === undefined || entry.unit.code !== grant.unit) {
        return refusal("not-registered", grant.document, "the host is registered no longer");
      }
      return judgeAddress(entry, grant, { address, options });
    },
    replace(registry) {
      index = indexScope(registry);
    },
  };
}

interface Surroundings {
  readonly options: AuthorityOptions;
  readonly clock: ZoneClock;
}

function judgeEntry(entry: HostEntry, ask: Ask, surroundings: Surroundings): Verdict {
  if (entry.unit.retired) return refuse("unit-retired", null, "the host's unit is retired");
  if (entry.unit.paused) {
    return refuse("authorization-suspended", null, "the unit has paused the scanning of its sites");
  }
  const asked = ask.port;
  const listed =
    asked === null ||
    entry.target.ports.some((own) => own.port === asked.port && own.scheme === asked.scheme);
  if (!listed) {
    return refuse("port-not-registered", null, `${asked.scheme} on port ${asked.port}`);
  }
  const standings = entry.coverings.map((covering) => standingOf(covering, ask, surroundings));
  const permitting = standings.filter((standing) => standing.reason === null);
  const best = permitting.find(({ covering }) => covering.authorization.window === null);
  const chosen = best ?? permitting[0];
  if (chosen === undefined) return mostTelling(standings);
  return {
    granted: true,
    grant: mint(entry, chosen, { standings, options: surroundings.options }),
  };
}

interface Standing {
  readonly covering: Covering;
  /** null: it permits what was asked. */
  readonly reason: NotTriedReason | null;
  /** Active and in date, so that its rate applies, whatever was asked and at whatever hour. */
  readonly inForce: boolean;
}

function standingOf(covering: Covering, ask: Ask, { clock }: Surroundings): Standing {
  const { authorization } = covering;
  const local = clock(covering.timezone, ask.at);
  const lapse = lapseOf(covering, local.date);
  const inForce = lapse === null;
  if (ask.area !== null && !authorization.areas.includes(ask.area)) {
    return { covering, reason: "area-not-authorized", inForce };
  }
  if (lapse !== null) return { covering, reason: lapse, inForce };
  if (ask.purpose === "watch" && authorization.watch === null) {
    return { covering, reason: "area-not-authorized", inForce };
  }
  return {
    covering,
    reason: isOpen(covering, ask, local.minute) ? null : "outside-window",
    inForce,
  };
}

/**
 * The hours for verifying looks come on top of the window, in its time zone, and hold for nothing else; the watch is
 * kept day and night.
 */
function isOpen(
  { authorization: { window, verify } }: Covering,
  { purpose }: Ask,
  minute: number,
): boolean {
  if (window === null || purpose === "watch" || isInside(window, minute)) return true;
  return purpose === "verify" && verify !== null && isInside(verify, minute);
}

function lapseOf({ authorization, unitRetired }: Covering, date: string): NotTriedReason | null {
  if (authorization.status === "revoked") return "authorization-revoked";
  if (authorization.status === "suspended") return "authorization-suspended";
  if (unitRetired) return "unit-retired";
  if (date > authorization.validTo) return "authorization-expired";
  if (date < authorization.validFrom) return "authorization-not-yet-valid";
  return null;
}

function mint(
  entry: HostEntry,
  chosen: Standing,
  context: { readonly standings: readonly Standing[]; readonly options: AuthorityOptions },
): Grant {
  const { authorization } = chosen.covering;
  const { defaultRate, rateCap } = context.options;
  const permitting = context.standings.filter((standing) => standing.reason === null);
  const inForce = context.standings.filter((standing) => standing.inForce);
  const rates = inForce.map(
    ({ covering }) => covering.authorization.requestsPerSecond ?? defaultRate,
  );
  return mintGrant({
    document: authorization.document,
    unit: entry.unit.code,
    system: entry.target.system,
    host: entry.target.host,
    ports: entry.target.ports,
    addresses: entry.target.addresses,
    areas: AREAS.filter((area) =>
      permitting.some(({ covering }) => covering.authorization.areas.includes(area)),
    ),
    window: authorization.window,
    validTo: authorization.validTo,
    requestsPerSecond: Math.min(rateCap, ...rates),
    watchMinutes: watchMinutesOf(permitting),
  });
}

function watchMinutesOf(permitting: readonly Standing[]): number | null {
  const asked = permitting.flatMap(({ covering }) => covering.authorization.watch ?? []);
  return asked.length === 0 ? null : Math.min(...asked.map(({ everyMinutes }) => everyMinutes));
}

/** What a person should hear first when nothing permits. */
const TELLING: readonly NotTriedReason[] = [
  "authorization-revoked",
  "authorization-suspended",
  "unit-retired",
  "authorization-expired",
  "authorization-not-yet-valid",
  "outside-window",
  "area-not-authorized",
];

function mostTelling(standings: readonly Standing[]): Verdict {
  const detail = standings
    .slice(0, 5)
    .map(({ covering, reason }) => `${covering.authorization.document}: ${reason}`)
    .join("; ");
  for (const reason of TELLING) {
    const standing = standings.find((candidate) => candidate.reason === reason);
    if (standing !== undefined) {
      return refuse(reason, standing.covering.authorization.document, detail);
    }
  }
  return refuse("not-authorized", null, "no recorded authorization names this host");
}

function judgeAddress(
  entry: HostEntry,
  grant: Grant,
  asked: { readonly address: string; readonly options: AuthorityOptions },
): Refusal | null {
  const { address, options } = asked;
  const parsed = parseIp(address);
  if (parsed === null) {
    return refusal("address-reserved", grant.document, "not a clean IP address");
  }
  const pinned = entry.pins.some((pin) => pin !== null && cidrHolds(pin, parsed));
  if (entry.pins.length > 0 && !pinned) {
    return refusal("address-outside-pin", grant.document, address);
  }
  if (isReserved(address)) {
    if (options.allowReserved && pinned) return null;
    const detail = pinned ? `${address}: reserved addresses are not allowed in this run` : address;
    return refusal("address-reserved", grant.document, detail);
  }
  if (!options.hasContact) return refusal("no-contact", grant.document, address);
  return null;
}

function refusal(reason: NotTriedReason, document: string | null, detail: string): Refusal {
  return { reason, document, detail };
}

function refuse(reason: NotTriedReason, document: string | null, detail: string): Verdict {
  return { granted: false, refusal: refusal(reason, document, detail) };
}
