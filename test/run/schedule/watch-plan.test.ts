// Whose home page is due when: tables, and properties over registries and hours made at random.
import { array, assert, boolean, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Authorization, Registry } from "../../../src/model/registry.ts";
import type { WatchedHost } from "../../../src/model/schedule.ts";
import { createAuthority } from "../../../src/registry/authority.ts";
import { placeOf, planWatch } from "../../../src/run/schedule/watch-plan.ts";
import { freshStore, authorization, registry, unit } from "../../store/samples.ts";

const MINUTE_MS = 60_000;
const NOW = new Date("2026-11-22T03:00:00.000Z");
const HOST = "www.bv-a.test";

function authorityOf(books: Registry) {
  const rates = { defaultRate: 1, rateCap: 20 };
  return createAuthority({ registry: books, allowReserved: false, hasContact: true, ...rates });
}

function booksWith(document: Partial<Authorization>, paused = false): Registry {
  const pause = { by: "Người A", at: NOW.toISOString(), reason: "bảo trì" };
  return registry({
    units: [unit({ paused: paused ? pause : null })],
    authorizations: [authorization({ areas: ["defacement"], ...document })],
  });
}

function watched(over: Partial<WatchedHost> = {}): WatchedHost {
  return {
    host: HOST,
    unit: "BV-A",
    everyMinutes: 30,
    dueAt: "2026-11-22T03:10:00.000Z",
    refused: null,
    begunAt: "2026-11-22T02:40:00.000Z",
    lookedAt: "2026-11-22T02:40:01.000Z",
    outcome: "quiet",
    reason: null,
    run: null,
    ...over,
  };
}

function plan(books: Registry, known: readonly WatchedHost[], { now = NOW, begins = false } = {}) {
  return planWatch({ registry: books, authority: authorityOf(books), known, now, begins });
}

/** Minutes from now. */
function dueIn({ changed }: ReturnType<typeof plan>): number {
  return (Date.parse(changed[0]?.dueAt ?? "") - NOW.getTime()) / MINUTE_MS;
}

describe("who is watched", () => {
  it.each<[string, Partial<Authorization>, string | null]>([
    ["a document asks for it, and its window is closed now", {}, null],
    ["no document asks for it", { watch: null }, "nothing"],
    ["the document is for other areas", { areas: ["tls", "cms"] }, "nothing"],
    ["it is revoked", { status: "revoked" }, "nothing"],
    ["it has expired", { validTo: "2026-11-21" }, "nothing"],
    ["it is not valid yet", { validFrom: "2026-11-23" }, "nothing"],
    ["it is suspended", { status: "suspended" }, "nothing"],
  ])("%s", (_, document, expected) => {
    const { changed } = plan(booksWith(document), []);
    expect(changed.map(({ host }) => host)).toEqual(expected === null ? [HOST] : []);
  });

  it.each<[string, Registry, string]>([
    ["revoked", booksWith({ status: "revoked" }), "authorization-revoked"],
    ["suspended", booksWith({ status: "suspended" }), "authorization-suspended"],
    ["paused by its unit", booksWith({}, true), "authorization-suspended"],
    ["watched no more", booksWith({ watch: null }), "area-not-authorized"],
  ])("one that was watched and is %s is due no more, with the reason", (_, books, refused) => {
    const { changed } = plan(books, [watched()]);
    expect(changed).toMatchObject([{ host: HOST, dueAt: null, refused }]);
    const stored = watched({ dueAt: null, refused: "authorization-revoked" });
    expect(plan(booksWith({ status: "revoked" }), [stored]).changed).toEqual([]);
  });

  it("one that is registered no more is gone", () => {
    expect(plan(registry({ targets: [] }), [watched()]).gone).toEqual([HOST]);
  });

  it("the shortest period of two documents holds", () => {
    const books = registry({
      authorizations: [60, 10, 30].map((everyMinutes) =>
        authorization({
          document: `${String(everyMinutes)}/QĐ`,
          areas: ["defacement"],
          watch: { everyMinutes },
        }),
      ),
    });
    expect(plan(books, []).changed).toMatchObject([{ everyMinutes: 10 }]);
  });
});

