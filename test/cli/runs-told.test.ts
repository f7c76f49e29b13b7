// Commands that name no run: what they take when the last scan was of something else, and how runs are found.
import { beforeEach, describe, expect, it } from "vitest";
import type { Check } from "../../src/model/coverage.ts";
import type { Store } from "../../src/store/store.ts";
import { commit, freshStore, registry, result, run, target } from "../store/samples.ts";
import { runHere } from "./here.ts";

const FIRST = run({ id: "20261120-160000-aaaa", startedAt: "2026-11-20T16:00:00.000Z" });
const SECOND = run({ id: "20261121-160000-bbbb", startedAt: "2026-11-21T16:00:00.000Z" });
const REFUSED = run({
  id: "20261122-160000-cccc",
  startedAt: "2026-11-22T16:00:00.000Z",
  units: ["BV-Z"],
});

let store: Store;

const here = (...args: readonly string[]) => runHere("--db", store.path, ...args);

const word = (of: { readonly id: string; readonly startedAt: string }, area: "tls" | "cms") =>
  ({
    host: "www.bv-a.test",
    port: 443,
    area,
    status: "assessed",
    reason: null,
    run: of.id,
    at: of.startedAt,
  }) as const;

/** All areas on the first night, TLS alone on the second, and nothing at all in the last run. */
beforeEach(() => {
  store = freshStore();
  store.saveRegistry(registry({ targets: [target()] }), { actor: "t", note: "" });
  const done = { status: "done", endedAt: "2026-11-22T17:00:00.000Z" } as const;
  for (const one of [FIRST, SECOND, REFUSED]) store.createRun({ ...one, ...done });
  store.commitTarget(
    commit({ run: FIRST.id, coverage: [word(FIRST, "tls"), word(FIRST, "cms")], events: [] }),
  );
  store.commitTarget(
    commit({ run: SECOND.id, coverage: [word(SECOND, "tls")], result: result(), events: [] }),
  );
});

async function checks(...args: readonly string[]): Promise<readonly Check[]> {
  const { out } = await here("checks", "--json", ...args);
  return out
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Check);
}

describe("checks without --run", () => {
  it("takes each area from the scan that spoke of it last, not from the last scan of anything", async () => {
    const rows = await checks("--host", "www.bv-a.test");
    const of = (rule: string) => rows.find((one) => one.rule === rule);

    expect(of("tls-cert-expired")).toMatchObject({ outcome: "unknown", run: SECOND.id });
    expect(of("cms-end-of-life")).toMatchObject({ outcome: "not-applicable", run: FIRST.id });
    expect(of("panel-unauthenticated")).toMatchObject({ outcome: "unknown", run: SECOND.id });
    expect(await checks("--run", REFUSED.id)).toEqual([]);
  });

  it("knows nothing where the result behind the last word is no longer kept", async () => {
    const third = run({ id: "20261119-160000-dddd", startedAt: "2026-11-23T16:00:00.000Z" });
    store.createRun(third);
    store.commitTarget(
      commit({ run: third.id, result: null, coverage: [word(third, "cms")], events: [] }),
    );
    const rows = await checks("--host", "www.bv-a.test");

    expect(rows.find(({ rule }) => rule === "cms-end-of-life")).toMatchObject({
      outcome: "unknown",
      reason: "not-planned",
      run: third.id,
    });
  });
});

describe("reassess without --run", () => {
  it("passes over a scan in which nothing was looked at", async () => {
    const { code, out } = await here("reassess", "--json");

    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ of: SECOND.id, targets: 1 });
  });
});

describe("scan list", () => {
  it("names the runs that diff and --run take, newest first", async () => {
    const { out } = await here("scan", "list", "--json");
    const rows = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { run: string });

    expect(rows.map((row) => row.run)).toEqual([REFUSED.id, SECOND.id, FIRST.id]);
    expect(rows[0]).toMatchObject({ status: "done", done: 0, units: ["BV-Z"], hosts: [] });
    expect(rows[1]).toMatchObject({ status: "done", done: 1, alive: false });
  });

  it.each([
    ["vi", /20261122-160000-cccc +23:00 ngày 22\/11\/2026 +đã xong +0\/0 +0 +BV-Z/],
    ["en", /20261122-160000-cccc +2026-11-22 23:00 \(UTC\+7\) +done +0\/0 +0 +BV-Z/],
  ])("reads well in %s", async (language, line) => {
    const { out } = await here("scan", "list", "--lang", language);

    expect(out).toMatch(line);
  });

  it("is what an unknown run points to", async () => {
    const { code, err } = await here("diff", "R1", "R2");

    expect(code).toBe(2);
    expect(err).toContain("Không có lượt quét “R1”. Xem mã các lượt bằng: rasoat scan list.");
  });

  it("status tells in the reader's language how the run stands", async () => {
    expect((await here("scan", "status")).out).toContain(`${REFUSED.id}: đã xong;`);
    expect((await here("scan", "status", "--lang", "en")).out).toContain(`${REFUSED.id}: done;`);
  });
});
