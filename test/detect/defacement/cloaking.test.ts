import { describe, expect, it } from "vitest";
import { failed } from "../../../src/model/attempt.ts";
import { CASINO, hospitalPage, judge, word, type Visit } from "./sample.ts";

const plain = hospitalPage();
const home: Visit = { html: plain };
const bot = (html: string): Visit => ({ html, role: "search", visitor: "search-bot" });
const visitor = (html: string): Visit => ({ html, role: "search", visitor: "search-visitor" });
const repeat = (html: string): Visit => ({ html, role: "repeat" });
const links = (...hosts: string[]): string =>
  hosts.map((host) => `<a href="https://${host}/">đối tác</a>`).join(" ");

describe("cloaking", () => {
  it.each<[string, Visit[]]>([
    ["betting for the crawler", [home, bot(CASINO), repeat(plain)]],
    [
      "a betting block for the crawler",
      [
        home,
        bot(
          hospitalPage({
            body: `<a href="https://w88.example/">nhà cái W88</a><a href="https://k.example/">nổ hũ đổi thưởng</a>`,
          }),
        ),
      ],
    ],
    [
      "a redirect for the search visitor",
      [
        home,
        bot(plain),
        {
          role: "search",
          visitor: "search-visitor",
          exchange: {
            status: 302,
            unfollowed: { location: "https://x.example/", why: "out-of-scope" },
          },
        },
      ],
    ],
    [
      "a script redirect for the search visitor",
      [home, visitor(`<script>location.href="https://x.example/"</script>${plain}`)],
    ],
    [
      "another canonical host",
      [home, bot(hospitalPage({ head: `<link rel="canonical" href="https://x.example/">` }))],
    ],
    [
      "links and title",
      [
        home,
        bot(
          hospitalPage({
            title: "Trang khác hẳn",
            body: links("a.example", "b2.example", "c3.test"),
          }),
        ),
        repeat(plain),
      ],
    ],
  ])("is seen: %s", (_name, visits) => {
    expect(word(judge(...visits), "defacement.cloaking")).toBe("present");
  });

  it("is firm when two kinds of search visitors get it and two plain fetches agree", () => {
    const facts = judge(home, bot(CASINO), visitor(CASINO), repeat(plain));
    expect(facts.find((fact) => fact.predicate === "defacement.cloaking")).toMatchObject({
      status: "present",
      confidence: "firm",
      attributes: { confirmed: true, kind: "gambling" },
    });
  });

  it("is firm when the crawler gets it on both its visits and two plain fetches agree", () => {
    const facts = judge(home, bot(CASINO), visitor(plain), repeat(plain), bot(CASINO));
    expect(facts.find((fact) => fact.predicate === "defacement.cloaking")).toMatchObject({
      status: "present",
      confidence: "firm",
      attributes: { confirmed: true },
    });
  });

  it("is suspected when the crawler got it on one of two visits", () => {
    const facts = judge(home, bot(CASINO), visitor(plain), repeat(plain), bot(plain));
    expect(facts.find((fact) => fact.predicate === "defacement.cloaking")).toMatchObject({
      confidence: "tentative",
    });
  });

  it.each<[string, Visit[]]>([
    ["the same page", [home, bot(plain)]],
    [
      "a counter and a date that move",
      [
        home,
        bot(hospitalPage({ body: "<p>Lượt truy cập: 1234, 22/11/2026</p>" })),
        repeat(hospitalPage({ body: "<p>Lượt truy cập: 1235</p>" })),
      ],
    ],
    [
      "advertisers that rotate",
      [
        home,
        bot(hospitalPage({ body: links("ad1.example", "ad2.test", "ad3.example") })),
        repeat(hospitalPage({ body: links("ad1.example", "ad2.test", "ad3.example") })),
      ],
    ],
    ["links that a betting page has for everybody", [{ html: CASINO }, bot(CASINO)]],
    [
      "a redirect within the unit",
      [
        home,
        {
          role: "search",
          visitor: "search-bot",
          exchange: {
            status: 302,
            unfollowed: { location: "https://m.bv-a.test/", why: "out-of-scope" },
          },
        },
      ],
    ],
  ])("is not seen: %s", (_name, visits) => {
    expect(word(judge(...visits), "defacement.cloaking")).toBe("absent");
  });

  it.each<[string, Visit[], string]>([
    ["nobody asked", [home], "nothing"],
    [
      "the crawler is blocked",
      [home, { ...bot("no"), exchange: { status: 403 } }],
      "unknown blocked",
    ],
    [
      "the crawler got no answer",
      [home, { role: "search", attempt: failed("http-timeout") }],
      "unknown http-timeout",
    ],
    [
      "the home page could not be read",
      [{ attempt: failed("connect-refused") }, bot(CASINO)],
      "unknown connect-refused",
    ],
  ])("could not look: %s", (_name, visits, expected) => {
    expect(word(judge(...visits), "defacement.cloaking")).toBe(expected);
  });
});
