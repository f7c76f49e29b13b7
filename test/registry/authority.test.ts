import { describe, expect, it } from "vitest";
import type { Ask } from "../../src/model/grant.ts";
import type { Authorization, Registry } from "../../src/model/registry.ts";
import { createAuthority, type AuthorityOptions } from "../../src/registry/authority.ts";
import { isGrant, lowestRate } from "../../src/registry/grant.ts";
import { authorization, registryWith, target, unit } from "./sample.ts";

const HTTPS = { port: 443, scheme: "https" } as const;
/** 23:00 in Vietnam on 22 November 2026. */
const NIGHT = new Date("2026-11-22T16:00:00Z");

function authorityOf(registry: Registry, more: Partial<AuthorityOptions> = {}) {
  return createAuthority({
    registry,
    allowReserved: false,
    hasContact: true,
    defaultRate: 1,
    rateCap: 20,
    ...more,
  });
}

function ask(more: Partial<Ask> = {}): Ask {
  return { unit: "BV-A", host: "www.bv-a.test", port: HTTPS, area: "tls", at: NIGHT, ...more };
}

/** The grant's document, or the reason of the refusal. */
function answer(registry: Registry, more: Partial<Ask> = {}): string {
  const verdict = authorityOf(registry).judge(ask(more));
  return verdict.granted ? verdict.grant.document : verdict.refusal.reason;
}

const NIGHTLY = { from: "22:00", to: "05:00", timezone: "Asia/Ho_Chi_Minh" };

describe("states of one authorization", () => {
  it.each<[name: string, more: Partial<Authorization>, at: string, expected: string]>([
    ["active, in date, no window", {}, "2026-11-22T16:00:00Z", "1/QĐ"],
    ["first minute of the first day", {}, "2026-01-04T17:00:00Z", "1/QĐ"],
    ["minute before the first day", {}, "2026-01-04T16:59:59Z", "authorization-not-yet-valid"],
    ["last minute of the last day", {}, "2026-12-31T16:59:59Z", "1/QĐ"],
    ["minute after the last day", {}, "2026-12-31T17:00:00Z", "authorization-expired"],
    ["suspended", { status: "suspended" }, "2026-11-22T16:00:00Z", "authorization-suspended"],
    ["revoked", { status: "revoked" }, "2026-11-22T16:00:00Z", "authorization-revoked"],
    ["area not listed", { areas: ["cms"] }, "2026-11-22T16:00:00Z", "area-not-authorized"],
    ["host not listed", { hosts: ["khac.bv-a.test"] }, "2026-11-22T16:00:00Z", "not-authorized"],
    ["host listed", { hosts: ["www.bv-a.test"] }, "2026-11-22T16:00:00Z", "1/QĐ"],
    ["window: its first minute", { window: NIGHTLY }, "2026-11-22T15:00:00Z", "1/QĐ"],
    ["window: the minute before", { window: NIGHTLY }, "2026-11-22T14:59:59Z", "outside-window"],
    ["window: past midnight", { window: NIGHTLY }, "2026-11-22T21:59:59Z", "1/QĐ"],
    ["window: its end", { window: NIGHTLY }, "2026-11-22T22:00:00Z", "outside-window"],
    [
      "window: last night past midnight",
      { window: NIGHTLY },
      "2026-12-31T18:00:00Z",
      "authorization-expired",
    ],
    [
      "day counted in the window's zone",
      { window: { from: "00:00", to: "23:00", timezone: "Pacific/Kiritimati" } },
      "2026-12-31T10:30:00Z",
      "authorization-expired",
    ],
    [
      "day window in another zone",
      { window: { from: "08:00", to: "09:00", timezone: "UTC" } },
      "2026-11-22T08:30:00Z",
      "1/QĐ",
    ],
    [
      "revoked outranks expired",
      { status: "revoked" },
      "2027-06-01T00:00:00Z",
      "authorization-revoked",
    ],
    [
      "suspended outranks window",
      { status: "suspended", window: NIGHTLY },
      "2026-11-22T05:00:00Z",
      "authorization-suspended",
    ],
  ])("%s", (_name, more, at, expected) => {
    const registry = registryWith([authorization("1/QĐ", "BV-A", more)]);
    expect(answer(registry, { at: new Date(at) })).toBe(expected);
  });

  it("no authorization at all", () => {
    expect(answer(registryWith([]))).toBe("not-authorized");
  });
});

