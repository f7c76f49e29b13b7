// A clean night, one with faults on the line, a clean one: no finding comes, goes or is opened again by a failure.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding, FindingEvent } from "../../../src/model/finding.ts";
import { applyWord } from "../../../src/rules/word.ts";
import { WORD_TERMS } from "../../rules/sample.ts";
import { scene, type Scene, type Site } from "../../run/verifying/scene.ts";
import { proxyTo, QUIET, startKnown, type Known, type KnownServers } from "./behind-faults.ts";
import { chanceFrom, drawPlan, pick, type Plan } from "./fault-plans.ts";

let known: KnownServers;
beforeAll(async () => {
  known = await startKnown();
}, 60_000);
afterAll(() => known.end());

/** The proxy in the place of a site; nobody reads what sites count. */
function siteAt(port: number): Site {
  const nothing = { requests: [], hosts: [], mostAtOnce: 0, pages: {}, trouble: null };
  return { address: "127.0.0.1", port, ...nothing, close: () => Promise.resolve() };
}

interface Nights {
  readonly scene: Scene;
  /** @param plan by connections of this night */
  readonly night: (plan: Plan) => Promise<readonly Finding[]>;
  readonly end: () => Promise<void>;
}

async function nightsOf(server: Known): Promise<Nights> {
  let plan = QUIET;
  let began = 0;
  let count = 0;
  const proxy = await proxyTo(server, {
    name: "of the night",
    of: ({ index, hello }) => {
      count = Math.max(count, index + 1);
      return plan.of({ index: index - began, hello });
    },
  });
  const on = scene({ served: [{ site: siteAt(proxy.port), scheme: "https" }] });
  return {
    scene: on,
    end: proxy.close,
    night: async (tonight) => {
      plan = tonight;
      began = count;
      await on.scan(["tls"]);
      return on.store.findings("central", {});
    },
  };
}

const statesOf = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ rule, subject, state }) => `${rule} ${subject} ${state}`).toSorted();

function eventsOf({ store }: Scene, findings: readonly Finding[]): readonly FindingEvent[] {
  return findings.flatMap(({ id }) => store.events("central", id));
}

function accept({ store }: Scene, { id }: Finding): void {
  const word = { by: "Người A (a)", at: new Date().toISOString(), reason: "đã biết", owner: null };
  store.reviseFinding("central", id, (before) =>
    applyWord(before, { ...word, action: "accept", until: null }, WORD_TERMS),
  );
}

/** Nothing that must be waited out: scans wait as long as for real servers. */
function drawNight(seed: number): { readonly server: Known; readonly plan: Plan } {
  const chance = chanceFrom(seed);
  const server = pick(
    chance,
    known.all.filter(({ name }) => !name.endsWith("by reset")),
  );
  for (;;) {
    const plan = drawPlan(chance, true);
    if (plan.leavesAt === undefined) return { server, plan };
  }
}

it.each(Array.from({ length: 8 }, (_, at) => 201 + at))(
  "opens and closes nothing by faults of the line, seed %i",
  async (seed) => {
    const { server, plan } = drawNight(seed);
    const which = `${server.name}, ${plan.name}`;
    const { night, scene: on, end } = await nightsOf(server);
    const clean = await night(QUIET);
    expect(clean.length).toBeGreaterThan(0);
    for (const finding of clean.slice(1)) accept(on, finding);
    const before = statesOf(on.store.findings("central", {}));
    const marked = eventsOf(on, clean).length;
    expect([which, ...statesOf(await night(plan))]).toEqual([which, ...before]);
    expect([which, ...statesOf(await night(QUIET))]).toEqual([which, ...before]);
    const causes = eventsOf(on, clean)
      .slice(marked)
      .map(({ cause }) => cause);
    expect([which, ...causes]).not.toContain("not-seen");
    await end();
  },
);

it("keeps an acceptance when less of its value was seen", async () => {
  const { night, scene: on, end } = await nightsOf(known.named("SSL 2.0 to TLS 1.3"));
  await night(QUIET);
  const finding = on.finding("tls-dh-weak");
  expect(finding.value).toBe("dh=1024; dh=512");
  accept(on, finding);
  const standing = { state: "accepted", value: finding.value };
  for (const passed of [4, 5, 6, 7]) {
    await night({ name: "cut", of: ({ index }) => (index < passed ? { is: "pass" } : CUT) });
    expect([passed, on.finding("tls-dh-weak")]).toMatchObject([passed, standing]);
  }
  await night(QUIET);
  expect(on.finding("tls-dh-weak")).toMatchObject(standing);
  await end();
});

const CUT = { is: "cut", bytes: 0, end: "reset" } as const;
