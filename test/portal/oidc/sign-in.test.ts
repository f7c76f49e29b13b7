// Signing in with a provider: the good ways, and that everything else ends in the same words.
import { describe, expect, it } from "vitest";
import { totpAt } from "../../../src/portal/access/totp.ts";
import { ecKey, rsaKey, signed, type TestProvider } from "../../helpers/oidc-provider.ts";
import { fill, house, SECRET, Visitor } from "../house.ts";
import { comeBack, noted, oidcScene, sentBack } from "./scene.ts";

const REFUSED = "Chưa đăng nhập được bằng tài khoản của tổ chức";
const LOGIN = "a@bv-a.test";

describe("the way there and back", () => {
  it("is offered where it is configured, and nowhere else", async () => {
    const { on } = await oidcScene();
    const page = (await new Visitor(on).get("/login")).text;
    expect(page).toContain('href="/login/oidc"');
    expect(page).toContain("Đăng nhập bằng tài khoản Sở Y tế");
    const plain = house();
    await fill(plain);
    expect((await new Visitor(plain).get("/login")).text).not.toContain("/login/oidc");
    expect((await new Visitor(plain).get("/login/oidc")).location).toBe("/login");
  });

  it("signs in by a page of ours that leads on, and says so in the audit", async () => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    const entered = await comeBack(visitor);
    expect([entered.status, entered.headers.get("refresh")]).toEqual([200, "0;url=/"]);
    expect(entered.text).toContain('href="/"');
    expect((await visitor.get("/account")).text).toContain(`Người ${LOGIN}`);
    expect(noted(scene)).toBe(`${LOGIN}: bound`);
    await comeBack(new Visitor(scene.on));
    expect(noted(scene)).toBe(`${LOGIN}: `);
  });

  it("sends the browser away with a challenge, a state and a nonce, and no secret", async () => {
    const { on, provider } = await oidcScene();
    const visitor = new Visitor(on);
    const away = await visitor.get("/login/oidc");
    const to = new URL(away.location ?? "");
    expect(`${to.origin}${to.pathname}`).toBe(`${provider.issuer}/authorize`);
    const trip = visitor.cookies.get("rasoat-trip-local") ?? "";
    expect(trip).toHaveLength(43);
    expect(to.href).not.toContain(trip);
    const cookie = away.headers.getSetCookie().find((line) => line.startsWith("rasoat-trip"));
    expect(cookie).toMatch(/Max-Age=600; Path=\/; HttpOnly; SameSite=Lax/);
    const names = ["state", "nonce", "code_challenge"];
    expect(new Set(names.map((name) => to.searchParams.get(name)?.length))).toEqual(new Set([43]));
    expect(to.searchParams.get("redirect_uri")).toBe("http://127.0.0.1:8080/login/oidc/back");
  });

  it.each([
    ["RS256", () => rsaKey("k", "RS256")],
    ["PS256", () => rsaKey("k", "PS256")],
    ["ES256", () => ecKey("k")],
  ])("takes %s", async (_alg, key) => {
    const { on, provider } = await oidcScene();
    provider.key = key();
    expect((await comeBack(new Visitor(on))).status).toBe(200);
  });

  it("posts the secret where the provider wants it so", async () => {
    const { on, provider } = await oidcScene();
    provider.described = { token_endpoint_auth_methods_supported: ["client_secret_post"] };
    expect((await comeBack(new Visitor(on))).status).toBe(200);
  });

  it("asks for the code on the telephone where the provider is not trusted with it", async () => {
    const { on } = await oidcScene(false);
    const visitor = new Visitor(on);
    const entered = await comeBack(visitor);
    expect(entered.headers.get("refresh")).toBe("0;url=/login/code");
    expect((await visitor.get("/account")).location).toBe("/login");
    const code = totpAt(SECRET, on.clock.now);
    expect((await visitor.post("/login/code", { code })).location).toBe("/");
  });

  it("leads to set the code up where there is none", async () => {
    const { on } = await oidcScene(false);
    on.store.setTotp(`id-${LOGIN}`, null);
    const entered = await comeBack(new Visitor(on));
    expect(entered.headers.get("refresh")).toBe("0;url=/login/setup");
  });

  it("needs no new sign-in of somebody who is in", async () => {
    const { on } = await oidcScene();
    const visitor = new Visitor(on);
    await comeBack(visitor);
    expect((await visitor.get("/login/oidc")).location).toBe("/");
  });
});

