import { describe, expect, it } from "vitest";
import { z } from "zod";
import { archiveLedger } from "../../src/run/ledger-archiving.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { ask, at, BY, type Clock, target } from "../run/ledger-samples.ts";
import { freshStore, intent } from "./samples.ts";

interface Context {
  readonly id: number;
  readonly host: string;
}

function contexts(store: Store): Context[] {
  const connection = connect(store.path, "NORMAL");
  const Row = z.object({ id: z.number(), host: z.string() });
  const rows = connection.all(Row, "SELECT id, host FROM ledger_contexts ORDER BY id");
  connection.db.close();
  return rows;
}

const hosts = (store: Store): string[] => contexts(store).map(({ host }) => host);

async function connectTo(store: Store, host: string): Promise<void> {
  const place = { host, address: "127.0.0.9", kind: "connect", method: "TLS" } as const;
  await store.ledger.intend(intent({ run: null, ...place }));
}

/** Hosts by the day on which they were connected to; now is the 20th. */
async function connected(days: Readonly<Record<number, readonly string[]>>) {
  const clock: Clock = { now: at(1) };
  const store = freshStore({ now: () => clock.now });
  for (const [day, names] of Object.entries(days)) {
    clock.now = at(Number(day), 23);
    for (const name of names) await connectTo(store, name);
  }
  clock.now = at(20, 23);
  const archive = (before: Date) => archiveLedger(store, { before, file: target(), by: BY });
  return { store, clock, archive };
}

describe("what stands beside the ledger", () => {
  it("goes with the last row that refers to it", async () => {
    const { store, archive } = await connected({ 1: ["a", "b"], 2: ["b"], 5: ["b", "c", "d"] });
    expect(hosts(store)).toEqual(["a", "b", "c", "d"]);
    await archive(at(2));
    expect(hosts(store)).toEqual(["b", "c", "d"]);
    expect(store.ledger.hostsAt("127.0.0.9")).toEqual(["b", "c", "d"]);
    await archive(at(4));
    expect(hosts(store)).toEqual(["b", "c", "d"]);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 6, archived: 3 });
  });

  it("stays while nothing has left, and while its rows are still to go", async () => {
    const { store, archive } = await connected({ 1: ["a"], 5: ["b"] });
    const stuck = new Proxy(store, {
      get: (whole, name) => {
        if (name === "removeArchived") throw new Error("killed");
        return Reflect.get(whole, name) as unknown;
      },
    });
    const wish = { before: at(2), file: target(), by: BY };
    await expect(archiveLedger(stuck, wish)).rejects.toThrow("killed");
    expect(store.sweepContexts(0)).toEqual({ removed: 0, next: null });
    expect(hosts(store)).toEqual(["a", "b"]);
    expect((await archive(at(2))).removed).toBe(1);
    expect(hosts(store)).toEqual(["b"]);
  });

  it("keeps the newest, so that no number is given twice", async () => {
    const { store, archive, clock } = await connected({ 1: ["a", "b", "c"] });
    await archive(at(4));
    expect(contexts(store)).toEqual([{ id: 3, host: "c" }]);
    clock.now = at(21, 23);
    await connectTo(store, "a");
    expect(contexts(store)).toEqual([
      { id: 3, host: "c" },
      { id: 4, host: "a" },
    ]);
  });

  it("is not remembered by another process that has known it for long", async () => {
    const { store, clock, archive } = await connected({});
    const other = openStore(store.path, { now: () => clock.now });
    clock.now = at(1, 23);
    await connectTo(other, "a");
    await connectTo(other, "b");
    clock.now = at(20, 23);
    await archive(at(4));
    expect(hosts(store)).toEqual(["b"]);
    await connectTo(other, "a");
    await connectTo(store, "a");
    expect([...store.ledger.rows()].map(({ host }) => host)).toEqual(["a", "a"]);
    expect(store.ledger.verify()).toMatchObject({ sound: true, rows: 4, archived: 2 });
    other.close();
  });

  it("goes a thousand at a time", async () => {
    const { store, clock } = await connected({});
    clock.now = at(1, 23);
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => connectTo(store, `h${String(n)}`)));
    clock.now = at(20, 23);
    await ask(store, 1);
    const removed: number[] = [];
    const counted = new Proxy(store, {
      get: (whole, name) => {
        if (name !== "sweepContexts") return Reflect.get(whole, name) as unknown;
        return (after: number) => {
          const done = whole.sweepContexts(after);
          removed.push(done.removed);
          return done;
        };
      },
    });
    await archiveLedger(counted, { before: at(4), file: target(), by: BY });
    expect(removed).toEqual([1_000, 1_000, 500]);
    expect(hosts(store)).toEqual(["h0.test", "khac.example"]);
  });
});
