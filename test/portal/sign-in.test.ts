// Getting in and being kept out: passwords, codes, invitations, delays, sessions, forms.
import { describe, expect, it } from "vitest";
import { totpAt } from "../../src/portal/access/totp.ts";
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

  it("locks nobody out until then, when failures were noted before the clock was set back", async () => {
    const on = await scene();
    const visitor = new Visitor(on);
    on.clock.now = new Date(on.clock.now.getTime() + 24 * 60 * MINUTE);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await visitor.post("/login", { login: "a", password: "x" });
    }
    on.clock.now = new Date(on.clock.now.getTime() - 24 * 60 * MINUTE);
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
    expect(text).toContain('<svg class="qr"');
    expect((await visitor.post("/login/setup", { code })).location).toBe("/account?said=enrolled");
    expect(on.store.accountByLogin("a")?.hasTotp).toBe(true);
    expect((await visitor.get("/account")).text).toContain("Còn 0 mã dự phòng");
  });

  it("does not let many attempts at the same moment pass before the first is counted", async () => {
    const on = await scene();
    const visitors = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const visitor = new Visitor(on);
        return { visitor, token: await visitor.token() };
      }),
    );
    const answers = await Promise.all(
      visitors.map(({ visitor, token }) =>
        visitor.post("/login", { login: "a", password: "x" }, { token }),
      ),
    );
    const checked = answers.filter(({ status }) => status === 400);
    expect(checked.length).toBeLessThanOrEqual(5);
  });

  it("counts nothing against an address from which people sign in rightly", async () => {
    const on = await scene();
    for (let count = 0; count < 30; count += 1) {
      expect((await new Visitor(on).signIn(on, "a")).location).toBe("/");
    }
  });

  it("forgets what ended a day ago", async () => {
    const on = await scene();
    await signedIn(on, "a");
    expect(on.store.openSessions()).toBe(1);
    on.clock.now = new Date(on.clock.now.getTime() + 25 * 60 * MINUTE);
    await new Visitor(on).post("/login", { login: "nobody", password: "x" });
    expect(on.store.openSessions()).toBe(0);
  });
});

describe("recovery codes", () => {
  async function codesOf(visitor: Visitor): Promise<string[]> {
    const { text } = await visitor.post("/account/recovery", { password: PASSWORD });
    return [...text.matchAll(/<li>((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})<\/li>/g)].map(
      ([, code = ""]) => code,
    );
  }

  it("stand in for the telephone, once each", async () => {
    const on = await scene();
    const codes = await codesOf(await signedIn(on, "a"));
    expect(codes).toHaveLength(10);
    for (const expected of ["/", null]) {
      const visitor = new Visitor(on);
      await visitor.post("/login", { login: "a", password: PASSWORD });
      const answer = await visitor.post("/login/code", { code: codes[0]?.toLowerCase() ?? "" });
      expect(answer.location).toBe(expected);
    }
    expect((await (await signedIn(on, "a")).get("/account")).text).toContain("Còn 9 mã");
  });

  it("need the password, and new ones end the old", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    expect((await visitor.post("/account/recovery", { password: "sai" })).status).toBe(400);
    const [first = ""] = await codesOf(visitor);
    await codesOf(visitor);
    const other = new Visitor(on);
    await other.post("/login", { login: "a", password: PASSWORD });
    expect((await other.post("/login/code", { code: first })).status).toBe(400);
  });

  it("do not confirm a set-up", async () => {
    const on = await scene();
    on.store.setTotp("id-a", null);
    on.store.setRecoveryCodes("id-a", ["ABCDEFGHIJKLMNOP"]);
    const visitor = new Visitor(on);
    await visitor.post("/login", { login: "a", password: PASSWORD });
    const answer = await visitor.post("/login/setup", { code: "ABCD-EFGH-IJKL-MNOP" });
    expect(answer.status).toBe(400);
    expect(on.store.accountByLogin("a")?.hasTotp).toBe(false);
  });
});

