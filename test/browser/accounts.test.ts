// Accounts in a real browser: from the invitation to the telephone that is lost, tokens, refusals, English, paper.
// Every step is held to WCAG and pictured at two widths.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderBare } from "../../src/portal/view/layout.tsx";
import { brokenPage } from "../../src/portal/pages/plain.tsx";
import { totpAt } from "../../src/portal/access/totp.ts";
import { type DemoPortal, openBrowser, signIn, startDemoPortal } from "./demo-portal.ts";
import { faultsOf } from "./pictures.ts";

/** The longest that one step may take. */
const STEP_MS = 20_000;

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

/** With scripts allowed, for axe; our pages have none, and the policy lets none in. */
async function visitor(): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: "vi-VN" });
  context.setDefaultTimeout(STEP_MS);
  return context;
}

async function as<T>(login: string, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await visitor();
  try {
    return await work(await signIn(context, portal, login));
  } finally {
    await context.close();
  }
}

const PASSWORD = "mưa phùn tháng ba";

async function invited(login: string): Promise<string> {
  return as("trungtam", async (page) => {
    await page.goto(`${portal.origin}/central/users`);
    const form = page.locator('form[action="/central/users"][method="post"]');
    await form.getByLabel("Tên đăng nhập").fill(login);
    await form.getByLabel("Họ tên").fill("Trần Thị Mai");
    await form.getByLabel("Mã đơn vị").fill("BV-C");
    await form.getByRole("button", { name: "Thêm và tạo liên kết mời" }).click();
    const text = await page.getByText("/invitation/").innerText();
    return /\/invitation\/\S+/.exec(text)?.[0] ?? "";
  });
}

async function enter(page: Page, login: string, password: string): Promise<void> {
  await page.goto(`${portal.origin}/login`);
  await page.getByLabel("Tên đăng nhập").fill(login);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
}

/** What a telephone reads from the page, by a reader of QR codes that knows nothing of ours. */
async function codeOn(page: Page): Promise<string> {
  const picture = join(mkdtempSync(join(tmpdir(), "rasoat-qr-")), "page.png");
  try {
    await page.screenshot({ path: picture, fullPage: true });
    return execFileSync("zbarimg", ["--quiet", "--raw", "--nodbus", picture], {
      encoding: "utf8",
    }).trimEnd();
  } finally {
    rmSync(dirname(picture), { recursive: true });
  }
}