describe("what is asked", () => {
  const registry = registryWith([authorization("1/QĐ", "BV-A")], {
    units: [unit("BV-A"), unit("BV-B"), unit("BV-C", { retired: true })],
    targets: [
      target("www.bv-a.test", "BV-A"),
      target("www.bv-b.test", "BV-B"),
      target("www.bv-c.test", "BV-C"),
      target("lac.test", "BV-X"),
      target("hai.test", "BV-A"),
      target("hai.test", "BV-B"),
    ],
  });

  it.each<[name: string, more: Partial<Ask>, expected: string]>([
    ["the name only", { port: null }, "1/QĐ"],
    ["any area", { area: null }, "1/QĐ"],
    ["plain http", { port: { port: 80, scheme: "http" } }, "1/QĐ"],
    ["another port", { port: { port: 8443, scheme: "https" } }, "port-not-registered"],
    ["another scheme on the port", { port: { port: 443, scheme: "http" } }, "port-not-registered"],
    ["a host nobody registered", { host: "evil.test" }, "not-registered"],
    ["a host below it", { host: "a.www.bv-a.test" }, "not-registered"],
    ["the host above it", { host: "bv-a.test" }, "not-registered"],
    ["the host with a trailing dot", { host: "www.bv-a.test." }, "not-registered"],
    ["the host in capitals", { host: "WWW.BV-A.TEST" }, "not-registered"],
    ["a look-alike", { host: "xn--www-bv--2kf.test" }, "not-registered"],
    ["an address", { host: "127.0.0.1" }, "not-registered"],
    ["nothing", { host: "" }, "not-registered"],
    ["a property of every object", { host: "constructor" }, "not-registered"],
    ["another unit's host", { host: "www.bv-b.test" }, "not-registered"],
    ["own host as another unit", { unit: "BV-B" }, "not-registered"],
    ["a unit without authorization", { unit: "BV-B", host: "www.bv-b.test" }, "not-authorized"],
    ["a retired unit", { unit: "BV-C", host: "www.bv-c.test" }, "unit-retired"],
    ["a host of an unknown unit", { unit: "BV-X", host: "lac.test" }, "not-registered"],
    ["a host that two units claim", { host: "hai.test" }, "not-registered"],
  ])("%s", (_name, more, expected) => {
    expect(answer(registry, more)).toBe(expected);
  });
});

describe("units above, wildcards", () => {
  const units = [
    unit("SYT"),
    unit("TT", { parent: "SYT" }),
    unit("BV-A", { parent: "TT" }),
    unit("BV-B", { parent: "BV-A" }),
  ];
  const targets = [target("www.bv-a.test", "BV-A"), target("b.www.bv-a.test", "BV-B")];

  it.each<[name: string, given: Authorization, expected: string]>([
    ["two units above", authorization("1/QĐ", "SYT"), "1/QĐ"],
    ["above, by name", authorization("1/QĐ", "TT", { hosts: ["www.bv-a.test"] }), "1/QĐ"],
    ["below", authorization("1/QĐ", "BV-B"), "not-authorized"],
    [
      "below, by name",
      authorization("1/QĐ", "BV-B", { hosts: ["www.bv-a.test"] }),
      "not-authorized",
    ],
    ["wildcard of the unit", authorization("1/QĐ", "BV-A", { hosts: ["*.bv-a.test"] }), "1/QĐ"],
    [
      "wildcard of the name itself",
      authorization("1/QĐ", "BV-A", { hosts: ["*.www.bv-a.test"] }),
      "not-authorized",
    ],
    [
      "wildcard cut inside a label",
      authorization("1/QĐ", "BV-A", { hosts: ["*.a.test"] }),
      "not-authorized",
    ],
    [
      "wildcard of a unit above",
      authorization("1/QĐ", "TT", { hosts: ["*.bv-a.test"] }),
      "not-authorized",
    ],
  ])("%s", (_name, given, expected) => {
    expect(answer(registryWith([given], { units, targets }))).toBe(expected);
  });

  it("a unit above that is retired grants nothing", () => {
    const retired = units.map((one) => (one.code === "SYT" ? { ...one, retired: true } : one));
    const given = authorization("1/QĐ", "SYT");
    expect(answer(registryWith([given], { units: retired, targets }))).toBe("unit-retired");
  });

  it("a circle of parents ends", () => {
    const circle = [unit("BV-A", { parent: "TT" }), unit("TT", { parent: "BV-A" })];
    expect(answer(registryWith([authorization("1/QĐ", "TT")], { units: circle, targets }))).toBe(
      "1/QĐ",
    );
  });
});

