// A unit says that a thing is fixed: too early, and then rightly. In a real browser, without JavaScript: what its page
// says of the look that follows, at two widths; and what the central team sees of a run at work.
import { hostname } from "node:os";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { type DemoPortal, openBrowser, signIn, startDemoPortal } from "./demo-portal.ts";
import { faultsOf } from "./pictures.ts";

let portal: DemoPortal;
let browser: Browser;

beforeAll(async () => {
  portal = await startDemoPortal();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await portal?.close();
});

/** Loads the page again until it says so, as the link on it does. */
async function until(page: Page, address: string, words: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await page.content()).includes(words)) {
    if (Date.now() > end) throw new Error(`${words}: not on ${address}`);
    await new Promise((done) => setTimeout(done, 400));
    await page.goto(address);
  }
}

async function claim(page: Page, words: string): Promise<void> {
  await page.getByLabel("Đã sửa những gì").fill(words);
  await page.getByRole("button", { name: "Báo đã sửa" }).click();
}

describe("a claim that is looked at", { timeout: 180_000 }, () => {
  it("still there, then gone once and one more to come, then fixed", async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false, locale: "vi-VN" });
    const page = await signIn(plain, portal, "donvi");
    // The same person in a browser that the checks of access can run in.
    const checked = await signIn(await browser.newContext({ locale: "vi-VN" }), portal, "donvi");
    await page.locator('.cards li a[href^="/findings/"]').first().click();
    const address = page.url().split("?")[0] ?? "";
    const faults: string[] = [];
    const picture = async (name: string): Promise<void> => {
      await checked.goto(address);
      faults.push(...(await faultsOf(checked, name)));
    };
    await claim(page, "Đã gỡ tệp");
    await until(page, address, "vẫn còn; căn cứ mới");
    await picture("donvi-verify-still");
    portal.mend();
    await claim(page, "Đã gỡ tệp ở mọi máy chủ");
    await until(page, address, "Đã có 1 trong 2 lần kiểm tra");
    await picture("donvi-verify-once");
    await until(page, address, "đã khắc phục (đã kiểm tra lại)");
    await picture("donvi-verify-fixed");
    expect(faults).toEqual([]);
  });
});

describe("a run at work", { timeout: 60_000 }, () => {
  it("is watched and stopped by the central team", async () => {
    const store = openStore(portal.db);
    const last = store.latestRun({ kind: "scan" });
    if (last === undefined) throw new Error("the demo did not scan");
    const id = "R20261122-220000-live";
    const startedAt = new Date(Date.now() - 30 * 60_000).toISOString();
    store.createRun({ ...last, id, startedAt, status: "running", endedAt: null });
    const { targets } = store.registry();
    store.planTargets(
      id,
      targets.map(({ unit, host }) => ({ unit, host })),
    );
    for (const [index, { unit, host }] of targets.entries()) {
      if (index > 5) continue;
      const isDone = index < 4;
      store.setTargetState({
        run: id,
        unit,
        host,
        state: isDone ? "done" : "doing",
        reason: null,
        pass: isDone ? 2 : 1,
      });
    }
    const lock = store.acquireRunLock({ pid: process.pid, host: hostname(), run: id });
    store.holdAddresses("scan a", ["127.0.31.5"]);
    store.holdAddresses("scan b", ["127.0.31.6", "127.0.31.7"]);
    const page = await signIn(await browser.newContext({ locale: "vi-VN" }), portal, "trungtam");
    await page.goto(`${portal.origin}/central/runs`);
    expect(await page.locator("h2").first().innerText()).toContain(id);
    expect(await faultsOf(page, "trungtam-central-runs-live")).toEqual([]);
    await page.getByRole("button", { name: "Dừng lượt quét" }).click();
    expect(await page.getByText("Đã yêu cầu dừng.", { exact: true }).isVisible()).toBe(true);
    expect(store.isStopRequested(id)).toBe(true);
    lock.release();
    store.close();
  });
});
