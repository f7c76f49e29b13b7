// Start pages over several nights: what is learned, what is found to be another page, what a person accepts.
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/main.ts";
import { driftDetector } from "../../src/detect/defacement/drift.ts";
import type { FailedReason } from "../../src/model/reason.ts";
import { conclude } from "../../src/run/conclude.ts";
import type { Bench } from "../../src/run/judge.ts";
import { reassessAsRun } from "../../src/run/reassess.ts";
import { releaseFirst } from "../../src/run/releases.ts";
import type { Store } from "../../src/store/store.ts";
import { makeKnowledge, makeRule } from "../rules/sample.ts";
import {
  freshStore,
  hex,
  look,
  pageLook,
  registry,
  run,
  system,
  target,
} from "../store/samples.ts";

const RULES = [
  makeRule("defacement.drift", { seenTwice: true }),
  makeRule("defacement.page", { severity: "critical" }),
];
const versions = { rules: "r", data: "d" };

/** A page of 200 words from a place in an endless text. */
function page(title: string, from: number, count = 200): string {
  const text = Array.from({ length: count }, (_, index) => `chữ${from + index}`).join(" ");
  return `<!doctype html><html><head><title>${title}</title></head><body><p>${text}</p></body></html>`;
}

const HOME = page("Bệnh viện A", 0);
const EDITED = page("Bệnh viện A", 100);
const RENAMED = page("Bệnh viện đa khoa A", 20);
const OTHER = page("Trang khác", 5000);
const OTHERS = page("Trang khác nữa", 9000);
const SHORT = page("Ngắn", 0, 40);

/** Says what the test wants of the page's content, beside the comparison. */
function benchOf(content: "absent" | "present" | "unknown"): Bench {
  const place = {
    predicate: "defacement.page",
    area: "defacement",
    host: "www.bv-a.test",
  } as const;
  const at = { ...place, port: 443, subject: "/" };
  const fact = {
    absent: { ...at, status: "absent", evidence: [] },
    present: {
      ...at,
      status: "present",
      confidence: "firm",
      value: "x",
      attributes: {},
      evidence: [],
    },
    unknown: { ...at, status: "unknown", reason: "unstable" },
  } as const;
  return {
    knowledge: makeKnowledge({ rules: RULES, versions }),
    detectors: [
      driftDetector,
      {
        id: "content",
        area: "defacement",
        emits: ["defacement.page"],
        detect: () => [fact[content]],
      },
    ],
    closeAfter: { tls: 1, others: 2 },
    versions: { program: "1", ...versions },
  };
}

const LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

interface Night {
  readonly html?: string;
  readonly failed?: FailedReason;
  readonly again?: string;
  readonly content?: "absent" | "present" | "unknown";
  readonly only?: readonly string[];
}

function night(
  store: Store,
  day: number,
  { html, failed, again, content = "absent", only }: Night,
) {
  const at = `2026-11-${String(day).padStart(2, "0")}T16:00:00.000Z`;
  const bench = benchOf(content);
  const made = run({
    id: `run-${String(day).padStart(2, "0")}`,
    startedAt: at,
    versions: bench.versions,
  });
  store.createRun(made);
  const bodies = new Map<string, Uint8Array>();
  const kept = (text: string): string => {
    const bytes = new TextEncoder().encode(text);
    bodies.set(hex(bytes), bytes);
    return hex(bytes);
  };
  const over = { takenAt: at, areas: ["defacement"] } as const;
  const looks = [
    html === undefined
      ? look({
          ...over,
          attempt: { status: "failed", reason: failed ?? "http-timeout", detail: "" },
        })
      : pageLook(kept(html), over),
    ...(again === undefined ? [] : [pageLook(kept(again), { ...over, role: "repeat" })]),
  ];
  conclude(
    { bench, store, log: LOG },
    {
      target: target(),
      areas: ["defacement"],
      system: system(),
      ownHosts: [],
      firstTime: false,
      sharedHosting: null,
      looks,
      bodies,
      run: { id: made.id, at, cause: "look" },
      otherwise: "not-planned",
      ...(only && { only }),
    },
  );
  return { run: made, bench };
}

function storeWith(): Store {
  const store = freshStore();
  store.saveRegistry(registry(), { actor: "t", note: "" });
  releaseFirst(store, { rules: RULES, panels: [], products: [] }, "2026-11-01T00:00:00.000Z");
  return store;
}

const titles = (store: Store): string[] => store.baselines("central").map(({ title }) => title);
const drift = (store: Store) =>
  store.findings("central", { rules: ["defacement-drift"] }).map(({ state, held, value }) => ({
    state,
    held,
    value,
  }));

describe("a page becomes what later ones are compared with", () => {
  it.each<[string, Night, string[]]>([
    ["when it is clean", { html: HOME }, ["bệnh viện a"]],
    ["not when a rule on defacement fails", { html: HOME, content: "present" }, []],
    ["not when one could not be decided", { html: HOME, content: "unknown" }, []],
    ["not when it did not come", {}, []],
    ["not when it is too short to tell", { html: SHORT }, []],
    ["not when the look was made for single findings", { html: HOME, only: [] }, []],
  ])("%s", (_name, what, expected) => {
    const store = storeWith();
    night(store, 1, what);
    expect(titles(store)).toEqual(expected);
  });

  it("is left as it is while hardly anything changes, and follows what does", () => {
    const store = storeWith();
    night(store, 1, { html: HOME });
    night(store, 2, { html: HOME.replace("chữ7 ", "chữ bảy ") });
    expect(store.baselines("central")).toMatchObject([{ run: "run-01", by: "scan" }]);
    night(store, 3, { html: EDITED });
    expect(store.baselines("central")).toMatchObject([{ run: "run-03" }]);
    night(store, 4, { html: page("Bệnh viện đa khoa A", 110) });
    const place = { unit: "BV-A", host: "www.bv-a.test", port: 443, path: "/" };
    expect(
      store
        .baselineEvents("central", place)
        .map(({ action, actor, detail }) => [action, actor, detail]),
    ).toEqual([
      ["learned", "scan", ""],
      ["learned", "scan", expect.stringMatching(/^kept=0\.[3-7]/)],
      ["learned", "scan", expect.stringMatching(/^kept=[01]\./)],
    ]);
    expect(store.baselines({ units: ["BV-B"] })).toEqual([]);
    expect(store.baselineEvents({ units: ["BV-B"] }, place)).toEqual([]);
  });
});

