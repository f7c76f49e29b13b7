// A scanned site controls titles, headers, certificate names, paths and DNS text. Whatever it puts there, every
// page parses to the same elements and attributes as with harmless text.
import { describe, expect, it } from "vitest";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commit, finding, intent, OUTCOME, refusal, run, seen } from "../store/samples.ts";
import { PAYLOADS, shape, targets } from "./hostile.ts";
import {
  addAccount,
  fill,
  house,
  type House,
  openIncidentOf,
  signedIn,
  signOf,
  type Visitor,
} from "./house.ts";

/** One finding, ledger lines and an event that hold the text wherever a site could have put it. */
async function scene(text: string): Promise<House> {
  const on = house();
  await fill(on);
  const found = finding({
    area: "panels",
    rule: "exposure-secret",
    subject: `dotenv /${text}`,
    group: "g-hostile",
    severity: "critical",
    value: text,
    title: { vi: `Vấn đề ${text}`, en: `Problem ${text}` },
    evidence: [{ observation: "look", text }],
  });
  const id = "feedfacefeedface";
  const directive = signOf("BV-A").directive;
  const hostile = { ...found, id, directive };
  const sign = { ...hostile, id: "feedfacefeedfac2", fingerprint: "2".repeat(64), group: "g-sign" };
  on.store.createRun(run({ id: "r-hostile" }));
  on.store.commitTarget({
    ...commit({ run: "r-hostile" }),
    result: null,
    findings: [hostile, sign],
    events: [
      seen(sign, { detail: text }),
      seen(hostile, { detail: text }),
      seen(hostile, { detail: text, cause: "value-changed" }),
    ],
    coverage: [],
  });
  on.store.ledger.settle(
    await on.store.ledger.intend(intent({ url: `https://www.bv-a.test/${text}` })),
    { ...OUTCOME, result: text },
  );
  await on.store.ledger.refuse(
    refusal({ unit: "BV-A", host: "www.bv-a.test", url: text, detail: text }),
  );
  await on.store.ledger.flush();
  openIncidentOf(on, id, text);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "m", "central-admin", null);
  return on;
}

const PATHS = [
  "/",
  "/findings",
  "/findings/feedfacefeedface",
  "/coverage",
  "/ledger",
  "/sites",
  "/requests",
  "/help",
  "/account",
  "/incidents",
  "/incidents/SC20261122-feedface",
  "/central/queue",
  "/central/statistics",
  "/central/units",
  "/central/units/BV-A",
  "/central/requests",
  "/central/runs",
  "/central/users",
  "/central/audit",
  "/central/diff",
  "/central/registry",
  "/central/authorizations",
  "/central/hosts",
  "/central/systems",
  "/central/rules",
  "/central/rules/exposure-secret",
  "/central/reports",
];

async function pages(visitor: Visitor): Promise<readonly (readonly [string, string])[]> {
  const all: (readonly [string, string])[] = [];
  for (const path of PATHS) all.push([path, (await visitor.get(path)).text]);
  return all;
}

describe("text that a scanned site controls", { timeout: 60_000 }, () => {
  const known = new Map<string, string[]>();

  /** The shapes of all pages with harmless text; made once. */
  async function harmless(): Promise<ReadonlyMap<string, string[]>> {
    if (known.size > 0) return known;
    const on = await scene("van ban vo hai");
    for (const login of ["a", "m"]) {
      for (const [path, html] of await pages(await signedIn(on, login))) {
        known.set(`${login} ${path}`, shape(html));
      }
    }
    return known;
  }

  it("is tried with 40 payloads and more", async () => {
    expect(new Set(PAYLOADS).size).toBeGreaterThanOrEqual(40);
    expect((await harmless()).size).toBe(2 * PATHS.length);
  });

  it("stands on the pages that it is looked for on", async () => {
    const admin = await signedIn(await scene("van ban vo hai"), "m");
    const count = async (path: string): Promise<number> =>
      (await admin.get(path)).text.split("van ban vo hai").length - 1;
    expect(await count("/findings/feedfacefeedface")).toBeGreaterThanOrEqual(6);
    expect(await count("/ledger")).toBeGreaterThanOrEqual(2);
    expect(await count("/central/queue")).toBeGreaterThanOrEqual(3);
    expect(await count("/")).toBeGreaterThanOrEqual(2);
  });

  it.each(PAYLOADS)("%j adds no element, no attribute and no link", async (payload) => {
    const expected = await harmless();
    const on = await scene(payload);
    for (const login of ["a", "m"]) {
      for (const [path, html] of await pages(await signedIn(on, login))) {
        expect([path, shape(html)]).toEqual([path, expected.get(`${login} ${path}`)]);
        const leaving = targets(html).filter((to) => !/^(?:\/(?!\/)|#)/.test(to));
        expect([path, leaving]).toEqual([path, []]);
      }
    }
  });
});

describe("the source", () => {
  const root = new URL("../../src/portal", import.meta.url).pathname;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );

  it("knows no way to write raw HTML", () => {
    expect(files.length).toBeGreaterThan(30);
    const outlets =
      /dangerouslySetInnerHTML|hono\/(?:html|utils\/html|css|jsx\/dom|jsx\/streaming)|\braw\(|\.innerHTML|isEscaped|<script(?! src="\/queue\.js" defer><\/script>)|style=\{|<style/;
    const found = files.filter((name) => outlets.test(readFileSync(join(root, name), "utf8")));
    expect(found).toEqual([]);
  });

  it("answers HTML in one place, and that one escapes; a file of HTML goes out as an attachment", () => {
    const writers = files.filter((name) =>
      /c\.html\(|text\/html/.test(readFileSync(join(root, name), "utf8")),
    );
    expect(writers).toEqual(["answers.ts", "files/downloads.ts"]);
  });
});
