// The shipped products and tables, and an input for the detector made of recorded looks.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import type { DetectInput } from "../../../src/model/detector.ts";
import type { Knowledge } from "../../../src/model/knowledge.ts";
import { HashTable, Product } from "../../../src/model/product.ts";
import type { Recorded } from "./recorded.ts";

const DATA = join(import.meta.dirname, "../../../data");

export const PRODUCTS: readonly Product[] = readdirSync(join(DATA, "products"))
  .sort()
  .map((file) => Product.parse(parse(readFileSync(join(DATA, "products", file), "utf8"))));

export const HASHES: Readonly<Record<string, HashTable>> = Object.fromEntries(
  readdirSync(join(DATA, "hashes")).map((file) => [
    basename(file, ".json"),
    HashTable.parse(JSON.parse(readFileSync(join(DATA, "hashes", file), "utf8"))),
  ]),
);

export function productOf(slug: string): Product {
  const product = PRODUCTS.find((each) => each.slug === slug);
  if (product === undefined) throw new Error(`no product ${slug}`);
  return product;
}

export function tableOf(name: string): HashTable {
  const table = HASHES[name];
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}

/** Only what the area reads; the rest of the knowledge is none of its business. */
const KNOWLEDGE = {
  versions: { rules: "0".repeat(12), data: "0".repeat(12) },
  rules: [],
  directives: [],
  law: [],
  products: PRODUCTS,
  hashes: HASHES,
  panels: [],
  sharedDomains: [],
} as unknown as Knowledge;

export function inputOf(
  { looks, body }: Pick<Recorded, "looks" | "body">,
  now = "2026-11-22T15:30:00.000Z",
): DetectInput {
  const host = looks[0]?.host ?? "www.bv-a.test";
  const target = {
    unit: "BV-A",
    system: "BV-A-WEB",
    host,
    ports: [{ port: 443, scheme: "https" as const }],
    paths: ["/"],
    addresses: [],
  };
  return { target, ownHosts: [host], looks, body, now, knowledge: KNOWLEDGE };
}
