// Whether an ID token was written by the provider, for us, now and for this very sign-in (OpenID Connect Core 1.0,
// section 3.1.3.7; RFC 7515, 7518). Pure: it fetches nothing and knows no account.
import {
  constants,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  type SigningOptions,
  timingSafeEqual,
  verify,
} from "node:crypto";
import { z } from "zod";

/** The keys of a provider, RFC 7517; what we cannot use is let be. */
export const KeySet = z.object({
  keys: z
    .array(
      z.looseObject({
        kty: z.string(),
        kid: z.string().optional(),
        use: z.string().optional(),
        alg: z.string().optional(),
        crv: z.string().optional(),
      }),
    )
    .max(100),
});
export type KeySet = z.infer<typeof KeySet>;
type Key = KeySet["keys"][number];

/** Why a token is not taken: for the audit, never for the visitor. "key": none of the known ones. */
export type TokenFault =
  | "malformed"
  | "algorithm"
  | "key"
  | "signature"
  | "issuer"
  | "audience"
  | "time"
  | "nonce"
  | "not anew";

export interface Claims {
  readonly subject: string;
  /** null when there is none, or the provider does not vouch for it. */
  readonly email: string | null;
}

export interface Expected {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly now: Date;
  /** The person must have signed in there after this (section 3.1.3.7, step 13); null: whenever it was. */
  readonly anewSince: Date | null;
}

export type Verified =
  | { readonly outcome: "right"; readonly claims: Claims }
  | { readonly outcome: "wrong"; readonly fault: TokenFault };

const MOST_CHARACTERS = 16_384;
const SKEW_SECONDS = 60;
const LEAST_RSA_BITS = 2048;

const Header = z.object({
  alg: z.string(),
  kid: z.string().optional(),
  /** What we do not understand and must (RFC 7515, section 4.1.11): there is nothing that we do. */
  crit: z.never().optional(),
});

const Payload = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  azp: z.string().optional(),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number(),
  auth_time: z.number().optional(),
  nonce: z.string(),
  email: z.string().optional(),
  email_verified: z.unknown().optional(),
});
type Payload = z.infer<typeof Payload>;

interface Algorithm {
  readonly kty: string;
  readonly crv?: string;
  readonly check: SigningOptions;
}

/** Signatures by a private key alone: never "none", never a secret that could be the public key. */
const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map([
  ["RS256", { kty: "RSA", check: { padding: constants.RSA_PKCS1_PADDING } }],
  ["PS256", { kty: "RSA", check: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } }],
  ["ES256", { kty: "EC", crv: "P-256", check: { dsaEncoding: "ieee-p1363" } }],
]);

export function verifyIdToken(token: string, { keys }: KeySet, expected: Expected): Verified {
  const parts = partsOf(token);
  if (parts === null) return wrong("malformed");
  const { header, payload, signed, signature } = parts;
  const algorithm = ALGORITHMS.get(header.alg);
  if (algorithm === undefined) return wrong("algorithm");
  const key = keyOf(keys, header, algorithm);
  if (key === null) return wrong("key");
  if (!verify("sha256", signed, { key, ...algorithm.check }, signature)) return wrong("signature");
  const fault = faultOf(payload, expected);
  if (fault !== null) return wrong(fault);
  const email = payload.email_verified === true ? (payload.email ?? null) : null;
  return { outcome: "right", claims: { subject: payload.sub, email } };
}

function wrong(fault: TokenFault): Verified {
  return { outcome: "wrong", fault };
}

function partsOf(token: string) {
  if (token.length > MOST_CHARACTERS || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return null;
  const [head = "", body = "", tail = ""] = token.split(".");
  const header = Header.safeParse(jsonOf(head));
  const payload = Payload.safeParse(jsonOf(body));
  if (!header.success || !payload.success) return null;
  return {
    header: header.data,
    payload: payload.data,
    signed: Buffer.from(`${head}.${body}`),
    signature: Buffer.from(tail, "base64url"),
  };
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    // No JSON: no schema takes it.
    return undefined;
  }
}

/** The one key that the header names; without a name, only where there is but one of its kind. */
function keyOf(
  keys: readonly Key[],
  { alg, kid }: z.infer<typeof Header>,
  { kty, crv }: Algorithm,
): KeyObject | null {
  const fitting = keys.filter(
    (key) =>
      key.kty === kty &&
      (crv === undefined || key.crv === crv) &&
      (key.use ?? "sig") === "sig" &&
      (key.alg ?? alg) === alg &&
      (kid === undefined || key.kid === kid),
  );
  const [only] = fitting;
  return fitting.length === 1 && only !== undefined ? publicKey(only) : null;
}

function publicKey(jwk: Key): KeyObject | null {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS;
    return bits >= LEAST_RSA_BITS ? key : null;
  } catch {
    // The provider's own key is broken: none that we could use.
    return null;
  }
}

function faultOf(payload: Payload, expected: Expected): TokenFault | null {
  const { issuer, clientId, nonce, now, anewSince } = expected;
  if (payload.iss !== issuer) return "issuer";
  const audience = [payload.aud].flat();
  if (!audience.includes(clientId)) return "audience";
  // For several at once it has to say that it was made for us.
  if ((payload.azp ?? (audience.length === 1 ? clientId : "")) !== clientId) return "audience";
  const seconds = now.getTime() / 1000;
  if (payload.exp <= seconds - SKEW_SECONDS) return "time";
  if (Math.max(payload.iat, payload.nbf ?? 0) > seconds + SKEW_SECONDS) return "time";
  if (!isSame(payload.nonce, nonce)) return "nonce";
  return anewSince === null || isAnew(payload, anewSince, now) ? null : "not anew";
}

/** A provider that was asked for `max_age` has to say when the person signed in; what it does not say is not assumed. */
function isAnew({ auth_time: at }: Payload, since: Date, now: Date): boolean {
  if (at === undefined) return false;
  const [earliest, latest] = [since, now].map((time) => time.getTime() / 1000);
  return at >= (earliest ?? 0) - SKEW_SECONDS && at <= (latest ?? 0) + SKEW_SECONDS;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
