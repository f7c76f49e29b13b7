// Ports, redirects and several installations: whose fact is it, and when is a product gone.
import { describe, expect, it } from "vitest";
import { cmsDetector } from "../../../src/detect/cms/detector.ts";
import { CMS_PREDICATES } from "../../../src/detect/cms/verdicts.ts";
import type { Fact } from "../../../src/model/fact.ts";
import type { HttpExchange, Look } from "../../../src/model/observation.ts";
import { isHttpLook } from "../../../src/text/assessable.ts";
import { inputOf, PRODUCTS } from "./knowledge.ts";
import { RECORDED } from "./recorded.ts";

function recorded(name: string): {
  looks: readonly Look[];
  body: (sha256: string) => Uint8Array | undefined;
} {
  const found = RECORDED.find((each) => each.name === `${name}.http`);
  if (found === undefined) throw new Error(name);
  return found;
}

function moved(look: Look, parts: Partial<Look>, exchange: Partial<HttpExchange> = {}): Look {
  if (!isHttpLook(look)) throw new Error("no exchange");
  return {
    ...look,
    ...parts,
    attempt: { status: "ok", value: { ...look.attempt.value, ...exchange } },
  };
}

const failed = (look: Look): Look => ({
  ...look,
  locator: "/cu/",
  attempt: { status: "failed", reason: "connect-timeout", detail: "" },
});
const brief = (facts: readonly Fact[], slug: string): string[] =>
  facts
    .filter(({ subject, status }) => subject === slug && status === "present")
    .map(
      (fact) =>
        `${String(fact.port)} ${fact.predicate} ${fact.status === "present" ? fact.value : ""}`,
    );

describe("ports", () => {
  it("is gone from a port that only leads to another one of the host", () => {
    const { looks, body } = recorded("wordpress/yes-ended-4.6.30");
    const [home] = looks;
    if (home === undefined) throw new Error("no home");
    const there = "https://www.bv-a.test/";
    const plain = moved(
      home,
      { port: 80, scheme: "http" },
      {
        requested: "http://www.bv-a.test/",
        url: there,
        hops: [{ url: "http://www.bv-a.test/", status: 301, location: there }],
      },
    );
    const facts = cmsDetector.detect(inputOf({ looks: [plain, home], body }));
    expect(brief(facts, "wordpress")).toEqual(["443 cms.end-of-life 4.6.30"]);
    const onPlain = facts.filter(({ port }) => port === 80);
    expect(onPlain).toHaveLength(PRODUCTS.length * CMS_PREDICATES.length);
    expect(onPlain.every(({ status }) => status === "absent")).toBe(true);
  });

  it("is not gone while one start page could not be looked at", () => {
    const { looks, body } = recorded("none/plain");
    const [home] = looks;
    if (home === undefined) throw new Error("no home");
    expect(cmsDetector.detect(inputOf({ looks: [home], body })).length).toBeGreaterThan(0);
    expect(cmsDetector.detect(inputOf({ looks: [home, failed(home)], body }))).toEqual([]);
  });

  it("still speaks of a product that was seen, when another start page failed", () => {
    const { looks, body } = recorded("wordpress/yes-ended-4.6.30");
    const [home] = looks;
    if (home === undefined) throw new Error("no home");
    const facts = cmsDetector.detect(inputOf({ looks: [home, failed(home)], body }));
    expect(brief(facts, "wordpress")).toEqual(["443 cms.end-of-life 4.6.30"]);
    expect(facts.every(({ subject }) => subject === "wordpress")).toBe(true);
  });
});

describe("several installations on one port", () => {
  it("are one subject with the worst word of each kind", () => {
    const one = recorded("wordpress/yes-subfolder");
    const two = recorded("wordpress/yes-backported-6.9.10");
    const [second] = two.looks;
    if (second === undefined) throw new Error("no home");
    const at = { requested: "https://www.bv-a.test/tin/", url: "https://www.bv-a.test/tin/" };
    const looks = [...one.looks, moved(second, { locator: "/tin/" }, at)];
    const body = (sha256: string) => one.body(sha256) ?? two.body(sha256);
    const facts = cmsDetector.detect(inputOf({ looks, body }));
    expect(brief(facts, "wordpress")).toEqual([
      "443 cms.behind-security 6.4.3",
      "443 cms.behind 6.9.10",
    ]);
    const wordpress = facts.filter(({ subject }) => subject === "wordpress");
    expect(new Set(wordpress.map(({ predicate }) => predicate)).size).toBe(wordpress.length);
  });
});

describe("what a fact carries", () => {
  const { looks, body } = recorded("wordpress/yes-open-6.4.3");
  const facts = cmsDetector.detect(inputOf({ looks, body }));
  const present = facts.find(({ status }) => status === "present");

  it("names version, fix, day of the data and every source it rests on", () => {
    expect(present).toMatchObject({
      confidence: "certain",
      value: "6.4.3",
      attributes: {
        product: "WordPress",
        version: "6.4.3",
        exact: true,
        possibly: false,
        fixedIn: "6.4.12",
        wave: "2026-09-22",
        asOf: "2026-08-22",
      },
    });
    const texts = present?.status === "present" ? present.evidence.map(({ text }) => text) : [];
    expect(texts).toContain("/ · generator: 6.4.3");
    expect(texts.at(-1)).toBe("WordPress fixed in 6.4.12 (2026-09-22); data of 2026-08-22");
    expect(texts.every((text) => text.length <= 300)).toBe(true);
  });

  it("is silent on weaker verdicts, so that no finding seems mended", () => {
    const ofWordpress = facts
      .filter(({ subject }) => subject === "wordpress")
      .map(({ predicate }) => predicate);
    expect(ofWordpress).not.toContain("cms.behind");
    expect(ofWordpress).toHaveLength(CMS_PREDICATES.length - 1);
  });

  it("is the same however often it is judged, and on whatever day the data still holds", () => {
    const again = cmsDetector.detect(inputOf({ looks, body }));
    expect(JSON.stringify(again)).toBe(JSON.stringify(facts));
    const early = cmsDetector.detect(inputOf({ looks, body }, "2024-02-10T00:00:00.000Z"));
    expect(brief(early, "wordpress")).toEqual([]);
  });

  it("says nothing once the page's body is gone", () => {
    expect(cmsDetector.detect(inputOf({ looks, body: () => undefined }))).toEqual([]);
  });
});
