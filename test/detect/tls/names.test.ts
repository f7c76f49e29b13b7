import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesHost } from "../../../src/detect/tls/names.ts";

describe("matchesHost", () => {
  it.each<[string, string[], boolean]>([
    ["www.a.test", ["dns:www.a.test"], true],
    ["www.a.test", ["dns:WWW.A.Test"], true],
    ["www.a.test", ["dns:a.test"], false],
    ["a.test", ["dns:www.a.test"], false],
    ["www.a.test", ["dns:*.a.test"], true],
    ["a.test", ["dns:*.a.test"], false],
    ["x.www.a.test", ["dns:*.a.test"], false],
    ["www.a.test", ["dns:w*.a.test"], false],
    ["www.a.test", ["dns:*w.a.test"], false],
    ["www.a.test", ["dns:www.*.test"], false],
    ["www.a.test", ["dns:*.*.test"], false],
    ["www.a.test", ["dns:*"], false],
    ["a.test", ["dns:*.test"], false],
    ["www.a.test", ["dns:*www.a.test"], false],
    ["xwww.a.test", ["dns:*www.a.test"], false],
    [".a.test", ["dns:*.a.test"], false],
    ["www.a.test", ["dns:www.a.test."], false],
    ["www.a.test", ["dns:"], false],
    ["www.a.test", [], false],
    ["www.a.test", ["ip:127.0.0.1", "dns:b.test", "dns:www.a.test"], true],
    ["xn--bnh-vin-p4a.test.example", ["dns:xn--bnh-vin-p4a.test.example"], true],
    ["xn--bnh-vin-p4a.a.test", ["dns:*.a.test"], true],
    ["xn--bnh-vin-p4a.a.test", ["dns:bệnh-viện.a.test"], false],
    ["xn--bnh-vin-p4a.a.test", ["dns:xn--*.a.test"], false],
    ["127.0.0.9", ["ip:127.0.0.9"], true],
    ["127.0.0.9", ["dns:127.0.0.9"], false],
    ["127.0.0.9", ["dns:*.0.0.9"], false],
    ["127.0.0.9", ["ip:127.0.0.90"], false],
    ["::1", ["ip:0:0:0:0:0:0:0:1"], true],
    ["www.a.test", ["ip:www.a.test"], false],
  ])("%s against %j: %s", (host, altNames, expected) => {
    expect(matchesHost(host, altNames)).toBe(expected);
  });

  const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/);
  const name = fc
    .array(label, { minLength: 3, maxLength: 5 })
    .map((labels) => labels.join("."))
    .filter((host) => !/^[\d.]+$/.test(host));

  it("always accepts the very name", () => {
    fc.assert(fc.property(name, (host) => matchesHost(host, [`dns:${host}`])));
  });

  it("lets a wildcard stand for exactly one label", () => {
    fc.assert(
      fc.property(name, label, (host, extra) => {
        const wildcard = `dns:*.${host}`;
        expect(matchesHost(`${extra}.${host}`, [wildcard])).toBe(true);
        expect(matchesHost(host, [wildcard])).toBe(false);
        expect(matchesHost(`a.${extra}.${host}`, [wildcard])).toBe(false);
        expect(matchesHost(`${extra}${host}`, [wildcard])).toBe(false);
      }),
    );
  });

  it("never matches a host that merely contains the name, and never throws", () => {
    fc.assert(
      fc.property(name, label, fc.array(fc.string()), (host, extra, noise) => {
        expect(matchesHost(`${extra}.${host}`, [`dns:${host}`])).toBe(false);
        expect(matchesHost(`${host}.${extra}`, [`dns:${host}`])).toBe(false);
        expect(typeof matchesHost(host, noise)).toBe("boolean");
      }),
    );
  });
});
