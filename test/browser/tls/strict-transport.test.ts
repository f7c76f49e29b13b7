// How rasoat reads Strict-Transport-Security, against whether Chromium goes to HTTPS by itself afterwards.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { readHsts } from "../../../src/detect/tls/hsts.ts";
import { diceOf } from "./dice.ts";
import { randomFields } from "./random-headers.ts";
import { openWeb, type Web } from "./web.ts";

const SEED = 2026;
const HEADERS = 60;
const TOGETHER = 4;

let web: Web;
beforeAll(async () => {
  web = await openWeb(["*.test"]);
});
afterAll(() => web.close());

/** Whether a later visit over plain HTTP, and one to a name below, is turned to HTTPS inside the browser. */
async function learned(page: Page, host: string): Promise<string> {
  await page.goto(`https://${host}/`);
  const turned = async (name: string): Promise<boolean> => {
    await page.goto(`http://${name}/sau`);
    return page.url().startsWith("https:");
  };
  return `${(await turned(host)) ? "on" : "off"} ${(await turned(`duoi.${host}`)) ? "below too" : "-"}`;
}

/** As bytes of UTF-8 come out of an HTTP parser. */
function read(field: string): ReturnType<typeof readHsts> {
  return readHsts(Buffer.from(field.trim(), "utf8").toString("latin1"));
}

function told(fields: readonly string[]): string {
  const hsts = read(fields[0] ?? "");
  if (hsts.state === "invalid" || hsts.maxAge === 0) return "off -";
  return hsts.includeSubDomains ? "on below too" : "on -";
}

/** RFC 6797, section 6.1, wants every directive but once; Chromium minds only those that it knows. */
function isStricter(fields: readonly string[]): boolean {
  const hsts = read(fields[0] ?? "");
  if (hsts.state === "valid") return false;
  return hsts.why.endsWith(" twice") && !/^(?:max-age|includesubdomains) /.test(hsts.why);
}

describe("Strict-Transport-Security", () => {
  it("is read as Chromium reads it, of random fields", async () => {
    const dice = diceOf(SEED);
    const all = Array.from({ length: HEADERS }, () => randomFields(dice));
    web.answerWith(({ scheme, host, path }) => {
      const fields = scheme === "https" && path === "/" ? all[Number(/\d+/.exec(host)?.[0])] : [];
      const named = (fields ?? []).map((value) => ["strict-transport-security", value] as const);
      return { headers: [["content-type", "text/html"], ...named], body: "<p>A</p>" };
    });
    const different: unknown[] = [];
    const seen = new Map<string, number>();
    let next = 0;
    const work = async (): Promise<void> => {
      const page = await web.context.newPage();
      for (let id = next++; id < all.length; id = next++) {
        const fields = all[id] ?? [];
        const chromium = await learned(page, `h${String(id)}.test`);
        seen.set(chromium, (seen.get(chromium) ?? 0) + 1);
        const rasoat = told(fields);
        if (chromium !== rasoat && !isStricter(fields))
          different.push({ id, fields, chromium, rasoat });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    expect(different, `seed ${String(SEED)}`).toEqual([]);
    expect([...seen.keys()].toSorted()).toEqual(["off -", "on -", "on below too"]);
  });
});
