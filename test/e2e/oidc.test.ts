// The built program, its tripwire installed, signs a person in with a provider on loopback; the configuration alone
// says where that is, and a file alone holds the secret.
import { afterEach, beforeEach, expect, it } from "vitest";
import { stringify } from "yaml";
import { openStore } from "../../src/store/store.ts";
import {
  CLIENT,
  CLIENT_SECRET,
  startProvider,
  type TestProvider,
} from "../helpers/oidc-provider.ts";
import { addPerson } from "./portal-person.ts";
import { workspace, type Workspace } from "./program.ts";

let place: Workspace;
let provider: TestProvider;

beforeEach(async () => {
  place = workspace();
  provider = await startProvider(() => new Date());
});

afterEach(async () => {
  await provider.close();
  place.remove();
});

function configure(more: object = {}): void {
  const { issuer } = provider;
  const clientSecretFile = place.path("mat-ma.txt");
  const oidc = { issuer, clientId: CLIENT, clientSecretFile, trustsSecondFactor: true, ...more };
  place.write("rasoat.yaml", stringify({ portal: { oidc } }));
}

it("signs in over the served portal, and ends", async () => {
  place.write("mat-ma.txt", `${CLIENT_SECRET}\n`);
  configure();
  const store = openStore(place.db, { create: true });
  await addPerson(store, "a@bv-a.test", "central-admin", null);
  store.close();
  const running = place.start("serve", "--port", "0");
  while (!/127\.0\.0\.1:\d+/.test(running.said())) {
    if (running.child.exitCode !== null) throw new Error(running.said());
    await new Promise((done) => setTimeout(done, 50));
  }
  const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "";
  const away = await fetch(`${origin}/login/oidc`, { redirect: "manual" });
  const trip = away.headers.getSetCookie().find((line) => line.startsWith("rasoat-trip")) ?? "";
  const there = await fetch(away.headers.get("location") ?? "", { redirect: "manual" });
  const back = await fetch(there.headers.get("location") ?? "", {
    headers: { cookie: trip.split(";")[0] ?? "" },
    redirect: "manual",
  });
  expect([back.status, back.headers.get("refresh")]).toEqual([200, "0;url=/"]);
  const session = back.headers.getSetCookie().find((line) => line.startsWith("rasoat-local")) ?? "";
  const page = await fetch(`${origin}/account`, {
    headers: { cookie: session.split(";")[0] ?? "" },
  });
  expect(await page.text()).toContain("Người a@bv-a.test");
  running.child.kill("SIGINT");
  const { code, err } = await running.ended;
  expect([code, err.includes("a socket was stopped")]).toEqual([0, false]);
});

it.each([
  ["no secret", {}, "Không đọc được mật mã"],
  ["a provider that is not encrypted", { issuer: "http://provider.test" }, "phải dùng https"],
  ["a secret in the configuration", { clientSecret: "x" }, "clientSecret"],
])("does not begin with %s, and says why", async (_what, more, said) => {
  if ("issuer" in more) place.write("mat-ma.txt", "x");
  configure(more);
  const { code, err } = await place.run("serve", "--port", "0");
  expect([code, err.includes(said)]).toEqual([2, true]);
});

it("the doctor says whether the secret can be read", async () => {
  configure();
  expect((await place.run("doctor")).out).toContain("✗ Không đọc được mật mã");
  place.write("mat-ma.txt", "x");
  const { out } = await place.run("doctor");
  expect(out).toContain("đọc được tệp mật mã");
  expect(provider.requests).toEqual([]);
});
