// A verifying look end to end in one process: real loopback sites, the ordinary door, rules and lifecycle.
import type { Server as SecureServer } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Authorization } from "../../../src/model/registry.ts";
import { workOne } from "../../../src/run/verifying/worker.ts";
import { applyWord } from "../../../src/rules/word.ts";
import { WORD_TERMS } from "../../rules/sample.ts";
import { freshStore } from "../../store/samples.ts";
import {
  expiredCertificate,
  GIT,
  ordinaryPages,
  scene,
  site,
  soundCertificate,
  UNIT,
  type Scene,
  type Site,
} from "./scene.ts";

const REPOSITORY = "exposure-repository";
const CLOSED_ALL_DAY = { from: "00:00", to: "00:01", timezone: "Pacific/Kiritimati" };

async function leaky(
  more: Partial<Parameters<typeof scene>[0]> = {},
): Promise<{ on: Scene; at: Site }> {
  const at = await site("127.0.61.1", GIT);
  const on = scene({ served: [{ site: at, scheme: "http" }], ...more });
  await on.scan(["panels"]);
  expect(on.finding(REPOSITORY).state).toBe("open");
  at.requests.length = 0;
  return { on, at };
}

describe("a claim on a panel or a file left behind", { timeout: 30_000 }, () => {
  it("is fixed after two clean looks, and says after the first that one more is needed", async () => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    at.pages = ordinaryPages();
    const first = await on.look(id);
    expect(first).toMatchObject({
      state: "waiting",
      outcome: "gone",
      wait: "second-look",
      looks: 1,
    });
    expect(on.finding(REPOSITORY)).toMatchObject({ state: "claimed-fixed", cleanLooks: 1 });
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "gone", looks: 2 });
    expect(on.finding(REPOSITORY)).toMatchObject({ state: "fixed", outcome: "pass" });
  });

  it("opens again when it is still there", async () => {
    const { on } = await leaky();
    expect(await on.look(on.claim(REPOSITORY))).toMatchObject({ state: "done", outcome: "still" });
    expect(on.finding(REPOSITORY)).toMatchObject({ state: "open", outcome: "fail" });
  });

  it.each([
    ["nothing listens", (at: Site) => at.close(), "connect-refused"],
    ["the server is in trouble", (at: Site) => (at.trouble = 503), "server-error"],
    ["a challenge is in front", (at: Site) => (at.trouble = 429), "rate-limited"],
  ])("stays claimed when %s", async (_name, spoil, reason) => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    await spoil(at);
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "could-not", reason });
    expect(on.finding(REPOSITORY)).toMatchObject({ state: "claimed-fixed", outcome: "unknown" });
  });

  it("asks few things, none of them new", async () => {
    const { on, at } = await leaky();
    await on.look(on.claim(REPOSITORY));
    const { subject } = on.finding(REPOSITORY);
    const path = subject.split(" ")[1] ?? "?";
    expect(at.requests).toContain(path);
    expect(at.requests.length).toBeLessThanOrEqual(8);
    // Besides the start page and the place itself: names that do not exist, for comparison.
    const known = new Set(Object.keys(at.pages));
    expect(at.requests.filter((one) => known.has(one) && one !== "/" && one !== path)).toEqual([]);
  });
});

describe("a claim on a certificate", { timeout: 30_000 }, () => {
  it("is fixed after one look", async () => {
    const at = await site("127.0.61.2", {}, expiredCertificate());
    const on = scene({ served: [{ site: at, scheme: "https" }] });
    await on.scan(["tls"]);
    const id = on.claim("tls-cert-expired");
    expect(await on.look(id)).toMatchObject({ outcome: "still" });
    (at.server as SecureServer).setSecureContext(soundCertificate());
    expect(await on.look(on.claim("tls-cert-expired"))).toMatchObject({
      state: "done",
      outcome: "gone",
      looks: 1,
    });
    expect(on.finding("tls-cert-expired").state).toBe("fixed");
  });
});

