// Random settings of real servers: what the audit states and the full lists are held against what nmap and OpenSSL's own
// client see. The same seed draws the same servers; RASOAT_RANDOM_SEED draws others.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Look } from "../../../src/model/observation.ts";
import { createTrust, type Trust } from "../../../src/net/trust.ts";
import { listPlace } from "../../../src/run/tls-list.ts";
import { MAX_SUITES } from "../../../src/text/tls/client-hello.ts";
import { AUDIT_PROBE } from "../../../src/text/tls/topics.ts";
import { short } from "../../integration/tls/audited.ts";
import { judge, type Judged } from "../../integration/tls/sites.ts";
import { auditContext } from "./context.ts";
import { nmapViews, signsWith, type NmapView } from "./peers.ts";
import { startRandomLab, type RandomLab, type RandomServer } from "./random-lab.ts";

const SEED = Number(process.env["RASOAT_RANDOM_SEED"] ?? "20261124");
const COUNTS = { openssl: 24, nginx: 12, gnutls: 10, java: 14 };
const PATIENT = { connectMs: 5000, tlsMs: 5000, headersMs: 5000, bodyMs: 5000, requestMs: 15_000 };

let lab: RandomLab;
let trust: Trust;
let seen: ReadonlyMap<number, NmapView>;
beforeAll(async () => {
  lab = await startRandomLab(SEED, COUNTS);
  trust = createTrust([lab.rootPem]);
  seen = await nmapViews(lab.servers.map(({ port }) => port));
});
afterAll(() => {
  lab.end();
});

const WEAK: Readonly<Record<string, RegExp>> = {
  "cipher-null": /_NULL_/,
  "cipher-anonymous": /_anon_/,
  "cipher-export": /EXPORT/,
  "cipher-des": /(?<!EXPORT_WITH|EXPORT1024_WITH)_DES_CBC_/,
  "cipher-rc4": /(?<!EXPORT_WITH|EXPORT1024_WITH)_RC4_/,
  "cipher-3des": /3DES|IDEA/,
  "no-forward-secrecy": /^TLS_(?:RSA|ECDH_(?:RSA|ECDSA)|DH_(?:RSA|DSS))_/,
};

/** What is to be stated, by what nmap sees and by what is known of the stack. */
function expected(
  { drawn }: RandomServer,
  { suites, dhBits }: NmapView,
  sha1: boolean,
): Readonly<Record<string, boolean>> {
  const versions = [...suites.keys()];
  const names = [...suites.values()].flat();
  const old = versions.filter((version) => version !== "TLSv1.3");
  const sound = (suites.get("TLSv1.2") ?? []).filter((name) => /RSA_WITH_AES/.test(name));
  return {
    "protocol-ssl2": false,
    "protocol-ssl3": versions.includes("SSLv3"),
    "protocol-1-0": versions.includes("TLSv1"),
    "protocol-1-1": versions.includes("TLSv1.1"),
    "no-1-3": !versions.includes("TLSv1.3"),
    "no-post-quantum": true,
    // Of the 512 bits of export suites nmap says nothing. RC4 has full ones in OpenJDK.
    "dh-weak":
      dhBits.some((bits) => bits < 2048) ||
      names.some((name) => /_DHE?_.*EXPORT_WITH_DES40/.test(name)),
    compression: false,
    "heartbeat-offered": false,
    "renegotiation-insecure": false,
    // OpenJDK alone does not know RFC 7507.
    "fallback-scsv-missing": drawn.stack === "java" && old.length > 1,
    ...Object.fromEntries(
      Object.entries(WEAK).map(([fact, suite]) => [fact, names.some((name) => suite.test(name))]),
    ),
    ...(sha1 ? { "handshake-sha1": true } : {}),
    ...(drawn.keys.includes("weak") && sound.length > 0 ? { "certificate-weak-key": true } : {}),
  };
}

/**
 * What nobody knows without further hellos, and is said to be open: static RSA where DES and export suites are spoken in
 * old versions only, and the prime of anonymous suites where every first class of weak ones is accepted at once.
 */
