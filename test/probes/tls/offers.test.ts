import { describe, expect, it } from "vitest";
import { offersFrom } from "../../../src/probes/tls/offers.ts";
import {
  codeOf,
  suiteName,
  suiteOf,
  weaknessesOf,
  WEAK_CLASSES,
} from "../../../src/text/tls/suites.ts";
import { limits } from "../../detect/tls/looks.ts";

const offers = offersFrom(limits);
const FATAL = ["null", "anonymous", "export"] as const;
const OLD = ["rc4", "des", "3des"] as const;
const named = (codes: readonly number[]) => codes.map((code) => suiteName(limits, code));

describe("offers", () => {
  it("leaves no weak suite out, and none over the limit of 64 a hello", () => {
    const first = offers.weak(FATAL, []);
    const second = offers.weak(OLD, FATAL);
    const every = limits.suites.filter((suite) => weaknessesOf(suite).length > 0);
    expect(new Set([...first, ...second]).size).toBe(every.length);
    const lists = [
      first,
      second,
      offers.common,
      offers.dhe,
      offers.fixed,
      offers.forward,
      offers.signed,
      offers.old,
      offers.rareOld,
    ];
    expect(Math.max(...lists.map(({ length }) => length))).toBeLessThanOrEqual(64);
    expect(Math.min(...lists.map(({ length }) => length))).toBeGreaterThan(10);
  });

  it("has a place for every suite up to TLS 1.2: what is common, and the rest, weak ones first", () => {
    const rest = offers.uncommon();
    const every = limits.suites.filter(({ kx }) => kx !== "tls13").map(codeOf);
    expect(named([...offers.common, ...rest.flat()]).toSorted()).toEqual(named(every).toSorted());
    expect(Math.max(...rest.map(({ length }) => length))).toBeLessThanOrEqual(64);
    const first = new Set(rest[0]);
    expect(offers.weak(FATAL, []).filter((code) => !first.has(code))).toEqual([]);
  });

  it("narrows a weak hello to what is still unknown", () => {
    const left = offers.weak(["anonymous", "export"], ["null"]);
    expect(named(left)).not.toContain("TLS_ECDH_anon_WITH_NULL_SHA");
    expect(named(left)).toContain("TLS_DH_anon_EXPORT_WITH_RC4_40_MD5");
  });

  it("offers the weakest first, and ChaCha20 last", () => {
    const names = named(offers.common);
    expect(names[0]).toMatch(/^TLS_RSA_WITH_RC4_128_/);
    expect(names.at(-1)).toContain("CHACHA20");
    expect(names).toContain("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    expect(names).toContain("TLS_RSA_WITH_AES_128_CBC_SHA");
    expect(names.length).toBeLessThanOrEqual(48);
  });

  it("offers before TLS 1.2 nothing that only TLS 1.2 knows", () => {
    for (const name of [...named(offers.old), ...named(offers.rareOld)]) {
      expect(name).not.toMatch(/GCM|CCM|POLY1305|SHA256$|SHA384$/);
    }
    expect(offers.old.filter((code) => offers.rareOld.includes(code))).toEqual([]);
  });

  it("keeps each hello to what it asks", () => {
    expect(offers.dhe.every((code) => suiteOf(limits, code)?.kx === "dhe")).toBe(true);
    expect(offers.fixed.some((code) => suiteOf(limits, code)?.kx.endsWith("he"))).toBe(false);
    expect(offers.otherThan("rsa").every((code) => suiteOf(limits, code)?.auth === "ecdsa")).toBe(
      true,
    );
    expect(offers.otherThan("ecdsa").every((code) => suiteOf(limits, code)?.auth === "rsa")).toBe(
      true,
    );
    expect(offers.curves.filter((code) => code >= 0x100)).toEqual([]);
    expect(offers.hybridGroups).toEqual([0x11ec, 0x11eb, 0x11ed]);
  });

  it("keeps what is asked of every server to 256 bytes in a short hello: no more than fifty suites", () => {
    for (const list of [offers.few, offers.dhe, offers.fixed, offers.old, offers.weak(FATAL, [])]) {
      expect(list.length).toBeLessThanOrEqual(50);
    }
  });

  it("asks for static RSA in every form, sound ones first", () => {
    const rsa = limits.suites.filter(({ kx }) => kx === "rsa").map(({ name }) => name);
    const offered = named(offers.fixed);
    expect(rsa.filter((name) => !offered.includes(name))).toEqual([]);
    const isWeak = offers.fixed.map((code) => {
      const suite = suiteOf(limits, code);
      return suite !== null && weaknessesOf(suite).length > 0;
    });
    expect(isWeak.indexOf(true)).toBeGreaterThan(isWeak.lastIndexOf(false));
  });

  it("asks with everything sound that signs by RSA and ECDSA what a handshake is signed with", () => {
    const offered = named(offers.signed);
    expect(offered[0]).toMatch(/^TLS_ECDHE_/);
    const sound = named(offers.forward);
    expect(sound.filter((name) => !offered.includes(name) && !name.startsWith("OLD_"))).toEqual([]);
    expect(offered).toContain("TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA");
    expect(offered).toContain("TLS_ECDHE_RSA_WITH_NULL_SHA");
    expect(offered).toContain("TLS_ECDHE_ECDSA_WITH_NULL_SHA");
    expect(offered.filter((name) => /_RSA_WITH/.test(name) && !/DHE_RSA/.test(name))).toEqual([]);
  });

  it("asks for the primes of anonymous and of export suites where they are shortest", () => {
    expect(named(offers.dheAnonymous).filter((name) => !name.startsWith("TLS_DH_anon_"))).toEqual(
      [],
    );
    expect(named(offers.dheAnonymous).filter((name) => name.includes("_256_"))).toEqual([]);
    expect(named(offers.dheExport)).toContain("TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA");
    expect(named(offers.dheExport)).not.toContain("TLS_DH_anon_EXPORT_WITH_RC4_40_MD5");
  });

  it("names every class", () => {
    const seen = new Set(limits.suites.flatMap((suite) => [...weaknessesOf(suite)]));
    expect([...seen].toSorted()).toEqual([...WEAK_CLASSES].toSorted());
  });

  it("knows code points and names once each, all well-formed", () => {
    expect(new Set(limits.suites.map(({ code }) => code)).size).toBe(limits.suites.length);
    expect(new Set(limits.suites.map(({ name }) => name)).size).toBe(limits.suites.length);
    expect(new Set(limits.groups.map(({ code }) => code)).size).toBe(limits.groups.length);
  });
});