describe("a claim in each other area", { timeout: 30_000 }, () => {
  const DEFACED = `<!doctype html><html><head><title>Hacked by Demo Crew</title></head><body bgcolor="black"><center>
<font color="red"><h1>HACKED BY DEMO CREW</h1></font><p>Your security is just an illusion. Greetz to: nobody</p></center></body></html>`;
  const OLD = `<!doctype html><html lang="vi"><head><title>Trung tâm Y tế</title><meta name="generator" content="WordPress 5.8.1">
<link rel="stylesheet" href="/wp-content/themes/x/style.css?ver=5.8.1"><script src="/wp-includes/js/wp-embed.min.js?ver=5.8.1"></script>
</head><body><h1>Trung tâm Y tế</h1><p>Khám bệnh từ thứ Hai đến thứ Sáu, 7 giờ đến 16 giờ 30.</p></body></html>`;

  it.each([
    ["defacement", "defacement-page", DEFACED],
    ["cms", "cms-behind-security", OLD],
  ] as const)("%s: still there, then gone twice and fixed", async (area, rule, body) => {
    const at = await site("127.0.61.5", { "/": { body } });
    const on = scene({ served: [{ site: at, scheme: "http" }] });
    await on.scan([area]);
    expect(await on.look(on.claim(rule))).toMatchObject({ outcome: "still" });
    at.pages = ordinaryPages();
    const id = on.claim(rule);
    expect(await on.look(id)).toMatchObject({ outcome: "gone", wait: "second-look" });
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "gone" });
    expect(on.finding(rule).state).toBe("fixed");
  });

  it("transport: a plain page is looked at as a page, without an audit", async () => {
    const at = await site("127.0.61.6", {}, soundCertificate());
    const on = scene({ served: [{ site: at, scheme: "https" }] });
    await on.scan(["tls"]);
    at.requests.length = 0;
    expect(await on.look(on.claim("http-no-hsts"))).toMatchObject({ outcome: "still" });
    expect(at.requests).toEqual(["/"]);
    const [verify] = on.store.listRuns({ kind: "verify" });
    const probes = [...on.store.ledger.rows({ run: verify?.id ?? "" })].map(({ probe }) => probe);
    expect(probes).not.toContain("tls-audit");
  });
});

describe("what a verifying look leaves alone", { timeout: 30_000 }, () => {
  it("other findings, coverage, the night's budget, and what the next night compares with", async () => {
    const at = await site("127.0.61.3", {
      ...GIT,
      "/.env": { type: "text/plain", body: "APP_KEY=base64:ZGVtbw==\nDB_PASSWORD=x1y2z3\n" },
    });
    const on = scene({ served: [{ site: at, scheme: "http" }] });
    const night = await on.scan(["panels"]);
    const coverage = on.store.coverage("central");
    const others = () => on.store.findings("central").filter(({ rule }) => rule !== REPOSITORY);
    const before = others();
    expect(before.length).toBeGreaterThan(0);
    at.pages = ordinaryPages();
    await on.look(on.claim(REPOSITORY));
    expect(others()).toEqual(before);
    expect(on.store.coverage("central")).toEqual(coverage);
    const [verify] = on.store.listRuns({ kind: "verify" });
    expect(verify).toMatchObject({ status: "done", units: [UNIT], areas: ["panels"] });
    expect(on.store.latestRun({ kind: "scan" })?.id).toBe(night);
    await on.scan(["panels"]);
    const [next] = on.store.listRuns({ kind: "scan" });
    expect(
      on.store.resultBefore("central", next?.id ?? "", on.deps.resolve[0]?.host ?? "")?.run,
    ).toBe(night);
  });

  it("its requests are in the ledger under its own run and document", async () => {
    const { on, at } = await leaky();
    await on.look(on.claim(REPOSITORY));
    const [verify] = on.store.listRuns({ kind: "verify" });
    const rows = [...on.store.ledger.rows({ run: verify?.id ?? "" })];
    expect(rows.filter(({ kind }) => kind === "request")).toHaveLength(at.requests.length);
    expect(new Set(rows.map(({ document }) => document))).toEqual(new Set(["12/QĐ-BVA"]));
    expect(on.store.ledger.verify().sound).toBe(true);
  });
});

