// A sign-in provider on loopback, over real HTTP: description, keys, authorization and tokens. It keeps the rules of
// PKCE and of codes that work once; tests say what it is to do wrong.
import {
  constants,
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const CLIENT = "rasoat";
export const CLIENT_SECRET = "bí mật: dài & có dấu";

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function rsaKey(kid: string, alg = "RS256", modulusLength = 2048): SigningKey {
  return { kid, alg, ...generateKeyPairSync("rsa", { modulusLength }) };
}

export function ecKey(kid: string): SigningKey {
  return { kid, alg: "ES256", ...generateKeyPairSync("ec", { namedCurve: "P-256" }) };
}

function publicJwk({ kid, alg, publicKey }: SigningKey): object {
  return { ...publicKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

function base64(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** @param header in place of what belongs to the key, such as another algorithm */
export function signed(key: SigningKey, claims: object, header: object = {}): string {
  const whole = { alg: key.alg, kid: key.kid, typ: "JWT", ...header };
  const text = `${base64(whole)}.${base64(claims)}`;
  return `${text}.${signatureOf(whole.alg, key, text).toString("base64url")}`;
}

function signatureOf(alg: string, { privateKey, publicKey }: SigningKey, text: string): Buffer {
  const bytes = Buffer.from(text);
  switch (alg) {
    case "none":
      return Buffer.alloc(0);
    case "HS256":
      // The old forgery: the public key, which all know, taken for the secret.
      return createHmac("sha256", publicKey.export({ format: "pem", type: "spki" }))
        .update(bytes)
        .digest();
    case "ES256":
      return sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" });
    case "PS256":
      return sign("sha256", bytes, {
        key: privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      });
    default:
      return sign("sha256", bytes, privateKey);
  }
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestProvider {
  readonly issuer: string;
  /** Who signs in there. */
  person: Readonly<Record<string, unknown>>;
  key: SigningKey;
  /** What it publishes; by default the key that it signs with. */
  published: readonly object[] | null;
  /** The token in place of an honest one. */
  forge: ((claims: Readonly<Record<string, unknown>>, key: SigningKey) => string) | null;
  /** When the person signs in, where a new sign-in is asked for; null: never again, as they are signed in. */
  signsInAgain: (() => Date) | null;
  /** Fields of the description that differ. */
  described: Readonly<Record<string, unknown>>;
  /** Answers in place of its own, by path. */
  readonly instead: Map<string, Answer>;
  /** "METHOD path" of all requests. */
  readonly requests: string[];
  now: () => Date;
  close(): Promise<void>;
}

interface Grant {
  /** Seconds, for the token; null: it was not asked for. */
  readonly authTime: number | null;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
}

export async function startProvider(now: () => Date, address = "127.0.0.1"): Promise<TestProvider> {
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", provider.issuer);
    provider.requests.push(`${request.method ?? ""} ${pathname}`);
    const own = ROUTES[pathname];
    const answer = provider.instead.get(pathname);
    if (answer !== undefined) answer(request, response);
    else if (own === undefined) response.writeHead(404).end();
    else own({ provider, grants }, request, response);
  });
  await new Promise<void>((done) => server.listen(0, address, done));
  const { port } = server.address() as AddressInfo;
  const provider: TestProvider = {
    issuer: `http://${address}:${String(port)}`,
    person: { sub: "nguoi-a", email: "a@bv-a.test", email_verified: true },
    key: rsaKey("k1"),
    published: null,
    forge: null,
    signsInAgain: () => provider.now(),
    described: {},
    instead: new Map(),
    requests: [],
    now,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
  return provider;
}

interface Scene {
  readonly provider: TestProvider;
  readonly grants: Map<string, Grant>;
}

const ROUTES: Readonly<
  Record<string, (scene: Scene, request: IncomingMessage, response: ServerResponse) => void>
> = {
  "/.well-known/openid-configuration": ({ provider }, _request, response) => {
    const { issuer, described } = provider;
    const place = (path: string): string => `${issuer}${path}`;
    json(response, {
      issuer,
      authorization_endpoint: place("/authorize"),
      token_endpoint: place("/token"),
      jwks_uri: place("/keys"),
      ...described,
    });
  },
  "/keys": ({ provider }, _request, response) => {
    json(response, { keys: provider.published ?? [publicJwk(provider.key)] });
  },
  "/authorize": authorize,
  "/token": (scene, request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      trade(scene, request, new URLSearchParams(body), response);
    });
  },
};

/** The person is signed in there already, and signs in again where that is asked for. */
function authorize(
  { provider, grants }: Scene,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const asked = new URL(request.url ?? "/", provider.issuer).searchParams;
  const get = (name: string): string => asked.get(name) ?? "";
  const isRight =
    get("response_type") === "code" &&
    get("client_id") === CLIENT &&
    get("scope").split(" ").includes("openid") &&
    get("code_challenge_method") === "S256";
  if (!isRight) {
    response.writeHead(400).end("not a request for a code with PKCE");
    return;
  }
  const code = randomBytes(400).toString("base64url");
  const redirectUri = get("redirect_uri");
  const isAnew = get("prompt") === "login" && get("max_age") === "0";
  const at = isAnew ? (provider.signsInAgain?.() ?? null) : null;
  const authTime = at === null ? null : Math.floor(at.getTime() / 1000);
  grants.set(code, {
    authTime,
    nonce: get("nonce"),
    challenge: get("code_challenge"),
    redirectUri,
  });
  const back = new URL(redirectUri);
  back.search = new URLSearchParams({ code, state: get("state"), iss: provider.issuer }).toString();
  response.writeHead(302, { location: back.href }).end();
}

function trade(
  { provider, grants }: Scene,
  request: IncomingMessage,
  form: URLSearchParams,
  response: ServerResponse,
): void {
  const code = form.get("code") ?? "";
  const grant = grants.get(code);
  grants.delete(code);
  const shown = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  const isRight =
    grant !== undefined &&
    isClient(request.headers.authorization, form) &&
    form.get("grant_type") === "authorization_code" &&
    grant.challenge === shown &&
    grant.redirectUri === form.get("redirect_uri");
  if (!isRight) {
    json(response, { error: "invalid_grant" }, 400);
    return;
  }
  const seconds = Math.floor(provider.now().getTime() / 1000);
  const claims = {
    iss: provider.issuer,
    aud: CLIENT,
    iat: seconds,
    exp: seconds + 300,
    nonce: grant.nonce,
    ...(grant.authTime === null ? {} : { auth_time: grant.authTime }),
    ...provider.person,
  };
  const token = provider.forge?.(claims, provider.key) ?? signed(provider.key, claims);
  json(response, { id_token: token, access_token: "x", token_type: "Bearer" });
}

function isClient(header: string | undefined, form: URLSearchParams): boolean {
  const posted = form.get("client_id") === CLIENT && form.get("client_secret") === CLIENT_SECRET;
  const [id = "", secret = ""] = Buffer.from((header ?? "").replace(/^Basic /, ""), "base64")
    .toString()
    .split(":")
    .map((part) => new URLSearchParams(`x=${part}`).get("x") ?? "");
  return posted || (id === CLIENT && secret === CLIENT_SECRET);
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
