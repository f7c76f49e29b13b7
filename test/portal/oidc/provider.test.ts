// A provider that is broken, slow, without end or not what it says: nobody gets in, nobody is sent elsewhere, and the
// portal goes on.
import { describe, expect, it } from "vitest";
import type { TestProvider } from "../../helpers/oidc-provider.ts";
import { Visitor } from "../house.ts";
import { comeBack, oidcScene, sentBack } from "./scene.ts";

const REFUSED = "Chưa đăng nhập được bằng tài khoản của tổ chức";
const UNAVAILABLE = "hiện không trả lời đúng";

describe("a provider", () => {
  it.each<[string, (provider: TestProvider) => void]>([
    ["that is broken", (p) => p.instead.set("/token", (_q, r) => r.writeHead(503).end())],
    ["that says nothing", (p) => p.instead.set("/token", () => undefined)],
    [
      "that drips",
      (p) =>
        p.instead.set("/token", (_q, r) => {
          r.writeHead(200);
          const timer = setInterval(() => r.write(" "), 50);
          r.once("close", () => {
            clearInterval(timer);
          });
        }),
    ],
    [
      "that answers without end",
      (p) => p.instead.set("/token", (_q, r) => r.end("x".repeat(600_000))),
    ],
    ["that answers no JSON", (p) => p.instead.set("/token", (_q, r) => r.end("<html>"))],
    [
      "that sends us elsewhere",
      (p) =>
        p.instead.set("/token", (_q, r) =>
          r.writeHead(307, { location: `${p.issuer}/keys` }).end(),
        ),
    ],
    ["whose keys are broken", (p) => p.instead.set("/keys", (_q, r) => r.end("{}"))],
  ])("%s opens nothing, and the portal goes on", async (_name, spoil) => {
    const scene = await oidcScene();
    const visitor = new Visitor(scene.on);
    const back = await sentBack(visitor);
    spoil(scene.provider);
    const answer = await visitor.get(back);
    const isElsewhere = _name === "that sends us elsewhere";
    expect(answer.status).toBe(isElsewhere ? 400 : 503);
    expect(answer.text).toContain(isElsewhere ? REFUSED : UNAVAILABLE);
    expect(scene.on.store.openSessions()).toBe(0);
    expect((await visitor.get("/login")).status).toBe(200);
  });

  it("that fails makes nobody wait", async () => {
    const { on, provider } = await oidcScene();
    provider.instead.set("/token", (_request, response) => response.writeHead(503).end());
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      statuses.push((await comeBack(new Visitor(on))).status);
    }
    expect(new Set(statuses)).toEqual(new Set([503]));
  });

  it.each<[string, (provider: TestProvider) => unknown]>([
    ["is down", (p) => p.close()],
    ["is of another issuer", (p) => (p.described = { issuer: "https://khac.example" })],
    [
      "leads to another origin",
      (p) => (p.described = { token_endpoint: "https://khac.example/token" }),
    ],
    ["leads to another port", (p) => (p.described = { jwks_uri: "http://127.0.0.1:9/keys" })],
    [
      "would send people to another origin",
      (p) => (p.described = { authorization_endpoint: "https://khac.example/a" }),
    ],
  ])("that %s is told, and nobody is sent there", async (_name, spoil) => {
    const scene = await oidcScene();
    await spoil(scene.provider);
    const answer = await new Visitor(scene.on).get("/login/oidc");
    expect([answer.status, answer.location]).toEqual([503, null]);
    expect(answer.text).toContain(UNAVAILABLE);
    const [last] = scene.on.store.audit({
      act: "begin sign-in with provider",
      limit: 1,
      offset: 0,
    });
    expect(last?.detail).toMatch(/^refused 503: ./);
    scene.provider.described = {};
  });
});
