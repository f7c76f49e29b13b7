// rasoat data: newer rules and data from files, all of them or none.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import { folder } from "../store/samples.ts";

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function rasoat(db: string, ...argv: readonly string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const write = (to: string[]) => ({ write: (text: string | Uint8Array) => to.push(String(text)) });
  const code = await runProgram(["--db", db, "--lang", "en", ...argv], {
    streams: { out: write(out), err: write(err) },
    environment: {},
    signal: new AbortController().signal,
  });
  return { code, out: out.join(""), err: err.join("") };
}

const WHY = ["--reason", "December's data"] as const;
const NUKEVIET = readFileSync("data/products/nukeviet.yaml", "utf8");
const ADMINER = readFileSync("data/panels/adminer.yaml", "utf8");
const PRODUCT = "data/products/nukeviet.yaml";
const PANEL = "data/panels/kham-benh.yaml";

const newer = NUKEVIET.replace(/asOf: ("?)2024-03-27/, "asOf: $12026-12-01");
const older = NUKEVIET.replace(/asOf: ("?)2024-03-27/, "asOf: $12023-01-01");
const panel = ADMINER.replace("id: adminer", "id: kham-benh");

/** A folder with these files, and a place for a database beside it. */
function offered(files: Readonly<Record<string, string>>): { from: string; db: string } {
  const root = folder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, "new", file)), { recursive: true });
    writeFileSync(join(root, "new", file), text);
  }
  return { from: join(root, "new"), db: join(root, "rasoat.db") };
}

interface Current {
  versions: { rules: string; data: string };
  files: { file: string; asOf: string | null; isImported: boolean; import: unknown }[];
}
const current = async (db: string): Promise<Current> =>
  JSON.parse((await rasoat(db, "--json", "data", "check")).out) as Current;

describe("rasoat data import", () => {
  it("takes over a folder, says what is held, and counts from then on", async () => {
    const { from, db } = offered({ [PRODUCT]: newer, [PANEL]: panel });
    const before = await current(db);
    const tried = await rasoat(db, "--json", "data", "check", from);
    expect([tried.code, JSON.parse(tried.out)]).toMatchObject([
      0,
      {
        imported: false,
        files: [
          { file: PANEL, is: "new", asOf: null },
          { file: PRODUCT, is: "changed", asOf: "2026-12-01" },
        ],
        held: ["panels/kham-benh"],
      },
    ]);
    expect(existsSync(db)).toBe(false);
    const done = await rasoat(db, "data", "import", from, ...WHY);
    expect([done.code, done.out]).toEqual([0, `new  ${PANEL}\nchanged  ${PRODUCT}\n`]);
    expect(done.err).toContain(`${before.versions.rules} · ${before.versions.data} → `);
    expect(done.err).toContain("Held for the central team until released: panels/kham-benh");
    const after = await current(db);
    expect(after.versions.rules).toBe(before.versions.rules);
    expect(after.versions.data).not.toBe(before.versions.data);
    expect(after.files.find(({ file }) => file === PRODUCT)).toMatchObject({
      asOf: "2026-12-01",
      isImported: true,
      import: { reason: "December's data" },
    });
    expect((await rasoat(db, "rules", "list")).err).toContain("panels/kham-benh");
    const release = ["rules", "release", "panels/kham-benh", "--reason", "seen"] as const;
    expect((await rasoat(db, ...release)).code).toBe(0);
    expect((await rasoat(db, "rules", "list")).err).toBe("");
    const again = await rasoat(db, "data", "import", from, ...WHY);
    expect([again.out, again.err]).toEqual(["", expect.stringContaining("Nothing differs")]);
  }, 30_000);

  it.each<[string, Record<string, string>, RegExp]>([
    ["older than what counts", { [PRODUCT]: older, [PANEL]: panel }, /2023-01-01 are older than/],
    ["not valid", { [PRODUCT]: newer, [PANEL]: panel.replace("gate:", "gat:") }, /kham-benh\.yaml/],
    ["named otherwise than its id", { [PANEL]: ADMINER }, /adminer/],
    ["of no topic", { "data/x/y.yaml": "a: 1" }, /belongs to no topic/],
    [
      "a rule without its cases",
      {
        "rules/tls/http-no-hsts.yaml": readFileSync("rules/tls/http-no-hsts.yaml", "utf8").replace(
          "{ outcome: unknown }",
          "{ outcome: fail }",
        ),
      },
      /has no "unknown" case/,
    ],
  ])(
    "refuses all when one is %s",
    async (_name, files, expected) => {
      const { from, db } = offered(files);
      const said = await rasoat(db, "data", "import", from, ...WHY);
      expect([said.code, said.out]).toEqual([2, ""]);
      expect(said.err).toMatch(expected);
      expect(existsSync(db)).toBe(false);
      expect((await rasoat(db, "data", "check", from)).code).toBe(2);
    },
    30_000,
  );

  it("knows where a single file belongs, or asks", async () => {
    const { from, db } = offered({ [PRODUCT]: newer, "loose.yaml": newer });
    const loose = join(from, "loose.yaml");
    expect((await rasoat(db, "data", "check", join(from, PRODUCT))).out).toBe(
      `changed  ${PRODUCT}\n`,
    );
    expect((await rasoat(db, "data", "check", loose)).err).toContain("--as data/products");
    expect((await rasoat(db, "data", "check", loose, "--as", PRODUCT)).code).toBe(0);
    for (const as of ["data/../x.yaml", "/etc/x.yaml", "data/x.sh"]) {
      expect((await rasoat(db, "data", "check", loose, "--as", as)).code).toBe(2);
    }
    expect((await rasoat(db, "data", "check", join(from, "none"))).err).toContain("cannot be read");
    expect((await rasoat(db, "data", "import", from)).code).toBe(2);
  }, 30_000);
});
