// What the audit says when it is cut short or led astray: nothing that it did not see. And of a second certificate.
import { describe, expect, it } from "vitest";
import { makeCertificate } from "../../../src/cli/demo/certificates.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { the, word } from "../../detect/tls/looks.ts";
import { HOST } from "../../helpers/loopback/open-test-door.ts";
import { suites, type Script } from "../../helpers/tls/scripted-server.ts";
import {
  CBC,
  DHE,
  CHAINS,
  EC,
  FIXED,
  MODERN,
  OLD_TOO,
  TLS13,
  der,
  look,
  passed,
  present,
  root,
  unsure,
  with_,
  type Haste,
} from "./audited.ts";

describe.each<Haste>(["alone", "together"])("honesty, hellos sent %s", (haste) => {
  const PLANTED: Partial<Script> = {
    versions: OLD_TOO,
    suites: with_(...CBC, ...FIXED, ...suites("TLS_RSA_WITH_RC4_128_SHA")),
  };

  // What an accepted hello proves by itself, whatever comes later.
  const PROVEN = new Set([
    "compression",
    "heartbeat-offered",
    "renegotiation-insecure",
    "no-1-3",
    "no-post-quantum",
  ]);

  it.each(["reset", "close", "silence", "http"] as const)(
    "passes nothing behind a limiter that answers by %s, wherever it sets in",
    async (how) => {
      for (const from of [2, 3, 4, 6, 8, 10, 12, 14]) {
        const run = await look({ ...PLANTED, limit: { from, how } }, haste);
        expect(passed(run).filter((one) => !PROVEN.has(one))).toEqual([]);
        const whole = ["cipher-rc4", "no-forward-secrecy", "protocol-1-0", "protocol-1-1"];
        const said = new Set([...present(run), ...unsure(run)]);
        expect(whole.filter((one) => !said.has(one))).toEqual([]);
        expect(present(run).filter((one) => !whole.includes(one))).toEqual([]);
      }
    },
    60_000,
  );

  it.each(["reset", "close", "http"] as const)(
    "tells the same when a single connection ends by %s, whichever",
    async (how) => {
      const whole = await look(PLANTED, haste);
      for (let from = 1; from < whole.connections; from += 1) {
        const run = await look({ ...PLANTED, limit: { from, until: from + 1, how } }, haste);
        expect(`${String(from)}: ${present(run).join(" ")}`).toBe(
          `${String(from)}: ${present(whole).join(" ")}`,
        );
        expect(unsure(run)).toEqual([]);
      }
    },
    30_000,
  );

  it("says nothing of primes while it cannot tell whether export suites have one of their own", async () => {
    const hidden = suites(
      "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
      "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",
    );
    const planted = { suites: with_(...DHE, ...hidden) };
    expect(word(the((await look(planted, haste)).facts, "tls.dh-weak"))).toBe("present dh=512");
    for (const from of [6, 7, 8, 9, 10, 11, 12]) {
      const run = await look({ ...planted, limit: { from, how: "reset" } }, haste);
      expect(word(the(run.facts, "tls.dh-weak"))).toMatch(/^(?:unknown|present)/);
    }
  });

  it("stops when the server no longer answers what it answered before", async () => {
    const run = await look({ ...PLANTED, limit: { from: 6, how: "reset" } }, haste);
    expect(run.hellos).toBeLessThanOrEqual(haste === "alone" ? 9 : 11);
    expect(run.looks.at(-1)?.attempt).toMatchObject({
      status: "skipped",
      reason: "host-stopped-answering",
    });
  });

  it("concludes nothing when the canary gets another answer", async () => {
    const run = await look({ limit: { from: 11, how: "alert" } }, haste);
    expect(word(the(run.facts, "tls.protocol-1-0"))).toMatch(/^unknown/);
    expect(present(run)).toEqual([]);
  });

  it("takes a choice that nobody offered for no answer", async () => {
    const run = await look({ stubborn: 0x0005 }, haste);
    expect(word(the(run.facts, "tls.cipher-3des"))).toMatch(/^unknown/);
    expect(word(the(run.facts, "tls.cipher-null"))).toMatch(/^unknown/);
  });

  it("is unknown about a server that refuses everything", async () => {
    const run = await look({ versions: [], suites: [] }, haste);
    expect(passed(run)).toEqual([]);
    expect(present(run)).toEqual([]);
  });

  it("says what SSL 2.0 alone proves, and no more", async () => {
    const run = await look({ versions: [], suites: [], ssl2: [0x010080], refusal: "reset" }, haste);
    expect(present(run)).toEqual(["protocol-ssl2"]);
    expect(passed(run)).toEqual([]);
  });

  it("turns to a short hello for a server that chokes on a long one", async () => {
    const run = await look(
      {
        versions: ["TLSv1.2"],
        suites: [...MODERN, ...FIXED],
        longestHello: 260,
      },
      haste,
    );
    expect(present(run)).toContain("no-forward-secrecy");
    expect(the(run.facts, "tls.compression")?.status).toBe("absent");
  }, 60_000);
});

