// Every route of the JSON interface × method × token × {own, other, missing}, made from the route table. A route
// whose parameters are not known in api-scene.ts fails it.
import { describe, expect, it } from "vitest";
import type { ApiRoute } from "../../src/portal/api/route.ts";
import { API } from "../../src/portal/api/routes.ts";
import { addresses, BODY, caller, type Caller, CALLERS, Program, scene } from "./api-scene.ts";
import { type Answer, FINDING_A, FINDING_B, FINDING_C, LEDGER_WORD, Visitor } from "./house.ts";

const SECRETS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  (
    [
      ["BV-A", "A", "Bệnh viện Hoa Sen", FINDING_A.id],
      ["BV-B", "B", "Bệnh viện Ban Mai", FINDING_B.id],
      ["TT-C", "C", "Trung tâm Cát Tường", FINDING_C.id],
    ] as const
  ).map(([code, letter, name, id]) => [
    code,
    [
      `rieng-${letter}`,
      `www.${code.toLowerCase()}.test`,
      name,
      `1/QĐ-${code}`,
      LEDGER_WORD + code,
      id,
    ],
  ]),
);

function leaks({ sees }: Caller, { text, headers }: Answer, asked: string): string[] {
  const all = `${text} ${[...headers].join(" ")}`;
  return Object.entries(SECRETS)
    .filter(([unit]) => !sees.includes(unit))
    .flatMap(([, words]) => words)
    .filter((word) => !asked.includes(word) && all.includes(word));
}

function mayAsk({ audience }: ApiRoute, { login, unit, acts, sees }: Caller): boolean {
  if (audience === "reader") return true;
  if (audience === "central") return (login === "n" || login === "m") && unit === null;
  return acts === true && sees.length > 0;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

describe("no token tells one unit of another", { timeout: 60_000 }, () => {
  it.each(CALLERS)("$name: every route, every method, own, other and missing", async (who) => {
    const on = await scene();
    const program = new Program(on, who);
    const wrong: string[] = [];
    let asked = 0;
    for (const route of on.portal.api) {
      for (const [whose, path] of addresses(route)) {
        for (const method of METHODS) {
          // More than a minute's worth is asked here.
          on.clock.now = new Date(on.clock.now.getTime() + 3000);
          const body = method === "POST" ? BODY : undefined;
          const answer = await program.ask(method, path, body);
          asked += 1;
          for (const word of leaks(who, answer, path)) wrong.push(`${method} ${path}: ${word}`);
          const isMethod = method === route.method || (method === "HEAD" && route.method === "GET");
          const isThere = whose === "own" || who.sees.includes(whose);
          const open = who.ends === undefined && isMethod && isThere && mayAsk(route, who);
          // A scope without any unit has nothing to write a file of.
          const empty = path.includes("/exports/") && who.sees.length === 0;
          const expected = who.ends !== undefined ? 401 : open && !empty ? 200 : 404;
          if (answer.status !== expected) {
            wrong.push(`${method} ${path}: ${String(answer.status)}, not ${String(expected)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(150);
  });

  it("what is another's is the same bytes as what is missing", async () => {
    const on = await scene();
    const program = new Program(on, caller("unit A"));
    const sets = on.portal.api
      .filter(({ path }) => path.includes(":"))
      .map(async (route) => {
        const answers: string[] = [];
        for (const [whose, path] of addresses(route)) {
          if (whose === "BV-A") continue;
          const body = route.method === "POST" ? BODY : undefined;
          const { status, text, headers } = await program.ask(route.method, path, body);
          answers.push(JSON.stringify([status, text, [...headers]]));
        }
        return answers;
      });
    const nowhere = await program.get(`${API}/khong-co`);
    for (const answers of await Promise.all(sets)) {
      expect(answers.length).toBeGreaterThan(2);
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain(JSON.stringify(nowhere.text));
    }
    expect(on.store.findings("central").map(({ state }) => state)).toEqual([
      "open",
      "open",
      "open",
    ]);
  });

  it("no filter reaches beyond the scope, and a shared document names only one's own hosts", async () => {
    const on = await scene();
    const program = new Program(on, caller("unit A"));
    for (const query of ["findings?unit=BV-B", "findings?host=www.bv-b.test&state=all"]) {
      expect(await program.json(`${API}/${query}`)).toMatchObject({ items: [], total: 0 });
    }
    for (const query of ["ledger?host=www.bv-b.test", "hosts?unit=TT-C", "systems?unit=BV-B"]) {
      expect(await program.json(`${API}/${query}`)).toMatchObject({ items: [] });
    }
    expect((await program.get(`${API}/exports/remediation.json?unit=BV-B`)).status).toBe(404);
    expect((await program.get(`${API}/exports/report.json?unit=TT-C`)).status).toBe(404);
    const { items } = await program.json<{ items: { document: string; hosts: string[] }[] }>(
      `${API}/authorizations`,
    );
    expect(items.find(({ document }) => document === "9/QĐ-SYT")?.hosts).toEqual(["www.bv-a.test"]);
  });

  it("a cookie opens nothing here, and a token opens no page", async () => {
    const on = await scene();
    const visitor = new Visitor(on);
    await visitor.signIn(on, "a");
    expect((await visitor.get(`${API}/findings`)).status).toBe(401);
    const program = new Program(on, caller("unit A"));
    expect((await program.get("/findings")).location).toBe("/login");
  });
});
