// Made from the route table: every route × method × caller × {own, other, missing}. A route whose parameters
// or fields are not known here fails the test, so none is left out.
import { describe, expect, it } from "vitest";
import type { OidcOffer } from "../../src/portal/oidc/desk.ts";
import type { Route } from "../../src/portal/route.ts";
import { NOW } from "../store/samples.ts";
import {
  addAccount,
  addFinding,
  addIncident,
  type Answer,
  CERTIFICATE_WORD,
  fill,
  FINDING_A,
  FINDING_B,
  FINDING_C,
  house,
  type House,
  LEDGER_WORD,
  SIGN_WORD,
  signedIn,
  signOf,
  Visitor,
} from "./house.ts";

/** What is only ever said of one unit, by code. Nobody else's answer may hold any of it. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  "BV-A": [
    "rieng-A",
    "www.bv-a.test",
    "Bệnh viện Hoa Sen",
    "1/QĐ-BV-A",
    `${LEDGER_WORD}BV-A`,
    FINDING_A.id,
    `${SIGN_WORD}BV-A`,
    `${CERTIFICATE_WORD}bv-a.test`,
    signOf("BV-A").id,
  ],
  "BV-B": [
    "rieng-B",
    "www.bv-b.test",
    "Bệnh viện Ban Mai",
    "1/QĐ-BV-B",
    `${LEDGER_WORD}BV-B`,
    FINDING_B.id,
    `${SIGN_WORD}BV-B`,
    `${CERTIFICATE_WORD}bv-b.test`,
    signOf("BV-B").id,
  ],
  "TT-C": [
    "rieng-C",
    "www.tt-c.test",
    "Trung tâm Cát Tường",
    "1/QĐ-TT-C",
    `${LEDGER_WORD}TT-C`,
    FINDING_C.id,
    `${SIGN_WORD}TT-C`,
    `${CERTIFICATE_WORD}tt-c.test`,
    signOf("TT-C").id,
  ],
};

interface Caller {
  readonly name: string;
  /** null: nobody is signed in. */
  readonly login: string | null;
  readonly sees: readonly string[];
  readonly ends?: "disabled" | "expired";
}

const CALLERS: readonly Caller[] = [
  { name: "nobody", login: null, sees: [] },
  { name: "unit A", login: "a", sees: ["BV-A"] },
  { name: "viewer of A", login: "va", sees: ["BV-A"] },
  { name: "unit B", login: "b", sees: ["BV-B"] },
  { name: "department", login: "d", sees: ["BV-A", "BV-B"] },
  { name: "analyst", login: "n", sees: ["BV-A", "BV-B", "TT-C"] },
  { name: "admin", login: "m", sees: ["BV-A", "BV-B", "TT-C"] },
  { name: "disabled", login: "x", sees: [], ends: "disabled" },
  { name: "expired", login: "a", sees: [], ends: "expired" },
];

const MISSING = "0123456789abcdef";

/** As `addIncident` names it. */
function incidentId(code: string): string {
  return `SC20261122-${signOf(code, "su-co").id.slice(0, 8)}`;
}
const REQUESTS: Readonly<Record<string, string>> = {
  "BV-A": "a".repeat(32),
  "BV-B": "b".repeat(32),
  "TT-C": "c".repeat(32),
};

/** Values of the parameters, by the part of the path they stand in and by whose they are. A name that is not here fails the test. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/findings/:id": {
    "BV-A": FINDING_A.id,
    "BV-B": FINDING_B.id,
    "TT-C": FINDING_C.id,
    none: MISSING,
  },
  "/central/requests/:id": { ...REQUESTS, none: "f".repeat(32) },
  "/central/units/:code": { "BV-A": "BV-A", "BV-B": "BV-B", "TT-C": "TT-C", none: "KHONG-CO" },
  "/incidents/:id": {
    "BV-A": incidentId("BV-A"),
    "BV-B": incidentId("BV-B"),
    "TT-C": incidentId("TT-C"),
    none: "SC20261122-00000000",
  },
  "/guide/pictures/:name": { own: "a.png", none: "b.png" },
  "/central/rules/:id": { own: "tls-cert-expired", none: "khong-co" },
  "/central/reports/:id": { own: "1", none: "99" },
  "/invitation/:token": { none: "t".repeat(43) },
};

function addresses({ path }: Route): readonly (readonly [whose: string, path: string])[] {
  if (!path.includes(":")) return [["own", path]];
  const known = Object.entries(PARAMETERS).find(([part]) => path.includes(part));
  if (known === undefined) throw new Error(`${path}: say in PARAMETERS what stands for its parts`);
  return Object.entries(known[1]).map(([whose, value]) => [whose, path.replace(/:\w+/, value)]);
}

/** Stands for a sign-in provider that is there; what it says is tested in oidc/. */
const PROVIDER: OidcOffer = {
  provider: {
    issuer: "https://provider.test",
    clientId: "rasoat",
    authorizationEndpoint: () =>
      Promise.resolve({ outcome: "told", value: "https://provider.test/authorize" }),
    trade: () => Promise.resolve({ outcome: "told", value: null }),
    keys: () => Promise.resolve({ outcome: "told", value: { keys: [] } }),
  },
  label: { vi: "tài khoản mẫu", en: "a sample account" },
  trustsSecondFactor: false,
};

