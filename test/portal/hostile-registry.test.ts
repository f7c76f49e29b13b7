// Names in the registry come from spreadsheets of many hands, and what stands in a ledger from scanned sites. No page
// changes its shape for them, and no cell of a downloaded CSV is a formula or an escape sequence.
import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { commit, finding, intent, OUTCOME, run, seen } from "../store/samples.ts";
import { PAYLOADS, shape, targets } from "./hostile.ts";
import { addAccount, fill, type House, signedIn } from "./house.ts";
import { houseWithWriters } from "./writers.ts";

const HARMLESS = "van ban vo hai";
const FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x"];

async function scene(text: string): Promise<House> {
  const on = houseWithWriters();
  await fill(on);
  const registry = on.store.registry();
  on.store.saveRegistry(
    {
      units: registry.units.map((one) =>
        one.code === "BV-A" ? { ...one, name: text, head: text, province: text } : one,
      ),
      systems: registry.systems.map((one) =>
        one.unit === "BV-A" ? { ...one, name: text, operator: text, contractor: text } : one,
      ),
      targets: registry.targets,
      authorizations: registry.authorizations.map((one) =>
        one.unit === "BV-A" ? { ...one, signedBy: text, emergencyContact: text } : one,
      ),
    },
    { actor: text, note: text },
  );
  on.store.createRun(run({ id: "r-hostile" }));
  const found = {
    ...finding({ group: "g-h", subject: text, value: text }),
    id: "feedfacefeedface",
  };
  on.store.commitTarget({
    ...commit({ run: "r-hostile" }),
    result: null,
    findings: [{ ...found, fingerprint: "hostile" }],
    events: [seen(found)],
    coverage: [],
  });
  const asked = await on.store.ledger.intend(intent({ url: `https://www.bv-a.test/${text}` }));
  on.store.ledger.settle(asked, { ...OUTCOME, result: text });
  await on.store.ledger.flush();
  const about = { unit: "BV-A", kind: "contact", finding: null, until: null } as const;
  on.store.addRequest({ id: "f".repeat(32), ...about, subject: text, reason: text, askedBy: text });
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "m", "central-admin", null);
  return on;
}

/** Where names of the registry and of requests stand. */
const PLACES = [
  ["a", ["/", "/sites", "/requests", "/ledger"]],
  ["m", ["/central/units/BV-A", "/central/requests", "/findings"]],
] as const;
const PAGES = 7;

/** What no cell may begin with, whatever reads it; and what no terminal may be sent. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** All pages of a scene by their shape; on the way, that no link leaves and no cell acts. */
async function look(on: House): Promise<ReadonlyMap<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const [login, paths] of PLACES) {
    const visitor = await signedIn(on, login);
    for (const path of paths) {
      const { text } = await visitor.get(path);
      all.set(path, shape(text));
      const leaving = targets(text).filter((to) => !/^(?:\/(?!\/)|#|\?)/.test(to));
      expect([path, leaving]).toEqual([path, []]);
    }
    for (const file of ["remediation.csv", "ledger.csv"]) {
      const csv = (await visitor.get(`/download/${file}`)).text;
      const rows = parseCsv(csv, { bom: true });
      expect(rows.length).toBeGreaterThan(1);
      const bad = rows.flat().filter((cell) => FORMULA.test(cell) || CONTROL.test(cell));
      expect([login, file, bad]).toEqual([login, file, []]);
    }
  }
  return all;
}

describe("names of the registry", { timeout: 60_000 }, () => {
  let harmless: ReadonlyMap<string, string[]> | null = null;

  it.each([...FORMULAS, ...PAYLOADS])("%j stays text on pages and in CSV", async (payload) => {
    harmless ??= await look(await scene(HARMLESS));
    expect(harmless.size).toBe(PAGES);
    const got = await look(await scene(payload));
    for (const [page, expected] of harmless)
      expect([page, got.get(page)]).toEqual([page, expected]);
  });

  it("stand where they are looked for", async () => {
    const on = await scene(HARMLESS);
    for (const [login, paths] of PLACES) {
      const visitor = await signedIn(on, login);
      for (const path of [...paths, "/download/remediation.csv", "/download/ledger.csv"]) {
        expect([path, (await visitor.get(path)).text.includes(HARMLESS)]).toEqual([path, true]);
      }
    }
  });
});