describe("whose account it is", () => {
  it("stays the bound person's, whatever address they have now", async () => {
    const scene = await oidcScene();
    await comeBack(new Visitor(scene.on));
    scene.provider.person = { sub: "nguoi-a", email: "b@bv-b.test", email_verified: true };
    const visitor = new Visitor(scene.on);
    await comeBack(visitor);
    expect((await visitor.get("/account")).text).toContain(`Người ${LOGIN}`);
  });

  it("is nobody else's who gets the address later, until the account is reset", async () => {
    const scene = await oidcScene();
    await comeBack(new Visitor(scene.on));
    scene.provider.person = { sub: "nguoi-moi", email: LOGIN, email_verified: true };
    expect((await comeBack(new Visitor(scene.on))).status).toBe(400);
    expect(noted(scene)).toBe(`-: refused 400: bound to another person: ${LOGIN}`);
    scene.on.store.resetAccount(`id-${LOGIN}`);
    expect((await comeBack(new Visitor(scene.on))).status).toBe(200);
  });

  it.each([
    ["nobody's", { email: "khong-co@bv-a.test", email_verified: true }, "no account"],
    ["not vouched for", { email: LOGIN, email_verified: false }, "no verified address"],
    ["vouched for in words", { email: LOGIN, email_verified: "true" }, "no verified address"],
    ["not told", {}, "no verified address"],
  ])("an address that is %s opens nothing and makes no account", async (_what, person, why) => {
    const scene = await oidcScene();
    scene.provider.person = { sub: "nguoi-la", ...person };
    const before = scene.on.store.accounts().length;
    const answer = await comeBack(new Visitor(scene.on));
    expect([answer.status, answer.text.includes(REFUSED)]).toEqual([400, true]);
    expect(noted(scene)).toBe(`-: refused 400: ${why}`);
    expect(scene.on.store.accounts()).toHaveLength(before);
  });

  it.each([false, true])("a disabled account stays shut, bound before: %s", async (bound) => {
    const scene = await oidcScene();
    if (bound) await comeBack(new Visitor(scene.on));
    scene.on.store.disableAccount(`id-${LOGIN}`);
    expect((await comeBack(new Visitor(scene.on))).status).toBe(400);
    expect(noted(scene)).toBe(`-: refused 400: disabled: ${LOGIN}`);
  });
});

type Forgery = (provider: TestProvider) => TestProvider["forge"];
const claiming =
  (change: (claims: Readonly<Record<string, unknown>>) => object): Forgery =>
  () =>
  (claims, key) =>
    signed(key, change(claims));
const heading =
  (header: object): Forgery =>
  () =>
  (claims, key) =>
    signed(key, claims, header);
const seconds = (claims: Readonly<Record<string, unknown>>): number => Number(claims["iat"]);

