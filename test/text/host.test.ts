import { domainToUnicode } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalHost,
  displayHost,
  hasMixedScript,
  isIpLiteral,
  parseTarget,
  unicodeHost,
} from "../../src/text/host.ts";

describe("canonicalHost", () => {
  it.each([
    ["www.bv-a.test", "www.bv-a.test"],
    ["WWW.BV-A.Test", "www.bv-a.test"],
    ["www.bv-a.test.", "www.bv-a.test"],
    ["bệnhviện.vn", "xn--bnhvin-ik8be.vn"],
    ["bệnhviện.vn".normalize("NFD"), "xn--bnhvin-ik8be.vn"],
    ["BỆNHVIỆN.VN", "xn--bnhvin-ik8be.vn"],
    ["xn--bnhvin-ik8be.vn", "xn--bnhvin-ik8be.vn"],
    ["ｗｗｗ.bv-a.test", "www.bv-a.test"],
    ["a_b.bv-a.test", "a_b.bv-a.test"],
    ["localhost", "localhost"],
  ])("%s -> %s", (raw, host) => {
    expect(canonicalHost(raw)).toBe(host);
  });

  it.each([
    "",
    ".",
    "..",
    "a..test",
    ".a.test",
    "a.test..",
    " a.test",
    "a.test ",
    "a.te\nst",
    "a.te\tst",
    "a%2etest",
    "a.test:80",
    "user@a.test",
    "http://a.test",
    "a.test/",
    "a.test\\b",
    "a.test#b",
    "*.a.test",
    "-a.test",
    "a-.test",
    "xn--a",
    "xn--.test",
    // Decodes to letters that need no A-label; to a control character; to nothing.
    "xn--zzz-.test",
    "a.xn--a-.test",
    "a.xn--0000000.test",
    "www.xn--0.test",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0x7f000001",
    "127.0.0.1.",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "1.2.3.4.5",
    "a.4",
    "[::1]",
    "::1",
    "a\u00adb.test",
    "a\u200db.test",
    `${"a".repeat(64)}.test`,
    `${"a.".repeat(127)}test`,
    "b".repeat(5000),
  ])("refuses %j", (raw) => {
    expect(canonicalHost(raw)).toBeNull();
  });

  it("gives only plain names, and gives them again", () => {
    const piece = fc.oneof(
      fc.domain(),
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.ipV4Extended(),
      fc.constantFrom(".", "xn--", "@", ":", "/", "\\", "%", "０", "ệ", "а", "127.1"),
    );
    const raw = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(raw, (text) => {
        const host = canonicalHost(text);
        if (host === null) return;
        expect(host).toMatch(/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/);
        expect(host.length).toBeLessThanOrEqual(253);
        expect(isIpLiteral(host)).toBe(false);
        expect(canonicalHost(host)).toBe(host);
        expect(canonicalHost(`${host}.`)).toBe(host);
        expect(canonicalHost(host.toUpperCase())).toBe(host);
        expect(new URL(`http://${host}/`).hostname).toBe(host);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes every domain name, in either case", () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(canonicalHost(domain)).toBe(domain.toLowerCase());
      }),
    );
  });
});

describe("isIpLiteral", () => {
  it.each([
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "0",
    "[::1]",
    "::1",
    "fe80::1%eth0",
    "[::ffff:127.0.0.1]",
    "１２７.0.0.1",
    "127。0。0。1",
    " 10.0.0.1 ",
  ])("%j is one", (text) => {
    expect(isIpLiteral(text)).toBe(true);
  });

  it.each(["bv-a.test", "1.bv-a.test", "10.test", "abc", "face.test", "", "1.2.3.4.5"])(
    "%j is none",
    (text) => {
      expect(isIpLiteral(text)).toBe(false);
    },
  );

  it("knows every address in every extended spelling", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4Extended(), fc.ipV6()), (text) => {
        expect(isIpLiteral(text)).toBe(true);
        expect(canonicalHost(text)).toBeNull();
      }),
    );
  });
});

