import { describe, expect, it } from "vitest";
import { RasoatError } from "../../src/model/error.ts";
import { connect } from "../../src/store/sqlite/connection.ts";
import {
  commit,
  finding,
  freshStore,
  hex,
  look,
  NOW,
  pageLook,
  result,
  run,
  seen,
} from "./samples.ts";

const HOST = "www.bv-a.test";
const body = (text: string) => ({ sha256: hex(text), content: Buffer.from(text) });
const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);

function withRun() {
  const store = freshStore();
  store.createRun(run());
  store.planTargets(run().id, [{ unit: "BV-A", host: HOST }]);
  return store;
}

describe("commitTarget", () => {
  it("stores everything of a target, and gives it back as it was", () => {
    const store = withRun();
    const page = body("<p>Bệnh viện</p>".repeat(50));
    const stored = result({
      looks: [look(), pageLook(page.sha256), { ...look(), id: "an id of another making" }],
      before: [finding({ state: "fixed" })],
    });
    expect(store.commitTarget(commit({ result: stored, bodies: [page] }))).toBe("committed");
    expect(store.targetResult("central", run().id, HOST)).toEqual(stored);
    expect(store.findings("central")).toEqual([finding()]);
    expect(store.events("central", finding().id)).toEqual([seen(finding())]);
    expect(store.coverage("central")).toEqual(commit().coverage);
    expect(store.body(page.sha256)).toEqual(page.content);
    expect(store.targets(run().id)).toMatchObject([{ host: HOST, state: "done", pass: 2 }]);
  });

  it("is all or nothing: a fault in its last part leaves no trace", () => {
    const store = withRun();
    const broken = { ...commit().coverage[0], status: "perhaps" } as never;
    expect(() => store.commitTarget(commit({ coverage: [broken], bodies: [body("x")] }))).toThrow(
      RasoatError,
    );
    expect(store.targetResult("central", run().id, HOST)).toBeUndefined();
    expect(store.findings("central")).toEqual([]);
    expect(store.events("central", finding().id)).toEqual([]);
    expect(store.body(hex("x"))).toBeUndefined();
    expect(store.targets(run().id)).toMatchObject([{ state: "todo", pass: 0 }]);
  });

  it("lets the second pass replace the first, and nothing replace what is done", () => {
    const store = withRun();
    const first = commit({ pass: 1, state: "doing", result: result({ firstTime: true }) });
    expect(store.commitTarget(first)).toBe("committed");
    expect(store.targets(run().id)).toMatchObject([{ state: "doing", pass: 1 }]);
    const second = commit({ result: result({ firstTime: false }) });
    expect(store.commitTarget(second)).toBe("committed");
    expect(store.commitTarget(first)).toBe("already-done");
    expect(store.targetResult("central", run().id, HOST)?.firstTime).toBe(false);
    expect(store.targets(run().id)).toMatchObject([{ state: "done", pass: 2 }]);
    expect(store.events("central", finding().id).length).toBe(1);
  });

  it("keeps the first pass's result when a later commit brings none", () => {
    const store = withRun();
    store.commitTarget(commit({ pass: 1, state: "doing" }));
    store.commitTarget(commit({ pass: 1, state: "done", result: null, reason: "window-closed" }));
    expect(store.targetResult("central", run().id, HOST)).toEqual(result());
    expect(store.targets(run().id)).toMatchObject([{ state: "done", reason: "window-closed" }]);
  });

  it("takes a refused target that has nothing to show", () => {
    const store = withRun();
    const refused = commit({
      state: "refused",
      pass: 0,
      reason: "not-authorized",
      result: null,
      findings: [],
      events: [],
      coverage: [
        {
          host: HOST,
          port: 443,
          area: "tls",
          status: "not-assessed",
          reason: "not-authorized",
          run: run().id,
          at: NOW.toISOString(),
        },
      ],
    });
    expect(store.commitTarget(refused)).toBe("committed");
    expect(store.targetResult("central", run().id, HOST)).toBeUndefined();
    expect(store.coverage("central")[0]?.reason).toBe("not-authorized");
    // Refused tonight is not done: once it is granted, the resumed run takes it up.
    expect(store.commitTarget(commit())).toBe("committed");
    expect(store.targets(run().id)).toMatchObject([{ state: "done", reason: null }]);
  });

  it("refuses to overwrite a person's word given meanwhile", () => {
    const store = withRun();
    store.saveFinding(finding(), [seen(finding())]);
    const expected = store.findingsOfTarget("central", "BV-A", HOST);
    store.saveFinding(finding({ ...finding(), state: "accepted" }), []);
    const judged = commit({ expected, findings: [finding({ ...finding(), reopened: 1 })] });
    expect(store.commitTarget(judged)).toBe("conflict");
    expect(store.findFinding("central", finding().id)?.state).toBe("accepted");
    expect(store.targets(run().id)).toMatchObject([{ state: "todo" }]);
    const again = store.findingsOfTarget("central", "BV-A", HOST);
    expect(store.commitTarget({ ...judged, expected: again })).toBe("committed");
  });

  it("names a run that is not there", () => {
    expect(() => freshStore().commitTarget(commit({ run: "none" }))).toThrow(/run-unknown/);
  });
});

describe("coverage", () => {
  it("has the latest word per host, port and area, and that of each run", () => {
    const store = freshStore();
    const row = commit().coverage[0];
    if (row === undefined) throw new Error("no row");
    const nights = ["2026-11-20", "2026-11-22", "2026-11-21"].map((day) => `${day}T00:00:00.000Z`);
    for (const [index, at] of nights.entries()) {
      const id = `r${index}`;
      const status = index === 1 ? ("partial" as const) : ("assessed" as const);
      const reason = index === 1 ? ("budget-spent" as const) : null;
      store.createRun(run({ id }));
      const coverage = [{ ...row, run: id, at, status, reason }];
      store.commitTarget(commit({ run: id, coverage }));
    }
    expect(store.coverage("central").map((one) => [one.run, one.status])).toEqual([
      ["r1", "partial"],
    ]);
    expect(store.coverage("central", { run: "r0" })[0]?.status).toBe("assessed");
    expect(store.coverage("central", { hosts: [] })).toEqual([]);
  });
});

