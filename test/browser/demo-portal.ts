// Starts the built program's demo portal and a browser that can reach this machine only.
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { workspace, type Running, type Workspace } from "../e2e/program.ts";
import { launchChromium } from "./chromium.ts";

export interface DemoPortal {
  readonly origin: string;
  readonly password: string;
  readonly db: string;
  /** The people of the sample unit mend their site. */
  mend(): void;
  close(): Promise<void>;
}

const READY = /^\s*xem\s+\S+\s+unit-viewer/m;

/** Scans the sample sites, which takes about half a minute, and waits for the accounts. */
export async function startDemoPortal(): Promise<DemoPortal> {
  const place: Workspace = workspace();
  const running: Running = place.start("demo", "--serve", "--keep", place.path("demo"));
  const close = async (): Promise<void> => {
    running.child.kill("SIGINT");
    await running.ended;
    place.remove();
  };
  const until = Date.now() + 120_000;
  while (!READY.test(running.said())) {
    if (running.child.exitCode !== null || Date.now() > until) {
      await close();
      throw new Error(running.said());
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  const said = running.said();
  const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? "";
  const password = /trungtam\s+(\S+)/.exec(said)?.[1] ?? "";
  return {
    origin,
    password,
    db: place.path("demo/demo.db"),
    mend: () => {
      place.write("demo/da-sua-bv-c.test", "");
    },
    close,
  };
}

/** Debian's Chromium with a profile of its own; every name but two of this machine's is unknown to it. */
export function openBrowser(): Promise<Browser> {
  return launchChromium({
    resolve: "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE 127.0.0.2",
  });
}

export async function signIn(
  context: BrowserContext,
  portal: DemoPortal,
  login: string,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${portal.origin}/login`);
  await page.getByLabel("Tên đăng nhập").fill(login);
  await page.getByLabel("Mật khẩu").fill(portal.password);
  await page.getByRole("button", { name: "Đăng nhập" }).click();
  await page.waitForURL(`${portal.origin}/`);
  return page;
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** @returns "rule impact selector" for every fault of WCAG 2.0 to 2.2, levels A and AA */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const result = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResult;
  return result.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target }) => `${impact} ${id} ${target.join(" ")}`),
  );
}
