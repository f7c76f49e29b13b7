// What rasoat tells of mixed content against what Chromium does with the same pages.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentsOf } from "../../../src/detect/tls/documents.ts";
import { mixedParts } from "../../../src/detect/tls/mixed-content.ts";
import { exchange } from "../../detect/tls/looks.ts";
import { diceOf } from "./dice.ts";
import { randomPage, type RandomPage } from "./random-pages.ts";
import { openTab, openWeb, type MixedIssue, type Tab, type Web } from "./web.ts";

const SEED = 2026;
const PAGES = 80;
const TOGETHER = 4;
const SHORT_MS = 100;
const LONG_MS = 1_000;

let web: Web;
beforeAll(async () => {
  web = await openWeb(["*.test"]);
});
afterAll(() => web.close());

/** "class host", once each. */
function told(page: RandomPage, url: string): readonly string[] {
  const answer = exchange({ requested: url, url, headers: page.headers });
  const found = mixedParts(documentsOf(answer, new TextEncoder().encode(page.html)));
  return Object.entries(found)
    .flatMap(([kind, urls]) => urls.map(({ hostname }) => `${kind} ${hostname}`))
    .filter((one, at, all) => all.indexOf(one) === at)
    .toSorted();
}

/** What can change the page, as the browser calls it. */
const ACTIVE = new Set(["Script", "Stylesheet", "Frame", "PluginResource"]);

function classOf({ resolutionStatus, resourceType }: MixedIssue): string {
  if (resolutionStatus === "MixedContentAutomaticallyUpgraded") return "passive";
  return ACTIVE.has(resourceType) ? "active" : "blocked";
}

function done(issues: readonly MixedIssue[]): readonly string[] {
  return issues
    .filter(({ resourceType }) => resourceType !== "Form")
    .map((issue) => `${classOf(issue)} ${new URL(issue.insecureURL).hostname}`)
    .filter((one) => !one.endsWith("localhost"))
    .filter((one, at, all) => all.indexOf(one) === at)
    .toSorted();
}

/** @param ms for backgrounds, fonts and what is fetched ahead, which come after the page */
async function shown(tab: Tab, url: string, ms: number): Promise<readonly string[]> {
  const { page } = tab;
  tab.issues();
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(
    `new Promise((done) => requestAnimationFrame(() => setTimeout(done, ${String(ms)})))`,
  );
  return done(tab.issues());
}

/** A second, longer look where the first differs: a busy browser is late. */
async function compared(tab: Tab, page: RandomPage, url: string) {
  const rasoat = told(page, url);
  const first = await shown(tab, url, SHORT_MS);
  const chromium = first.join() === rasoat.join() ? first : await shown(tab, url, LONG_MS);
  const differ = chromium.join() !== rasoat.join();
  return { seen: chromium.length, differ, chromium, rasoat };
}

describe("mixed content", () => {
  it("is told of random pages as Chromium has it", async () => {
    const dice = diceOf(SEED);
    const pages = Array.from({ length: PAGES }, (_, id) => randomPage(dice, id));
    web.answerWith(({ host, path }) => {
      const page = path === "/" ? pages[Number(/^p(\d+)\.test$/.exec(host)?.[1])] : undefined;
      return page === undefined ? null : { headers: page.headers, body: page.html };
    });
    let next = 0;
    let seen = 0;
    const different: unknown[] = [];
    const work = async (): Promise<void> => {
      const tab = await openTab(web);
      for (let id = next++; id < pages.length; id = next++) {
        const page = pages[id];
        if (page === undefined) return;
        const verdict = await compared(tab, page, `https://p${String(id)}.test/`);
        seen += verdict.seen;
        if (verdict.differ) different.push({ id, ...verdict, ...page });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    expect(different, `seed ${String(SEED)}`).toEqual([]);
    expect(seen).toBeGreaterThan(PAGES);
  });
});