const MAY_BE_OPEN: ReadonlySet<string> = new Set([
  "no-forward-secrecy: inconclusive",
  "dh-weak: inconclusive",
]);
/** Our own library found no suite in common: what it would have been shown is not known. */
const UNSHAKEN = "certificate-weak-key: tls-failed";
/** A server of rare suites in several versions takes more than that. */
const SHARE = 20;

function wrongIn(
  { facts, cost }: Judged,
  { drawn }: RandomServer,
  states: Readonly<Record<string, boolean>>,
): readonly string[] {
  return Object.entries(states).flatMap(([name, is]) => {
    const fact = facts.find(({ predicate }) => short(predicate) === name);
    if (fact?.status === (is ? "present" : "absent")) return [];
    const told = `${name}: ${fact?.status === "unknown" ? fact.reason : (fact?.status ?? "nothing")}`;
    const isOpen = (drawn.stack === "java" && MAY_BE_OPEN.has(told)) || told === UNSHAKEN;
    const isSpent = told === `${name}: budget-spent` && cost >= SHARE;
    return isOpen || isSpent ? [] : [told];
  });
}

function overCaps(looks: readonly Look[], cost: number): string[] {
  const hellos = looks.filter(({ probe }) => probe === AUDIT_PROBE);
  const accepted = hellos.filter(
    ({ role, attempt }) =>
      ["version", "class"].includes(role) &&
      attempt.status === "ok" &&
      attempt.value.kind === "tls-flight" &&
      attempt.value.outcome !== "refused",
  );
  const longest = hellos.map(({ attempt: { status, ...rest } }) =>
    status === "ok" && "value" in rest && rest.value.kind === "tls-flight"
      ? rest.value.offered.suites
      : 0,
  );
  return [
    ...(cost > SHARE + accepted.length ? [`${String(cost)} connections`] : []),
    // Two signalling values are no suites.
    ...(Math.max(0, ...longest) > MAX_SUITES + 2 ? ["more than 64 suites in a hello"] : []),
  ];
}

/** Servers that speak to somebody, with what nmap sees of them. */
function spoken(): readonly (readonly [RandomServer, NmapView])[] {
  return lab.servers.flatMap((server) => {
    const view = seen.get(server.port);
    return view === undefined || view.suites.size === 0 ? [] : [[server, view] as const];
  });
}

describe(`real servers with random settings, seed ${String(SEED)}`, () => {
  it("states of each what others see, within the caps", async () => {
    const wrong: string[] = [];
    for (const [server, view] of spoken()) {
      const { port, drawn } = server;
      const sha1 = view.suites.has("TLSv1.2") && (await signsWith(port, "SHA1"));
      const states = expected(server, view, sha1);
      const run = await judge([{ port, scheme: "https" }], trust, { limits: PATIENT });
      const found = [...wrongIn(run, server, states), ...overCaps(run.looks, run.cost)];
      if (found.length > 0) wrong.push(JSON.stringify({ found, drawn }));
    }
    expect(wrong).toEqual([]);
    expect(spoken().length).toBeGreaterThan(40);
  });

  it("lists of each the suites that others see, in 90 connections at most", async () => {
    const wrong: string[] = [];
    for (const [{ port, drawn }, { suites }] of spoken()) {
      const context = auditContext(port, { trust, limits: PATIENT });
      const lists = await listPlace(context, { port, address: "127.0.0.1" });
      const ours = Object.fromEntries(
        lists.versions.map(({ version, suites: names }) => [version, names.toSorted()]),
      );
      const theirs = Object.fromEntries(suites);
      const isWhole = lists.incomplete === null;
      const same = JSON.stringify(sortedKeys(ours)) === JSON.stringify(sortedKeys(theirs));
      if (isWhole ? !same : lists.incomplete !== "budget-spent") {
        wrong.push(JSON.stringify({ incomplete: lists.incomplete, ours, theirs, drawn }));
      }
      expect(lists.connections).toBeLessThanOrEqual(90);
    }
    expect(wrong).toEqual([]);
  });
});

function sortedKeys(lists: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(lists).toSorted(([a], [b]) => a.localeCompare(b));
}
