import { describe, expect, it } from "vitest";
import { failed, skipped, type Attempt } from "../../../src/model/attempt.ts";
import type { HttpExchange, Look, TlsHandshake } from "../../../src/model/observation.ts";
import type { Predicate } from "../../../src/model/predicate.ts";
import { transportDetector } from "../../../src/detect/tls/transport.ts";
import {
  ADDRESS,
  HOST,
  REFUSED,
  SELF_SIGNED,
  certificate,
  exchange,
  handshake,
  handshakeLook,
  input,
  look,
  the,
  word,
} from "./looks.ts";

const HTTP = `http://${HOST}/`;
const HTTPS = `https://${HOST}/`;

function page(port: number, value: HttpExchange | Attempt<HttpExchange>, own = false): Look {
  return look({
    probe: own ? "http-transport" : "home",
    role: own ? "page" : "home",
    areas: own ? ["tls"] : ["tls", "cms"],
    port,
    scheme: port === 443 ? "https" : "http",
    locator: "/",
    attempt: "kind" in value ? { status: "ok", value } : value,
  });
}

function wordOf(predicate: Predicate, looks: readonly Look[]): string {
  return word(the(transportDetector.detect(input(looks)), predicate));
}

const plainPage = page(80, exchange({ url: HTTP }));
const refused = handshakeLook(failed("connect-refused"));
const refusedAgain = page(443, failed("connect-refused"));

describe("no HTTPS", () => {
  it.each<[string, Look[], string]>([
    ["HTTPS works", [handshakeLook(handshake()), plainPage], "absent"],
    ["an alert is TLS too", [handshakeLook(handshake(REFUSED)), plainPage], "absent"],
    ["443 refuses twice", [refused, plainPage, refusedAgain], "present port=443 connect-refused"],
    ["443 refused, not asked again", [refused, plainPage], "unknown inconclusive"],
    ["443 refused, then was open", [refused, plainPage, page(443, exchange())], "unknown unstable"],
    [
      "443 answers, but not with TLS",
      [handshakeLook(failed("not-tls")), plainPage],
      "present port=443 not-tls",
    ],
    [
      "443 is silent",
      [handshakeLook(failed("connect-timeout")), plainPage],
      "unknown connect-timeout",
    ],
    [
      "443 resets",
      [handshakeLook(failed("connection-reset")), plainPage],
      "unknown connection-reset",
    ],
    ["our stack failed", [handshakeLook(failed("tls-failed")), plainPage], "unknown tls-failed"],
    [
      "80 does not answer either",
      [refused, page(80, failed("connect-refused"))],
      "unknown connect-refused",
    ],
    [
      "443 refuses at another address only",
      [
        handshakeLook(failed("connect-refused"), "127.0.0.99"),
        handshakeLook(failed("connect-timeout")),
        plainPage,
      ],
      "unknown connect-timeout",
    ],
    [
      "80 redirected to a host that failed, asked again by itself",
      [
        refused,
        page(80, failed("connect-refused")),
        page(80, exchange({ url: HTTP }), true),
        refusedAgain,
      ],
      "present port=443 connect-refused",
    ],
    [
      "80 led elsewhere, so every address must refuse",
      [
        handshakeLook(failed("connect-refused"), "127.0.0.99"),
        refused,
        refusedAgain,

        page(
          80,
          exchange({
            requested: HTTP,
            url: "http://b.test/",
            address: "127.0.0.5",
            hops: [{ url: HTTP, status: 301, location: "http://b.test/" }],
          }),
        ),
      ],
      `present port=443 connect-refused @ ${ADDRESS}, 127.0.0.99`,
    ],
    [
      "HTTPS works, but not at the address that serves plain HTTP",
      [handshakeLook(handshake(), "127.0.0.99"), refused, refusedAgain, plainPage],
      "present port=443 connect-refused",
    ],
    [
      "HTTPS works, and 80 does not answer",
      [handshakeLook(handshake()), page(80, failed("connect-refused"))],
      "absent",
    ],
    [
      "no handshake was tried at the address that answered",
      [handshakeLook(failed("connect-refused"), "127.0.0.99"), plainPage],
      "unknown inconclusive",
    ],
    ["nobody asked", [], "nothing"],
  ])("%s", (_name, looks, expected) => {
    expect(wordOf("http.no-https", looks)).toBe(expected);
  });

  it("is not decided where the registry names no https port", () => {
    const facts = transportDetector.detect(
      input([plainPage], { ports: [{ port: 80, scheme: "http" }] }),
    );
    expect(word(the(facts, "http.no-https"))).toBe("unknown port-not-registered");
  });

  it("is not asked where the registry names no plain port", () => {
    const facts = transportDetector.detect(
      input([refused], { ports: [{ port: 443, scheme: "https" }] }),
    );
    expect(the(facts, "http.no-https")).toBeUndefined();
  });

  it("leaves the redirect open: there is nowhere to lead to", () => {
    expect(wordOf("http.no-redirect-to-https", [refused, plainPage, refusedAgain])).toBe(
      "unknown depends-on-failed",
    );
  });
});