describe("for people", () => {
  it.each([
    ["www.bv-a.test", "www.bv-a.test"],
    ["xn--bnhvin-ik8be.vn", "bệnhviện.vn (xn--bnhvin-ik8be.vn)"],
  ])("shows %s as %s", (host, shown) => {
    expect(displayHost(host)).toBe(shown);
  });

  it("decodes A-labels as the runtime does", () => {
    const label = fc.string({
      unit: fc.constantFrom(..."a b c x y z ạ ả ấ ầ đ ê ô ư б г д 中 文 0 -".split(" ")),
      maxLength: 20,
    });
    fc.assert(
      fc.property(label, (text) => {
        const host = canonicalHost(`${text}.test`);
        if (host === null) return;
        expect(unicodeHost(host)).toBe(domainToUnicode(host));
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["xn--!!!", "xn--99999999999", "xn--a-ecp.test", "xn--zzzzzzzzzzzzzzzzzz"])(
    "never fails on %s",
    (host) => {
      expect(unicodeHost(host).length).toBeGreaterThan(0);
    },
  );

  it.each([
    ["bv-a.test", false],
    ["bệnhviện.vn", false],
    ["bv-а.test", true],
    ["аррӏе.vn", true],
    ["123.test", false],
  ])("mixed script of %s: %s", (typed, mixed) => {
    const host = canonicalHost(typed) ?? "";
    expect(host).not.toBe("");
    expect(hasMixedScript(host)).toBe(mixed);
  });
});

describe("parseTarget", () => {
  it.each([
    ["http://bv-a.test", "http", "bv-a.test", 80, "/", "http://bv-a.test/"],
    ["HTTPS://BV-A.test.:443/a?b#c", "https", "bv-a.test", 443, "/a?b", "https://bv-a.test/a?b"],
    ["http://bv-a.test:8080/x", "http", "bv-a.test", 8080, "/x", "http://bv-a.test:8080/x"],
    ["https://bv-a.test:80/", "https", "bv-a.test", 80, "/", "https://bv-a.test:80/"],
    [
      "https://bệnhviện.vn/tin tức",
      "https",
      "xn--bnhvin-ik8be.vn",
      443,
      "/tin%20t%E1%BB%A9c",
      "https://xn--bnhvin-ik8be.vn/tin%20t%E1%BB%A9c",
    ],
  ])("reads %s", (raw, ...[scheme, host, port, path, url]) => {
    expect(parseTarget(raw)).toEqual({ ok: true, scheme, host, port, path, url });
  });

  it.each([
    ["/b", "http://bv-a.test/b"],
    ["b", "http://bv-a.test/a/b"],
    ["?q", "http://bv-a.test/a/x?q"],
    ["//khac.test/b", "http://khac.test/b"],
    ["https:///khac.test/b", "https://khac.test/b"],
  ])("resolves %s against the page", (raw, url) => {
    expect(parseTarget(raw, "http://bv-a.test/a/x")).toMatchObject({ ok: true, url });
  });

  it.each([
    "ftp://bv-a.test/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ws://bv-a.test/",
    "//bv-a.test/",
    "bv-a.test",
    "http://",
    "http://user@bv-a.test/",
    "http://user:pass@bv-a.test/",
    "http://@bv-a.test/",
    "http:user@bv-a.test/",
    "http://bv-a.test\\@evil.test/",
    "http:/\\evil.test/",
    "\\\\evil.test/",
    "http://bv-a.test/a\\b",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://①②⑦.0.0.1/",
    "http://127.0.0.1./",
    "http://bv-a.test:99999/",
    "http://bv-a.test:0/",
    "http://bv-a.test:-1/",
    "http://bv..test/",
    "http://bv-a.test../",
    "http://bv-a\t.test/",
    "http://bv-a.test/\r\nHost: x",
    "http://bv-a.test/\u0000",
    `http://bv-a.test/${"a".repeat(2048)}`,
    `http://bv-a.test/${"ệ".repeat(300)}`,
  ])("refuses %j", (raw) => {
    expect(parseTarget(raw)).toMatchObject({ ok: false, reason: "url-not-allowed" });
  });

  it("never says another host than the one the URL parser would dial", () => {
    const raw = fc
      .tuple(
        fc.constantFrom("http://", "https://", "HTTP:", "http:/", "//", "http:\\\\", "ftp://"),
        fc.constantFrom("", "user@", "a:b@", "bv-a.test\\@", "bv-a.test@", "%"),
        fc.oneof(fc.domain(), fc.ipV4Extended(), fc.constantFrom("[::1]", "bv-а.test", "a。test")),
        fc.constantFrom("", ":80", ":443", ":8080", ":", ".", "..", "\\", "#@evil.test", "?@x"),
        fc.webPath(),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(raw, (text) => {
        const parsed = parseTarget(text);
        if (!parsed.ok) return;
        const url = new URL(text);
        expect(url.hostname.replace(/\.$/, "")).toBe(parsed.host);
        expect(url.username + url.password).toBe("");
        expect(canonicalHost(parsed.host)).toBe(parsed.host);
        expect(new URL(parsed.url).hostname).toBe(parsed.host);
        expect(new URL(parsed.url).pathname + new URL(parsed.url).search).toBe(parsed.path);
      }),
      { numRuns: 3000 },
    );
  });
});