describe("bodies", () => {
  it("are kept once, compressed, and never under a wrong name", () => {
    const store = freshStore();
    const long = body("<li>Khoa Nội tổng hợp</li>".repeat(4000));
    store.saveBodies([long, long, body("")]);
    store.saveBodies([long]);
    expect(Buffer.from(store.body(long.sha256) ?? []).equals(long.content)).toBe(true);
    expect(store.body(hex(""))).toEqual(Buffer.of());
    expect(store.body(hex("never"))).toBeUndefined();
    expect(() => store.saveBodies([{ sha256: hex("a"), content: Buffer.from("b") }])).toThrow(
      /SHA-256/,
    );
    const { db } = connect(store.path, "FULL");
    const row = db.prepare("SELECT count(*) AS n, max(length(content)) AS bytes FROM bodies").get();
    db.close();
    expect(row).toMatchObject({ n: 2 });
    expect((row as { bytes: number }).bytes).toBeLessThan(long.content.length / 50);
  });

  it("leave when retention ends, unless an unsettled finding rests on them", () => {
    const store = withRun();
    const [cited, plain] = [body("cited"), body("plain")];
    const home = pageLook(cited.sha256);
    const found = finding({ evidence: [{ observation: home.id, text: "hacked by" }] });
    const looks = [home, pageLook(plain.sha256, { locator: "/tin-tuc" })];
    store.commitTarget(
      commit({
        result: result({ looks, findings: [found] }),
        findings: [found],
        events: [],
        bodies: [cited, plain],
      }),
    );
    expect(store.prune(days(30), 30).bodies).toBe(0);
    expect(store.prune(days(31), 30)).toMatchObject({ bodies: 1 });
    expect(store.body(plain.sha256)).toBeUndefined();
    expect(store.body(cited.sha256)).toEqual(cited.content);

    store.saveFinding({ ...found, state: "fixed" }, []);
    expect(store.prune(days(31), 30).bodies).toBe(1);
    expect(store.body(cited.sha256)).toBeUndefined();
  });

  it("stay as long as nights cite them again without bringing them", () => {
    const path = withRun().path;
    const clock = { now: NOW };
    const store = freshStore({ path, now: () => clock.now });
    const page = body("unchanged");
    store.commitTarget(
      commit({ result: result({ looks: [pageLook(page.sha256)] }), bodies: [page] }),
    );
    clock.now = days(25);
    store.createRun(run({ id: "later" }));
    store.commitTarget(
      commit({ run: "later", result: result({ looks: [pageLook(page.sha256)] }), bodies: [] }),
    );
    expect(store.prune(days(40), 30).bodies).toBe(0);
    expect(store.prune(days(56), 30).bodies).toBe(1);
  });
});

describe("knowledge bundles", () => {
  it("keep the first content of a version", () => {
    const store = freshStore();
    const json = JSON.stringify({ rules: ["Chứng thư"], text: "x".repeat(100_000) });
    store.saveKnowledge("rules-data", json);
    store.saveKnowledge("rules-data", "{}");
    expect(store.loadKnowledge("rules-data")).toBe(json);
    expect(store.loadKnowledge("other")).toBeUndefined();
  });
});

describe("verifyResults", () => {
  const damages: [string, string][] = [
    ["a flipped bit in a result", "UPDATE results SET content = flip(content)"],
    ["a flipped bit in a finding", `UPDATE findings SET json = replace(json, 'high', 'hihh')`],
    ["a column that no longer fits its finding", "UPDATE findings SET severity = 4"],
    ["a flipped bit in a body", "UPDATE bodies SET content = flip(content)"],
    ["a flipped bit in knowledge", "UPDATE knowledge SET content = flip(content)"],
  ];

  it.each(damages)("finds %s", (_name, sql) => {
    const store = withRun();
    const page = body("<p>Trang chủ</p>".repeat(20));
    store.commitTarget(commit({ bodies: [page] }));
    store.saveKnowledge("k", JSON.stringify({ rules: "r".repeat(500) }));
    expect(store.verifyResults()).toEqual({ checked: 4, bad: [] });

    const { db } = connect(store.path, "FULL");
    db.function("flip", (bytes: unknown) => {
      const copy = Buffer.from(bytes as Buffer);
      const middle = copy.length >> 1;
      copy[middle] = (copy[middle] ?? 0) ^ 4;
      return copy;
    });
    db.exec(sql);
    db.close();
    expect(store.verifyResults().bad.length).toBe(1);
  });

  it("every single bit of a stored result counts", () => {
    const store = withRun();
    store.commitTarget(commit());
    const { db } = connect(store.path, "FULL");
    const read = db.prepare<[], { content: Buffer }>("SELECT content FROM results");
    const write = db.prepare<[Buffer]>("UPDATE results SET content = ?");
    const sound = read.get()?.content ?? Buffer.of();
    for (let bit = 8; bit < sound.length * 8; bit += 97) {
      const copy = Buffer.from(sound);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      write.run(copy);
      expect(store.verifyResults().bad).toEqual(["results 1"]);
      expect(() => store.targetResult("central", run().id, HOST)).toThrow(/store-damaged/);
    }
    write.run(sound);
    expect(store.verifyResults().bad).toEqual([]);
    db.close();
  });
});