async function scene(): Promise<House> {
  const on = house({ oidc: PROVIDER });
  await fill(on);
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "va", "unit-viewer", "BV-A");
  addAccount(on, "b", "unit-manager", "BV-B");
  addAccount(on, "c", "unit-manager", "TT-C");
  addAccount(on, "d", "department", "SYT");
  addAccount(on, "n", "central-analyst", null);
  addAccount(on, "m", "central-admin", null);
  addAccount(on, "x", "unit-manager", "BV-A");
  for (const [unit, id] of Object.entries(REQUESTS)) {
    const about = {
      unit,
      kind: "contact",
      finding: null,
      subject: `rieng-${unit.at(-1) ?? ""}@x.test`,
    } as const;
    on.store.addRequest({ id, ...about, reason: "xin", until: null, askedBy: unit });
  }
  return on;
}

/** One sign, one incident, one letter and one watched home page of each unit. */
function addSigns(on: House): void {
  for (const code of Object.keys(SECRETS)) {
    addFinding(on, signOf(code));
    addIncident(on, code);
    const to = [`rieng-${code.at(-1) ?? ""}@${code.toLowerCase()}.test`];
    const letter = { kind: "test" } as const;
    on.store.addLetters([{ unit: code, letter, isUrgent: false, to, tells: [] }], []);
    const host = `www.${code.toLowerCase()}.test`;
    const plan = { unit: code, everyMinutes: 30, dueAt: NOW.toISOString(), refused: null };
    on.store.replanWatch(() => ({ changed: [{ ...plan, host }], gone: [] }));
  }
}

async function enter(on: House, caller: Caller): Promise<Visitor> {
  if (caller.login === null) return new Visitor(on);
  const visitor = await signedIn(on, caller.login);
  if (caller.ends === "disabled") on.store.disableAccount(`id-${caller.login}`);
  if (caller.ends === "expired") on.clock.now = new Date(on.clock.now.getTime() + 31 * 60_000);
  return visitor;
}

