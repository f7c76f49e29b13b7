// Which forms rasoat says send over plain HTTP, against where Chromium would send them.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentsOf } from "../../../src/detect/tls/documents.ts";
import { insecureForms } from "../../../src/detect/tls/insecure-form.ts";
import { exchange } from "../../detect/tls/looks.ts";
import { diceOf } from "./dice.ts";
import { randomForms } from "./random-forms.ts";
import { openWeb, type Web } from "./web.ts";

const SEED = 2026;
const PAGES = 60;
const TOGETHER = 3;

let web: Web;
beforeAll(async () => {
  web = await openWeb(["*.test"]);
});
afterAll(() => web.close());

/** Asks the elements themselves; a form may have an input named "action" that hides its own property. */
const ASK = `(() => {
  const of = (name, form) =>
    Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form);
  const isPlain = (url) => url.protocol === "http:" && !/^(localhost|127\\.0\\.0\\.1)$/.test(url.hostname);
  const controls = [...document.querySelectorAll("input,button,select,textarea")];
  return [...document.forms].flatMap((form) => {
    if (of("method", form) === "dialog") return [];
    const own = controls.filter((control) => control.form === form);
    const sends = own.filter(({ type }) => type === "submit" || type === "image");
    const others = sends
      .filter((one) => one.hasAttribute("formaction") && one.getAttribute("formaction").trim() !== "")
      .filter((one) => one.formMethod !== "dialog")
      .map((one) => one.formAction);
    const target = [of("action", form), ...others]
      .filter((url) => URL.canParse(url))
      .map((url) => new URL(url))
      .find(isPlain);
    if (target === undefined) return [];
    const kind = own.some(({ type }) => type === "password") ? "password" : of("method", form);
    return [kind.replace("get", "search") + " " + target.host + target.pathname];
  });
})()`;

function told(html: string, url: string): readonly string[] {
  const documents = documentsOf(exchange({ requested: url, url }), new TextEncoder().encode(html));
  return insecureForms(documents).map(({ kind, to }) => `${kind} ${to}`);
}

describe("forms", () => {
  it("are told to send over plain HTTP where Chromium would", async () => {
    const dice = diceOf(SEED);
    const pages = Array.from({ length: PAGES }, (_, id) => randomForms(dice, id));
    web.answerWith(({ host }) => ({ body: pages[Number(/\d+/.exec(host)?.[0])] ?? "" }));
    const different: unknown[] = [];
    let seen = 0;
    let next = 0;
    const work = async (): Promise<void> => {
      const page = await web.context.newPage();
      for (let id = next++; id < pages.length; id = next++) {
        const url = `https://p${String(id)}.test/`;
        await page.goto(url, { waitUntil: "domcontentloaded" });
        const chromium = await page.evaluate<string[]>(ASK);
        const rasoat = told(pages[id] ?? "", url);
        seen += chromium.length;
        if (chromium.join() !== rasoat.join())
          different.push({ id, html: pages[id], chromium, rasoat });
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, work));
    expect(different, `seed ${String(SEED)}`).toEqual([]);
    expect(seen).toBeGreaterThan(PAGES / 3);
  });
});
