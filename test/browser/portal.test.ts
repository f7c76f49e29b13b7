// Both groups walk the demo's portal in a real browser, without JavaScript; every page is held to WCAG and
// pictured at two widths in test-out/portal.
import type { Browser, Page } from "playwright-core";
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

async function withPage(login: string, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "vi-VN" });
  try {
    await work(await signIn(context, portal, login));
  } finally {
    await context.close();
  }
}

describe("a unit's person in charge", () => {
  it("finds the most urgent finding, names who mends it, and claims that it is fixed", async () => {
    await withPage("donvi", async (page) => {
      await page.locator('.cards li a[href^="/findings/"]').first().click();
      const title = await page.locator("h1").innerText();
      expect(await page.getByText("Cách khắc phục").isVisible()).toBe(true);
      await page.getByText("Đang xử lý: ai, đến khi nào").click();
      await page.getByLabel("Người chịu trách nhiệm").fill("Lê Thị Hoa");
      await page.getByLabel("Dự kiến xong ngày").fill(inDays(3));
      await page.getByLabel("Kế hoạch").fill("Gỡ tệp và đổi mật khẩu");
      await page.getByRole("button", { name: "Ghi kế hoạch" }).click();
      expect(await page.getByText("Đã ghi người xử lý và kế hoạch.").isVisible()).toBe(true);
      await page.getByLabel("Đã sửa những gì").fill("Đã gỡ tệp");
      await page.getByRole("button", { name: "Báo đã sửa" }).click();
      expect(await page.getByText("Phát hiện chỉ đóng khi").isVisible()).toBe(true);
      // What comes of the look that this asks for is walked in verify.test.ts.
      await page.goto(`${portal.origin}/findings?state=all`);
      expect(await page.locator(".cards h2").allInnerTexts()).toContain(title);
    });
  });

  it("asks for an exception, which the central team grants", async () => {
    await withPage("donvi", async (page) => {
      await page.goto(`${portal.origin}/findings?state=open`);
      await page.locator('.cards li a[href^="/findings/"]').last().click();
      await page.getByText("Xin chấp nhận rủi ro có thời hạn").click();
      await page.getByLabel("Vì sao chưa thể khắc phục").fill("Chờ nâng cấp máy chủ");
      await page.getByLabel("Đến ngày").fill(inDays(60));
      await page.getByRole("button", { name: "Gửi đề nghị" }).click();
      expect(await page.getByText("Đã gửi đề nghị đến trung tâm").isVisible()).toBe(true);
    });
    await withPage("chuyenvien", async (page) => {
      await page.getByRole("link", { name: /đề nghị của đơn vị đang chờ/ }).click();
      await page.getByLabel("Trả lời đơn vị").first().fill("Đồng ý, theo dõi thêm");
      await page.getByRole("button", { name: "Đồng ý", exact: true }).first().click();
      expect(await page.getByText("Đã trả lời; đơn vị thấy ngay.").isVisible()).toBe(true);
    });
    await withPage("donvi", async (page) => {
      await page.getByRole("link", { name: "Đề nghị", exact: true }).click();
      expect(await page.getByText("Đồng ý, theo dõi thêm").isVisible()).toBe(true);
    });
  });

  it("pauses the scanning and lets it go on", async () => {
    await withPage("donvi", async (page) => {
      await page.getByRole("link", { name: "Trang của đơn vị" }).click();
      await page.getByLabel("Lý do").first().fill("Bảo trì đêm nay");
      await page.getByRole("button", { name: "Tạm dừng quét các trang của đơn vị" }).click();
      expect(await page.getByText("Đã tạm dừng quét.").isVisible()).toBe(true);
      await page.getByLabel("Lý do").first().fill("Đã bảo trì xong");
      await page.getByRole("button", { name: "Cho quét trở lại" }).click();
      expect(await page.getByText("Đã cho quét trở lại.").isVisible()).toBe(true);
    });
  });

  it("proposes a host that its certificate names, with one press", async () => {
    await withPage("donvi", async (page) => {
      await page.getByRole("link", { name: "Trang của đơn vị" }).click();
      await page.getByRole("button", { name: "Đề nghị bổ sung kham.bv-c.test" }).click();
      expect(await page.getByText("Đã gửi đề nghị.").isVisible()).toBe(true);
      expect(await page.locator(".offers").count()).toBe(0);
    });
  });

  it("switches to English and back, and signs out", async () => {
    await withPage("xem", async (page) => {
      await page.getByRole("button", { name: "English" }).click();
      expect(await page.locator("h1").innerText()).toBe("What needs to be done");
      await page.getByRole("button", { name: "Tiếng Việt" }).click();
      expect(await page.locator("h1").innerText()).toBe("Những việc cần xử lý");
      await page.getByRole("button", { name: "Đăng xuất" }).click();
      expect(await page.getByText("Đã đăng xuất.").isVisible()).toBe(true);
    });
  });

  it("downloads the list and every request made", async () => {
    await withPage("donvi", async (page) => {
      for (const name of ["XLSX", "CSV", "JSON"]) {
        const waiting = page.waitForEvent("download");
        await page.getByRole("link", { name, exact: true }).click();
        expect((await waiting).suggestedFilename()).toMatch(/^rasoat-\d{4}-\d\d-\d\d\.\w+$/);
      }
      await page.getByRole("link", { name: "Truy vấn đã gửi" }).click();
      const waiting = page.waitForEvent("download");
      await page.getByRole("link", { name: "Tải tất cả (CSV)" }).click();
      expect((await waiting).suggestedFilename()).toMatch(/^rasoat-so-ghi-/);
    });
  });
});

