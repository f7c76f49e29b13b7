// Every link that a role finds leads to a page or file of ours, every form to a route; nothing leads to a scanned site.
import { describe, expect, it } from "vitest";
import {
  signedIn,
  addAccount,
  addFinding,
  addIncident,
  fill,
  house,
  type House,
  signOf,
} from "./house.ts";

async function scene(): Promise<House> {
  const on = house();
  await fill(on);
  addFinding(on, signOf("BV-A"));
  addIncident(on, "BV-A");
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "d", "department", "SYT");
  addAccount(on, "n", "central-analyst", null);
  addAccount(on, "m", "central-admin", null);
  const about = { unit: "BV-A", kind: "contact", finding: null, subject: "x@x.test" } as const;
  on.store.addRequest({ id: "a".repeat(32), ...about, reason: "xin", until: null, askedBy: "a" });
  on.store.addSentReport("central", {
    scope: "unit",
    unit: "BV-A",
    kind: "bao-cao",
    number: "1/BC",
    date: "2026-11-20",
    recipient: "Sở",
    run: null,
    corrects: null,
    enteredBy: "x",
  });
  return on;
}

const ENOUGH = 400;

/** Follows all links from the first page on. @returns addresses that were opened, and what is wrong */
async function walk(on: House, login: string) {
  const visitor = await signedIn(on, login);
  const open = ["/"];
  const seen = new Set(open);
  const wrong: string[] = [];
  for (const path of open) {
    const { status, text, headers } = await visitor.settled(on, path);
    if (status !== 200) wrong.push(`${path}: ${String(status)}`);
    if (!(headers.get("content-type") ?? "").startsWith("text/html")) continue;
    for (const { link, action } of partsOf(text)) {
      if (action !== null) wrong.push(...formFaults(on, path, action));
      if (link === null) continue;
      const to = new URL(link, `http://portal.test${path}`);
      if (to.origin !== "http://portal.test") wrong.push(`${path} leads to ${link}`);
      const next = `${to.pathname}${to.search}`;
      if (seen.has(next) || seen.size >= ENOUGH) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return { seen, wrong };
}

function partsOf(html: string) {
  const plain = (text: string): string => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"');
  return [...html.matchAll(/<a\b[^>]*? href="([^"]*)"|<form\b([^>]*)>/g)].map(([, link, form]) => ({
    link: link === undefined || link.startsWith("#") ? null : plain(link),
    action: form ?? null,
  }));
}

function formFaults(on: House, path: string, form: string): string[] {
  const method = (/method="(\w+)"/.exec(form)?.[1] ?? "get").toUpperCase();
  const action = /action="([^"]*)"/.exec(form)?.[1] ?? path;
  const shapes = on.portal.routes
    .filter((route) => route.method === method)
    .map((route) => new RegExp(`^${route.path.replace(/:\w+/g, "[^/]+")}$`));
  return shapes.some((shape) => shape.test(action)) ? [] : [`${path}: ${method} ${action}`];
}

describe("all that can be clicked", { timeout: 60_000 }, () => {
  it.each([
    { login: "a", least: 25 },
    { login: "d", least: 25 },
    { login: "n", least: 80 },
    { login: "m", least: 90 },
  ])("by $login leads somewhere, and never out", async ({ login, least }) => {
    const { seen, wrong } = await walk(await scene(), login);
    expect(wrong).toEqual([]);
    expect(seen.size).toBeGreaterThan(least);
  });

  it("reaches every page that a role may open without a parameter", async () => {
    const on = await scene();
    const reached = new Set(
      [...(await walk(on, "m")).seen, ...(await walk(on, "a")).seen].map((to) => to.split("?")[0]),
    );
    const lost = on.portal.routes
      .filter(({ method, audience }) => method === "GET" && audience !== "anyone")
      .filter(({ audience }) => audience !== "code" && audience !== "enrol")
      .map(({ path }) => path)
      .filter((path) => !path.includes(":") && !reached.has(path));
    expect(lost).toEqual([]);
  });
});
