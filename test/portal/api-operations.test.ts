// The schedule, nights, the watch and letters over the JSON interface: what a token of the central team reads, that lists
// go by pages without a gap, what stands where there is nothing, and that no other token learns that there is any of it.
import { describe, expect, it } from "vitest";
import { API } from "../../src/portal/api/routes.ts";
import { Settings } from "../../src/model/settings.ts";
import { caller, CALLERS, Program, scene } from "./api-scene.ts";
import type { House } from "./house.ts";
import { at, begun, HOURS, LETTER, NIGHTLY, NOTIFY, post, watch } from "./operations-scene.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

const PATHS = ["schedule", "nights", "watch", "letters"].map((name) => `${API}/${name}`);
const REACHES_ALL = new Set(["analyst", "admin"]);

/** One night of each kind, a watch and an outbox. */
async function busy(): Promise<House> {
  const on = await scene({ settings: Settings.parse({ schedule: NIGHTLY, notify: NOTIFY }) });
  on.store.missNight({ ...HOURS, night: "2026-11-19", from: "2026-11-19T15:00:00.000Z" }, "fault");
  const done = { ...HOURS, night: "2026-11-20", from: "2026-11-20T15:00:00.000Z" };
  const lease = on.store.leaseNight(done);
  if (lease === null) throw new Error("no lease");
  on.store.endNight(lease, { state: "done", reason: null });
  on.store.noteNightRun(begun(on, "2026-11-21T15:00:03.000Z"), "R-DEM");
  watch(on);
  post(on);
  return on;
}