describe("what is not allowed is not sent", { timeout: 30_000 }, () => {
  const verify = { from: "00:00", to: "23:59", maxRequests: 20 };

  it.each<[string, Partial<Authorization>, string]>([
    ["revoked", { status: "revoked" }, "authorization-revoked"],
    ["suspended", { status: "suspended" }, "authorization-suspended"],
    ["expired", { validTo: "2026-01-06" }, "authorization-expired"],
    ["area taken out", { areas: ["tls"] }, "area-not-authorized"],
  ])("%s: refused with its reason", async (_name, change, reason) => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    on.document(change);
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "refused", reason });
    expect(at.requests).toEqual([]);
    expect(on.finding(REPOSITORY).state).toBe("claimed-fixed");
    expect([...on.store.ledger.rows()].at(-1)).toMatchObject({ kind: "refusal", reason });
  });

  it("a paused unit: refused", async () => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    const paused = { by: "a", at: new Date().toISOString(), reason: "bảo trì" };
    on.store.reviseRegistry(
      (books) => ({ ...books, units: books.units.map((one) => ({ ...one, paused })) }),
      { actor: "a", note: "" },
    );
    const reason = "authorization-suspended";
    expect(await on.look(id)).toMatchObject({ outcome: "refused", reason });
    expect(at.requests).toEqual([]);
  });

  it("outside all hours it waits and says until when; within its own hours it looks", async () => {
    const { on, at } = await leaky();
    on.document({ window: CLOSED_ALL_DAY });
    const id = on.claim(REPOSITORY);
    const waiting = await on.look(id);
    expect(waiting).toMatchObject({ state: "waiting", wait: "outside-window" });
    expect(Date.parse(waiting?.notBefore ?? "")).toBeGreaterThan(Date.now());
    expect(at.requests).toEqual([]);
    on.document({ window: CLOSED_ALL_DAY, verify });
    on.store.wakeVerifying();
    expect(await on.look(id)).toMatchObject({ outcome: "still" });
  });

  it("no more requests than the document allows; a look that was cut is no clean one", async () => {
    const { on, at } = await leaky();
    on.document({ verify: { ...verify, maxRequests: 3 } });
    const id = on.claim(REPOSITORY);
    at.pages = ordinaryPages();
    expect(await on.look(id)).toMatchObject({ outcome: "could-not", reason: "budget-spent" });
    expect(at.requests.length).toBeLessThanOrEqual(3);
    expect(on.finding(REPOSITORY)).toMatchObject({ state: "claimed-fixed", cleanLooks: 0 });
  });
});

describe("paused halfway", { timeout: 30_000 }, () => {
  it("the look falls silent, and nothing is concluded", async () => {
    const { on, at } = await leaky();
    on.document({ requestsPerSecond: 1 });
    const id = on.claim(REPOSITORY);
    at.pages = ordinaryPages();
    const looking = on.look(id);
    while (at.requests.length < 2) await sleep(20);
    const paused = { by: "a", at: new Date().toISOString(), reason: "bảo trì" };
    on.store.reviseRegistry(
      (books) => ({ ...books, units: books.units.map((one) => ({ ...one, paused })) }),
      { actor: "a", note: "" },
    );
    const said = at.requests.length;
    expect(await looking).toMatchObject({ outcome: "refused", reason: "authorization-suspended" });
    expect(at.requests.length).toBeLessThanOrEqual(said + 2);
    expect(on.finding(REPOSITORY)).toMatchObject({ state: "claimed-fixed", cleanLooks: 0 });
  });
});