describe("several authorizations", () => {
  const revoked = authorization("0/QĐ", "BV-A", { status: "revoked" });
  const expired = authorization("1/QĐ", "BV-A", { validTo: "2026-06-30" });
  const daytime = authorization("2/QĐ", "BV-A", {
    window: { ...NIGHTLY, from: "08:00", to: "17:00" },
  });
  const open = authorization("3/QĐ", "BV-A", { requestsPerSecond: 5 });
  const fast = authorization("4/QĐ", "BV-A", { requestsPerSecond: 10, areas: ["cms"] });
  const future = authorization("5/QĐ", "BV-A", { validFrom: "2026-12-01" });

  it.each<[name: string, given: readonly Authorization[], expected: string]>([
    ["one that permits is enough", [revoked, expired, daytime, open], "3/QĐ"],
    ["revoked is told before expired", [daytime, expired, revoked], "authorization-revoked"],
    ["expired before not yet valid", [future, daytime, expired], "authorization-expired"],
    ["not yet valid before the window", [daytime, future, fast], "authorization-not-yet-valid"],
    ["the window before the area", [fast, daytime], "outside-window"],
    ["the area before nothing", [fast], "area-not-authorized"],
    [
      "one without a window is preferred",
      [{ ...daytime, window: NIGHTLY, validTo: "2027-12-31" }, open],
      "3/QĐ",
    ],
  ])("%s", (_name, given, expected) => {
    expect(answer(registryWith(given))).toBe(expected);
    expect(answer(registryWith(given.toReversed()))).toBe(expected);
  });

  it("names every document in the detail of a refusal", () => {
    const verdict = authorityOf(registryWith([daytime, expired])).judge(ask());
    expect(verdict).toMatchObject({
      granted: false,
      refusal: {
        reason: "authorization-expired",
        document: "1/QĐ",
        detail: "2/QĐ: outside-window; 1/QĐ: authorization-expired",
      },
    });
  });

  it.each<[name: string, given: readonly Authorization[], rate: number]>([
    ["none named: the default", [authorization("1/QĐ", "BV-A")], 1],
    ["the one named", [open], 5],
    ["the lowest of those in force", [open, fast], 5],
    ["also of one outside its window", [open, { ...daytime, requestsPerSecond: 2 }], 2],
    [
      "not of one that lapsed",
      [open, { ...expired, requestsPerSecond: 0.1 }, { ...revoked, requestsPerSecond: 0.1 }],
      5,
    ],
    ["the cap", [{ ...open, requestsPerSecond: 500 }], 20],
    ["the default beside a faster one", [open, authorization("9/QĐ", "BV-A")], 1],
  ])("rate: %s", (_name, given, rate) => {
    const verdict = authorityOf(registryWith(given)).judge(ask());
    expect(verdict).toMatchObject({ granted: true, grant: { requestsPerSecond: rate } });
  });

  it("joins the areas of all that permit", () => {
    const given = [fast, authorization("6/QĐ", "BV-A", { areas: ["defacement", "tls"] }), daytime];
    const verdict = authorityOf(registryWith(given)).judge(ask({ area: null }));
    expect(verdict).toMatchObject({
      granted: true,
      grant: { areas: ["tls", "cms", "defacement"] },
    });
  });
});

