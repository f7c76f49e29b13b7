// The full TLS lists of one registered, granted host on a person's word: through the same door, pace, budget and ledger
// as a scan, and like it stopped within a second by a revocation. Stores no look and changes no finding.
import { ok, skipped, type Attempt, type Miss } from "../model/attempt.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { Door, HttpAnswer, Shaken } from "../model/door.ts";
import type { HttpExchange, TlsHandshake } from "../model/observation.ts";
import type { Clock, Log, Ports } from "../model/ports.ts";
import type { Target } from "../model/registry.ts";
import type { Settings } from "../model/settings.ts";
import { openDoor } from "../net/door.ts";
import { createNameResolver } from "../net/dns.ts";
import { createTrust } from "../net/trust.ts";
import { agentOf } from "../net/user-agent.ts";
import type { AskerContext, AskerPlace } from "../probes/tls/sender.ts";
import { urlOf } from "../probes/record.ts";
import { listAll, spentMiss, type Met, type TlsLists } from "../probes/tls/full.ts";
import { isSpoken } from "../probes/tls/tls-audit.ts";
import { createAuthority } from "../registry/authority.ts";
import type { Store } from "../store/store.ts";
import { runError } from "./errors.ts";
import { followRegistry } from "./follow.ts";
import { planTargets } from "./plan.ts";
import { sharedRates } from "./shared-rate.ts";
import { checkOverrides } from "./start.ts";

export interface TlsListRequest {
  /** Canonical. */
  readonly host: string;
  /** null: every https port. */
  readonly port: number | null;
  readonly allowReserved: boolean;
  readonly resolve: readonly { readonly host: string; readonly address: string }[];
}