describe("no redirect to HTTPS", () => {
  const moved = (location: string) => ({ url: HTTP, status: 301, location });
  const unfollowed = (
    location: string,
    why: NonNullable<HttpExchange["unfollowed"]>["why"],
  ): HttpExchange => exchange({ url: HTTP, status: 301, unfollowed: { location, why } });

  it.each<[string, HttpExchange | Attempt<HttpExchange>, string]>([
    ["a plain page", exchange({ url: HTTP }), `present url=http://${HOST} status=200`],
    [
      "leads to https of the same host",
      exchange({ requested: HTTP, url: HTTPS, hops: [moved(HTTPS)] }),
      "absent",
    ],
    [
      "leads to https of another granted host",
      exchange({ requested: HTTP, url: "https://b.test/", hops: [moved("https://b.test/")] }),
      "absent",
    ],
    [
      "leads from http to http",
      exchange({ requested: HTTP, url: "http://b.test/", hops: [moved("http://b.test/")] }),
      "present url=http://b.test status=200",
    ],
    [
      "leads to https and back",
      exchange({
        requested: HTTP,
        url: `${HTTP}vi/`,
        hops: [moved(HTTPS), { url: HTTPS, status: 302, location: `${HTTP}vi/` }],
      }),
      `present url=http://${HOST} status=200`,
    ],
    ["names https out of scope", unfollowed("https://c.test/", "out-of-scope"), "absent"],
    [
      "names http out of scope",
      unfollowed("http://c.test/", "out-of-scope"),
      "unknown redirect-out-of-scope",
    ],
    ["names https, not followed by us", unfollowed(HTTPS, "not-asked"), "absent"],
    ["names http, not followed by us", unfollowed(`${HTTP}a`, "not-asked"), "unknown inconclusive"],
    [
      "names the protocol only",
      unfollowed("//c.test/", "out-of-scope"),
      "unknown redirect-out-of-scope",
    ],
    [
      "leads to https, and from there to http out of scope",
      { ...unfollowed("http://c.test/", "out-of-scope"), url: HTTPS },
      "unknown redirect-out-of-scope",
    ],
    [
      "leads to https, and on to https out of scope",
      { ...unfollowed("//c.test/", "out-of-scope"), url: HTTPS },
      "absent",
    ],
    ["turns in circles", unfollowed(HTTP, "loop"), "unknown redirect-loop"],
    ["never ends", unfollowed(HTTP, "limit"), "unknown redirect-limit"],
    ["leads nowhere", unfollowed("javascript:alert(1)", "not-http"), "unknown http-malformed"],
    ["a server error", exchange({ url: HTTP, status: 502 }), "unknown server-error"],
    ["too many requests", exchange({ url: HTTP, status: 429 }), "unknown rate-limited"],
    ["forbidden", exchange({ url: HTTP, status: 403 }), "unknown http-status"],
    ["not found", exchange({ url: HTTP, status: 404 }), "unknown http-status"],
    [
      "asks for a password in the clear",
      exchange({ url: HTTP, status: 401 }),
      `present url=http://${HOST} status=401`,
    ],
    ["silent", failed("http-timeout"), "unknown http-timeout"],
    ["closed", failed("connect-refused"), "unknown connect-refused"],
    ["not reached", skipped("budget-spent"), "unknown budget-spent"],
  ])("%s", (_name, value, expected) => {
    expect(wordOf("http.no-redirect-to-https", [handshakeLook(handshake()), page(80, value)])).toBe(
      expected,
    );
  });

  it("another host's HTTPS answers it, but not whether this host's own sets HSTS", () => {
    const away = { url: "https://b.test/", hops: [moved("https://b.test/")] };
    const looks = [
      handshakeLook(handshake()),
      page(80, exchange({ requested: HTTP, ...away })),
      page(443, exchange({ requested: HTTPS, ...away })),
      page(
        443,
        { ...unfollowed("https://b.test/", "not-asked"), url: HTTPS, requested: HTTPS },
        true,
      ),
    ];
    expect(wordOf("http.no-redirect-to-https", looks)).toBe("absent");
    expect(wordOf("http.no-hsts", looks)).toBe("present header=none");
  });

  it("says what a redirect out of scope rests on", () => {
    const facts = transportDetector.detect(
      input([page(80, unfollowed("https://c.test/x", "out-of-scope"))]),
    );
    const fact = the(facts, "http.no-redirect-to-https");
    expect(fact?.status === "absent" && fact.evidence[0]?.text).toMatch(
      /https:\/\/c\.test; rests on the Location header alone/,
    );
  });

  it("falls back to its own look when the shared one failed on the way", () => {
    const looks = [
      handshakeLook(handshake()),
      page(80, failed("connect-timeout")),
      page(80, unfollowed(HTTPS, "not-asked"), true),
    ];
    expect(wordOf("http.no-redirect-to-https", looks)).toBe("absent");
  });

  it("ignores looks that were made for other areas", () => {
    const foreign = { ...plainPage, areas: ["cms" as const] };
    expect(wordOf("http.no-redirect-to-https", [foreign])).toBe("nothing");
  });
});

