// Pictures of a page at the two widths, in test-out/portal, and what is wrong with it there.
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Page } from "playwright-core";
import { accessibilityFaults } from "./demo-portal.ts";

const OUT = resolve(import.meta.dirname, "../../test-out/portal");
const WIDTHS = [360, 1280];

/** @returns a line for each fault of access, and where the page is wider than the screen */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  mkdirSync(OUT, { recursive: true });
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(OUT, `${name}-${String(width)}.png`), fullPage: true });
    const wide = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    if (wide > width) faults.push(`${name}: ${String(wide)} px wide at ${String(width)}`);
    faults.push(
      ...(await accessibilityFaults(page)).map((fault) => `${name} ${String(width)} ${fault}`),
    );
  }
  return faults;
}