export interface TlsListDependencies {
  readonly store: Store;
  readonly knowledge: Knowledge;
  readonly settings: Settings;
  readonly programVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface TlsListing extends TlsLists {
  /** One full handshake besides, for the certificates; a miss says why there are none. */
  readonly handshake: Attempt<TlsHandshake>;
  /** The first start page over it, for what HTTP and a whole session tell; a miss says why there is none. */
  readonly page: Attempt<ListedPage>;
}

/** `headers`: only those that speak of TLS. `bytes`: of the body, after decompression, as far as it was read. */
export interface ListedPage extends Pick<HttpExchange, "url" | "status" | "headers" | "tls"> {
  readonly bytes: number;
}

export type TlsListResult = Attempt<readonly TlsListing[]>;

const PROBE = "tls-list";
const WIDEST = { minVersion: "TLSv1", maxVersion: "TLSv1.3" } as const;

/** @returns a miss where nothing was sent: not registered, not granted, not resolved */
export async function listTls(
  request: TlsListRequest,
  deps: TlsListDependencies,
): Promise<TlsListResult> {
  const { store, settings } = deps;
  const registry = store.registry();
  await checkOverrides(request, registry, store.ledger);
  const authority = createAuthority({
    registry,
    allowReserved: request.allowReserved,
    hasContact: settings.contact !== undefined,
    defaultRate: settings.rate.perAddress,
    rateCap: settings.rate.cap,
  });
  const asked = { units: [], hosts: [request.host], areas: ["tls"] } as const;
  const plan = planTargets(registry, authority, asked, deps.clock.now());
  const [planned] = plan.granted;
  if (planned === undefined) return refused(plan.refused[0], request, deps);
  const stopFollowing = followRegistry(store, (newest) => {
    authority.replace(newest);
  });
  try {
    const ports: Ports = { ...deps, ledger: store.ledger, pace: store.pace, authority };
    const rates = sharedRates({
      registry,
      authority,
      hostsAt: (address) => store.ledger.hostsAt(address),
    });
    const door = openDoor({
      rateFor: (address) => rates(address, deps.clock.now()),
      grant: planned.grant,
      ports,
      run: null,
      dns: createNameResolver({ servers: settings.resolvers, overrides: request.resolve }),
      trust: createTrust(),
      settings: {
        agent: agentOf(deps.programVersion, settings.contact ?? null),
        budget: settings.budget.perHost,
      },
    });
    const resolution = await door.resolve();
    if (resolution.status !== "ok") {
      if (resolution.reason === "no-contact") {
        throw runError("run-no-contact", { hosts: request.host });
      }
      return resolution;
    }
    const lists: TlsListing[] = [];
    for (const port of portsOf(planned.target, request)) {
      for (const { address } of resolution.value.addresses) {
        lists.push(await listPlace({ ...deps, door, target: planned.target }, { port, address }));
      }
    }
    return { status: "ok", value: lists };
  } finally {
    stopFollowing();
    await store.ledger.flush();
  }
}

/** One port at one address, in at most 90 connections. */
export async function listPlace(
  context: Omit<AskerContext, "record">,
  place: AskerPlace,
): Promise<TlsListing> {
  const { door } = context;
  const { handshake, page, met } = await meet(context, place);
  const before = handshake.status === "skipped" ? 0 : 1;
  const budget = (): Miss | null => spentMiss(door.budgetLeft());
  const lists = isSpoken(handshake)
    ? await listAll(context, place, { budget, before, met })
    : emptyLists(place, handshake);
  return { ...lists, connections: lists.connections + before, handshake, page };
}

interface Meeting extends Pick<TlsListing, "handshake" | "page"> {
  readonly met: Met | null;
}

/** One connection for the handshake and the page; where the page may not be asked for, the handshake alone. */
async function meet(
  { door, target }: Pick<AskerContext, "door" | "target">,
  place: AskerPlace,
): Promise<Meeting> {
  let shaken: Shaken | null = null;
  const answer = await lookAtPage(door, target, place, (told) => {
    shaken = told;
  });
  const { handshake, group } = shakenOr(shaken, answer) ?? {
    handshake: await door.tls({ ...place, probe: PROBE, ...WIDEST }),
    group: null,
  };
  const seen = handshake.status === "ok" && handshake.value.accepted ? handshake.value : null;
  if (seen === null) return { handshake, page: skipped("depends-on-failed"), met: null };
  const { protocol, cipher } = seen;
  return {
    handshake,
    page: answer.status === "ok" ? ok(listedPage(answer.value)) : answer,
    met: { protocol: protocol ?? "", cipher: cipher ?? "", group },
  };
}

/** @returns null where nothing was sent */
function shakenOr(
  shaken: Shaken | null,
  answer: Attempt<HttpAnswer>,
): Pick<Shaken, "handshake" | "group"> | null {
  if (shaken !== null) return shaken;
  return answer.status === "failed" ? { handshake: answer, group: null } : null;
}

/** Nobody speaks TLS there: nothing more is sent. */
function emptyLists(place: AskerPlace, attempt: Attempt<TlsHandshake>): TlsLists {
  const incomplete = attempt.status === "ok" ? "inconclusive" : attempt.reason;
  const groups = { tls13: [], older: [] };
  return { ...place, versions: [], groups, features: null, incomplete, connections: 0, wireMs: 0 };
}

/** The first lines tell enough of a page. */
const PAGE_BYTES = 16_384;
const SPEAKS_OF_TLS = new Set(["strict-transport-security", "alt-svc", "content-encoding"]);

function lookAtPage(
  door: Door,
  { host, paths }: Target,
  { port, address }: AskerPlace,
  onSecured: (shaken: Shaken) => void,
): Promise<Attempt<HttpAnswer>> {
  return door.http({
    url: urlOf(host, port, "https", paths[0] ?? "/"),
    address,
    area: "tls",
    probe: PROBE,
    follow: "none",
    maxBytes: PAGE_BYTES,
    onSecured,
  });
}

function listedPage({ exchange, body }: HttpAnswer): ListedPage {
  const { url, status, tls } = exchange;
  const headers = exchange.headers.filter(([name]) => SPEAKS_OF_TLS.has(name));
  return { url, status, headers, tls, bytes: body.length };
}

function portsOf(target: Target, { port }: TlsListRequest): readonly number[] {
  if (port !== null) return [port];
  return target.ports.filter(({ scheme }) => scheme === "https").map((one) => one.port);
}

async function refused(
  row: ReturnType<typeof planTargets>["refused"][number] | undefined,
  { host }: TlsListRequest,
  { store }: TlsListDependencies,
): Promise<Miss> {
  const reason = row?.refusal.reason ?? "not-registered";
  const detail = row?.refusal.detail ?? "";
  const document = row?.refusal.document ?? null;
  const nowhere = { run: null, port: null, address: null, url: null, probe: PROBE };
  await store.ledger.refuse({
    ...nowhere,
    unit: row?.unit ?? null,
    document,
    host,
    reason,
    detail,
  });
  return { status: "skipped", reason, detail };
}
