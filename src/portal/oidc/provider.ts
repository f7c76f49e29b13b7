// What is asked of the sign-in provider itself: its description, its keys, and the ID token for a code. It decides
// nothing about people; every request goes through the guarded client of src/net.
import { z } from "zod";
import type { Attempt } from "../../model/attempt.ts";
import type { OperatorAsk, OperatorClient } from "../../net/operator.ts";
import { KeySet } from "./id-token.ts";

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly client: OperatorClient;
  readonly now: () => Date;
}

/** A provider that cannot be asked, or answers what no provider may. */
export interface Unavailable {
  readonly outcome: "unavailable";
  readonly why: string;
}

export type Asked<T> = { readonly outcome: "told"; readonly value: T } | Unavailable;

export interface CodeTrade {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  /** Where a browser is sent; at one of the configured origins. */
  authorizationEndpoint(): Promise<Asked<string>>;
  /** The ID token for a code; null when the provider refuses the code. */
  trade(trade: CodeTrade): Promise<Asked<string | null>>;
  /** @param fresh asked again, not remembered: a key was not among those known */
  keys(fresh: boolean): Promise<Asked<KeySet>>;
}

const KEEP_MS = 3_600_000;

const Description = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
});
type Description = z.infer<typeof Description>;
const Tokens = z.object({ id_token: z.string() });

export function createProvider(options: ProviderOptions): Provider {
  const { issuer, clientId, client } = options;
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const described = remembered(options.now, async () =>
    fitting(await askJson(client, { url: address, headers: {} }, Description), options),
  );
  const keys = remembered(options.now, () =>
    onwards(described(false), ({ jwks_uri: url }) => askJson(client, { url, headers: {} }, KeySet)),
  );
  return {
    issuer,
    clientId,
    authorizationEndpoint: () =>
      onwards(described(false), (found) => told(found.authorization_endpoint)),
    trade: (trade) => onwards(described(false), (found) => tokenOf(options, found, trade)),
    keys,
  };
}

function told<T>(value: T): Promise<Asked<T>> {
  return Promise.resolve({ outcome: "told", value });
}

function unavailable(why: string): Unavailable {
  return { outcome: "unavailable", why };
}

async function onwards<T, U>(
  asked: Promise<Asked<T>>,
  next: (value: T) => Promise<Asked<U>>,
): Promise<Asked<U>> {
  const found = await asked;
  return found.outcome === "told" ? next(found.value) : found;
}

/** Kept for an hour; what failed is asked again the next time. */
function remembered<T>(
  now: () => Date,
  ask: () => Promise<Asked<T>>,
): (fresh: boolean) => Promise<Asked<T>> {
  let known: { readonly found: Asked<T>; readonly until: number } | null = null;
  return async (fresh) => {
    if (!fresh && known !== null && known.until > now().getTime()) return known.found;
    const found = await ask();
    if (found.outcome === "told") known = { found, until: now().getTime() + KEEP_MS };
    return found;
  };
}

/** The description must be of this very provider, and lead nowhere but to what is configured. */
function fitting(
  asked: Asked<Description>,
  { issuer, client }: ProviderOptions,
): Asked<Description> {
  if (asked.outcome === "unavailable") return asked;
  const { value } = asked;
  if (value.issuer !== issuer) return unavailable("the description is of another issuer");
  const addresses = [value.authorization_endpoint, value.token_endpoint, value.jwks_uri];
  const foreign = addresses.find((one) => !client.admits(one));
  return foreign === undefined
    ? asked
    : unavailable(`an address at an origin that is not configured: ${new URL(foreign).origin}`);
}

async function askJson<T>(
  client: OperatorClient,
  ask: OperatorAsk,
  schema: z.ZodType<T>,
): Promise<Asked<T>> {
  const answer = await client.ask({ ...ask, headers: { accept: "application/json" } });
  const text = answer.status === "ok" && answer.value.status === 200 ? answer.value.text : null;
  if (text === null) return unavailable(reasonOf(answer));
  const parsed = schema.safeParse(jsonOf(text));
  return parsed.success ? told(parsed.data) : unavailable("an answer of another shape");
}

function reasonOf(answer: Attempt<{ readonly status: number }>): string {
  return answer.status === "ok" ? `status ${String(answer.value.status)}` : answer.reason;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON: no schema takes it.
    return undefined;
  }
}

/** RFC 6749, sections 2.3.1 and 4.1.3; RFC 7636, section 4.5. */
async function tokenOf(
  { clientId, clientSecret, client }: ProviderOptions,
  found: Description,
  { code, verifier, redirectUri }: CodeTrade,
): Promise<Asked<string | null>> {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const headers: Record<string, string> = { accept: "application/json" };
  if (found.token_endpoint_auth_methods_supported.includes("client_secret_basic")) {
    const pair = [clientId, clientSecret].map(formEncoded).join(":");
    headers["authorization"] = `Basic ${Buffer.from(pair).toString("base64")}`;
  } else {
    form.set("client_id", clientId);
    form.set("client_secret", clientSecret);
  }
  const answer = await client.ask({ url: found.token_endpoint, headers, form });
  if (answer.status !== "ok" || answer.value.status >= 500) return unavailable(reasonOf(answer));
  if (answer.value.status !== 200) return told(null);
  const tokens = Tokens.safeParse(jsonOf(answer.value.text));
  return tokens.success ? told(tokens.data.id_token) : unavailable("an answer without a token");
}

function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}
