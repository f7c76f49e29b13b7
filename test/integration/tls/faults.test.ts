// Faults between us and servers whose own faults are known, drawn from a seed for each connection. Whatever the line
// does, nothing is said that is not so of the server, and nothing of it is called sound that was not seen.
import { afterAll, beforeAll, expect, it } from "vitest";
import { suiteName } from "../../../src/text/tls/suites.ts";
import { limits as knowledge } from "../../detect/tls/looks.ts";
import { startProxy } from "../../helpers/tls/fault-proxy.ts";
import { AUDITED } from "./audited.ts";
import {
  audited,
  auditAt,
  auditThrough,
  isWhole,
  keyOf,
  listThrough,
  namesIn,
  PATIENT,
  proxyTo,
  QUIET,
  startKnown,
  untrue,
  type Haste,
  type Known,
  type KnownServers,
} from "./behind-faults.ts";
import { chanceFrom, drawPlan, pick, type Plan } from "./fault-plans.ts";

let known: KnownServers;
beforeAll(async () => {
  known = await startKnown();
}, 60_000);
afterAll(() => known.end());

it("knows the servers as they were made", () => {
  const present = known.all.map(({ name, truth }) => {
    const facts = [...truth].flatMap(([fact, status]) => (status === "present" ? fact : []));
    return `${name}: ${String(facts.length)}`;
  });
  expect(present).toEqual([
    "OpenSSL with everything: 8",
    "intermediate: 2",
    "TLS 1.3 only: 2",
    "an expired second certificate: 3",
    "SSL 2.0 to TLS 1.3: 16",
    "stale suites: 4",
    "stale suites, refusing by reset: 4",
  ]);
});

/** Whoever refuses by hanging up cannot be told from a line that does. */
const isTellable = ({ name }: Known, plan: Plan): boolean =>
  !name.endsWith("by reset") || !plan.name.startsWith("scattered");

function draw(seed: number): { server: Known; plan: Plan; haste: Haste } {
  const chance = chanceFrom(seed);
  const haste = pick<Haste>(chance, ["alone", "together"]);
  for (;;) {
    const [server, plan] = [pick(chance, known.all), drawPlan(chance)];
    if (isTellable(server, plan)) return { server, plan, haste };
  }
}

const SEEDS = Array.from({ length: 20 }, (_, block) => 1 + block * 8);

it.each(SEEDS)("says nothing untrue whatever the line does, seeds from %i", async (first) => {
  for (let seed = first; seed < first + 8; seed += 1) {
    const { server, plan, haste } = draw(seed);
    const run = await auditThrough(server, plan, { haste });
    const which = `seed ${String(seed)}: ${server.name}, ${haste}, ${plan.name}`;
    expect([which, ...untrue(run.facts, server)]).toEqual([which]);
    // Every connection stands in the ledger with its outcome. An address that goes away may still have taken one.
    expect([which, run.outcomes.includes("none")]).toEqual([which, false]);
    if (plan.leavesAt === undefined) {
      expect([which, run.outcomes.length]).toEqual([which, run.connections]);
    }
    expect(run.outcomes.length).toBeLessThanOrEqual(90);
    expect(run.ms).toBeLessThan(20_000);
    const isOpen = audited(run.facts, "unknown").length > 0;
    if (isOpen) expect([which, run.covered?.status]).not.toEqual([which, "assessed"]);
  }
});

it.each<Haste>(["alone", "together"])(
  "a firewall that hangs up on weak suites alone is no refusal by the server: %s",
  async (haste) => {
    const server = known.named("stale suites");
    const weak = /NULL|anon|EXPORT|RC4|3DES|_DES_/;
    for (const end of ["reset", "close"] as const) {
      const run = await auditThrough(
        server,
        {
          name: "weak suites alone",
          of: ({ hello }) => {
            const names = (hello?.suites ?? []).filter((code) => code !== 0xff);
            const isWeak =
              names.length > 0 && names.every((code) => weak.test(suiteName(knowledge, code)));
            return isWeak ? { is: "cut", bytes: 0, end } : { is: "pass" };
          },
        },
        { haste, limits: PATIENT },
      );
      expect(untrue(run.facts, server)).toEqual([]);
      expect(run.covered).toMatchObject({ status: "partial", reason: "connection-reset" });
    }
  },
);

it.each([0, 1])(
  "a balancer over a weak and a sound server never looks sound, %i first",
  async (turn) => {
    const [weak, sound] = [known.named("stale suites"), known.named("intermediate")];
    for (const haste of ["alone", "together"] as const) {
      const proxy = await startProxy({
        plan: () => ({ is: "pass" }),
        to: ({ index, hello }) => {
          const server = index % 2 === turn ? weak : sound;
          return isWhole(hello) ? server.whole : server.port;
        },
      });
      const { facts } = await auditAt(proxy.port, { haste });
      await proxy.close();
      const all = facts.filter(({ predicate }) => AUDITED.has(predicate));
      expect(all.every(({ status }) => status === "absent")).toBe(false);
      const seen = audited(facts, "present").filter((fact) =>
        [weak, sound].every(({ truth }) => truth.get(keyOf(fact)) !== "present"),
      );
      expect(seen).toEqual([]);
    }
  },
);

it.each([41, 42, 43, 44, 45, 46])(
  "a further address is told by its own answers, seed %i",
  async (seed) => {
    const chance = chanceFrom(seed);
    const [first, second] = [known.named("intermediate"), known.named("SSL 2.0 to TLS 1.3")];
    const plan = drawPlan(chance, true);
    const near = await proxyTo(first, QUIET);
    const far = await proxyTo(second, plan, { address: "127.0.0.2", port: near.port });
    const run = await auditAt(near.port, { haste: "alone", addresses: ["127.0.0.1", "127.0.0.2"] });
    await Promise.all([near.close(), far.close()]);
    const old = run.facts.filter(({ predicate }) => /^tls\.protocol-(?:1|ssl3)/.test(predicate));
    expect([plan.name, old.length]).toEqual([plan.name, 3]);
    // At the second address one hello asks for TLS 1.1: it is spoken there, or nothing is known.
    expect(old.find(({ predicate }) => predicate === "tls.protocol-1-1")?.status).not.toBe(
      "absent",
    );
  },
);

it.each(Array.from({ length: 16 }, (_, at) => 1001 + at))(
  "full lists name nothing that is not spoken, seed %i",
  async (seed) => {
    const chance = chanceFrom(seed);
    const server = pick(
      chance,
      known.all.filter((one) => !one.name.endsWith("by reset")),
    );
    const plan = drawPlan(chance, true);
    const clean = await listThrough(server, QUIET, PATIENT);
    const lists = await listThrough(server, plan);
    expect(clean.incomplete).toBeNull();
    const spoken = new Set(namesIn(clean));
    const which = `${server.name}, ${plan.name}`;
    expect([which, ...namesIn(lists).filter((name) => !spoken.has(name))]).toEqual([which]);
    if (lists.incomplete === null)
      expect([which, namesIn(lists).length]).toEqual([which, spoken.size]);
    expect(lists.connections).toBeLessThanOrEqual(90);
  },
);