const FORGERIES: readonly (readonly [name: string, forgery: Forgery, why: string])[] = [
  ["of no algorithm", heading({ alg: "none" }), "algorithm"],
  ["signed with the public key as a secret", heading({ alg: "HS256" }), "algorithm"],
  ["of an algorithm that is not taken", heading({ alg: "RS512" }), "algorithm"],
  ["that says another algorithm than its key", heading({ alg: "PS256" }), "key"],
  ["of a key that is nowhere", heading({ kid: "k9" }), "key"],
  ["with a part that must be understood", heading({ crit: ["b64"], b64: false }), "malformed"],
  [
    "of somebody else's key under a known name",
    () => {
      const other = rsaKey("k1");
      return (claims) => signed(other, claims);
    },
    "signature",
  ],
  [
    "changed after it was signed",
    () => (claims, key) => {
      const [head, , tail] = signed(key, claims).split(".");
      const body = Buffer.from(JSON.stringify({ ...claims, sub: "khac" })).toString("base64url");
      return [head, body, tail].join(".");
    },
    "signature",
  ],
  [
    "without its signature",
    () => (claims, key) => signed(key, claims).replace(/[^.]+$/, ""),
    "signature",
  ],
  ["that is no token", () => () => "khong.phai", "malformed"],
  ["that is too long", claiming((claims) => ({ ...claims, x: "x".repeat(16_384) })), "malformed"],
  [
    "of another issuer",
    claiming((claims) => ({ ...claims, iss: "https://khac.example" })),
    "issuer",
  ],
  ["for another client", claiming((claims) => ({ ...claims, aud: "khac" })), "audience"],
  [
    "for several without saying for whom",
    claiming((claims) => ({ ...claims, aud: ["rasoat", "khac"] })),
    "audience",
  ],
  ["made for another party", claiming((claims) => ({ ...claims, azp: "khac" })), "audience"],
  ["that has ended", claiming((claims) => ({ ...claims, exp: seconds(claims) - 61 })), "time"],
  ["that has not begun", claiming((claims) => ({ ...claims, nbf: seconds(claims) + 61 })), "time"],
  ["from the future", claiming((claims) => ({ ...claims, iat: seconds(claims) + 61 })), "time"],
  ["of another sign-in", claiming((claims) => ({ ...claims, nonce: "x".repeat(43) })), "nonce"],
  ["without a nonce", claiming((claims) => ({ ...claims, nonce: undefined })), "malformed"],
  ["without a person", claiming((claims) => ({ ...claims, sub: undefined })), "malformed"],
];

describe("a token", () => {
  it.each(FORGERIES)("%s opens nothing", async (_name, forgery, why) => {
    const scene = await oidcScene();
    scene.provider.forge = forgery(scene.provider);
    const visitor = new Visitor(scene.on);
    const answer = await comeBack(visitor);
    expect([answer.status, answer.text.includes(REFUSED)]).toEqual([400, true]);
    expect(noted(scene)).toBe(`-: refused 400: token: ${why}`);
    expect(scene.on.store.openSessions()).toBe(0);
  });

  it.each<[string, Forgery]>([
    [
      "ended a minute ago by our clock",
      claiming((claims) => ({ ...claims, exp: seconds(claims) - 59 })),
    ],
    [
      "begins in a minute by our clock",
      claiming((claims) => ({ ...claims, iat: seconds(claims) + 59 })),
    ],
    [
      "for several, made for us",
      claiming((claims) => ({ ...claims, aud: ["x", "rasoat"], azp: "rasoat" })),
    ],
    ["without the key's name, as there is but one", heading({ kid: undefined })],
  ])("that %s is taken", async (_name, forgery) => {
    const { on, provider } = await oidcScene();
    provider.forge = forgery(provider);
    expect((await comeBack(new Visitor(on))).status).toBe(200);
  });

  it("of a short key opens nothing", async () => {
    const scene = await oidcScene();
    scene.provider.key = rsaKey("k1", "RS256", 1024);
    expect((await comeBack(new Visitor(scene.on))).status).toBe(400);
    expect(noted(scene)).toBe("-: refused 400: token: key");
  });
});

describe("the provider's keys", () => {
  it("are asked for again once when one is new, and not for each sign-in", async () => {
    const { on, provider } = await oidcScene();
    const asked = (): number => provider.requests.filter((one) => one === "GET /keys").length;
    await comeBack(new Visitor(on));
    await comeBack(new Visitor(on));
    expect(asked()).toBe(1);
    provider.key = rsaKey("k2");
    expect((await comeBack(new Visitor(on))).status).toBe(200);
    expect(asked()).toBe(2);
    provider.forge = (claims, key) => signed(key, claims, { kid: "k9" });
    expect((await comeBack(new Visitor(on))).status).toBe(400);
    expect(asked()).toBe(3);
  });
});