describe("a new person", () => {
  it("gets in by the invitation, sets codes up by the picture, and later by a recovery code", async () => {
    const link = await invited("tran.mai");
    const context = await visitor();
    const page = await context.newPage();
    const faults: string[] = [];
    await page.goto(`${portal.origin}${link}`);
    faults.push(...(await faultsOf(page, "nobody-invitation")));
    await page.getByLabel("Mật khẩu mới", { exact: true }).fill("123456789012");
    await page.getByLabel("Nhập lại mật khẩu mới").fill("123456789012");
    await page.getByRole("button", { name: "Đặt mật khẩu" }).click();
    expect(await page.getByText("Mật khẩu này dễ đoán").isVisible()).toBe(true);
    faults.push(...(await faultsOf(page, "nobody-invitation-refused")));
    await page.getByLabel("Mật khẩu mới", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Nhập lại mật khẩu mới").fill(PASSWORD);
    await page.getByRole("button", { name: "Đặt mật khẩu" }).click();
    expect(await page.getByText("Đã đặt mật khẩu").isVisible()).toBe(true);

    await enter(page, "tran.mai", PASSWORD);
    await page.goto(`${portal.origin}/account`);
    await page.getByText("Cài mã xác thực", { exact: true }).click();
    await page.getByLabel("Mật khẩu hiện tại").first().fill(PASSWORD);
    await page.getByRole("button", { name: "Bắt đầu cài" }).click();
    expect(await page.locator("svg.qr").isVisible()).toBe(true);
    await page.getByText("Không quét được? Nhập khoá bằng tay").click();
    const secret = (await page.locator("p.evidence").innerText()).replaceAll(" ", "");
    expect(await codeOn(page)).toBe(
      `otpauth://totp/rasoat%3Atran.mai?secret=${secret}&issuer=rasoat`,
    );
    faults.push(...(await faultsOf(page, "nobody-login-setup")));
    await page.getByLabel("Mã 6 chữ số").fill(totpAt(secret, new Date()));
    await page.getByRole("button", { name: "Xong, đăng nhập" }).click();
    expect(await page.getByText("Đã cài mã xác thực.").isVisible()).toBe(true);

    await page.getByText("Lấy bộ mã dự phòng mới").click();
    await page.getByLabel("Mật khẩu hiện tại").first().fill(PASSWORD);
    await page.getByRole("button", { name: "Tạo mã dự phòng" }).click();
    const codes = await page.locator("ul.codes li").allInnerTexts();
    expect(codes).toHaveLength(10);
    faults.push(...(await faultsOf(page, "donvi-account-recovery")));

    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await enter(page, "tran.mai", PASSWORD);
    faults.push(...(await faultsOf(page, "nobody-login-code")));
    await page.getByLabel("Mã 6 chữ số").fill("000000");
    await page.getByRole("button", { name: "Tiếp tục" }).click();
    expect(await page.getByText("Mã không đúng hoặc đã dùng rồi.").isVisible()).toBe(true);
    await page.getByLabel("Mã 6 chữ số").fill(codes[0] ?? "");
    await page.getByRole("button", { name: "Tiếp tục" }).click();
    expect(await page.locator("h1").innerText()).toBe("Những việc cần xử lý");
    await context.close();
    expect(faults).toEqual([]);
  });

  it("changes the password, and old sessions end", async () => {
    const link = await invited("tran.lan");
    const context = await visitor();
    const page = await context.newPage();
    await page.goto(`${portal.origin}${link}`);
    await page.getByLabel("Mật khẩu mới", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Nhập lại mật khẩu mới").fill(PASSWORD);
    await page.getByRole("button", { name: "Đặt mật khẩu" }).click();
    await enter(page, "tran.lan", PASSWORD);
    await page.goto(`${portal.origin}/account`);
    const form = page.locator('form[action="/account/password"]');
    await form.getByLabel("Mật khẩu hiện tại").fill(PASSWORD);
    await form.getByLabel("Mật khẩu mới", { exact: true }).fill("gió bấc tháng chạp");
    await form.getByLabel("Nhập lại mật khẩu mới").fill("gió bấc tháng chạp");
    await form.getByRole("button", { name: "Đổi mật khẩu" }).click();
    expect(await page.getByText("Đã đổi mật khẩu").isVisible()).toBe(true);
    const faults = await faultsOf(page, "donvi-account-password");
    await context.close();
    expect(faults).toEqual([]);
  });
});

describe("a token", () => {
  it("is made on the account page and reads the unit's findings", async () => {
    await as("donvi", async (page) => {
      await page.goto(`${portal.origin}/account`);
      await page.getByText("Tạo mã truy cập", { exact: true }).first().click();
      const form = page.locator('form[action="/account/tokens"]');
      await form.getByLabel("Tên", { exact: true }).fill("Kho dữ liệu bệnh viện");
      await form.getByLabel("Mật khẩu hiện tại").fill(portal.password);
      await form.getByRole("button", { name: "Tạo mã truy cập" }).click();
      const token = await page.getByText(/^rasoat_/).innerText();
      const faults = await faultsOf(page, "donvi-account-token");
      const answer = await page.request.get(`${portal.origin}/api/v1/findings`, {
        headers: { authorization: `Bearer ${token}`, cookie: "" },
      });
      const { total } = (await answer.json()) as { total: number };
      await page.goto(`${portal.origin}/findings`);
      expect(total).toBeGreaterThan(0);
      expect(await page.getByText(`${String(total)} phát hiện, gấp nhất trước.`).isVisible()).toBe(
        true,
      );
      expect(faults).toEqual([]);
    });
  });
});

describe("refusals", () => {
  it.each(["vi", "en"] as const)("in %s are pages that can be read and left", async (language) => {
    const context = await visitor();
    const page = await signIn(context, portal, "donvi");
    if (language === "en") await page.getByRole("button", { name: "English" }).click();
    const faults: string[] = [];
    const look = async (name: string, heading: string): Promise<void> => {
      expect(await page.locator("h1").innerText()).toBe(heading);
      expect(await page.locator("html").getAttribute("lang")).toBe(language);
      faults.push(...(await faultsOf(page, `refusal-${name}-${language}`)));
    };
    const said = <T>(vi: T, en: T): T => (language === "vi" ? vi : en);

    await page.goto(`${portal.origin}/findings/0123456789abcdef`);
    await look("404", said("Không có trang này", "There is no such page"));

    await page.goto(`${portal.origin}/sites`);
    await page.locator('form [name="reason"]').first().fill(" ");
    await page.locator('form:has([name="reason"]) button').first().click();
    await look("409", said("Chưa thực hiện được", "That was not possible"));

    await page.goto(`${portal.origin}/account`);
    const kept = (await context.cookies()).filter(({ name }) => name.includes("language"));
    await context.clearCookies();
    await context.addCookies(kept);
    await page.locator('form[action="/sign-out"] button').click();
    await look("403", said("Biểu mẫu đã hết hạn", "The form has expired"));

    await page.setContent(renderBare(brokenPage(language)));
    await look("500", said("Lỗi của hệ thống", "A fault of ours"));
    await context.close();
    expect(faults).toEqual([]);
  });

  it("of too many failures says how long to wait", async () => {
    const context = await visitor();
    const page = await context.newPage();
    for (let count = 0; count < 6; count += 1) await enter(page, "khong.co.ai", "sai mật khẩu");
    expect(await page.getByText(/Hãy thử lại sau \d+ giây/).isVisible()).toBe(true);
    const faults = await faultsOf(page, "refusal-429-vi");
    await context.close();
    expect(faults).toEqual([]);
  });
});

describe("other readers", () => {
  it("find every page of a unit in English", async () => {
    const faults = await as("donvi", async (page) => {
      await page.getByRole("button", { name: "English" }).click();
      const all: string[] = [];
      for (const path of [
        "/",
        "/findings",
        "/coverage",
        "/ledger",
        "/sites",
        "/requests",
        "/help",
      ]) {
        const answer = await page.goto(`${portal.origin}${path}`);
        expect([path, answer?.status()]).toEqual([path, 200]);
        expect(await page.locator("html").getAttribute("lang")).toBe("en");
        all.push(...(await faultsOf(page, `english${path.replaceAll("/", "-")}`)));
      }
      return all;
    });
    expect(faults).toEqual([]);
  });

  it("read the guides here, with their pictures", async () => {
    const faults = await as("trungtam", async (page) => {
      await page.goto(`${portal.origin}/help`);
      const all: string[] = [];
      for (const name of ["unit", "central"]) {
        await page.goto(`${portal.origin}/guide/${name}`);
        expect(await page.locator("h1").innerText()).toMatch(/^Hướng dẫn cho /);
        const broken = await page.evaluate(
          "[...document.images].filter((one) => one.loading !== 'lazy' && one.naturalWidth === 0).length",
        );
        expect(broken).toBe(0);
        all.push(...(await faultsOf(page, `guide-${name}`)));
      }
      return all;
    });
    expect(faults).toEqual([]);
  });

  it("print a finding without menus and forms, with all that it says", async () => {
    await as("donvi", async (page) => {
      await page.locator('.cards li a[href^="/findings/"]').first().click();
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("nav.main").isVisible()).toBe(false);
      expect(await page.locator("main form").first().isVisible()).toBe(false);
      expect(await page.getByText("Cách khắc phục", { exact: true }).isVisible()).toBe(true);
      expect(await page.getByText(/^Bệnh viện Mẫu C · .* · in lúc \d\d\//).isVisible()).toBe(true);
      // What is closed on the screen is open on paper: nobody can press it there.
      expect(await page.locator("#remedy details pre").first().isVisible()).toBe(true);
      expect(await faultsOf(page, "print-finding")).toEqual([]);
      await page.goto(`${portal.origin}/findings`);
      expect(await page.locator("main form").first().isVisible()).toBe(false);
    });
  });
});
