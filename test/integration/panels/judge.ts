// Looks at sites on loopback through the real door with the real probes, and judges them twice.
import { expect } from "vitest";
import { panelsDetector } from "../../../src/detect/panels/panels.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import type { Look } from "../../../src/model/observation.ts";
import type { Standing } from "../../../src/model/probe.ts";
import { homeProbe } from "../../../src/probes/home.ts";
import { panelsProbe } from "../../../src/probes/panels/panels.ts";
import { visit } from "../../../src/run/visit.ts";
import { readSignatures } from "../../detect/panels/fixtures.ts";
import { told } from "../../detect/told.ts";
import { createFakeClock } from "../../helpers/loopback/fake-ports.ts";
import { HOST, openTestDoor, testTarget } from "../../helpers/loopback/open-test-door.ts";

const knowledge = { panels: readSignatures() } as unknown as Knowledge;

export interface Judged {
  readonly facts: readonly Fact[];
  readonly looks: readonly Look[];
  /** Everything that would be stored. */
  readonly bodies: readonly Uint8Array[];
}

export async function judgeSites(
  ports: readonly number[],
  options: {
    readonly firstTime?: boolean;
    readonly start?: number;
    readonly standing?: readonly Standing[];
  } = {},
): Promise<Judged> {
  const served = ports.map((port) => ({ port, scheme: "http" as const }));
  const clock = createFakeClock(options.start);
  const { door, ports: fake } = openTestDoor({ ports: served });
  const target = testTarget(served);
  const around = {
    probes: [homeProbe, panelsProbe],
    knowledge,
    clock,
    log: fake.log,
    signal: fake.signal,
  };
  const what = {
    target,
    areas: ["panels"] as const,
    door,
    firstTime: options.firstTime ?? true,
    standing: options.standing ?? [],
  };
  const first = await visit({ ...what, pass: 1, earlier: [], body: () => undefined }, around);
  const early = (sha256: string) => first.bodies.get(sha256);
  const { looks, bodies } = await visit(
    { ...what, pass: 2, earlier: first.looks, body: early },
    around,
  );
  const input = {
    target,
    ownHosts: [HOST],
    looks,
    body: (sha256: string) => bodies.get(sha256) ?? early(sha256),
    now: "2026-11-22T15:30:00.000Z",
    knowledge,
  };
  const facts = told(panelsDetector.detect(input));
  expect(JSON.stringify(panelsDetector.detect(input))).toBe(JSON.stringify(facts));
  return { facts, looks, bodies: [...first.bodies.values(), ...bodies.values()] };
}

/** "<predicate> <subject>" of what was seen. */
export function seen(facts: readonly Fact[]): string[] {
  return facts
    .filter(({ status }) => status === "present")
    .map(({ predicate, subject }) => `${predicate} ${subject}`)
    .toSorted();
}

/** What was said of a subject: a status, or the reason why nothing could be. */
export function said(facts: readonly Fact[], subject: string): string[] {
  return facts
    .filter((fact) => fact.subject === subject)
    .map((fact) => (fact.status === "unknown" ? `unknown ${fact.reason}` : fact.status));
}