describe("setting the codes up anew", () => {
  it("keeps the old ones until the new one is confirmed, then ends other sessions", async () => {
    const on = await scene();
    const other = await signedIn(on, "a");
    const visitor = await signedIn(on, "a");
    expect((await visitor.post("/account/codes", { password: "sai" })).status).toBe(400);
    const begun = await visitor.post("/account/codes", { password: PASSWORD });
    expect(begun.location).toBe("/login/setup");
    expect(on.store.totpSecret("id-a")).toBe(SECRET);
    const { text } = await visitor.get("/login/setup");
    const secret = /evidence">([A-Z2-7 ]+)<\/p>/.exec(text)?.[1]?.replaceAll(" ", "") ?? "";
    const code = totpAt(secret, on.clock.now);
    expect((await visitor.post("/login/setup", { code })).location).toBe("/account?said=enrolled");
    expect(on.store.totpSecret("id-a")).toBe(secret);
    expect((await other.get("/account")).location).toBe("/login");
    expect((await visitor.get("/account")).status).toBe(200);
  });
});

describe("a password typed again", () => {
  it("is delayed like a sign-in, whatever it is asked for", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const statuses: number[] = [];
    const next = "bảy con chim bay về";
    const forms = ["password", "recovery", "codes", "tokens", "password", "codes"];
    for (const form of forms) {
      const fields = { password: "sai", next, again: next, name: "x", days: "1" };
      statuses.push((await visitor.post(`/account/${form}`, fields)).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429]);
  });
});

describe("a token for programs", () => {
  const wanted = { password: PASSWORD, name: "Kho dữ liệu", days: "30" };

  async function made(visitor: Visitor, fields: Record<string, string>) {
    const { status, text } = await visitor.post("/account/tokens", { ...wanted, ...fields });
    return { status, text, token: /rasoat_[\w-]{43}/.exec(text)?.[0] ?? "" };
  }

  it("is shown once, reads, and ends when its owner says so", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const { token } = await made(visitor, { acts: "yes" });
    const ask = async (): Promise<number> => {
      const headers = { host: "127.0.0.1:8080", authorization: `Bearer ${token}` };
      return (await on.portal.app.request(`${ORIGIN}/api/v1/me`, { headers })).status;
    };
    expect(await ask()).toBe(200);
    const { text } = await visitor.get("/account");
    expect(text).toContain("Kho dữ liệu");
    expect(text).toContain("BV-A · đọc và thao tác");
    expect(text).not.toContain(token);
    const id = /name="token" value="([0-9a-f]{32})"/.exec(text)?.[1] ?? "";
    expect((await visitor.post("/account/tokens/end", { token: id })).status).toBe(303);
    expect(await ask()).toBe(401);
    expect((await visitor.post("/account/tokens/end", { token: id })).status).toBe(404);
    expect(on.store.audit({ act: "make token", limit: 1, offset: 0 })[0]?.subject).toBe(
      "Kho dữ liệu",
    );
  });

  it.each([
    ["a", { name: "" }],
    ["a", { days: "0" }],
    ["a", { days: "367" }],
    ["a", { days: "x" }],
    ["a", { unit: "BV-B" }],
    ["d", { unit: "TT-C" }],
    ["d", { unit: "KHONG-CO" }],
    ["d", { acts: "yes" }],
  ])("of %s is not made with %o", async (login, fields) => {
    const on = await scene();
    addAccount(on, "d", "department", "SYT");
    const { status, token } = await made(await signedIn(on, login), fields);
    expect([status, token]).toEqual([409, ""]);
    expect(on.store.tokens()).toEqual([]);
  });

  it("of another is not ended", async () => {
    const on = await scene();
    addAccount(on, "va", "unit-viewer", "BV-A");
    await made(await signedIn(on, "a"), {});
    const [mine] = on.store.tokens("id-a");
    const other = await signedIn(on, "va");
    const answer = await other.post("/account/tokens/end", { token: mine?.id ?? "" });
    expect(answer.status).toBe(404);
    expect(on.store.tokens("id-a")[0]?.revokedAt).toBeNull();
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
        await other.post("/account/password", { password: PASSWORD, next, again: next });
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
