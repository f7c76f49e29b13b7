// Proving anew who one is at the provider, for people who have no password here: what is taken, and what is not.
import { describe, expect, it } from "vitest";
import { signed } from "../../helpers/oidc-provider.ts";
import { ORIGIN, PASSWORD, Visitor } from "../house.ts";
import { comeBack, noted, oidcScene, type OidcScene } from "./scene.ts";

const LOGIN = "a@bv-a.test";
const NOT_PROVEN = "Chưa xác nhận được";
const TOKEN = { name: "phần mềm", days: "30" };

interface Signed extends OidcScene {
  readonly visitor: Visitor;
}

/** Somebody who has come in by the provider, and never had a password here. */
async function signedIn(): Promise<Signed> {
  const scene = await oidcScene();
  scene.on.store.resetAccount(`id-${LOGIN}`);
  const visitor = new Visitor(scene.on);
  await comeBack(visitor);
  return { ...scene, visitor };
}

interface Way {
  /** What happens before the provider is reached. */
  readonly spoil?: () => void;
  /** Another address on the way back. */
  readonly change?: (back: string) => string;
}

/** To the provider and back, as a browser does: it shows no strict cookie on the way back from another site. */
async function confirm({ visitor }: Pick<Signed, "visitor">, way: Way = {}) {
  const away = await visitor.get("/account/confirm");
  way.spoil?.();
  const there = await fetch(away.location ?? "", { redirect: "manual" });
  const { pathname, search } = new URL(there.headers.get("location") ?? "");
  const session = visitor.cookies.get("rasoat-local") ?? "";
  visitor.cookies.delete("rasoat-local");
  const answer = await visitor.get((way.change ?? String)(`${pathname}${search}`));
  expect(visitor.cookies.has("rasoat-local")).toBe(false);
  visitor.cookies.set("rasoat-local", session);
  return answer;
}

function tokensOf({ on }: Signed): number {
  return on.store.tokens(`id-${LOGIN}`).length;
}

describe("somebody without a password", () => {
  it("is led to the provider, which is asked for a new sign-in and when it was", async () => {
    const scene = await signedIn();
    const page = (await scene.visitor.get("/account")).text;
    expect(page).toContain('href="/account/confirm"');
    expect(page).toContain("xác nhận bằng tài khoản Sở Y tế");
    expect(page).not.toContain('type="password"');
    const away = await scene.visitor.get("/account/confirm");
    const to = new URL(away.location ?? "");
    expect(to.origin).toBe(scene.provider.issuer);
    expect([to.searchParams.get("prompt"), to.searchParams.get("max_age")]).toEqual(["login", "0"]);
  });

  it("does one act after it, and no second one", async () => {
    const scene = await signedIn();
    const { visitor } = scene;
    expect((await visitor.post("/account/tokens", TOKEN)).status).toBe(400);
    const back = await confirm(scene);
    expect([back.status, back.headers.get("refresh")]).toEqual([200, "0;url=/account?said=proven"]);
    expect(noted(scene)).toBe(`-: proven: ${LOGIN}`);
    expect((await visitor.get("/account")).text).toContain('action="/account/tokens"');
    expect((await visitor.post("/account/tokens", TOKEN)).text).toContain("rasoat_");
    expect(tokensOf(scene)).toBe(1);
    const second = await visitor.post("/account/tokens", TOKEN);
    expect([second.status, second.text.includes("Hãy xác nhận lại")]).toEqual([400, true]);
    expect(tokensOf(scene)).toBe(1);
  });

  it("sets up codes on a telephone after it", async () => {
    const scene = await signedIn();
    await confirm(scene);
    expect((await scene.visitor.post("/account/codes", {})).location).toBe("/login/setup");
  });

  it("does nothing with it after five minutes, nor in another session", async () => {
    const scene = await signedIn();
    const { on, visitor } = scene;
    const other = new Visitor(on);
    await comeBack(other);
    await confirm(scene);
    expect((await other.post("/account/tokens", TOKEN)).status).toBe(400);
    on.clock.now = new Date(on.clock.now.getTime() + 5 * 60_000);
    expect((await visitor.post("/account/tokens", TOKEN)).status).toBe(400);
    expect(tokensOf(scene)).toBe(0);
  });

  it("gets no password by it", async () => {
    const scene = await signedIn();
    await confirm(scene);
    const next = "bảy con trâu màu lam";
    const fields = { password: "", next, again: next };
    expect((await scene.visitor.post("/account/password", fields)).status).toBe(404);
  });

  it("has waited for nothing by asking without it", async () => {
    const scene = await signedIn();
    for (let round = 0; round < 6; round += 1) {
      expect((await scene.visitor.post("/account/tokens", TOKEN)).status).toBe(400);
    }
  });
});

type Spoil = (scene: Signed) => void;

