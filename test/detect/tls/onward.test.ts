import { describe, expect, it } from "vitest";
import { onwardFrom } from "../../../src/detect/tls/onward.ts";
import { HOST, exchange } from "./looks.ts";

const HTTP = `http://${HOST}/`;
const WORDS = "<p>Bệnh viện đa khoa A xin kính chào quý khách.</p>".repeat(12);

function to(html: string, headers: readonly (readonly [string, string])[] = []): string {
  const answer = exchange({ url: HTTP, headers: [["content-type", "text/html"], ...headers] });
  const onward = onwardFrom(answer, new TextEncoder().encode(html));
  return "origin" in onward ? onward.origin : onward.to;
}

const refresh = (content: string): string => `<meta http-equiv="Refresh" content="${content}">`;

describe("where a page leads by itself", () => {
  it.each([
    ["nothing", WORDS, "nowhere"],
    ["a refresh", refresh("0; url=https://a.test/vi/"), "https://a.test"],
    ["a refresh without url=", refresh("0, https://a.test/"), "https://a.test"],
    [
      "a refresh to the same host",
      refresh("3;URL='https://www.bv-a.test:8443/'"),
      `https://${HOST}:8443`,
    ],
    [
      "a refresh below a base",
      `<base href="https://a.test/">${refresh("0;url=vi/")}`,
      "https://a.test",
    ],
    ["a refresh to plain HTTP", refresh("0;url=/vi/"), "http"],
    ["a page that loads itself again", refresh("0;url=/"), "nowhere"],
    ["a page that loads itself again, unnamed", refresh("60"), "nowhere"],
    ["a refresh that nobody waits for", refresh("600;url=https://a.test/"), "nowhere"],
    [
      "a refresh for those without scripts",
      `<noscript>${refresh("0;url=https://a.test/")}</noscript>`,
      "nowhere",
    ],
    [
      "both refreshes",
      `<noscript>${refresh("0;url=/x")}</noscript>${refresh("0;url=https://a.test/")}`,
      "https://a.test",
    ],
    ["another meta of that name", '<meta name=refresh content="0;url=https://a.test/">', "nowhere"],
    ["a refresh to no page", refresh("0;url=javascript:a()"), "nowhere"],
    ["a script and few words", '<script>location.href="https://a.test/"</script>', "unknown"],
    [
      "a script and few words, elsewhere",
      '<script>window.location.replace("/vi/")</script>',
      "unknown",
    ],
    [
      "the usual lines",
      `<script>if (location.protocol !== 'https:') location.protocol = 'https:'</script>${WORDS}`,
      "unknown",
    ],
    [
      "a script of an ordinary page",
      `<script>function f(){location.href="https://a.test/"}</script>${WORDS}`,
      "nowhere",
    ],
    [
      "a script that only asks",
      "<script>if (location.href == 'https://a.test/') a()</script>",
      "nowhere",
    ],
  ])("%s", (_name, html, expected) => {
    expect(to(html)).toBe(expected);
  });

  it("hears the header too, before the page", () => {
    expect(to(WORDS, [["refresh", "0;url=https://a.test/"]])).toBe("https://a.test");
    expect(to(refresh("0;url=https://b.test/"), [["refresh", "0;url=/vi/"]])).toBe("http");
  });

  it("takes an answer without a body", () => {
    expect(onwardFrom(exchange({ url: HTTP }), undefined)).toEqual({ to: "nowhere" });
  });
});