const saidOf = ({ facts }: Awaited<ReturnType<typeof look>>) =>
  facts.map((fact) => `${fact.predicate} ${fact.subject} ${word(fact)}`);

describe("a server that serves one at a time", () => {
  const PLANTED: Partial<Script> = {
    versions: OLD_TOO,
    suites: with_(...CBC, ...FIXED, ...suites("TLS_RSA_WITH_RC4_128_SHA")),
  };

  it.each(["reset", "close", "silence", "http", "alert"] as const)(
    "is told the same of, when others get a %s meanwhile",
    async (crowd) => {
      const alone = await look({ ...PLANTED, crowd }, "alone");
      const hasty = await look({ ...PLANTED, crowd }, "together");
      expect(saidOf(hasty)).toEqual(saidOf(alone));
      expect(alone.looks.filter(({ role }) => role === "beside")).toEqual([]);
      const beside = hasty.looks.filter(({ role }) => role === "beside");
      expect(beside).toHaveLength(1);
      // It was asked again, alone: what was turned away says nothing about how much was seen.
      expect(beside[0]?.areas).toEqual([]);
      expect(hasty.connections).toBe(alone.connections + 1);
    },
    30_000,
  );
});

it("asks nothing twice where hellos without a group of the server's are called unexpected", async () => {
  // As OpenJDK does.
  const script: Partial<Script> = { groups: [29, 23], alert: 10 };
  const alone = await look(script, "alone");
  const hasty = await look(script, "together");
  expect(saidOf(hasty)).toEqual(saidOf(alone));
  expect(passed(hasty)).toContain("cipher-null");
  expect(hasty.looks.filter(({ role }) => role === "beside")).toEqual([]);
  expect(hasty.connections).toBe(alone.connections);
});

describe("the second certificate", () => {
  const BOTH = suites(
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  );
  const both = (second: Uint8Array): Partial<Script> => ({
    suites: [...TLS13, ...BOTH],
    chains: { rsa: CHAINS.rsa, ecdsa: [second] },
  });
  const EXPIRED = makeCertificate({
    names: [HOST],
    issuer: root,
    notBefore: new Date(Date.now() - 100 * 86_400_000),
    notAfter: new Date(Date.now() - 86_400_000),
  });

  it.each<[string, Uint8Array, string, string]>([
    ["expired", der(EXPIRED.certPem), "tls.certificate-expired", "present"],
    [
      "another host's",
      der(makeCertificate({ names: ["khac.test"], issuer: root }).certPem),
      "tls.certificate-name-mismatch",
      "present",
    ],
    [
      "its own issuer",
      der(makeCertificate({ names: [HOST] }).certPem),
      "tls.certificate-self-signed",
      "present",
    ],
    ["sound", der(EC.certPem), "tls.certificate-expired", "unknown"],
  ])("is held against the same demands: %s", async (_name, second, predicate, expected) => {
    const run = await look(both(second));
    // A scripted server ends no full handshake, so that a sound second one alone proves nothing.
    expect(the(run.facts, predicate as Predicate, "leaf")?.status).toBe(expected);
  });
});