describe("a way back that proves nothing", () => {
  it.each<[string, Spoil, why: string]>([
    [
      "as the provider does not say when they signed in",
      ({ provider }) => {
        provider.signsInAgain = null;
      },
      "token: not anew",
    ],
    [
      "as they had signed in there before",
      ({ provider }) => {
        provider.signsInAgain = () => new Date(provider.now().getTime() - 61_000);
      },
      "token: not anew",
    ],
    [
      "as the hour is one to come",
      ({ provider }) => {
        provider.signsInAgain = () => new Date(provider.now().getTime() + 62_000);
      },
      "token: not anew",
    ],
    [
      "as the hour is no number",
      ({ provider }) => {
        provider.forge = (claims, key) => signed(key, { ...claims, auth_time: "now" });
      },
      "token: malformed",
    ],
    [
      "as it is another person's account",
      ({ provider }) => {
        provider.person = { sub: "nguoi-b", email: "b@bv-b.test", email_verified: true };
      },
      "another person",
    ],
    [
      "as it is another person's account, bound here",
      ({ on, provider }) => {
        const { issuer } = provider;
        on.store.bindSubject("id-b@bv-b.test", { issuer, subject: "nguoi-b" });
        provider.person = { sub: "nguoi-b", email: LOGIN, email_verified: true };
      },
      "another person or a session that has ended: b@bv-b.test",
    ],
    [
      "as the session has ended",
      ({ on }) => {
        on.store.endSessionsOf(`id-${LOGIN}`);
      },
      `another person or a session that has ended: ${LOGIN}`,
    ],
  ])("%s", async (_why, spoil, why) => {
    const scene = await signedIn();
    const refused = await confirm(scene, {
      spoil: () => {
        spoil(scene);
      },
    });
    expect([refused.status, refused.text.includes(NOT_PROVEN)]).toEqual([400, true]);
    expect(noted(scene)).toBe(`-: refused 400: ${why}`);
    await scene.visitor.post("/account/tokens", TOKEN);
    expect(tokensOf(scene)).toBe(0);
  });

  it("as the person did not want to sign in there", async () => {
    const scene = await signedIn();
    const change = (back: string) => back.replace(/code=[\w-]+/, "error=login_required");
    const refused = await confirm(scene, { change });
    expect([refused.status, refused.text.includes(NOT_PROVEN)]).toEqual([400, true]);
    expect(noted(scene)).toBe("-: refused 400: the provider gave no code");
    expect((await scene.visitor.post("/account/tokens", TOKEN)).status).toBe(400);
  });

  it("as it is a sign-in's way back: that makes a session and no proof", async () => {
    const scene = await signedIn();
    const visitor = new Visitor(scene.on);
    await comeBack(visitor);
    expect((await visitor.post("/account/tokens", TOKEN)).status).toBe(400);
  });

  it("opens no session, even for somebody who shows none", async () => {
    const scene = await signedIn();
    const away = await scene.visitor.get("/account/confirm");
    const there = await fetch(away.location ?? "", { redirect: "manual" });
    const stranger = new Visitor(scene.on);
    stranger.cookies.set("rasoat-trip-local", scene.visitor.cookies.get("rasoat-trip-local") ?? "");
    const back = (there.headers.get("location") ?? "").slice(ORIGIN.length);
    await stranger.get(back);
    expect(stranger.cookies.has("rasoat-local")).toBe(false);
    expect((await stranger.get("/account")).location).toBe("/login");
  });
});

describe("somebody with a password", () => {
  it("whom the provider knows too may take either", async () => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    await comeBack(visitor);
    const page = (await visitor.get("/account")).text;
    expect(page).toContain('type="password"');
    expect(page).toContain('href="/account/confirm"');
    const typed = await visitor.post("/account/tokens", { ...TOKEN, password: PASSWORD });
    expect(typed.text).toContain("rasoat_");
    await confirm({ visitor });
    expect((await visitor.post("/account/tokens", TOKEN)).text).toContain("rasoat_");
  });

  it("whom the provider does not know types it", async () => {
    const { on } = await oidcScene();
    const visitor = new Visitor(on);
    expect((await visitor.signIn(on, "b@bv-b.test")).location).toBe("/");
    expect((await visitor.get("/account")).text).not.toContain("/account/confirm");
    expect((await visitor.get("/account/confirm")).text).toContain("Tài khoản của tôi");
    expect((await visitor.post("/account/tokens", TOKEN)).status).toBe(400);
  });
});

it("a provider that does not answer is told on the page of the account", async () => {
  const scene = await signedIn();
  await scene.provider.close();
  scene.on.clock.now = new Date(scene.on.clock.now.getTime() + 3_601_000);
  const { on } = scene;
  on.store.touchSession(scene.visitor.cookies.get("rasoat-local") ?? "");
  const answer = await scene.visitor.get("/account/confirm");
  expect([answer.status, answer.text.includes("hiện không trả lời đúng")]).toEqual([503, true]);
});
