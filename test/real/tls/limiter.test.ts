// Behind a limiter of 30 connections in 10 seconds, without the pace that keeps us from ever meeting one: the same
// verdicts, or that nothing is known. Never a pass for what was not seen.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fact } from "../../../src/model/fact.ts";
import type { Look } from "../../../src/model/observation.ts";
import { createTrust, type Trust } from "../../../src/net/trust.ts";
import { listPlace } from "../../../src/run/tls-list.ts";
import { judge } from "../../integration/tls/sites.ts";
import { auditContext } from "./context.ts";
import { serverOf, startLab, type Lab } from "./lab.ts";
import { startLimiter, type Limiter, type Manner } from "./limiter.ts";

const PATIENT = { connectMs: 5000, tlsMs: 5000, headersMs: 5000, bodyMs: 5000, requestMs: 15_000 };
/** A second is long on loopback; whoever is slower is taken for silent, which is what is tested. */
const BRIEF = { ...PATIENT, tlsMs: 1000, headersMs: 1000 };

const SERVERS = [
  "nginx intermediate",
  "nginx old",
  "GnuTLS RC4 and 3DES",
  "OpenJDK with everything",
];
const MANNERS: readonly Manner[] = ["reset", "silence", "close", "cut"];

let lab: Lab;
let trust: Trust;
const truth = new Map<string, readonly Fact[]>();
beforeAll(async () => {
  lab = await startLab();
  trust = createTrust([lab.rootPem]);
  for (const name of SERVERS) {
    const { port } = serverOf(lab, name);
    const { facts } = await judge([{ port, scheme: "https" }], trust, { limits: PATIENT });
    truth.set(name, facts);
  }
});
afterAll(() => {
  lab.end();
});

async function behind<T>(
  name: string,
  options: { readonly manner: Manner; readonly used: number },
  work: (limiter: Limiter) => Promise<T>,
): Promise<T> {
  const { port } = serverOf(lab, name);
  const limiter = await startLimiter({ port, connections: 30, perMs: 10_000, ...options });
  try {
    return await work(limiter);
  } finally {
    limiter.end();
  }
}

const keyOf = ({ predicate, subject }: Fact): string => `${predicate} ${subject}`;

function statesOf(facts: readonly Fact[]): ReadonlyMap<string, Fact["status"]> {
  return new Map(facts.map((fact) => [keyOf(fact), fact.status]));
}

/** Where it sets in; silences cost two seconds each, so that fewer of them are tried. */
const USED = [0, 12, 16, 20, 24, 27];
const CASES = SERVERS.flatMap((name) =>
  MANNERS.flatMap((manner) =>
    USED.filter((_, index) => manner !== "silence" || index % 3 === 1).map(
      (used) => [name, manner, used] as const,
    ),
  ),
);

function isAnswered({ attempt }: Look): boolean {
  if (attempt.status !== "ok" || attempt.value.kind !== "tls-flight") return false;
  return attempt.value.complete && attempt.value.outcome !== "refused";
}

describe("behind a limiter of 30 connections in 10 s", () => {
  it.each(CASES)("%s, %s, %i used already: the same or unknown", async (name, manner, used) => {
    const before = statesOf(truth.get(name) ?? []);
    const limits = manner === "silence" ? BRIEF : PATIENT;
    const { facts, looks, turnedAway } = await behind(name, { manner, used }, async (limiter) => {
      const judged = await judge([{ port: limiter.port, scheme: "https" }], trust, { limits });
      return { ...judged, turnedAway: limiter.turnedAway() };
    });
    const other = facts.filter(
      (fact) => fact.status !== "unknown" && fact.status !== before.get(keyOf(fact)),
    );
    expect(other.map((fact) => `${keyOf(fact)}: ${fact.status}`)).toEqual([]);
    const unknown = facts.filter(({ status }) => status === "unknown");
    // The hello that names no host comes last and decides nothing of these.
    const aside = looks.filter((look) => look.role === "nameless" && !isAnswered(look)).length;
    // Whoever is turned away says so; whoever is not knows everything.
    expect(unknown.length > 0).toBe(turnedAway - aside > 0);
  });

  it.each(MANNERS)("full lists of nginx old, %s: whole, or said to be cut", async (manner) => {
    const limits = manner === "silence" ? BRIEF : PATIENT;
    await behind("nginx old", { manner, used: 0 }, async ({ port, turnedAway }) => {
      const place = { port, address: "127.0.0.1" };
      const lists = await listPlace(auditContext(port, { trust, limits }), place);
      expect(turnedAway()).toBeGreaterThan(0);
      expect(lists.incomplete).not.toBeNull();
    });
  });
});
