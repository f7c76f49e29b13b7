// The JSON interface: its document, questions, acts, limits and record.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Settings } from "../../src/model/settings.ts";
import { API } from "../../src/portal/api/routes.ts";
import { addresses, BODY, caller, Program, scene } from "./api-scene.ts";
import { FINDING_A, FINDING_B, FINDING_C, Visitor } from "./house.ts";
import { begun, NIGHTLY, NOTIFY, post, watch } from "./operations-scene.ts";

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}
interface Response {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response | undefined>>;
}

/** The published schema itself, with its references, made into a check. */
function published(document: OpenApi, schema: object): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(
      text.replaceAll("#/components/schemas/", "#/$defs/"),
    ) as z.core.JSONSchema.JSONSchema,
  );
}

describe("the OpenAPI document", () => {
  it("names every route and nothing else, each operation once, each reference known", async () => {
    const on = await scene();
    const document = await new Program(on, caller("nobody")).json<OpenApi>(`${API}/openapi.json`);
    expect(document.openapi).toBe("3.1.0");
    const told = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = on.portal.api.map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`,
    );
    expect(told.toSorted()).toEqual(routes.toSorted());
    const ids = Object.values(document.paths).flatMap((one) =>
      Object.values(one).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(routes.length);
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    for (const [, name = ""] of references) {
      expect(document.components.schemas).toHaveProperty(name);
    }
    expect(text).not.toContain("$defs");
  });

  it("is kept by every answer and every problem", async () => {
    const on = await scene({ settings: Settings.parse({ schedule: NIGHTLY, notify: NOTIFY }) });
    on.store.noteNightRun(begun(on, "2026-11-21T15:00:00.000Z"), "R-DEM");
    watch(on);
    post(on);
    const document = await new Program(on, caller("nobody")).json<OpenApi>(`${API}/openapi.json`);
    const about = { unit: "BV-A", kind: "contact", finding: null, subject: "x@y.test" } as const;
    on.store.addRequest({ id: "r", ...about, reason: "x", until: null, askedBy: "a" });
    let held = 0;
    for (const who of ["unit A", "department", "admin"]) {
      const program = new Program(on, caller(who));
      for (const route of on.portal.api) {
        const operation = document.paths[route.path.replace(/:(\w+)/g, "{$1}")];
        const responses = operation?.[route.method.toLowerCase()]?.responses;
        for (const [, path] of addresses(route)) {
          const body = route.method === "POST" ? BODY : undefined;
          const answer = await program.ask(route.method, path, body);
          const [type = ""] = (answer.headers.get("content-type") ?? "").split(";");
          const content = responses?.[String(answer.status)]?.content;
          expect([path, Object.keys(content ?? {})]).toEqual([path, [type]]);
          const schema = content?.[type]?.schema;
          if (schema === undefined) continue;
          const parsed = published(document, schema).safeParse(JSON.parse(answer.text));
          expect([path, parsed.error?.message]).toEqual([path, undefined]);
          held += 1;
        }
      }
    }
    expect(held).toBeGreaterThan(40);
  });

  it("its schemas refuse what is not so", async () => {
    const on = await scene();
    const document = await new Program(on, caller("nobody")).json<OpenApi>(`${API}/openapi.json`);
    const unit = published(document, { $ref: "#/components/schemas/Unit" });
    const program = new Program(on, caller("unit A"));
    const good = await program.json(`${API}/units/BV-A`);
    expect(unit.safeParse(good).success).toBe(true);
    expect(unit.safeParse({ ...good, code: 1 }).success).toBe(false);
    expect(unit.safeParse({ ...good, more: "x" }).success).toBe(false);
  });
});

describe("questions", () => {
  it.each([
    "findings?limit=0",
    "findings?limit=201",
    "findings?offset=-1",
    "findings?state=cho",
    "findings?unknown=1",
    "findings?state=open&state=fixed",
    "ledger?before=x",
    "units?limit=1e9",
  ])("%s is refused with its reason", async (query) => {
    const program = new Program(await scene(), caller("unit A"));
    const answer = await program.get(`${API}/${query}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(JSON.parse(answer.text)).toMatchObject({ code: "bad-request", status: 400 });
  });

  it("pages through lists without a gap", async () => {
    const program = new Program(await scene(), caller("admin"));
    const seen: string[] = [];
    for (const offset of [0, 1, 2, 3]) {
      const page = await program.json<{ items: { finding: { id: string } }[]; total: number }>(
        `${API}/findings?limit=1&offset=${String(offset)}`,
      );
      expect(page.total).toBe(3);
      seen.push(...page.items.map(({ finding }) => finding.id));
    }
    expect(seen.toSorted()).toEqual([FINDING_A.id, FINDING_B.id, FINDING_C.id].toSorted());
    const rows: number[] = [];
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
      const query = `limit=1&before=${String(before)}`;
      const page: { items: { row: number }[]; before: number | null } = await program.json(
        `${API}/ledger?${query}`,
      );
      rows.push(...page.items.map(({ row }) => row));
      before = page.before;
    }
    expect(rows).toHaveLength(3);
    expect(new Set(rows).size).toBe(3);
  });

  it("have the same numbers as the pages", async () => {
    const on = await scene();
    const visitor = new Visitor(on);
    await visitor.signIn(on, "d");
    const program = new Program(on, caller("department"));
    const { total } = await program.json<{ total: number }>(`${API}/findings`);
    expect((await visitor.get("/findings")).text).toContain(`${String(total)} phát hiện`);
    for (const file of ["remediation.json", "remediation.docx", "report.json", "ledger.csv"]) {
      const page = await visitor.get(`/download/${file}`);
      expect((await program.get(`${API}/exports/${file}`)).text).toBe(page.text);
    }
  });
});

