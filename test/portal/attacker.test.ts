// What a unit's person in charge would try by hand to learn of another unit: searches, forms with other people's ids,
// caches, work done behind the answer, names of files, refusals, ways around the path. Beside the generated matrix.
import { describe, expect, it } from "vitest";
import { createRepository } from "../../src/portal/repository.ts";
import type { Store } from "../../src/store/store.ts";
import {
  addAccount,
  addFinding,
  addIncident,
  CERTIFICATE_WORD,
  fill,
  FINDING_A,
  FINDING_B,
  house,
  type House,
  LEDGER_WORD,
  PASSWORD,
  SIGN_WORD,
  signedIn,
  signOf,
} from "./house.ts";

const MISSING = "0123456789abcdef";
/** What only BV-B may read. */
const WORDS_OF_B = [
  "rieng-B",
  "www.bv-b.test",
  "Bệnh viện Ban Mai",
  "1/QĐ-BV-B",
  `${LEDGER_WORD}BV-B`,
  `${SIGN_WORD}BV-B`,
  `${CERTIFICATE_WORD}bv-b.test`,
];

async function scene(): Promise<House> {
  const on = house();
  await fill(on);
  for (const code of ["BV-A", "BV-B"]) {
    addFinding(on, signOf(code));
    addIncident(on, code);
  }
  addAccount(on, "a", "unit-manager", "BV-A");
  addAccount(on, "b", "unit-manager", "BV-B");
  addAccount(on, "m", "central-admin", null);
  return on;
}

function told(text: string): string[] {
  return WORDS_OF_B.filter((word) => text.includes(word));
}

describe("searching", () => {
  it.each(
    ["/findings", "/coverage", "/ledger", "/sites", "/requests", "/incidents", "/"].map((path) => ({
      path,
    })),
  )("$path for all that is B's says nothing of it", async ({ path }) => {
    const visitor = await signedIn(await scene(), "a");
    const plain = (await visitor.get(path)).status;
    for (const asked of [
      "unit=BV-B",
      "unit=BV-A&unit=BV-B",
      "unit[]=BV-B",
      "unit=BV-A%00BV-B",
      "unit=%25",
      "unit=BV-_",
      "unit=*",
      "q=Ban+Mai",
      "system=BV-B-WEB",
      "group=g-b",
      "province=H%C3%A0+N%E1%BB%99i",
      "before=99999999",
      "page=99999",
      "page=-1",
      "state=all&rule=' OR 1=1 --",
    ]) {
      const answer = await visitor.get(`${path}?${asked}`);
      expect([asked, answer.status, told(answer.text)]).toEqual([asked, plain, []]);
    }
  });

  it.each(["/findings", "/coverage", "/ledger", "/download/ledger.csv"])(
    "%s by another's host, unit or system is answered as by one that is not there",
    async (path) => {
      const visitor = await signedIn(await scene(), "a");
      const ask = async (name: string, word: string): Promise<string> => {
        const { status, text } = await visitor.get(`${path}?${name}=${word}`);
        return `${String(status)} ${text.replaceAll(word, "?")}`;
      };
      for (const [name, other, none] of [
        ["host", "www.bv-b.test", "www.bv-z.test"],
        ["unit", "BV-B", "BV-Z"],
        ["system", "BV-B-WEB", "BV-Z-WEB"],
        ["id", FINDING_B.id, MISSING],
      ] as const) {
        expect(await ask(name, other)).toBe(await ask(name, none));
      }
    },
  );
});

describe("forms with other people's ids", () => {
  it.each([
    `/findings/${FINDING_A.id}/claim-fixed`,
    `/findings/${FINDING_A.id}/in-progress`,
    `/findings/${FINDING_A.id}/false-alarm`,
    `/findings/${FINDING_A.id}/verify`,
  ])("%s takes its finding from the path alone", async (path) => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const before = JSON.stringify(on.store.findFinding("central", FINDING_B.id));
    const fields = { id: FINDING_B.id, finding: FINDING_B.id, unit: "BV-B" };
    const rest = { reason: "thử", owner: "x", until: "2026-12-30" };
    const answer = await visitor.post(path, { ...fields, ...rest });
    expect(answer.status).toBe(303);
    expect(JSON.stringify(on.store.findFinding("central", FINDING_B.id))).toBe(before);
    const asked = on.store.requests("central").filter(({ unit }) => unit !== "BV-A");
    expect(asked).toEqual([]);
  });

  it("a pause is one's own, whatever unit is named", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    await visitor.post("/sites/pause?unit=BV-B", { reason: "thử", unit: "BV-B", code: "BV-B" });
    const paused = on.store.registry().units.filter((unit) => unit.paused);
    expect(paused.map(({ code }) => code)).toEqual(["BV-A"]);
  });

  it("a notice on another's incident is missing, in the same bytes as on none", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const other = on.store.incidents("central").find(({ unit }) => unit === "BV-B")?.id ?? "";
    const form = { notice: "initial", reason: "thử" };
    const answers: string[] = [];
    for (const id of [other, "SC20261122-00000000", other.slice(0, -1)]) {
      const { status, text } = await visitor.post(`/incidents/${id}/sent`, form);
      answers.push(`${String(status)} ${text}`);
    }
    expect(answers[0]?.slice(0, 3)).toBe("404");
    expect(new Set(answers).size).toBe(1);
    expect(on.store.findIncident("central", other)?.state).toBe("open");
  });

  it("a token cannot be made to reach another unit; another and none are refused alike", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const make = async (unit: string): Promise<string> => {
      const form = { name: "thử", unit, days: "30", acts: "yes", password: PASSWORD };
      const { status, text } = await visitor.post("/account/tokens", form);
      return `${String(status)} ${text.replaceAll(unit, "?")}`;
    };
    expect(await make("BV-B")).toBe(await make("BV-Z"));
    expect(on.store.tokens("id-a")).toEqual([]);
  });

  it("the form's proof is the session's own", async () => {
    const on = await scene();
    const token = await (await signedIn(on, "a")).token();
    const b = await signedIn(on, "b");
    const answer = await b.post("/sites/pause", { reason: "thử" }, { token });
    expect(answer.status).toBe(403);
    expect(on.store.registry().units.some((unit) => unit.paused)).toBe(false);
  });
});

