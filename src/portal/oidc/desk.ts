// Signing in with an account of the organisation: the trip to the provider and back, and whose account it is; and the
// same trip for somebody who is signed in, to prove anew who they are. Authorization code with PKCE; an account must be
// there before, none is ever made here.
import { createHash, createHmac } from "node:crypto";
import type { Account } from "../../model/account.ts";
import type { Text } from "../../model/text.ts";
import type { AccountStore } from "../../store/people/accounts.ts";
import type { OidcStore, Trip } from "../../store/people/oidc.ts";
import type { Desk, SignIn, Where } from "../access/desk.ts";
import type { Throttle } from "../access/throttle.ts";
import { isToken, newToken } from "../access/token.ts";
import {
  type Claims,
  type Expected,
  type KeySet,
  type Verified,
  verifyIdToken,
} from "./id-token.ts";
import type { Asked, Provider, Unavailable } from "./provider.ts";

/** How the portal is to offer it. */
export interface OidcOffer {
  readonly provider: Provider;
  readonly label: Text;
  /** The provider has asked for a second factor: ours is not asked for. */
  readonly trustsSecondFactor: boolean;
}

/** What comes back in the address, after the browser was at the provider. */
export interface Return {
  /** Of the cookie that was given at the beginning; "" when the browser shows none. */
  readonly trip: string;
  readonly state: string;
  readonly code: string;
  /** RFC 9207; "" when the provider does not name itself. */
  readonly issuer: string;
}

/** `why` is for the audit alone. */
export type Arrival =
  | (Extract<SignIn, { outcome: "next" }> & { readonly why: string })
  /** Somebody who is signed in has proven who they are. */
  | { readonly outcome: "proven"; readonly why: string }
  | { readonly outcome: "refused"; readonly why: string; readonly isProof: boolean }
  | { readonly outcome: "wait"; readonly seconds: number }
  | Unavailable;

export interface Departure {
  readonly to: string;
  readonly trip: string;
}

export interface OidcDesk {
  readonly label: Text;
  /** @returns where the browser goes, and the secret of the trip that it keeps meanwhile */
  begin(): Promise<Asked<Departure>>;
  /** Whether the account's person can prove there who they are. */
  knows(account: Account): boolean;
  /** The provider is asked to have the person of this session sign in again, whatever it remembers of them. */
  beginProof(session: string): Promise<Asked<Departure>>;
  arrive(back: Return, where: Where): Promise<Arrival>;
}

export interface OidcDeskOptions {
  readonly offer: OidcOffer;
  readonly store: OidcStore & Pick<AccountStore, "accountByLogin">;
  readonly desk: Pick<Desk, "welcome" | "noteProof">;
  readonly throttle: Throttle;
  readonly now: () => Date;
  /** Address of ours that the provider sends the browser back to, as it is registered there. */
  readonly redirectUri: () => string;
}

const TRIP_MS = 10 * 60_000;

export function createOidcDesk(options: OidcDeskOptions): OidcDesk {
  return {
    label: options.offer.label,
    begin: () => begin(options, null),
    knows: ({ id }) => options.store.isBound(id, options.offer.provider.issuer),
    beginProof: (session) => begin(options, session),
    arrive: (back, where) => arrive(options, back, where),
  };
}

/** All that a trip needs follows from the one secret in the browser; the store holds a hash of the state alone. */
function ofTrip(trip: string, what: "state" | "nonce" | "verifier"): string {
  return createHmac("sha256", trip).update(`oidc ${what}`).digest("base64url");
}

/** OpenID Connect Core 1.0, section 3.1.2.1: `prompt` asks for the sign-in, `max_age` for being told when it was. */
const ANEW = { prompt: "login", max_age: "0" } as const;

/** @param session whose person is to prove who they are; null: somebody signs in */
async function begin(
  { offer, store, now, redirectUri }: OidcDeskOptions,
  session: string | null,
): Promise<Asked<Departure>> {
  const endpoint = await offer.provider.authorizationEndpoint();
  if (endpoint.outcome !== "told") return endpoint;
  const trip = newToken();
  const to = new URL(endpoint.value);
  const verifier = ofTrip(trip, "verifier");
  const asked = {
    response_type: "code",
    scope: "openid email",
    client_id: offer.provider.clientId,
    redirect_uri: redirectUri(),
    state: ofTrip(trip, "state"),
    nonce: ofTrip(trip, "nonce"),
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(session === null ? {} : ANEW),
  };
  for (const [name, value] of Object.entries(asked)) to.searchParams.set(name, value);
  store.beginTrip(asked.state, { session, since: new Date(now().getTime() - TRIP_MS) });
  return { outcome: "told", value: { to: to.href, trip } } as const;
}

