// A portal that stays open uses rules and data from the moment they are imported, by whatever process.
import { expect, it, describe } from "vitest";
import { liveKnowledge } from "../../src/cli/live-knowledge.ts";
import { knowledge } from "../../src/cli/open.ts";
import { freshStore } from "../store/samples.ts";

const FILE = "data/defacement/extra.yaml";

function scene() {
  const store = freshStore();
  const clock = { now: Date.UTC(2026, 10, 22) };
  const reads: number[] = [];
  const told: string[] = [];
  const shipped = knowledge(null);
  let broken = false;
  const live = liveKnowledge({
    read: () => {
      if (broken) throw new Error("damaged");
      reads.push(store.dataImports());
      return { ...shipped, versions: { rules: "r", data: String(store.dataImports()) } };
    },
    store,
    log: { info: (text) => void told.push(text), error: (text) => void told.push(text) },
    now: () => new Date(clock.now),
  });
  const bring = (): void => {
    const at = new Date(clock.now).toISOString();
    const bytes = Buffer.from("x");
    store.addImportedData([{ file: FILE, over: null, at, actor: "t", reason: "r", bytes }]);
  };
  return {
    live,
    clock,
    reads,
    told,
    bring,
    damage: () => {
      broken = true;
    },
  };
}

describe("live knowledge", () => {
  it("is read once while nobody imports anything", () => {
    const { live, clock, reads } = scene();
    for (const seconds of [0, 2, 60]) {
      clock.now += seconds * 1000;
      expect(live.versions.data).toBe("0");
    }
    expect(reads).toEqual([0]);
  });

  it("is the imported one a second after the import", () => {
    const { live, clock, reads, told, bring } = scene();
    bring();
    expect(live.versions.data).toBe("0");
    clock.now += 1000;
    expect(live.versions.data).toBe("1");
    expect(live.rules.length).toBeGreaterThan(0);
    expect(reads).toEqual([0, 1]);
    expect(told).toEqual(["imported rules and data are in use"]);
  });

  it("stays what it was when the imported one cannot be read, and says so once", () => {
    const { live, clock, told, bring, damage } = scene();
    bring();
    damage();
    for (let seconds = 0; seconds < 5; seconds += 1) {
      clock.now += 1000;
      expect(live.versions.data).toBe("0");
    }
    expect(told).toEqual(["imported rules and data could not be read"]);
  });
});
