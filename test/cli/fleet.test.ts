// The fleet as the central team calls it: several units side by side, for people and for programs.
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import type { TlsLeaf } from "../../src/model/fleet.ts";
import { commit, freshStore, registry, result, run, target, unit } from "../store/samples.ts";

async function rasoat(db: string, ...argv: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const write = (to: string[]) => ({ write: (text: string | Uint8Array) => to.push(String(text)) });
  const code = await runProgram(["--db", db, ...argv], {
    streams: { out: write(out), err: write(err) },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, out: out.join(""), err: err.join("") };
}

const HOSTS = [
  ["BV-A", "www.bv-a.test"],
  ["BV-B", "bv-b.test"],
] as const;

function leaf(host: string, changes: Partial<TlsLeaf> = {}): TlsLeaf {
  return {
    port: 443,
    address: "127.0.0.10",
    role: "named",
    sha256: host,
    spkiSha256: "ab".repeat(32),
    subject: `CN=${host}`,
    issuer: "CN=R12",
    notAfter: "2027-01-01T00:00:00.000Z",
    altNames: [`dns:${host}`, "dns:his.bv-a.test"],
    ...changes,
  };
}

/** Two units that share a key; what comes to a client that names nobody is the other's. */
function database(): string {
  const store = freshStore();
  const targets = HOSTS.map(([code, host]) => target({ unit: code, host }));
  const units = [unit(), unit({ code: "BV-B", province: null, formerly: [] })];
  store.saveRegistry(registry({ units, targets }), { actor: "t", note: "" });
  store.createRun(run());
  for (const [code, host] of HOSTS) {
    const leaves = [leaf(host), leaf("bv-b.test", { role: "nameless" })];
    const port = { port: 443, tls13: true, postQuantum: code === "BV-A", ssl2: null, http3: null };
    store.planTargets(run().id, [{ unit: code, host }]);
    const traces = { addresses: null, answered: leaves, leaves, ports: [port], intermediates: [] };
    const place = { unit: code, host, findings: [], events: [], coverage: [], traces };
    store.commitTarget(
      commit({ ...place, result: result({ target: target({ unit: code, host }) }) }),
    );
  }
  return store.path;
}

describe("rasoat fleet", () => {
  it.each<[string[], unknown[]]>([
    [["keys"], [{ units: ["BV-A", "BV-B"], places: ["bv-b.test:443", "www.bv-a.test:443"] }]],
    [["keys", "--unit", "BV-B"], [{ units: ["BV-A", "BV-B"] }]],
    [
      ["names"],
      [
        { unit: "BV-A", name: "his.bv-a.test", relation: "own" },
        { unit: "BV-B", name: "his.bv-a.test", relation: "unclear" },
      ],
    ],
    [["names", "--own"], [{ unit: "BV-A", name: "his.bv-a.test", relation: "own" }]],
    [["defaults"], [{ unit: "BV-A", place: "www.bv-a.test:443", units: ["BV-B"] }]],
    [
      ["post-quantum"],
      [
        { province: "", ports: 1, postQuantum: 0, notYet: 1 },
        { province: "Hà Nội", ports: 1, postQuantum: 1, notYet: 0 },
      ],
    ],
  ])("%j for programs", async (words, expected) => {
    const said = await rasoat(database(), "fleet", ...words, "--json");
    expect([said.code, said.err]).toEqual([0, ""]);
    const rows = said.out.trim().split("\n");
    expect(rows.map((line): unknown => JSON.parse(line))).toMatchObject(expected);
  });

  it("for people, in both languages, and without a word where there is nothing", async () => {
    const db = database();
    expect((await rasoat(db, "fleet", "names")).out).toMatch(/BV-A\s+his\.bv-a\.test.*nên đăng ký/);
    const english = await rasoat(db, "fleet", "post-quantum", "--lang", "en");
    expect(english.out).toContain("not declared");
    const empty = await rasoat(freshStore().path, "fleet", "keys");
    expect([empty.code, empty.out]).toEqual([0, ""]);
    expect(empty.err).toContain("Không có gì để liệt kê");
  });

  it("refuses a unit that nobody knows", async () => {
    const said = await rasoat(database(), "fleet", "keys", "--unit", "BV-X");
    expect(said.code).toBe(2);
    expect(said.err).toContain("BV-X");
  });
});
