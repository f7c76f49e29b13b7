// Getting in and being kept out: passwords, codes, invitations, delays, sessions, forms.
import { describe, expect, it } from "vitest";
import { totpAt } from "../../src/portal/totp.ts";
import { addAccount, fill, house, ORIGIN, PASSWORD, SECRET, signedIn, Visitor } from "./house.ts";

const MINUTE = 60_000;

async function scene() {
  const on = house();
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  return on;
}

describe("signing in", () => {
  it("asks for password and code, then opens the first page", async () => {
    const on = await scene();
    const visitor = new Visitor(on);

    expect((await visitor.get("/")).location).toBe("/login");
    expect((await visitor.post("/login", { login: "A", password: PASSWORD })).location).toBe(
      "/login/code",
    );
    expect((await visitor.get("/account")).location).toBe("/login");
    const code = totpAt(SECRET, on.clock.now);
    expect((await visitor.post("/login/code", { code })).location).toBe("/");
    expect((await visitor.get("/account")).text).toContain("Người a");
  });

  it("gives another session at each step and ends the one before", async () => {
    const on = await scene();
    const visitor = new Visitor(on);
    await visitor.post("/login", { login: "a", password: PASSWORD });
    const before = new Map(visitor.cookies);
    await visitor.post("/login/code", { code: totpAt(SECRET, on.clock.now) });
    const after = visitor.cookies.get("rasoat-local");

    expect(before.get("rasoat-local")).not.toBe(after);
    visitor.cookies.set("rasoat-local", before.get("rasoat-local") ?? "");
    expect((await visitor.get("/login/code")).location).toBe("/login");
  });

  it("takes a code once", async () => {
    const on = await scene();
    const code = totpAt(SECRET, on.clock.now);
    for (const expected of ["/", null]) {
      const visitor = new Visitor(on);
      await visitor.post("/login", { login: "a", password: PASSWORD });
      expect((await visitor.post("/login/code", { code })).location).toBe(expected);
    }
  });

  it("says the same of a wrong password, an unknown and a disabled account", async () => {
    const on = await scene();
    addAccount(on, "gone", "unit-viewer", "BV-A");
    on.store.disableAccount("id-gone");
    const texts = [];
    for (const [login, password] of [
      ["a", "sai mật khẩu rồi"],
      ["nobody", PASSWORD],
      ["gone", PASSWORD],
    ] as const) {
      const answer = await new Visitor(on).post("/login", { login, password });
      expect(answer.status).toBe(400);
      texts.push(
        answer.text.replace(/name="csrf" value="[^"]*"/g, "").replaceAll(`value="${login}"`, ""),
      );
    }
    expect(new Set(texts).size).toBe(1);
  });

  it("delays after failures, for names that do not exist as well, and lets go again", async () => {
    const on = await scene();
    for (const login of ["a", "nobody"]) {
      const visitor = new Visitor(on);
      const statuses = [];
      for (let attempt = 0; attempt < 6; attempt += 1) {
        statuses.push((await visitor.post("/login", { login, password: "x" })).status);
      }
      expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
    }
    on.clock.now = new Date(on.clock.now.getTime() + MINUTE);
    expect((await new Visitor(on).signIn(on, "a")).location).toBe("/");
  });

  it("leads an account without codes to set them up, and to nothing else", async () => {
    const on = await scene();
    on.store.setTotp("id-a", null);
    const visitor = new Visitor(on);
    expect((await visitor.post("/login", { login: "a", password: PASSWORD })).location).toBe(
      "/login/setup",
    );
    expect((await visitor.get("/findings")).location).toBe("/login");
    const { text } = await visitor.get("/login/setup");
    const secret = /<p class="mono evidence">([A-Z2-7 ]+)<\/p>/
      .exec(text)?.[1]
      ?.replaceAll(" ", "");
    expect((await visitor.post("/login/setup", { code: "000000" })).status).toBe(400);
    const code = totpAt(secret ?? "", on.clock.now);
    expect((await visitor.post("/login/setup", { code })).location).toBe("/");
    expect(on.store.accountByLogin("a")?.hasTotp).toBe(true);
  });
});

