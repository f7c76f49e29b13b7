// Whatever is asked, answered, archived and killed in whatever order: the files and the database together hold every row
// exactly once, in its order, and are proved whole; and a file ends at the last place where nothing was under way.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { archiveLedger } from "../../src/run/ledger-archiving.ts";
import { proveLedger } from "../../src/run/ledger-proof.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import { rowOf } from "../../src/store/ledger/archive-line.ts";
import { type LedgerEntry, nightOf, nightStart } from "../../src/store/ledger/chain.ts";
import { entryReader } from "../../src/store/ledger/entries.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { freshStore, intent, OUTCOME, refusal } from "../store/samples.ts";
import { at, BY, type Clock, killedAt, linesIn, target } from "./ledger-samples.ts";

interface Numbered {
  readonly n: number;
  readonly entry: LedgerEntry | null;
}

interface World {
  readonly store: Store;
  /** Two processes that ask, and remember what the other archives away. */
  readonly asking: readonly [Store, Store];
  readonly clock: Clock;
  /** Intents that nothing has come of yet, and who asked. */
  readonly open: { readonly row: number; readonly by: Store }[];
  /** Every row as it was when it was written, in order. */
  readonly written: Numbered[];
  /** The last call to archive was killed: the next one may have something to end. */
  isInterrupted: boolean;
  /** Rows after one, as the database has them now. */
  readonly read: (after: number) => readonly Numbered[];
}

const later = (clock: Clock, ms: number): Date => new Date(clock.now.getTime() + ms);
const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

type Deed = (world: World) => Promise<void>;

const ask = (many: number, who: 0 | 1): Deed =>
  async function ask({ asking, open }) {
    const by = asking[who];
    for (let n = 0; n < many; n += 1) {
      const row = await by.ledger.intend(intent({ run: null, host: `h${String(n)}.test` }));
      open.push({ row, by });
    }
  };

const answer = (places: readonly number[]): Deed =>
  async function answer({ open }) {
    for (const place of places) {
      const [one] = open.splice(place % Math.max(1, open.length), 1);
      if (one === undefined) continue;
      one.by.ledger.settle(one.row, OUTCOME);
      await one.by.ledger.flush();
    }
  };

const refuse: Deed = async ({ store }) => store.ledger.refuse(refusal({ run: null }));

const wait = (hours: number): Deed =>
  async function wait({ clock }) {
    clock.now = later(clock, hours * 3_600_000);
  };

/** @param calls of the store that it may make before it is killed */
const archive = (hoursAgo: number, calls: number): Deed =>
  async function archive(world) {
    const { store, clock } = world;
    const before = later(clock, -hoursAgo * 3_600_000);
    const expected = cutOf(world, before);
    const wish = { before, file: target(), by: BY };
    try {
      const { archives } = await archiveLedger(killedAt(store, calls).store, wish);
      if (!world.isInterrupted) expect(archives.map(({ last }) => last)).toEqual(expected);
      world.isInterrupted = false;
    } catch (error) {
      expect(error).toMatchObject({ message: "killed" });
      world.isInterrupted = true;
      clock.now = later(clock, 61_000);
    }
    expect(store.ledger.verify().sound).toBe(true);
  };

/** Where the next file is to end, looked for the plain way; [] where nothing may leave. */
function cutOf({ store, clock, written }: World, before: Date): number[] {
  const until = Math.min(before.getTime(), nightStart(nightOf(clock.now.getTime())));
  const first = (store.ledgerArchives().at(-1)?.last ?? 0) + 1;
  const timed = ({ n, entry }: Numbered): boolean => n >= first && entry?.type !== "outcome";
  const isLate = (row: Numbered): boolean =>
    timed(row) && row.entry?.type !== "outcome" && (row.entry?.at ?? 0) >= until;
  let last = (written.find(isLate)?.n ?? written.length + 1) - 1;
  const isBetween = ({ n, entry }: Numbered): boolean =>
    entry?.type === "outcome" && entry.of <= last && n > last;
  while (last >= first && written.some(isBetween)) last -= 1;
  // Outcomes alone stay.
  const oldest = written.find(timed)?.n ?? Infinity;
  return last < oldest ? [] : [last];
}

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(whole(1, 5), fc.constantFrom(0 as const, 1 as const))
      .map(([many, who]) => ask(many, who)),
  },
  {
    weight: 4,
    arbitrary: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }).map(answer),
  },
  { weight: 1, arbitrary: fc.constant(refuse) },
  { weight: 3, arbitrary: whole(0, 30).map(wait) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(whole(-24, 60), fc.oneof(fc.constant(Infinity), whole(1, 20)))
      .map(([hoursAgo, calls]) => archive(hoursAgo, calls)),
  },
);

it("nothing is lost, nothing stands twice, and all is proved", async () => {
  let [files, parted] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 60 }), async (deeds) => {
      const clock: Clock = { now: at(1) };
      const store = freshStore({ now: () => clock.now, groupCommitMs: 0 });
      const connection = connect(store.path, "NORMAL");
      const reader = entryReader(connection);
      const read = (after: number): readonly Numbered[] =>
        reader(after, 10_000).map(({ n, entry }) => ({ n, entry }));
      const other = openStore(store.path, { now: () => clock.now, groupCommitMs: 0 });
      const asking = [store, other] as const;
      const begun = { open: [], written: [], isInterrupted: false };
      const world: World = { store, asking, clock, ...begun, read };
      try {
        for (const one of [...deeds, wait(24), archive(20, Infinity)]) {
          await one(world);
          world.written.push(...read(world.written.length));
        }
        parted += await expectWhole(world);
        files += store.ledgerArchives().length;
      } finally {
        connection.db.close();
        for (const one of asking) one.close();
      }
    }),
    { numRuns: 30 },
  );
  expect(files).toBeGreaterThan(15);
  expect(parted).toBeGreaterThan(0);
}, 120_000);

/** @returns how many outcomes stand in another place than their intents */
async function expectWhole({ store, written, read }: World): Promise<number> {
  const archives = store.ledgerArchives();
  const { check } = await proveLedger(
    store,
    archives.map(({ file }) => file),
  );
  expect(check).toMatchObject({ sound: true, rows: written.length, archived: store.ledgerLeft() });
  const parts = archives.map(({ file }) =>
    linesIn(file)
      .slice(1, -1)
      .map((line) => rowOf(JSON.parse(line)))
      .map((row) => ({ n: row?.n ?? 0, entry: row?.entry ?? null })),
  );
  parts.push([...read(0)]);
  expect(parts.flat()).toEqual(written);
  return parts.reduce((sum, part) => {
    const own = new Set(part.map(({ n }) => n));
    const isApart = ({ entry }: Numbered): boolean =>
      entry?.type === "outcome" && !own.has(entry.of);
    return sum + part.filter(isApart).length;
  }, 0);
}
