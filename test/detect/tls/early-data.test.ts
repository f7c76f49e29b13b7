import { describe, expect, it } from "vitest";
import { earlyDataDetector } from "../../../src/detect/tls/early-data.ts";
import { traitsOf } from "../../../src/detect/tls/traits.ts";
import { failed } from "../../../src/model/attempt.ts";
import type { HttpExchange, Look } from "../../../src/model/observation.ts";
import { exchange, HOST, input, look, the, word } from "./looks.ts";

type Tls = NonNullable<HttpExchange["tls"]>;

const TLS: Tls = { protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", trusted: true };
const given = (earlyData: number, by: "ticket" | "none" = "ticket"): Tls => ({
  ...TLS,
  resumption: { by, lifetime: 300, earlyData },
});

function page(changes: Partial<HttpExchange>, of: Partial<Look> = {}): Look {
  const attempt = { status: "ok" as const, value: exchange(changes) };
  return look({ probe: "home", role: "home", locator: "/", attempt, ...of });
}

const OWN = { probe: "http-transport", role: "page" };
const elsewhere = { url: "https://khac.test/", tls: given(16_384) };

const CASES: readonly (readonly [string, readonly Look[], string])[] = [
  ["taken", [page({ tls: given(16_384) })], "present early-data=accepted"],
  ["not taken", [page({ tls: given(0) })], "absent"],
  ["no ticket given", [page({ tls: given(0, "none") })], "absent"],
  ["TLS 1.2 has none, old looks too", [page({ tls: { ...TLS, protocol: "TLSv1.2" } })], "absent"],
  ["an old look did not ask", [page({ tls: TLS })], "unknown inconclusive"],
  ["no answer", [page({}, { attempt: failed("connect-timeout", "") })], "unknown connect-timeout"],
  ["another host answered", [page(elsewhere)], "unknown inconclusive"],
  [
    "another host answered, the site itself to our own look",
    [page(elsewhere), page({ tls: given(0) }, OWN)],
    "absent",
  ],
  ["not asked", [], "nothing"],
];

describe("early data", () => {
  it.each(CASES)("%s", (_name, looks, expected) => {
    expect(word(the(earlyDataDetector.detect(input(looks)), "tls.early-data"))).toBe(expected);
  });

  it("says nothing of a port without TLS", () => {
    const plain = page({ url: `http://${HOST}/`, tls: null }, { port: 80, scheme: "http" });
    expect(earlyDataDetector.detect(input([plain]))).toEqual([]);
  });

  it.each([
    [16_384, "on"],
    [0, "off"],
  ])("%i bytes stand in the table of norms as %s", (bytes, expected) => {
    const traits = traitsOf(input([page({ tls: given(bytes) })]), 443);
    expect(traits.find(({ topic }) => topic === "early-data")?.values).toEqual([expected]);
  });
});
