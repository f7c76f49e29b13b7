// rasoat user token, as a person types it: printed once, listed without it, revoked; what cannot be is refused.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { workspace, type Workspace } from "./program.ts";

let place: Workspace;

beforeEach(async () => {
  place = workspace();
  await place.run("user", "add", "quantri", "--role", "central-admin", "--name", "A");
});

afterEach(() => {
  place.remove();
});

describe("rasoat user token", () => {
  it("prints a token once, lists it without, and revokes it", async () => {
    const made = await place.run("user", "token", "add", "quantri", "--name", "Kho", "--json");
    expect(made.code).toBe(0);
    const [{ token } = { token: "" }] = made.json<{ token: string }>();
    expect(token).toMatch(/^rasoat_[\w-]{43}$/);

    const listed = await place.run("user", "token", "list", "quantri", "--json");
    expect(listed.out).not.toContain(token);
    const [one] = listed.json<{ id: string; name: string; unit: null; revokedAt: null }>();
    expect(one).toMatchObject({ name: "Kho", unit: null, revokedAt: null });

    expect((await place.run("user", "token", "revoke", one?.id ?? "")).code).toBe(0);
    expect((await place.run("user", "token", "revoke", one?.id ?? "")).code).toBe(2);
    expect((await place.run("user", "token", "list")).out).toContain("đã thu hồi");
  });

  it.each([
    [["khong.co", "--name", "x"]],
    [["quantri", "--name", "x", "--days", "400"]],
    [["quantri", "--name", "x", "--unit", "KHONG-CO"]],
    [["quantri", "--name", "x", "--acts"]],
    [["quantri"]],
  ])("refuses %j and makes nothing", async (args) => {
    expect((await place.run("user", "token", "add", ...args)).code).toBe(2);
    expect((await place.run("user", "token", "list", "--json")).out).toBe("");
  });
});