describe("a session", () => {
  it("ends after half an hour without use", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    on.clock.now = new Date(on.clock.now.getTime() + 29 * MINUTE);
    expect((await visitor.get("/account")).status).toBe(200);
    on.clock.now = new Date(on.clock.now.getTime() + 31 * MINUTE);
    expect((await visitor.get("/account")).location).toBe("/login");
  });

  it("ends after twelve hours of use", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const statuses = [];
    for (let step = 0; step < 37; step += 1) {
      on.clock.now = new Date(on.clock.now.getTime() + 20 * MINUTE);
      statuses.push((await visitor.get("/account")).status);
    }
    expect(statuses.indexOf(303)).toBe(35);
  });

  it("is listed and ended by its owner, and by signing out", async () => {
    const on = await scene();
    const first = await signedIn(on, "a");
    const second = await signedIn(on, "a");
    const { text } = await second.get("/account");
    const other = /name="session" value="([0-9a-f]{32})"/.exec(text)?.[1] ?? "";
    expect((await second.post("/account/sessions", { session: other })).location).toContain(
      "ended",
    );
    expect((await first.get("/account")).location).toBe("/login");
    await second.post("/sign-out", {});
    expect((await second.get("/account")).location).toBe("/login");
    expect(on.store.openSessions()).toBe(0);
  });

  it("ends when the account is disabled, reset or given another password elsewhere", async () => {
    const on = await scene();
    const acts = [
      async () => {
        on.store.disableAccount("id-a");
        on.store.enableAccount("id-a");
      },
      async () => {
        const other = await signedIn(on, "a");
        const next = "bảy con chim bay về";
        await other.post("/account/password", { old: PASSWORD, next, again: next });
      },
    ];
    for (const act of acts) {
      const visitor = await signedIn(on, "a");
      await act();
      expect((await visitor.get("/account")).location).toBe("/login");
    }
  });

  it("keeps its cookies from scripts, other sites and plain connections", async () => {
    const plain = await scene();
    const secure = house({ secure: true });
    addAccount(secure, "s", "central-admin", null);
    for (const [on, login, prefix] of [
      [plain, "a", "rasoat-local="],
      [secure, "s", "__Host-rasoat="],
    ] as const) {
      const answer = await new Visitor(on).post("/login", { login, password: PASSWORD });
      const cookie = answer.headers.getSetCookie().find((line) => line.startsWith(prefix)) ?? "";
      expect(cookie).toMatch(/HttpOnly/);
      expect(cookie).toMatch(/SameSite=Strict/);
      expect(cookie).toMatch(/Path=\//);
      expect(cookie.includes("Secure")).toBe(on === secure);
    }
  });
});

describe("a form", () => {
  it.each<[name: string, more: { token?: string; headers?: Record<string, string> }]>([
    ["without its token", { token: "" }],
    ["with another's token", { token: "x".repeat(43) }],
    ["from another origin", { headers: { origin: "https://khac.example" } }],
    ["from nowhere", { headers: { origin: "null" } }],
    ["of another type", { headers: { "content-type": "text/plain" } }],
  ])("%s does nothing", async (_name, more) => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    expect((await visitor.post("/sign-out", {}, more)).status).toBe(403);
    expect((await visitor.get("/account")).status).toBe(200);
  });

  it("is not taken under another name of ours", async () => {
    const on = await scene();
    const answer = await new Visitor(on).get("/login", { host: "rebind.example" });
    expect(answer.status).toBe(421);
  });

  it("of more than 64 KiB is refused", async () => {
    const on = await scene();
    const answer = await new Visitor(on).post("/login", { login: "x".repeat(70_000) });
    expect(answer.status).toBe(413);
  });
});

describe("an invitation", () => {
  it("sets a password once; a weak one is refused with the reason", async () => {
    const on = await scene();
    const token = "t".repeat(43);
    const expiresAt = new Date(on.clock.now.getTime() + MINUTE).toISOString();
    on.store.addInvitation({ token, account: "id-a", expiresAt, createdBy: "test" });
    const visitor = new Visitor(on);
    const path = `/invitation/${token}`;
    expect((await visitor.get(path)).text).toContain("Người a");
    for (const weak of ["ngắn", "matkhau123456", "aaaaaaaaaaaaaaaa"]) {
      expect((await visitor.post(path, { next: weak, again: weak })).status).toBe(400);
    }
    const next = "một câu dài dễ nhớ";
    expect((await visitor.post(path, { next, again: `${next}!` })).status).toBe(400);
    expect((await visitor.post(path, { next, again: next })).location).toContain("/login");
    expect((await visitor.post(path, { next, again: next })).text).toContain("không còn hiệu lực");
    expect((await visitor.post("/login", { login: "a", password: next })).location).toBe(
      "/login/code",
    );
  });
});

describe("every answer", () => {
  it("carries the headers that keep it to itself", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    for (const path of ["/account", "/nothing", "/login"]) {
      const { headers } = await visitor.get(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("comes in English when asked, and goes back to a page of ours only", async () => {
    const on = await scene();
    const visitor = new Visitor(on);
    const there = await visitor.post("/language", { language: "en", back: "/login" });
    expect(there.location).toBe("/login");
    expect((await visitor.get("/login")).text).toContain('<html lang="en">');
    for (const back of ["//khac.example", "https://khac.example", "/\\khac.example", "/a b"]) {
      expect((await visitor.post("/language", { language: "vi", back })).location).toBe("/");
    }
    expect(ORIGIN).toContain("127.0.0.1");
  });
});
