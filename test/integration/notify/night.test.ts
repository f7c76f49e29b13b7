// A night that found five thousand problems in five hundred units: one letter each, planned in bounded time.
import { expect, it } from "vitest";
import type { Registry } from "../../../src/model/registry.ts";
import { AFTERNOON, endedScan, scene } from "../../notify/scene.ts";
import {
  authorization,
  commit,
  finding,
  registry,
  result,
  run,
  seen,
  system,
  target,
  unit,
} from "../../store/samples.ts";

const UNITS = 500;
const EACH = 10;
const codes = Array.from({ length: UNITS }, (_, n) => `BV-${String(n)}`);

function country(): Registry {
  return registry({
    units: codes.map((code) =>
      unit({
        code,
        name: `Bệnh viện ${code}`,
        contacts: [{ email: `cntt@${code}.test`, role: "security" }],
      }),
    ),
    systems: codes.map((code) => system({ code: `${code}-WEB`, unit: code })),
    targets: codes.map((code) =>
      target({ unit: code, system: `${code}-WEB`, host: `www.${code}.test`.toLowerCase() }),
    ),
    authorizations: codes.map((code) => authorization({ unit: code, document: `${code}/QĐ` })),
  });
}

it("is told to each unit in one letter, and a later turn costs next to nothing", async () => {
  const { store, box, turn, after } = scene();
  store.saveRegistry(country(), { actor: "t", note: "" });
  endedScan(store, run().id, AFTERNOON);
  for (const code of codes) {
    const host = `www.${code}.test`.toLowerCase();
    const findings = Array.from({ length: EACH }, (_, n) => {
      const subject = String(n);
      return finding({
        unit: code,
        system: `${code}-WEB`,
        host,
        group: `${code}-${subject}`,
        subject,
      });
    });
    const events = findings.map((one) => seen(one));
    store.commitTarget(
      commit({
        unit: code,
        host,
        findings,
        events,
        result: result({ findings }),
        coverage: [],
      }),
    );
  }
  // So that the first turn plans and does nothing else.
  box.openings.push({ outcome: "unreachable", reason: "connect-refused", isRefused: false });

  const began = performance.now();
  const first = await turn();
  const planMs = performance.now() - began;
  await after(1);
  while ((await turn()).sent > 0);
  const idleBegan = performance.now();
  const idle = await turn();
  const idleMs = performance.now() - idleBegan;

  expect(first.planned).toBe(UNITS + 1);
  const digests = box.letters.filter(({ to }) => to.startsWith("cntt@"));
  expect(digests).toHaveLength(UNITS);
  expect(new Set(digests.map(({ to }) => to)).size).toBe(UNITS);
  expect(digests.every(({ headers }) => headers.get("subject")?.endsWith(": 10 mới"))).toBe(true);
  expect(idle).toMatchObject({ planned: 0, sent: 0 });
  expect(await after(60)).toEqual([]);
  expect(planMs).toBeLessThan(15_000);
  expect(idleMs).toBeLessThan(1_000);
}, 120_000);