describe("no abuse of the button", { timeout: 30_000 }, () => {
  const settings = (gapMinutes: number, perUnitHour: number) => ({
    verify: { gapMinutes, perUnitHour },
  });

  it("the same thing is looked at again only after a while", async () => {
    const { on, at } = await leaky({ settings: settings(10, 20) });
    expect(await on.look(on.claim(REPOSITORY))).toMatchObject({ outcome: "still" });
    at.requests.length = 0;
    const waiting = await on.look(on.claim(REPOSITORY));
    expect(waiting).toMatchObject({ state: "waiting", wait: "too-soon" });
    const minutes = (Date.parse(waiting?.notBefore ?? "") - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(9);
    expect(at.requests).toEqual([]);
  });

  it("a unit has its share of an hour", async () => {
    const { on, at } = await leaky({ settings: settings(0, 1) });
    await on.look(on.claim(REPOSITORY));
    at.requests.length = 0;
    expect(await on.look(on.claim(REPOSITORY))).toMatchObject({ wait: "unit-limit" });
    expect(at.requests).toEqual([]);
  });

  it("nothing is left to look at once it is settled", async () => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    const word = { by: "c", at: new Date().toISOString(), reason: "x", owner: null, until: null };
    on.store.reviseFinding("central", on.finding(REPOSITORY).id, (before) =>
      applyWord(before, { ...word, action: "false-positive" }, WORD_TERMS),
    );
    expect(await on.look(id)).toMatchObject({ state: "done", outcome: "settled" });
    expect(at.requests).toEqual([]);
  });
});

describe("after a kill", { timeout: 30_000 }, () => {
  it("a look that was committed is not made twice", async () => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    at.pages = ordinaryPages();
    // The process dies between the commit and the word to the queue.
    const { store } = on;
    const dying = { ...store, endVerifying: () => undefined };
    await workOne({ ...on.deps, store: dying }, id);
    const [begun] = store.listRuns({ kind: "verify" });
    if (begun === undefined) throw new Error("no run");
    store.updateRun({ ...begun, status: "running", endedAt: null });
    expect(store.findVerifying(id)).toMatchObject({ state: "running", run: begun.id });
    at.requests.length = 0;
    const later = { ...on.deps.clock, now: () => new Date(Date.now() + 60_000) };
    const after = await workOne({ ...on.deps, clock: later, store: leased(on, 60_000) }, id);
    expect(after).toMatchObject({ outcome: "gone", looks: 1, wait: "second-look" });
    expect(at.requests).toEqual([]);
    expect(on.finding(REPOSITORY).cleanLooks).toBe(1);
  });

  it("a look that never ends is given up as our own fault", async () => {
    const { on, at } = await leaky();
    const id = on.claim(REPOSITORY);
    const lease = on.store.leaseVerifying({ id });
    if (lease === undefined) throw new Error("no lease");
    const run = {
      ...(on.store.latestRun({ kind: "scan" }) ?? fail()),
      id: "R-treo",
      kind: "verify",
    } as const;
    on.store.createRun({ ...run, status: "running" });
    for (let time = 0; time < 3; time += 1) on.store.beginVerifying(lease, run.id);
    on.store.endVerifying(lease, {
      outcome: null,
      reason: null,
      lookedAt: null,
      again: { notBefore: new Date().toISOString(), wait: "asked" },
    });
    expect(await on.look(id)).toMatchObject({ outcome: "could-not", reason: "internal-bug" });
    expect(at.requests).toEqual([]);
  });
});

function fail(): never {
  throw new Error("missing");
}

/** The store as it is when the dead process's lease has run out. */
function leased(on: Scene, aheadMs: number): Scene["store"] {
  return freshStore({ path: on.store.path, now: () => new Date(Date.now() + aheadMs) });
}