describe("caches and headers", () => {
  it("keep nothing of a page or file, and answer no condition about another's", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const paths = on.portal.routes
      .filter(({ method, audience }) => method === "GET" && audience === "reader")
      .map(({ path }) => path.replace(/:id$|:id(?=\/)/, FINDING_A.id).replace(":name", "a.png"));
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const { headers } = await visitor.get(path, {
        "if-none-match": "*",
        "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT",
        range: "bytes=0-10",
      });
      const said = ["cache-control", "etag", "last-modified", "content-range"].map((name) =>
        headers.get(name),
      );
      expect([path, ...said]).toEqual([path, "no-store", null, null, null]);
      expect(headers.get("referrer-policy")).toMatch(/^(no-referrer|same-origin)$/);
    }
  });

  it("name no file after another unit, and no other file", async () => {
    const visitor = await signedIn(await scene(), "a");
    const answers = new Set<string>();
    for (const unit of ["BV-B", "TT-C", "KHONG-CO"]) {
      for (const file of ["remediation.xlsx", "report.docx", "ledger.csv"]) {
        const { status, text, headers } = await visitor.get(`/download/${file}?unit=${unit}`);
        expect(told(text + [...headers].join("\n"))).toEqual([]);
        if (file !== "ledger.csv") answers.add(`${String(status)} ${text}`);
      }
    }
    expect(answers.size).toBe(1);
  });

  it("carry nobody past the door", async () => {
    const visitor = await signedIn(await scene(), "a");
    const central = await visitor.get("/central/queue");
    expect(central.status).toBe(404);
    for (const headers of [
      { "x-original-url": "/central/queue" },
      { "x-rewrite-url": "/central/queue" },
      { "x-http-method-override": "POST" },
      { "x-forwarded-host": "trungtam.test" },
      { authorization: "Bearer rasoat_thu" },
      { referer: "http://127.0.0.1:8080/central/queue" },
    ]) {
      const { status, text } = await visitor.get("/central/queue", headers);
      expect([headers, status, text]).toEqual([headers, 404, central.text]);
    }
  });
});

describe("ways around the path", () => {
  it.each([
    "//central/queue",
    "/central//queue",
    "/./central/queue",
    "/help/../central/queue",
    "/help/%2e%2e/central/queue",
    "/%63entral/queue",
    "/CENTRAL/QUEUE",
    "/central/queue/",
    "/central/queue;a=1",
    "/central/queue%00",
    "/central%2fqueue",
    `/findings/${FINDING_B.id}/`,
    `/findings/${FINDING_B.id}%20`,
    `/findings/%20${FINDING_B.id}`,
    `/findings/${FINDING_B.id.toUpperCase()}`,
    `/findings/${FINDING_B.id}%0a`,
    `/findings/${FINDING_A.id},${FINDING_B.id}`,
    `/findings/${FINDING_B.id}/evidence.zip`,
    `/guide/pictures/..%2f..%2fpackage.json`,
  ])("%s leads nowhere", async (path) => {
    const { status, text } = await (await signedIn(await scene(), "a")).get(path);
    expect(status).toBe(404);
    expect(told(text)).toEqual([]);
  });
});

describe("work behind an answer", () => {
  it("is the same for what is another's and for what is not there", async () => {
    const on = await scene();
    const workFor = (id: string): string[] => {
      const calls: string[] = [];
      const source = new Proxy(on.store, {
        get: (store, name: keyof Store) => {
          calls.push(name);
          return store[name];
        },
      });
      const mine = createRepository(source, { units: ["BV-A"] }, "2026-11-22");
      expect(mine.finding(id)).toBeUndefined();
      expect(mine.incident(`SC20261122-${id.slice(0, 8)}`)).toBeUndefined();
      return calls;
    };
    expect(workFor(FINDING_B.id)).toEqual(workFor(MISSING));
    expect(workFor(signOf("BV-B", "su-co").id)).toEqual(workFor(MISSING));
  });
});

describe("traces left behind", () => {
  it("an attempt is in the audit with the id alone, and the audit is nobody's but the centre's", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    await visitor.get(`/findings/${FINDING_B.id}`);
    const [line] = on.store.audit({ limit: 1, offset: 0 });
    expect(line).toMatchObject({ actor: "a", subject: FINDING_B.id, detail: "missing" });
    expect((await visitor.get("/central/audit")).status).toBe(404);
    expect((await (await signedIn(on, "m")).get("/central/audit")).text).toContain(FINDING_B.id);
  });

  it("no refusal repeats what another unit has", async () => {
    const on = await scene();
    const visitor = await signedIn(on, "a");
    const form = (subject: string) => ({ kind: "host", subject, reason: "thử" });
    const taken = await visitor.post("/sites/proposals", form("www.bv-b.test"));
    const free = await visitor.post("/sites/proposals", form("www.moi.test"));
    expect([taken.status, taken.location, taken.text]).toEqual([
      free.status,
      free.location,
      free.text,
    ]);
  });
});