function leaks(caller: Caller, answer: Answer, asked: string): string[] {
  const text = `${answer.text} ${[...answer.headers].join(" ")}`;
  return Object.entries(SECRETS)
    .filter(([unit]) => !caller.sees.includes(unit))
    .flatMap(([, words]) => words)
    .filter((word) => !asked.includes(word) && text.includes(word));
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
/** What a caller without role for a route gets: the way to the door, "not there", or "form not taken". */
const SHUT = new Set([303, 403, 404]);

describe("no answer tells one unit of another", { timeout: 60_000 }, () => {
  it.each(CALLERS)("$name: every route, every method, own, other and missing", async (caller) => {
    const on = await scene();
    addSigns(on);
    const visitor = await enter(on, caller);
    // What is kept for all of them is there before the first of them asks.
    for (const path of ["/", "/central/tls", "/sites"]) await visitor.settled(on, path);
    const wrong: string[] = [];
    let asked = 0;
    for (const route of on.portal.routes) {
      if (route.path === "/sign-out") continue;
      for (const [whose, path] of addresses(route)) {
        for (const method of METHODS) {
          const answer = await visitor.ask(method, path);
          asked += 1;
          for (const word of leaks(caller, answer, path)) wrong.push(`${method} ${path}: ${word}`);
          const mayRead = method === "GET" || method === "HEAD";
          const readable = on.portal.routes.find(
            (one) => one.method === "GET" && one.path === route.path,
          );
          const isOurs = mayRead && readable !== undefined && mayEnter(caller, readable);
          const isThere = whose === "own" || caller.sees.includes(whose);
          if (isOurs && isThere && answer.status !== 200 && route.audience !== "anyone") {
            wrong.push(`${method} ${path} is shut: ${String(answer.status)}`);
          }
          if ((!isOurs || !isThere) && route.audience !== "anyone" && !SHUT.has(answer.status)) {
            wrong.push(`${method} ${path} is open: ${String(answer.status)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(200);
  });
});

function mayEnter({ login, ends }: Caller, { audience }: Route): boolean {
  if (login === null || ends !== undefined) return false;
  switch (audience) {
    case "anyone":
    case "reader":
      return true;
    case "manager":
      return login === "a" || login === "b";
    case "central":
      return login === "n" || login === "m";
    case "admin":
      return login === "m";
    case "code":
    case "enrol":
      return false;
  }
}

describe("what is another's looks like what is missing", { timeout: 60_000 }, () => {
  it("same status, same bytes, same headers", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const routes = on.portal.routes.filter(({ path }) => path.startsWith("/findings/:"));
    expect(routes.length).toBeGreaterThan(3);
    for (const route of routes) {
      const answers: string[] = [];
      for (const id of [FINDING_B.id, FINDING_C.id, MISSING, FINDING_A.id.slice(0, 15)]) {
        const path = route.path.replace(":id", id);
        const fields = { reason: "thử", until: "2026-12-30", owner: "x" };
        const { status, text, headers } =
          route.method === "GET" ? await visitor.get(path) : await visitor.post(path, fields);
        answers.push(JSON.stringify([status, text, [...headers]]));
      }
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain("[404,");
    }
    expect(on.store.findings("central").every(({ state }) => state === "open")).toBe(true);
  });

  it("a role that a route is not for gets what is missing as well", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "va");
    const missing = await visitor.get("/khong-co");
    expect(missing.status).toBe(404);
    for (const route of on.portal.routes) {
      if (!["manager", "central", "admin"].includes(route.audience)) continue;
      const path = route.path.replace(":id", FINDING_A.id).replace(":code", "BV-A");
      const answer =
        route.method === "GET"
          ? await visitor.get(path)
          : await visitor.post(path, { reason: "thử", action: "accept" });
      expect([path, answer.status, answer.text]).toEqual([path, 404, missing.text]);
    }
  });
});

describe("files and counts", () => {
  it.each([
    { login: "a", ids: [FINDING_A.id] },
    { login: "b", ids: [FINDING_B.id] },
    { login: "d", ids: [FINDING_A.id, FINDING_B.id] },
    { login: "n", ids: [FINDING_A.id, FINDING_B.id, FINDING_C.id] },
  ])("$login downloads its own and no more", async ({ login, ids }) => {
    const on = await scene();
    const visitor = await signedIn(on, login);
    const list = JSON.parse((await visitor.get("/download/remediation.json")).text) as {
      id: string;
    }[];
    expect(list.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const ledger = JSON.parse((await visitor.get("/download/ledger.csv")).text) as unknown[];
    expect(ledger).toHaveLength(ids.length);
    expect((await visitor.get("/findings")).text).toContain(`${String(ids.length)} phát hiện`);
  });

  it("no filter reaches beyond the scope", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    for (const query of ["unit=BV-B", "host=www.bv-b.test", "unit=TT-C&state=all"]) {
      expect((await visitor.get(`/findings?${query}`)).text).toContain("0 phát hiện");
    }
    for (const path of ["/ledger?host=www.bv-b.test", "/download/ledger.csv?host=www.bv-b.test"]) {
      expect((await visitor.get(path)).text).not.toContain("rieng-don-vi");
    }
  });
});

describe("the table", () => {
  it("is all that the application answers", () => {
    const on = house({ oidc: PROVIDER });
    const listed = new Set(on.portal.routes.map(({ method, path }) => `${method} ${path}`));
    // The interface for programs has a matrix of its own, in api.test.ts.
    for (const { method, path } of on.portal.api) listed.add(`${method} ${path}`);
    const plain = new Set([
      "/style.css",
      "/queue.js",
      "/icon.svg",
      "/healthz",
      "/readyz",
      "/metrics",
      "/*",
    ]);
    for (const path of ["/api/v1/openapi.json", "/api/v1/*"]) plain.add(path);
    const unlisted = on.portal.app.routes
      .filter(({ path }) => !plain.has(path))
      .map(({ method, path }) => `${method} ${path}`)
      .filter((one) => !listed.has(one));
    expect(unlisted).toEqual([]);
    expect(listed.size).toBe(on.portal.routes.length + on.portal.api.length);
    expect([...listed].filter((one) => one.includes("/oidc"))).toEqual([
      "GET /login/oidc",
      "GET /login/oidc/back",
    ]);
  });
});