describe("a way back", () => {
  it("works once", async () => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    const back = await sentBack(visitor);
    const cookies = new Map(visitor.cookies);
    expect((await visitor.get(back)).status).toBe(200);
    const thief = new Visitor(scene.on);
    for (const [name, value] of cookies) thief.cookies.set(name, value);
    expect((await thief.get(back)).status).toBe(400);
    expect(noted(scene)).toBe("-: refused 400: state");
    expect(scene.provider.requests.filter((one) => one === "POST /token")).toHaveLength(1);
  });

  it.each<[string, (back: string, visitor: Visitor) => string]>([
    ["in another browser", (back, visitor) => (visitor.cookies.delete("rasoat-trip-local"), back)],
    ["with another state", (back) => back.replace(/state=[\w-]+/, `state=${"x".repeat(43)}`)],
    ["without a state", (back) => back.replace(/&state=[\w-]+/, "")],
  ])("%s opens nothing and asks the provider for nothing", async (_name, change) => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    const back = change(await sentBack(visitor), visitor);
    const answer = await visitor.get(back);
    expect([answer.status, answer.text.includes(REFUSED)]).toEqual([400, true]);
    expect(noted(scene)).toBe("-: refused 400: state");
    expect(scene.provider.requests).not.toContain("POST /token");
  });

  it.each<[string, (back: string) => string, why: string]>([
    ["with another code", (back) => back.replace(/code=[\w-]+/, "code=khac"), "code"],
    [
      "without a code",
      (back) => back.replace(/code=[\w-]+/, "error=access_denied"),
      "the provider gave no code",
    ],
    [
      "from another issuer",
      (back) => back.replace(/iss=[^&]+/, "iss=https%3A%2F%2Fkhac.example"),
      "issuer",
    ],
  ])("%s opens nothing", async (_name, change, why) => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    const answer = await visitor.get(change(await sentBack(visitor)));
    expect([answer.status, answer.text.includes(REFUSED)]).toEqual([400, true]);
    expect(noted(scene)).toBe(`-: refused 400: ${why}`);
  });

  it("after ten minutes opens nothing", async () => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    const back = await sentBack(visitor);
    scene.on.clock.now = new Date(scene.on.clock.now.getTime() + 600_001);
    expect((await visitor.get(back)).status).toBe(400);
    expect(noted(scene)).toBe("-: refused 400: state");
  });

  it("that fails again and again has to wait", async () => {
    const { on } = await oidcScene();
    const visitor = new Visitor(on);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      statuses.push((await visitor.get("/login/oidc/back?state=x&code=y")).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
  });
});

describe("what a visitor is told", () => {
  it("is the same of a disabled account, an unknown person and a forged token", async () => {
    const texts: string[] = [];
    for (const spoil of [
      ({ on }) => {
        on.store.disableAccount(`id-${LOGIN}`);
      },
      ({ provider }) => {
        provider.person = { sub: "la", email: "la@khac.test", email_verified: true };
      },
      ({ provider }) => {
        provider.forge = (claims, key) => signed(key, claims, { alg: "none" });
      },
    ] satisfies ((scene: Awaited<ReturnType<typeof oidcScene>>) => void)[]) {
      const scene = await oidcScene();
      spoil(scene);
      const { status, text } = await comeBack(new Visitor(scene.on));
      expect(text).not.toMatch(/code=|state=/);
      texts.push(`${String(status)} ${text.replace(/name="csrf" value="[^"]*"/g, "")}`);
    }
    expect(new Set(texts).size).toBe(1);
  });

  it("comes in English too", async () => {
    const { on } = await oidcScene();
    const visitor = new Visitor(on);
    await visitor.post("/language", { language: "en", back: "/login" });
    const { text } = await visitor.get("/login/oidc/back");
    expect(text).toContain("account did not work. It may not be enabled here");
    expect(text).toContain("Sign in with the department&#39;s account");
  });
});