async function arrive(options: OidcDeskOptions, back: Return, where: Where): Promise<Arrival> {
  const { offer, throttle } = options;
  // Nobody's name is known yet: failures count against the address alone.
  const stranger = `oidc ${where.source}`;
  const seconds = throttle.waitSeconds(stranger, where.source);
  if (seconds > 0) return { outcome: "wait", seconds };
  throttle.attempt(stranger, where.source);
  // The provider's fault is not the visitor's.
  const excused = (fault: Unavailable): Unavailable => {
    throttle.forgive(stranger, where.source);
    return fault;
  };
  const trip = tripOf(options, back);
  if (trip === undefined) return refused("state");
  const { session } = trip;
  const refuse = (why: string): Arrival => refused(why, session !== null);
  if (back.issuer !== "" && back.issuer !== offer.provider.issuer) return refuse("issuer");
  if (back.code === "") return refuse("the provider gave no code");
  const token = await offer.provider.trade({
    code: back.code,
    verifier: ofTrip(back.trip, "verifier"),
    redirectUri: options.redirectUri(),
  });
  if (token.outcome !== "told") return excused(token);
  if (token.value === null) return refuse("code");
  const verified = await verifiedBy(options, token.value, {
    nonce: ofTrip(back.trip, "nonce"),
    anewSince: session === null ? null : new Date(trip.begunAt),
  });
  if (verified.outcome === "unavailable") return excused(verified);
  if (verified.outcome === "wrong") return refuse(`token: ${verified.fault}`);
  const done =
    session === null
      ? enter(options, verified.claims, where)
      : prove(options, verified.claims, session);
  if (done.outcome === "refused") return done;
  throttle.forgive(stranger, where.source);
  throttle.succeed(stranger);
  return done;
}

/** The trip that this browser is on; ended by being asked for. */
function tripOf({ store, now }: OidcDeskOptions, back: Return): Trip | undefined {
  const isOurs = isToken(back.trip) && back.state === ofTrip(back.trip, "state");
  return isOurs ? store.endTrip(back.state, new Date(now().getTime() - TRIP_MS)) : undefined;
}

type Done = Extract<Arrival, { outcome: "next" | "proven" | "refused" }>;

function enter(options: OidcDeskOptions, claims: Claims, where: Where): Done {
  const found = accountFor(options, claims);
  if ("why" in found) return refused(found.why);
  const entered = options.desk.welcome(found.account, where, options.offer.trustsSecondFactor);
  return { ...entered, why: found.isNew ? "bound" : "" };
}

/** Only the very person that the session's account is bound to can prove anything for it. */
function prove({ store, offer, desk }: OidcDeskOptions, claims: Claims, session: string): Done {
  const { subject } = claims;
  const account = store.accountOf({ issuer: offer.provider.issuer, subject });
  if (account === undefined) return refused("another person", true);
  return desk.noteProof(session, account)
    ? { outcome: "proven", why: `proven: ${account.login}` }
    : refused(`another person or a session that has ended: ${account.login}`, true);
}

function refused(why: string, isProof = false): Extract<Arrival, { outcome: "refused" }> {
  return { outcome: "refused", why, isProof };
}

/** A key that is not known may be a new one: the provider is asked for its keys once more, and no second time. */
async function verifiedBy(
  { offer: { provider }, now }: OidcDeskOptions,
  token: string,
  trip: Pick<Expected, "nonce" | "anewSince">,
): Promise<Verified | Unavailable> {
  const { issuer, clientId } = provider;
  const judge = (keys: KeySet): Verified =>
    verifyIdToken(token, keys, { issuer, clientId, ...trip, now: now() });
  const known = await provider.keys(false);
  if (known.outcome !== "told") return known;
  const first = judge(known.value);
  if (first.outcome === "right" || first.fault !== "key") return first;
  const fresh = await provider.keys(true);
  return fresh.outcome === "told" ? judge(fresh.value) : fresh;
}

type Found = { readonly account: Account; readonly isNew: boolean } | { readonly why: string };

/**
 * The person that the account is bound to rules. Somebody not seen before is known by an address that the provider
 * vouches for and that is the login of an account nobody else is bound to.
 */
function accountFor({ store, offer }: OidcDeskOptions, { subject, email }: Claims): Found {
  const person = { issuer: offer.provider.issuer, subject };
  const bound = store.accountOf(person);
  const account = bound ?? (email === null ? undefined : store.accountByLogin(email));
  if (account === undefined) return { why: email === null ? "no verified address" : "no account" };
  if (account.disabledAt !== null) return { why: `disabled: ${account.login}` };
  if (bound !== undefined) return { account, isNew: false };
  return store.bindSubject(account.id, person)
    ? { account, isNew: true }
    : { why: `bound to another person: ${account.login}` };
}
