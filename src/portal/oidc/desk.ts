// Signing in with an account of the organisation: the trip to the provider and back, and whose account it is.
// Authorization code with PKCE; an account must be there before, none is ever made here.
import { createHash, createHmac } from "node:crypto";
import type { Account } from "../../model/account.ts";
import type { Text } from "../../model/text.ts";
import type { AccountStore } from "../../store/accounts.ts";
import type { OidcStore } from "../../store/oidc.ts";
import type { Desk, SignIn, Where } from "../desk.ts";
import type { Throttle } from "../throttle.ts";
import { isToken, newToken } from "../token.ts";
import { type Claims, type KeySet, type Verified, verifyIdToken } from "./id-token.ts";
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
  | { readonly outcome: "refused"; readonly why: string }
  | { readonly outcome: "wait"; readonly seconds: number }
  | Unavailable;

export interface OidcDesk {
  readonly label: Text;
  /** @returns where the browser goes, and the secret of the trip that it keeps meanwhile */
  begin(): Promise<Asked<{ readonly to: string; readonly trip: string }>>;
  arrive(back: Return, where: Where): Promise<Arrival>;
}

export interface OidcDeskOptions {
  readonly offer: OidcOffer;
  readonly store: OidcStore & Pick<AccountStore, "accountByLogin">;
  readonly desk: Pick<Desk, "welcome">;
  readonly throttle: Throttle;
  readonly now: () => Date;
  /** Address of ours that the provider sends the browser back to, as it is registered there. */
  readonly redirectUri: () => string;
}

const TRIP_MS = 10 * 60_000;

export function createOidcDesk(options: OidcDeskOptions): OidcDesk {
  return {
    label: options.offer.label,
    begin: () => begin(options),
    arrive: (back, where) => arrive(options, back, where),
  };
}

/** All that a trip needs follows from the one secret in the browser; the store holds a hash of the state alone. */
function ofTrip(trip: string, what: "state" | "nonce" | "verifier"): string {
  return createHmac("sha256", trip).update(`oidc ${what}`).digest("base64url");
}

async function begin({ offer, store, now, redirectUri }: OidcDeskOptions) {
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
  };
  for (const [name, value] of Object.entries(asked)) to.searchParams.set(name, value);
  store.beginTrip(asked.state, new Date(now().getTime() - TRIP_MS));
  return { outcome: "told", value: { to: to.href, trip } } as const;
}

async function arrive(options: OidcDeskOptions, back: Return, where: Where): Promise<Arrival> {
  const { offer, store, throttle, now } = options;
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
  const isOurs = isToken(back.trip) && back.state === ofTrip(back.trip, "state");
  if (!isOurs || !store.endTrip(back.state, new Date(now().getTime() - TRIP_MS))) {
    return refused("state");
  }
  if (back.issuer !== "" && back.issuer !== offer.provider.issuer) return refused("issuer");
  if (back.code === "") return refused("the provider gave no code");
  const token = await offer.provider.trade({
    code: back.code,
    verifier: ofTrip(back.trip, "verifier"),
    redirectUri: options.redirectUri(),
  });
  if (token.outcome !== "told") return excused(token);
  if (token.value === null) return refused("code");
  const verified = await verifiedBy(options, token.value, ofTrip(back.trip, "nonce"));
  if (verified.outcome === "unavailable") return excused(verified);
  if (verified.outcome === "wrong") return refused(`token: ${verified.fault}`);
  const found = accountFor(options, verified.claims);
  if ("why" in found) return refused(found.why);
  throttle.forgive(stranger, where.source);
  throttle.succeed(stranger);
  const entered = options.desk.welcome(found.account, where, offer.trustsSecondFactor);
  return { ...entered, why: found.isNew ? "bound" : "" };
}

function refused(why: string): Arrival {
  return { outcome: "refused", why };
}

/** A key that is not known may be a new one: the provider is asked for its keys once more, and no second time. */
async function verifiedBy(
  { offer: { provider }, now }: OidcDeskOptions,
  token: string,
  nonce: string,
): Promise<Verified | Unavailable> {
  const { issuer, clientId } = provider;
  const judge = (keys: KeySet): Verified =>
    verifyIdToken(token, keys, { issuer, clientId, nonce, now: now() });
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