describe("no HSTS", () => {
  const hsts = (...values: string[]): HttpExchange =>
    exchange({
      headers: [
        ["content-type", "text/html"],
        ...values.map((value) => ["strict-transport-security", value] as const),
      ],
    });
  const sound = handshake();
  const wrongName: TlsHandshake = handshake({ chain: [certificate({ altNames: ["dns:b.test"] })] });

  it.each<[string, HttpExchange | Attempt<HttpExchange>, TlsHandshake, string]>([
    ["a year", hsts("max-age=31536000"), sound, "absent"],
    ["180 days", hsts("max-age=15552000"), sound, "absent"],
    ["a second less", hsts("max-age=15551999"), sound, "present max-age=15551999"],
    ["quoted, odd case", hsts('Max-Age="31536000"; INCLUDESUBDOMAINS'), sound, "absent"],
    ["none", hsts(), sound, "present header=none"],
    ["switched off", hsts("max-age=0"), sound, "present max-age=0"],
    [
      "not well formed",
      hsts("max-age=31536000, max-age=31536000"),
      sound,
      "present header=invalid (malformed)",
    ],
    [
      "two fields: only the first counts",
      hsts("max-age=0", "max-age=31536000"),
      sound,
      "present max-age=0",
    ],
    ["two fields, the first good", hsts("max-age=31536000", "max-age=0"), sound, "absent"],
    [
      "a self-signed certificate",
      hsts("max-age=31536000"),
      handshake(SELF_SIGNED),
      "unknown depends-on-failed",
    ],
    ["another host's certificate", hsts(), wrongName, "unknown depends-on-failed"],
    ["a server error", exchange({ status: 503 }), sound, "unknown server-error"],
    ["not found", exchange({ status: 404 }), sound, "unknown http-status"],
    [
      "not found, yet with the header",
      { ...hsts("max-age=31536000"), status: 404 },
      sound,
      "absent",
    ],
    ["silent", failed("http-timeout"), sound, "unknown http-timeout"],
    [
      "answered by another host",
      exchange({ requested: HTTPS, url: "https://b.test/", hops: [] }),
      sound,
      "unknown inconclusive",
    ],
  ])("%s", (_name, value, shaken, expected) => {
    expect(wordOf("http.no-hsts", [handshakeLook(shaken), page(443, value)])).toBe(expected);
  });

  it("reads its own look where the shared one was led to another host", () => {
    const elsewhere = exchange({ requested: HTTPS, url: "https://b.test/" });
    const own = { ...hsts("max-age=31536000"), status: 301 };
    expect(
      wordOf("http.no-hsts", [handshakeLook(sound), page(443, elsewhere), page(443, own, true)]),
    ).toBe("absent");
  });

  const HOST_URL = (path: string): string => `https://${HOST}${path}`;
  it.each<[string, (string | undefined)[], string]>([
    ["on the redirect only", ["max-age=31536000", undefined], "absent"],
    ["switched off by the redirect", ["max-age=0", undefined], "present max-age=0"],
    ["on again after it", ["max-age=0", "max-age=31536000"], "absent"],
    ["off again after it", ["max-age=31536000", "max-age=0"], "present max-age=0"],
    ["broken after it", ["max-age=31536000", "max-age"], "absent"],
    ["nowhere well formed", ["max-age", "max-age=x"], "present header=invalid (max-age no number)"],
  ])("hears every answer on the way, as browsers do: %s", (_name, [first, last], expected) => {
    const hop = { url: HOST_URL("/"), status: 302, location: "/vi/" };
    const value: HttpExchange = {
      ...hsts(...(last === undefined ? [] : [last])),
      requested: HOST_URL("/"),
      url: HOST_URL("/vi/"),
      hops: [{ ...hop, ...(first !== undefined && { hsts: first }) }],
    };
    expect(wordOf("http.no-hsts", [handshakeLook(sound), page(443, value)])).toBe(expected);
  });

  it("hears nothing of plain HTTP and of other hosts", () => {
    const hops = ["http://www.bv-a.test/", "https://b.test/", "https://www.bv-a.test:8443/"].map(
      (url) => ({ url, status: 302, location: "/", hsts: "max-age=31536000" }),
    );
    const value = { ...hsts(), requested: HOST_URL("/"), url: HOST_URL("/"), hops };
    expect(wordOf("http.no-hsts", [handshakeLook(sound), page(443, value)])).toBe(
      "present header=none",
    );
  });

  it("takes the connection's own word on trust when no handshake was recorded", () => {
    const untrusted = {
      ...hsts(),
      tls: { protocol: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", trusted: false },
    };
    expect(wordOf("http.no-hsts", [page(443, untrusted)])).toBe("unknown depends-on-failed");
    expect(wordOf("http.no-hsts", [page(443, hsts())])).toBe("present header=none");
  });

  it("tells a rule whether it is missing or merely short", () => {
    const facts = transportDetector.detect(
      input([handshakeLook(sound), page(443, hsts("max-age=300"))]),
    );
    expect(the(facts, "http.no-hsts")).toMatchObject({
      attributes: { state: "short", maxAge: 300 },
    });
  });
});