describe("acts", () => {
  it("claim that it is fixed, name who mends it, in the token's owner's name", async () => {
    const on = await scene();
    const program = new Program(on, caller("unit A"));
    const path = `${API}/findings/${FINDING_A.id}`;
    const plan = { reason: "Thuê", owner: "Lê Văn C", until: "2026-12-01" };
    const planned = await program.ask("POST", `${path}/in-progress`, plan);
    expect(JSON.parse(planned.text)).toEqual({ id: FINDING_A.id, state: "in-progress" });
    const claimed = await program.ask("POST", `${path}/claim-fixed`, BODY);
    expect(JSON.parse(claimed.text)).toEqual({ id: FINDING_A.id, state: "claimed-fixed" });
    expect(on.store.findFinding("central", FINDING_A.id)?.word?.by).toBe("Người a (a)");
  });

  it.each<[string, unknown, number]>([
    ["claim-fixed", { reason: " " }, 400],
    ["claim-fixed", {}, 400],
    ["claim-fixed", { reason: "x", state: "fixed" }, 400],
    ["in-progress", { reason: "x", until: "ngày mai" }, 400],
    ["in-progress", { reason: "x", until: "2026-01-01" }, 409],
  ])("%s with %j does nothing", async (act, body, status) => {
    const on = await scene();
    const program = new Program(on, caller("unit A"));
    const answer = await program.ask("POST", `${API}/findings/${FINDING_A.id}/${act}`, body);
    expect(answer.status).toBe(status);
    expect(on.store.findFinding("central", FINDING_A.id)?.state).toBe("open");
  });

  it("are not for tokens that only read, nor for forms", async () => {
    const on = await scene();
    const reader = new Program(on, { ...caller("unit A"), acts: false });
    const path = `${API}/findings/${FINDING_A.id}/claim-fixed`;
    expect((await reader.ask("POST", path, BODY)).status).toBe(404);
    const visitor = new Visitor(on);
    await visitor.signIn(on, "a");
    expect((await visitor.post(path, { reason: "x" })).status).toBe(401);
    expect(on.store.findFinding("central", FINDING_A.id)?.state).toBe("open");
  });
});

describe("limits", () => {
  it("a token asks 300 times a minute, and goes on after it", async () => {
    const on = await scene();
    const program = new Program(on, caller("unit A"));
    const statuses: number[] = [];
    for (let count = 0; count < 302; count += 1) {
      statuses.push((await program.get(`${API}/me`)).status);
    }
    expect(statuses.indexOf(429)).toBe(300);
    const answer = await program.get(`${API}/me`);
    expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    on.clock.now = new Date(on.clock.now.getTime() + 60_000);
    expect((await program.get(`${API}/me`)).status).toBe(200);
  });

  it("an address that shows wrong tokens waits; a right one from there goes on", async () => {
    const on = await scene();
    const stranger = new Program(on, caller("an unknown token"));
    const statuses: number[] = [];
    for (let count = 0; count < 32; count += 1) {
      statuses.push((await stranger.get(`${API}/me`)).status);
    }
    expect(statuses.indexOf(429)).toBe(30);
    expect((await new Program(on, caller("unit B")).get(`${API}/me`)).status).toBe(200);
  });

  it("a body of more than 64 KiB is refused in the same shape", async () => {
    const program = new Program(await scene(), caller("unit A"));
    const body = { reason: "x".repeat(70_000) };
    const answer = await program.ask("POST", `${API}/findings/${FINDING_A.id}/claim-fixed`, body);
    expect(JSON.parse(answer.text)).toMatchObject({ code: "too-large", status: 413 });
  });
});

describe("the record", () => {
  it("has every request with the token's name, and the token its last use", async () => {
    const on = await scene();
    const program = new Program(on, caller("unit A"));
    await program.get(`${API}/findings/${FINDING_B.id}`);
    const [entry] = on.store.audit({ limit: 1, offset: 0 });
    expect(entry).toMatchObject({
      actor: "a",
      unit: "BV-A",
      act: "api view finding",
      subject: FINDING_B.id,
      detail: "token thử: not-found",
    });
    expect(on.store.tokens("id-a")[0]?.usedAt).toBe(on.clock.now.toISOString());
  });
});
