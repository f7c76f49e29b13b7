// Signing in with a provider of another site in a real browser: its rules on cookies are what the way back is made for.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { openStore } from "../../src/store/store.ts";
import { addPerson } from "../e2e/portal-person.ts";
import { type Running, workspace, type Workspace } from "../e2e/program.ts";
import {
  CLIENT,
  CLIENT_SECRET,
  startProvider,
  type TestProvider,
} from "../helpers/oidc-provider.ts";
import { openBrowser } from "./demo-portal.ts";
import { faultsOf } from "./pictures.ts";

let place: Workspace;
let provider: TestProvider;
let running: Running;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  place = workspace();
  // An address is a site of its own: to the browser, the provider is a stranger.
  provider = await startProvider(() => new Date(), "127.0.0.2");
  const clientSecretFile = place.write("mat-ma.txt", CLIENT_SECRET);
  const oidc = {
    issuer: provider.issuer,
    clientId: CLIENT,
    clientSecretFile,
    label: "tài khoản Sở Y tế Mẫu",
    trustsSecondFactor: true,
  };
  place.write("rasoat.yaml", stringify({ portal: { oidc } }));
  const store = openStore(place.db, { create: true });
  await addPerson(store, "a@bv-a.test", "central-admin", null);
  store.close();
  running = place.start("serve", "--port", "0");
  while (!/127\.0\.0\.1:\d+/.test(running.said())) {
    if (running.child.exitCode !== null) throw new Error(running.said());
    await new Promise((done) => setTimeout(done, 50));
  }
  origin = /http:\/\/127\.0\.0\.1:\d+/.exec(running.said())?.[0] ?? "";
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  running?.child.kill("SIGINT");
  await running?.ended;
  await provider?.close();
  place?.remove();
});

it("goes there and comes back signed in, with cookies that no other site can use", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const page = await context.newPage();
  await page.goto(`${origin}/login`);
  const faults = await faultsOf(page, "nobody-login-provider");
  await page.getByRole("link", { name: "Đăng nhập bằng tài khoản Sở Y tế Mẫu" }).click();
  await page.waitForURL(`${origin}/`);
  expect(await page.getByText("Người a@bv-a.test").first().isVisible()).toBe(true);
  const cookies = await context.cookies();
  expect(cookies.map(({ name, sameSite }) => `${name} ${sameSite}`)).toContain(
    "rasoat-local Strict",
  );
  expect(cookies.some(({ name }) => name.startsWith("rasoat-trip"))).toBe(false);
  await context.close();
  expect(faults).toEqual([]);
});

it("proves anew there who it is, before a token is made", async () => {
  const store = openStore(place.db);
  const { id } = store.accountByLogin("a@bv-a.test") ?? { id: "" };
  store.resetAccount(id);
  store.close();
  const context = await browser.newContext({ locale: "vi-VN" });
  const page = await context.newPage();
  await page.goto(`${origin}/login`);
  await page.getByRole("link", { name: "Đăng nhập bằng tài khoản Sở Y tế Mẫu" }).click();
  await page.waitForURL(`${origin}/`);
  await page.goto(`${origin}/account`);
  const make = page.getByText("Tạo mã truy cập").first();
  await make.click();
  const faults = await faultsOf(page, "central-admin-account-provider");
  const confirm = page.getByRole("link", { name: "xác nhận bằng tài khoản Sở Y tế Mẫu" });
  await confirm.last().click();
  await page.waitForURL(`${origin}/account?said=proven`);
  await make.click();
  faults.push(...(await faultsOf(page, "central-admin-account-proven")));
  await page.getByLabel("Tên", { exact: true }).fill("phần mềm");
  await page.getByRole("button", { name: "Tạo mã truy cập" }).click();
  await page.getByText("Chỉ hiện lần này").waitFor();
  await context.close();
  expect(faults).toEqual([]);
});

it("says plainly that it did not work", async () => {
  const context = await browser.newContext({ locale: "vi-VN" });
  const page = await context.newPage();
  provider.person = { sub: "la", email: "la@khac.test", email_verified: true };
  await page.goto(`${origin}/login`);
  await page.getByRole("link", { name: "Đăng nhập bằng tài khoản Sở Y tế Mẫu" }).click();
  await page.getByText("Chưa đăng nhập được bằng tài khoản của tổ chức").waitFor();
  expect(await faultsOf(page, "nobody-login-provider-refused")).toEqual([]);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await context.close();
});