describe("the grant", () => {
  it("is branded, complete and frozen", () => {
    const given = authorization("1/QĐ", "BV-A", { window: NIGHTLY });
    const verdict = authorityOf(registryWith([given])).judge(ask());
    if (!verdict.granted) throw new Error(verdict.refusal.reason);
    const { grant } = verdict;
    expect(isGrant(grant)).toBe(true);
    expect({ ...grant }).toEqual({
      document: "1/QĐ",
      unit: "BV-A",
      system: "BV-A-WEB",
      host: "www.bv-a.test",
      ports: [{ port: 80, scheme: "http" }, HTTPS],
      addresses: [],
      areas: ["tls", "cms", "panels", "defacement"],
      window: NIGHTLY,
      validTo: "2026-12-31",
      requestsPerSecond: 1,
      watchMinutes: null,
    });
    for (const part of [
      grant,
      grant.ports,
      grant.ports[0],
      grant.addresses,
      grant.areas,
      grant.window,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("of a shared address: the lowest rate", () => {
    const grants = [5, 2, 10].map((requestsPerSecond) => {
      const given = authorization("1/QĐ", "BV-A", { requestsPerSecond });
      const verdict = authorityOf(registryWith([given])).judge(ask());
      if (!verdict.granted) throw new Error(verdict.refusal.reason);
      return verdict.grant;
    });
    const [first, ...others] = grants;
    if (first === undefined) throw new Error("no grant");
    expect(lowestRate([first, ...others])).toBe(2);
    expect(lowestRate([first])).toBe(5);
  });

  it("a later registry takes effect at the next question", () => {
    const given = authorization("1/QĐ", "BV-A");
    const authority = authorityOf(registryWith([given]));
    expect(authority.judge(ask()).granted).toBe(true);
    authority.replace(registryWith([{ ...given, status: "revoked" }]));
    expect(authority.judge(ask())).toMatchObject({ refusal: { reason: "authorization-revoked" } });
  });
});

describe("addresses", () => {
  const PINNED = ["127.0.0.10/32", "::1/128", "9.9.9.0/24"];

  it.each<
    [address: string, pins: string[], options: Partial<AuthorityOptions>, expected: string | null]
  >([
    ["9.9.9.9", [], {}, null],
    ["9.9.9.9", [], { hasContact: false }, "no-contact"],
    ["9.9.9.9", PINNED, {}, null],
    ["9.9.9.9", PINNED, { allowReserved: true }, null],
    ["9.9.9.9", PINNED, { hasContact: false }, "no-contact"],
    ["8.8.8.8", PINNED, {}, "address-outside-pin"],
    ["127.0.0.10", PINNED, {}, "address-reserved"],
    ["127.0.0.10", PINNED, { allowReserved: true }, null],
    ["127.0.0.10", PINNED, { allowReserved: true, hasContact: false }, null],
    ["127.0.0.11", PINNED, { allowReserved: true }, "address-outside-pin"],
    ["::1", PINNED, { allowReserved: true }, null],
    ["::ffff:127.0.0.10", PINNED, { allowReserved: true }, "address-outside-pin"],
    ["127.0.0.10", [], { allowReserved: true }, "address-reserved"],
    ["169.254.169.254", [], {}, "address-reserved"],
    ["127.1", ["127.0.0.0/8"], { allowReserved: true }, "address-reserved"],
    ["www.bv-a.test", [], {}, "address-reserved"],
    ["", [], {}, "address-reserved"],
    ["9.9.9.9", ["nonsense"], {}, "address-outside-pin"],
  ])("%s with pins %j and %j: %s", (address, addresses, options, expected) => {
    const registry = registryWith([authorization("1/QĐ", "BV-A")], {
      targets: [target("www.bv-a.test", "BV-A", { addresses })],
    });
    const authority = authorityOf(registry, options);
    const verdict = authority.judge(ask());
    if (!verdict.granted) throw new Error(verdict.refusal.reason);
    expect(authority.judgeAddress(verdict.grant, address)?.reason ?? null).toBe(expected);
  });

  it("takes no forged grant", () => {
    const authority = authorityOf(registryWith([authorization("1/QĐ", "BV-A")]));
    const verdict = authority.judge(ask());
    if (!verdict.granted) throw new Error(verdict.refusal.reason);
    const forgeries = [
      { ...verdict.grant },
      structuredClone(verdict.grant),
      JSON.parse(JSON.stringify(verdict.grant)),
      Object.create(Object.getPrototypeOf(verdict.grant) as object),
      Object.create(verdict.grant),
      new Proxy(verdict.grant, {}),
    ] as (typeof verdict.grant)[];
    for (const forgery of forgeries) {
      expect(isGrant(forgery)).toBe(false);
      expect(authority.judgeAddress(forgery, "9.9.9.9")?.reason).toBe("not-authorized");
    }
    for (const nothing of [null, undefined, 1, "grant"]) expect(isGrant(nothing)).toBe(false);
  });

  it("a host taken out of the registry, or moved, gets no address", () => {
    const authority = authorityOf(registryWith([authorization("1/QĐ", "BV-A")]));
    const verdict = authority.judge(ask());
    if (!verdict.granted) throw new Error(verdict.refusal.reason);
    authority.replace(registryWith([], { targets: [] }));
    expect(authority.judgeAddress(verdict.grant, "9.9.9.9")?.reason).toBe("not-registered");
  });
});

it("answers 8,000 hosts quickly", () => {
  const targets = Array.from({ length: 8000 }, (_, n) => target(`www.bv-${n}.test`, "BV-A"));
  const given = authorization("1/QĐ", "BV-A", {
    window: NIGHTLY,
    hosts: targets.map((one) => one.host),
  });
  const authority = authorityOf(registryWith([given], { targets }));
  const begun = performance.now();
  for (const { host } of targets) expect(authority.judge(ask({ host })).granted).toBe(true);
  expect(performance.now() - begun).toBeLessThan(2000);
});