describe("the central team", () => {
  it("triages two entries at once with a reason", async () => {
    await withPage("chuyenvien", async (page) => {
      await page.getByRole("link", { name: "Hàng đợi", exact: true }).click();
      const boxes = page.locator(".cards input[type=checkbox]");
      await boxes.nth(0).check();
      await boxes.nth(1).check();
      await page.getByLabel("Ý kiến", { exact: true }).selectOption("confirm");
      await page.getByLabel("Lý do").fill("Đã xem căn cứ");
      await page.getByRole("button", { name: "Ghi", exact: true }).click();
      expect(await page.getByText("Đã ghi ý kiến cho các mục đã chọn.").isVisible()).toBe(true);
    });
  });

  it("adds an account and gets its link once", async () => {
    await withPage("trungtam", async (page) => {
      await page.getByRole("link", { name: "Tài khoản" }).click();
      const form = page.locator('form[action="/central/users"][method="post"]');
      await form.getByLabel("Tên đăng nhập").fill("nguoi.moi");
      await form.getByLabel("Họ tên").fill("Người Mới");
      await form.getByLabel("Mã đơn vị").fill("BV-A");
      await form.getByRole("button", { name: "Thêm và tạo liên kết mời" }).click();
      expect(await page.getByText("/invitation/").isVisible()).toBe(true);
    });
  });
});

describe("every page", () => {
  const UNIT = [
    "/",
    "/findings",
    "/coverage",
    "/ledger",
    "/sites",
    "/requests",
    "/help",
    "/account",
  ];
  const CENTRAL = [
    "/",
    "/central/queue",
    "/central/requests",
    "/central/runs",
    "/central/statistics",
    "/central/units",
    "/central/units/BV-C",
    "/central/users",
    "/central/audit",
    "/coverage",
    "/ledger",
  ];

  it.each([
    { login: "donvi", paths: UNIT },
    { login: "soyte", paths: ["/", "/findings", "/sites"] },
    { login: "trungtam", paths: CENTRAL },
  ])(
    "of $login is free of faults of access, fits 360 px, and is pictured",
    async ({ login, paths }) => {
      const context = await browser.newContext({ locale: "vi-VN" });
      const page = await signIn(context, portal, login);
      await page.goto(`${portal.origin}/findings?state=all`);
      const finding = await page
        .locator('.cards li a[href^="/findings/"]')
        .first()
        .getAttribute("href");
      const faults: string[] = [];
      for (const path of [...paths, finding ?? ""]) {
        await page.goto(`${portal.origin}${path}`);
        const name = `${login}${path.replace(/findings\/\w+/, "finding").replaceAll("/", "-")}`;
        faults.push(...(await faultsOf(page, name)));
      }
      await context.close();
      expect(faults).toEqual([]);
    },
  );

  it("before signing in as well", async () => {
    const context = await browser.newContext({ locale: "vi-VN" });
    const page = await context.newPage();
    const faults: string[] = [];
    for (const path of ["/login", "/invitation/none"]) {
      await page.goto(`${portal.origin}${path}`);
      faults.push(...(await faultsOf(page, `nobody${path.replaceAll("/", "-")}`)));
    }
    await context.close();
    expect(faults).toEqual([]);
  });
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
