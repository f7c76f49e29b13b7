// The sector's counts are kept for seconds, for the central team only, and never reach a unit.
import { describe, expect, it } from "vitest";
import { createRepository } from "../../../src/portal/repository.ts";
import { withSectorCache } from "../../../src/portal/kept/sector-cache.ts";
import { fill, FINDING_A, house } from "../house.ts";

const TODAY = "2026-11-22";

describe("the cache of sector counts", () => {
  it("answers the central team from what is at most three seconds old", async () => {
    const on = house();
    await fill(on);
    const { forReaders: source } = withSectorCache(on.store, () => on.clock.now);
    const open = (): number =>
      createRepository(source, "central", TODAY)
        .counts("unit")
        .reduce((sum, { groups }) => sum + groups, 0);
    expect(open()).toBe(3);
    on.store.reviseFinding("central", FINDING_A.id, (finding) => ({
      finding: { ...finding, state: "fixed" },
      events: [],
    }));
    expect(open()).toBe(3);
    on.clock.now = new Date(on.clock.now.getTime() + 3_000);
    expect(open()).toBe(2);
  });

  it("counts again only after a finding has moved, not when a night has seen it again", async () => {
    const on = house();
    await fill(on);
    let asked = 0;
    const counting = {
      ...on.store,
      countGroups: (...all: Parameters<typeof on.store.countGroups>) => {
        asked += 1;
        return on.store.countGroups(...all);
      },
    };
    const { forReaders: source, forKeeper } = withSectorCache(counting, () => on.clock.now);
    const open = (): number => {
      on.clock.now = new Date(on.clock.now.getTime() + 60_000);
      return createRepository(source, "central", TODAY).counts("unit").length;
    };
    expect([open(), asked]).toEqual([3, 1]);
    on.store.saveFinding({ ...FINDING_A, lastLooked: "2026-11-22T20:00:00.000Z" }, []);
    expect([open(), asked]).toEqual([3, 1]);
    on.store.saveFinding({ ...FINDING_A, held: true }, []);
    expect([open(), asked]).toEqual([3, 2]);
    on.store.saveFinding({ ...FINDING_A, state: "fixed" }, []);
    expect([open(), asked]).toEqual([2, 3]);
    // Now and then counted for the readers, who then do not wait for it.
    on.store.saveFinding({ ...FINDING_A, state: "open" }, []);
    const keep = () => createRepository(forKeeper, "central", TODAY).counts("unit").length;
    expect([keep(), keep(), asked]).toEqual([3, 3, 4]);
    expect([open(), asked]).toEqual([3, 4]);
  });

  it("lets a unit's question through, before and after the central team's", async () => {
    const on = house();
    await fill(on);
    const { forReaders: source } = withSectorCache(on.store, () => on.clock.now);
    const asked = (units: readonly string[]) => createRepository(source, { units }, TODAY);
    for (let round = 0; round < 2; round += 1) {
      expect(
        asked(["BV-A"])
          .counts("unit")
          .map(({ key }) => key),
      ).toEqual(["BV-A"]);
      expect(
        asked(["BV-B"])
          .coverageCounts()
          .map(({ unit }) => unit),
      ).toEqual(["BV-B"]);
      expect(asked([]).lastLook()).toBeNull();
      const central = createRepository(source, "central", TODAY);
      expect(central.counts("unit")).toHaveLength(3);
      expect(central.coverageCounts()).toHaveLength(3);
    }
  });
});
