// The central team's day in a real browser: a sign confirmed and told, the queue by keys, and every page held to WCAG
// and pictured at two widths.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

async function as<T>(
  login: string,
  work: (page: Page) => Promise<T>,
  options: BrowserContextOptions = { javaScriptEnabled: false },
): Promise<T> {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  try {
    return await work(await signIn(context, portal, login));
  } finally {
    await context.close();
  }
}

describe("an incident, without JavaScript", () => {
  it("is found on the first page, confirmed, told and packed", async () => {
    await as("chuyenvien", async (page) => {
      expect(await page.locator("h2").first().innerText()).toMatch(/Dấu hiệu sự cố.*: [1-9]/);
      await page.getByRole("link", { name: "Xem và xác nhận tất cả" }).click();
      await page.getByText("Đúng là sự cố: xác nhận").first().click();
      await page.getByLabel("Đã xem gì, vì sao xác nhận").first().fill("Trang chủ bị thay");
      await page.getByRole("button", { name: "Xác nhận, mở sự cố" }).first().click();
      expect(await page.getByText("Đã mở sự cố.").isVisible()).toBe(true);
      await page.getByText("Ghi một thông báo đã gửi").click();
      await page.getByLabel("Số, ngày, nơi nhận").fill("12/BC, Sở Y tế");
      await page.getByRole("button", { name: "Ghi là đã gửi" }).click();
      expect(await page.locator(".clock .in-time").first().isVisible()).toBe(true);
      const waiting = page.waitForEvent("download");
      await page.getByRole("link", { name: "Gói chứng cứ (ZIP)" }).click();
      expect((await waiting).suggestedFilename()).toMatch(/^rasoat-chung-cu-SC\d{8}-\w+\.zip$/);
    });
  });
});

/** Which box of the list has the focus, counted from 0. */
const FOCUSED =
  "[...document.querySelectorAll('#queue input[type=checkbox]')].indexOf(document.activeElement)";

describe("the queue by keys", () => {
  it("moves, chooses and leads to the reason; letters elsewhere stay letters", async () => {
    await as(
      "chuyenvien",
      async (page) => {
        await page.goto(`${portal.origin}/central/queue`);
        const boxes = page.locator("#queue input[type=checkbox]");
        await boxes.first().focus();
        for (const key of ["x", "j", "j", "x", "k"]) await page.keyboard.press(key);
        expect(await page.evaluate(FOCUSED)).toBe(1);
        expect(await page.locator("#queue input:checked").count()).toBe(2);
        await page.keyboard.press("f");
        expect(await page.getByLabel("Ý kiến", { exact: true }).inputValue()).toBe(
          "false-positive",
        );
        await page.keyboard.type("xjcf");
        expect(await page.getByLabel("Lý do").inputValue()).toBe("xjcf");
        expect(await page.locator("#queue input:checked").count()).toBe(2);
      },
      { javaScriptEnabled: true },
    );
  });
});

const CENTRAL = [
  "/",
  "/incidents",
  "/central/queue",
  "/central/diff",
  "/central/statistics",
  "/central/units?gap=head",
  "/central/registry",
  "/central/authorizations",
  "/central/hosts",
  "/central/systems",
  "/central/tls",
  "/central/tls/keys",
  "/central/tls/names",
  "/central/tls/defaults",
  "/central/rules",
  "/central/rules/tls-cert-expired",
  "/central/reports",
  "/central/schedule",
  "/central/letters",
  "/sites",
  "/central/users",
  "/central/audit",
];

describe("every page", () => {
  it.each([
    { login: "trungtam", paths: CENTRAL },
    { login: "chuyenvien", paths: ["/", "/central/rules/tls-cert-expired"] },
    { login: "soyte", paths: ["/incidents"] },
    { login: "donvi", paths: ["/incidents"] },
  ])(
    "of $login is free of faults of access, fits 360 px, and is pictured",
    async ({ login, paths }) => {
      const faults: string[] = [];
      await as(
        login,
        async (page) => {
          await page.goto(`${portal.origin}/incidents`);
          const one = await page
            .locator('a[href^="/incidents/SC"]')
            .first()
            .getAttribute("href", { timeout: 1000 })
            .catch(() => null);
          for (const path of [...paths, ...(one === null ? [] : [one])]) {
            await page.goto(`${portal.origin}${path}`);
            const name = path.replace(/SC\d{8}-\w+/, "one").replaceAll(/[/?=]/g, "-");
            faults.push(...(await faultsOf(page, `${login}${name}`)));
          }
        },
        { javaScriptEnabled: true },
      );
      expect(faults).toEqual([]);
    },
  );

  it("of an incident and the first page can be printed", async () => {
    await as("trungtam", async (page) => {
      await page.emulateMedia({ media: "print" });
      await page.goto(`${portal.origin}/`);
      expect(await page.locator("nav.main").isVisible()).toBe(false);
      expect(await page.locator("h1").isVisible()).toBe(true);
    });
  });
});