describe("when it is due", () => {
  const books = booksWith({});
  it("what is planned stays", () => {
    expect(plan(books, [watched()])).toEqual({ changed: [], gone: [] });
  });

  it("a new one gets its place within the period", () => {
    expect(dueIn(plan(books, []))).toBeCloseTo(placeOf(HOST) * 30, 3);
  });

  it("one that was due while nobody was there gets its place again, so that not all come at once", () => {
    const overdue = watched({
      dueAt: "2026-11-22T01:00:00.000Z",
      begunAt: "2026-11-22T00:30:00.000Z",
    });
    expect(dueIn(plan(books, [overdue], { begins: true }))).toBeCloseTo(placeOf(HOST) * 30, 3);
    // The worker was there all the time and is behind: it does not put it off.
    expect(plan(books, [overdue]).changed).toEqual([]);
  });

  it("a longer period counts from the last look, a shorter one takes effect within itself", () => {
    const hourly = plan(booksWith({ watch: { everyMinutes: 60 } }), [watched()]);
    expect(dueIn(hourly)).toBe(40);
    const often = plan(booksWith({ watch: { everyMinutes: 5 } }), [watched()]);
    expect(dueIn(often)).toBeCloseTo(placeOf(HOST) * 5, 3);
  });

  it("again watched after a pause: not sooner than a period after its last look", () => {
    const before = watched({
      dueAt: null,
      refused: "authorization-suspended",
      begunAt: "2026-11-22T02:59:00.000Z",
    });
    expect(dueIn(plan(books, [before]))).toBeGreaterThanOrEqual(29);
  });

  it("8,000 hosts are spread evenly: no minute of thirty is a fifth away from its share", () => {
    const minutes = new Map<number, number>();
    for (let n = 0; n < 8_000; n += 1) {
      const minute = Math.floor(placeOf(`www.bv-${String(n)}.test`) * 30);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    }
    const counts = [...minutes.values()];
    expect(minutes.size).toBe(30);
    expect(Math.max(...counts)).toBeLessThan((8_000 / 30) * 1.2);
    expect(Math.min(...counts)).toBeGreaterThan((8_000 / 30) * 0.8);
  });
});

const mostly = constantFrom(true, true, true, false);
const documents = record({
  everyMinutes: integer({ min: 1, max: 120 }),
  watches: mostly,
  status: constantFrom<Authorization["status"]>(
    "active",
    "active",
    "active",
    "suspended",
    "revoked",
  ),
  validFrom: constantFrom("2026-01-01", "2026-01-01", "2026-11-22", "2026-11-23"),
  validTo: constantFrom("2026-11-21", "2026-11-22", "2026-12-31", "2026-12-31"),
  defacement: mostly,
});

/** Days on which the document's own dates hold, in Việt Nam. */
function inDate({ validFrom, validTo }: { validFrom: string; validTo: string }, at: Date): boolean {
  const day = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
  return validFrom <= day && day <= validTo;
}

describe("property", { timeout: 60_000 }, () => {
  it("over days of ticks, restarts and changed documents, nobody is looked at without a grant or oftener than asked", () => {
    let looks = 0;
    assert(
      property(
        array(
          record({
            document: documents,
            minutes: integer({ min: 60, max: 600 }),
            restart: boolean(),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        integer({ min: 1, max: 3 }),
        (phases, workers) => {
          let now = NOW.getTime();
          const store = freshStore({ now: () => new Date(now) });
          let last: number | null = null;
          for (const { document, minutes, restart } of phases) {
            const { everyMinutes, watches, status, validFrom, validTo, defacement } = document;
            const areas = defacement ? (["tls", "defacement"] as const) : (["tls"] as const);
            const watch = watches ? { everyMinutes } : null;
            const books = booksWith({ watch, status, validFrom, validTo, areas });
            const authority = authorityOf(books);
            let begins = restart;
            if (restart) now += 3 * 3_600_000;
            for (let tick = 0; tick < minutes; tick += 7) {
              const at = new Date(now);
              for (let worker = 0; worker < workers; worker += 1) {
                store.replanWatch((known) =>
                  planWatch({ registry: books, authority, known, now: at, begins }),
                );
                const lease = store.leaseWatch();
                if (lease === undefined) continue;
                expect(watches && defacement && status === "active").toBe(true);
                expect(inDate(document, at)).toBe(true);
                if (last !== null)
                  expect(now - last).toBeGreaterThanOrEqual(everyMinutes * MINUTE_MS);
                last = now;
                looks += 1;
                const quiet = {
                  outcome: "quiet",
                  reason: null,
                  lookedAt: at.toISOString(),
                } as const;
                store.endWatch(lease, quiet);
              }
              begins = false;
              now += 7 * MINUTE_MS;
            }
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(looks).toBeGreaterThan(20);
  });
});