describe("a token of the central team", () => {
  it("reads the schedule: the next night, the last ones, the watch, looks that wait", async () => {
    const on = await busy();
    const told = await new Program(on, caller("analyst")).json(`${API}/schedule`);
    expect(told).toEqual({
      nightly: { at: "22:00", until: "05:00", timezone: "Asia/Ho_Chi_Minh" },
      next: {
        night: "2026-11-22",
        from: "2026-11-22T15:00:00.000Z",
        until: "2026-11-22T22:00:00.000Z",
      },
      last: expect.objectContaining({ night: "2026-11-21", state: "running", run: "R-DEM" }),
      lastDone: expect.objectContaining({ night: "2026-11-20", state: "done" }),
      watch: {
        state: "on",
        hosts: 2,
        refused: 1,
        next: { host: "www.bv-a.test", dueAt: expect.any(String) },
        lateSeconds: 0,
        outcomes: { quiet: 1, sign: 0, unconfirmed: 0, "could-not": 1 },
      },
      verifying: { waiting: 0, lateSeconds: 0 },
    });
  });

  it("reads every night by pages, latest first, also beyond those of the page", async () => {
    const on = await busy();
    at(on, "2026-10-01T00:00:00.000Z", () => {
      for (let day = 0; day < 40; day += 1) {
        const from = new Date(Date.UTC(2026, 8, 1 + day, 15)).toISOString();
        on.store.missNight({ night: from.slice(0, 10), from, until: from }, "not-running");
      }
    });
    const program = new Program(on, caller("admin"));
    const seen: string[] = [];
    for (const offset of [0, 20, 40, 60]) {
      const query = `limit=20&offset=${String(offset)}`;
      const page = await program.json<Page<{ night: string }>>(`${API}/nights?${query}`);
      expect(page.total).toBe(43);
      seen.push(...page.items.map(({ night }) => night));
    }
    expect(seen.slice(0, 3)).toEqual(["2026-11-21", "2026-11-20", "2026-11-19"]);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(new Set(seen).size).toBe(43);
    const { items } = await program.json<Page<object>>(`${API}/nights?limit=3`);
    expect(items).toMatchObject([
      { state: "running", run: "R-DEM", endedAt: null, alive: false, takenUp: 0 },
      { state: "done", reason: null },
      { state: "missed", reason: "fault", run: null, beganAt: null },
    ]);
  });

  it.each([
    ["", ["www.bv-b.test", "www.tt-c.test", "www.bv-a.test"]],
    ["?standing=could-not", ["www.bv-b.test"]],
    ["?standing=refused", ["www.tt-c.test"]],
    ["?standing=sign", []],
    ["?unit=BV-A&standing=quiet", ["www.bv-a.test"]],
    ["?unit=BV-B", []],
    ["?limit=1&offset=1", ["www.tt-c.test"]],
  ])("reads the watch%s, what wants somebody first", async (query, hosts) => {
    const program = new Program(await busy(), caller("analyst"));
    const { items } = await program.json<Page<{ host: string }>>(`${API}/watch${query}`);
    expect(items.map(({ host }) => host)).toEqual(hosts);
  });

  it("says why a host was not looked at, and why none is due", async () => {
    const program = new Program(await busy(), caller("analyst"));
    const { items } = await program.json<Page<object>>(`${API}/watch?limit=2`);
    expect(items).toMatchObject([
      { standing: "could-not", outcome: "could-not", reason: "connect-timeout", refused: null },
      { standing: "refused", dueAt: null, refused: "authorization-expired", reason: null },
    ]);
  });

  it("reads each letter's way, and nothing of what it says", async () => {
    const program = new Program(await busy(), caller("analyst"));
    const { items, ...rest } = await program.json<Page<Record<string, unknown>>>(`${API}/letters`);
    expect(rest).toEqual({
      total: 6,
      limit: 50,
      offset: 0,
      mail: { configured: true, rest: null },
    });
    expect(items.map(({ address, state, lastError }) => [address, state, lastError])).toEqual([
      ["du@bv-a.test", "waiting", null],
      ["nghi@bv-a.test", "waiting", null],
      ["cho@bv-a.test", "waiting", "451 try later"],
      ["bo@bv-a.test", "dropped", "not-a-recipient"],
      ["hong@bv-a.test", "failed", "550 no such user <b>"],
      ["gui@bv-a.test", "sent", null],
    ]);
    for (const one of items) {
      expect(one).toMatchObject({ kind: "expiry", unit: "BV-A" });
      for (const name of ["json", "letter", "documents", "lease"])
        expect(one).not.toHaveProperty(name);
    }
  });

  it.each([
    ["sent", 1],
    ["failed", 1],
    ["waiting", 3],
  ])("letters that are %s are %i", async (state, count) => {
    const program = new Program(await busy(), caller("analyst"));
    const page = await program.json<Page<object>>(`${API}/letters?state=${state}&limit=2`);
    expect([page.total, page.items.length]).toEqual([count, Math.min(2, count)]);
  });

  it("pages through letters without a gap", async () => {
    const on = await scene({ settings: Settings.parse({ notify: NOTIFY }) });
    const to = Array.from({ length: 60 }, (_, index) => `so-${String(index)}@bv-a.test`);
    on.store.addLetters([{ unit: "BV-A", letter: LETTER, isUrgent: false, to, tells: [] }], []);
    const program = new Program(on, caller("analyst"));
    const pages = [0, 25, 50, 75].map((offset) =>
      program.json<Page<{ address: string }>>(`${API}/letters?limit=25&offset=${String(offset)}`),
    );
    const seen = (await Promise.all(pages)).map(({ items }) => items.map(({ address }) => address));
    expect(seen.map(({ length }) => length)).toEqual([25, 25, 10, 0]);
    expect(seen.flat().toSorted()).toEqual(to.toSorted());
  });

  it("is told where nothing is set, and where the mail server takes no letters", async () => {
    const on = await scene();
    const program = new Program(on, caller("analyst"));
    expect(await program.json(`${API}/schedule`)).toMatchObject({
      nightly: "off",
      next: null,
      last: null,
      lastDone: null,
      watch: { state: "on", hosts: 0, next: null },
    });
    const none = { items: [], total: 0 };
    for (const path of ["nights", "watch"]) {
      expect(await program.json(`${API}/${path}`)).toMatchObject(none);
    }
    const mail = { configured: false, rest: null };
    expect(await program.json(`${API}/letters`)).toMatchObject({ ...none, mail });
    const until = new Date(on.clock.now.getTime() + 600_000).toISOString();
    const rest = { failures: 3, until, reason: "connection refused" };
    on.store.setMark({ name: "mail-server", value: JSON.stringify(rest) });
    expect(await program.json(`${API}/letters`)).toMatchObject({ mail: { rest } });
  });

  it.each(["letters?state=lost", "watch?standing=well", "nights?limit=201", "schedule?limit=1"])(
    "is refused a wrong question: %s",
    async (query) => {
      const program = new Program(await scene(), caller("analyst"));
      expect((await program.get(`${API}/${query}`)).status).toBe(400);
    },
  );
});

describe("any other token", () => {
  const others = CALLERS.filter(({ name }) => !REACHES_ALL.has(name));

  it.each(others)("$name: is told what a wrong address is told, whatever there is", async (who) => {
    const [empty, full] = [await scene(), await busy()];
    for (const on of [empty, full]) {
      const program = new Program(on, who);
      const bytes = async (path: string): Promise<string> => {
        const { status, text, headers } = await program.get(path);
        return JSON.stringify([status, text, [...headers]]);
      };
      const nowhere = await bytes(`${API}/khong-co`);
      for (const path of [...PATHS, `${API}/letters?state=lost`, `${API}/watch?unit=BV-A`]) {
        expect(await bytes(path)).toBe(nowhere);
      }
    }
  });

  it("there are both kinds", () => {
    expect(others.length).toBeGreaterThan(10);
    expect(CALLERS.length - others.length).toBe(2);
  });
});
