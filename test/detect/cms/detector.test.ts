import { describe, expect, it } from "vitest";
import { cmsDetector } from "../../../src/detect/cms/detector.ts";
import { CMS_PREDICATES } from "../../../src/detect/cms/verdicts.ts";
import { determineVersion } from "../../../src/detect/cms/version-set.ts";
import type { Fact } from "../../../src/model/fact.ts";
import { filesOf } from "../../../src/text/product-files.ts";
import { sightingsOf } from "../../../src/text/product-instances.ts";
import { isThere, readShownVersions, signsOf } from "../../../src/text/product-signals.ts";
import { readPage } from "../../../src/text/page.ts";
import { isHttpLook } from "../../../src/text/assessable.ts";
import { HASHES, inputOf, PRODUCTS } from "./knowledge.ts";
import { RECORDED, type Recorded } from "./recorded.ts";
import { told } from "../told.ts";

const list = (text: string | undefined): string[] =>
  text === undefined ? [] : text.split(", ").sort();
const names = (facts: readonly Fact[], status: Fact["status"], slug: string): string[] =>
  facts
    .filter((fact) => fact.status === status && fact.subject === slug)
    .map(({ predicate }) => predicate)
    .sort();
const sighting = (recorded: Recorded) =>
  sightingsOf({ looks: recorded.looks, body: recorded.body, products: PRODUCTS })[0];

function valueOf(recorded: Recorded): string {
  const instance = sighting(recorded)?.instances[0];
  if (instance === undefined) return "no product";
  const { product, pages } = instance;
  const files = filesOf(instance, recorded.looks, recorded.body);
  const shown = pages.flatMap(({ signs }) => readShownVersions(signs, product));
  const table = product.hashes === undefined ? undefined : HASHES[product.hashes];
  const found = determineVersion({ product, table, shown, files });
  return found.status === "known" ? found.set.value : found.status;
}

const seen = RECORDED.filter(({ expected }) =>
  PRODUCTS.some(({ slug }) => slug === expected["product"]),
);
const unseen = RECORDED.filter(({ expected }) => expected["product"] === "none");

describe("recorded sites with a product", () => {
  it.each(seen)("$name", (recorded) => {
    const { expected } = recorded;
    const slug = expected["product"] ?? "";
    const found = sighting(recorded);
    expect(found?.instances.map(({ product, root }) => [product.slug, root])).toEqual([
      [slug, expected["root"]],
    ]);
    const facts = told(cmsDetector.detect(inputOf(recorded)));
    expect(names(facts, "present", slug)).toEqual(list(expected["present"]));
    const unknown = facts.filter((fact) => fact.status === "unknown");
    expect([...new Set(unknown.map(({ reason }) => reason))]).toEqual(list(expected["unknown"]));
    const others = facts.filter(({ subject }) => subject !== slug);
    expect(others.every(({ status }) => status === "absent")).toBe(true);
    expect(new Set(facts.map(({ predicate, subject }) => `${predicate} ${subject}`)).size).toBe(
      facts.length,
    );
  });

  it.each(seen.filter(({ expected }) => expected["version"] !== undefined))(
    "reads the version of $name",
    (recorded) => {
      expect(valueOf(recorded)).toBe(recorded.expected["version"]);
    },
  );
});

describe("recorded sites without a product", () => {
  it.each(unseen)("$name", (recorded) => {
    const doubtful = list(recorded.expected["doubtful"]);
    expect(sighting(recorded)).toMatchObject({ instances: [], doubtful, complete: true });
    const facts = cmsDetector.detect(inputOf(recorded));
    expect(facts.every(({ status }) => status === "absent")).toBe(true);
    expect(facts).toHaveLength((PRODUCTS.length - doubtful.length) * CMS_PREDICATES.length);
  });

  it.each(RECORDED.filter(({ expected }) => expected["product"] === "unassessable"))(
    "says nothing at all of $name",
    (recorded) => {
      expect(cmsDetector.detect(inputOf(recorded))).toEqual([]);
    },
  );

  it("calls two full sets of signs contradictory", () => {
    const recorded = RECORDED.find(({ name }) => name === "none/two-at-once.http");
    const facts = recorded === undefined ? [] : cmsDetector.detect(inputOf(recorded));
    expect(names(facts, "unknown", "wordpress")).toEqual([...CMS_PREDICATES].sort());
    expect(names(facts, "unknown", "joomla")).toEqual([...CMS_PREDICATES].sort());
    expect(facts.some(({ status }) => status === "present")).toBe(false);
  });
});

describe("the closed world", () => {
  const signs = (recorded: Recorded) => {
    const home = recorded.looks.find(isHttpLook);
    const exchange = home?.attempt.value;
    const bytes = recorded.body(exchange?.body?.sha256 ?? "");
    if (exchange === undefined || bytes === undefined) throw new Error(recorded.name);
    return signsOf(readPage(bytes, "text/html; charset=utf-8"), exchange);
  };
  const pages = RECORDED.map((recorded) => ({ recorded, signs: signs(recorded) }));
  const signals = PRODUCTS.flatMap(({ slug, identify }) =>
    identify.map((signal) => ({ slug, signal, name: JSON.stringify(signal) })),
  );

  it.each(signals)("$slug: $name is hit by a site of its own", ({ slug, signal }) => {
    const own = pages.filter(
      ({ recorded }) => recorded.slug === slug && recorded.expected["product"] === slug,
    );
    expect(own.some((page) => isThere(page.signs, signal))).toBe(true);
  });

  it("reads every version method somewhere", () => {
    const read = new Set(
      seen.flatMap((recorded) => {
        const instance = sighting(recorded);
        return (instance?.instances ?? []).flatMap((each) =>
          [
            ...each.pages.flatMap((page) => readShownVersions(page.signs, each.product)),
            ...filesOf(each, recorded.looks, recorded.body).readings,
          ].map(({ method }) => `${each.product.slug} ${method}`),
        );
      }),
    );
    const all = PRODUCTS.flatMap(({ slug, version }) => version.map(({ id }) => `${slug} ${id}`));
    expect(all.filter((method) => !read.has(method))).toEqual([]);
  });
});