describe("another page all at once", () => {
  it.each<[string, Night, object[]]>([
    ["is found", { html: OTHER }, [{ state: "open", held: true, value: "title=trang khác" }]],
    ["is found by both fetches", { html: OTHER, again: OTHER }, [{ state: "open", held: true }]],
    ["is not said when a second fetch shows the old one", { html: OTHER, again: HOME }, []],
    ["is not: half of the text is left", { html: EDITED }, []],
    ["is not: a new title over the old text", { html: RENAMED }, []],
    ["is not: new text under the old title", { html: page("Bệnh viện A", 5000) }, []],
    ["is not said when the page did not come", {}, []],
  ])("%s", (_name, second, expected) => {
    const store = storeWith();
    night(store, 1, { html: HOME });
    const { run: last, bench } = night(store, 2, second);
    expect(drift(store)).toMatchObject(expected);
    expect(titles(store).includes("trang khác")).toBe(false);
    expect(reassessAsRun(store, last, bench)).toEqual(store.findingsOfRun("central", last.id));
  });

  it("is shown after the second night, never learned, and no failure to look closes it", () => {
    const store = storeWith();
    night(store, 1, { html: HOME });
    night(store, 2, { html: OTHER });
    night(store, 3, { html: OTHER });
    for (const day of [4, 5, 6]) night(store, day, {});
    expect(drift(store)).toMatchObject([{ state: "open", held: false }]);
    expect(titles(store)).toEqual(["bệnh viện a"]);
  });
});

async function rasoat(store: Store, ...argv: readonly string[]): Promise<[number, string, string]> {
  const [out, err]: [string[], string[]] = [[], []];
  const write = (to: string[]) => ({ write: (text: string | Uint8Array) => to.push(String(text)) });
  const code = await runProgram(["--db", store.path, "--lang", "en", ...argv], {
    streams: { out: write(out), err: write(err) },
    environment: {},
    signal: new AbortController().signal,
  });
  return [code, out.join(""), err.join("")];
}

describe("rasoat baseline", () => {
  const WHY = ["--reason", "new site"] as const;

  it("accept: compared with the page as it now is; two looks close the finding, its history says who", async () => {
    const store = storeWith();
    night(store, 1, { html: HOME });
    night(store, 2, { html: OTHER });
    expect(await rasoat(store, "baseline", "accept", "www.bv-a.test", ...WHY)).toEqual([
      0,
      "www.bv-a.test:443/: compared with the page “trang khác” from now on\n",
      "",
    ]);
    night(store, 3, { html: OTHER });
    night(store, 4, { html: OTHER });
    expect(drift(store)).toMatchObject([{ state: "fixed" }]);
    const [found] = store.findings("central", { rules: ["defacement-drift"] });
    expect(
      store.events("central", found?.id ?? "").map(({ cause, detail }) => `${cause} ${detail}`),
    ).toEqual([
      "seen title=trang khác",
      "person baseline-accepted: new site",
      "not-seen 1/2",
      "not-seen 2/2",
    ]);
    night(store, 5, { html: OTHERS });
    expect(drift(store)).toMatchObject([{ state: "open", value: "title=trang khác nữa" }]);
    const [, listed] = await rasoat(store, "--json", "baseline", "list", "--host", "www.bv-a.test");
    const { title, by, history, sketch } = JSON.parse(listed) as Record<string, unknown>;
    expect([title, sketch, (history as object[]).length]).toEqual(["trang khác", undefined, 2]);
    expect(by).not.toBe("scan");
    expect((await rasoat(store, "baseline", "list"))[1]).toContain("www.bv-a.test:443/");
  }, 30_000);

  it("reset: the next clean look keeps a new one", async () => {
    const store = storeWith();
    night(store, 1, { html: HOME });
    night(store, 2, { html: OTHER });
    const [code, out] = await rasoat(
      store,
      "baseline",
      "reset",
      "www.bv-a.test",
      "/",
      "--port",
      "443",
      ...WHY,
    );
    expect([code, out]).toEqual([0, expect.stringContaining("is gone")]);
    expect(titles(store)).toEqual([]);
    night(store, 3, { html: OTHER });
    expect(titles(store)).toEqual(["trang khác"]);
  }, 30_000);

  it("refuses what it does not know, and words without a reason", async () => {
    const store = storeWith();
    const accept = ["baseline", "accept", "www.bv-a.test"] as const;
    expect(await rasoat(store, ...accept, ...WHY)).toEqual([
      2,
      "",
      expect.stringContaining("Scan again"),
    ]);
    expect(await rasoat(store, "baseline", "list")).toEqual([
      0,
      "",
      expect.stringContaining("No page"),
    ]);
    night(store, 1, { html: HOME });
    expect((await rasoat(store, ...accept))[0]).toBe(2);
    expect((await rasoat(store, ...accept, "/khac", ...WHY))[0]).toBe(2);
    const [code, , err] = await rasoat(store, "baseline", "reset", "khac.test", ...WHY);
    expect([code, err]).toEqual([2, expect.stringContaining("no baseline of khac.test")]);
  }, 30_000);
});
