// Where on a host which product is installed, told from the shared looks at its start pages.
// Pure; the probe and the detector must come to the same answer from the same looks.
import type { Look } from "../model/observation.ts";
import type { Product } from "../model/product.ts";
import type { Scheme } from "../model/registry.ts";
import { answeredHere, headerOf, isHttpLook, pageProblemOf, type HttpLook } from "./assessable.ts";
import { readPage } from "./page.ts";
import { identifyProduct, scoreOf, signsOf, type PageSigns } from "./product-signals.ts";

interface SeenPage {
  readonly look: HttpLook;
  readonly signs: PageSigns;
}

/** One installation: the same product at two roots is two. */
export interface Instance {
  readonly port: number;
  readonly scheme: Scheme;
  readonly product: Product;
  /** Folder below the host, with slashes at both ends. */
  readonly root: string;
  /** The start pages that showed it, in the order they were seen; at least one. */
  readonly pages: readonly SeenPage[];
}

export interface PortSightings {
  readonly port: number;
  readonly instances: readonly Instance[];
  /** Slugs of which there is any sign without being sure: neither there nor gone. */
  readonly doubtful: readonly string[];
  /** Slugs on pages whose signs point to several products at once. */
  readonly contradictory: readonly string[];
  /** Looks at start pages that were answered in an assessable way. */
  readonly assessed: readonly HttpLook[];
  /** Every start page of the port was, and was read to its end. */
  readonly complete: boolean;
}

export interface SightingInput {
  readonly looks: readonly Look[];
  readonly body: (sha256: string) => Uint8Array | undefined;
  readonly products: readonly Product[];
}

/** One entry for each port whose start pages were looked at, in the order of the looks. */
export function sightingsOf(input: SightingInput): PortSightings[] {
  const homes = input.looks.filter(({ probe, role }) => probe === "home" && role === "home");
  const ports = [...new Set(homes.map(({ port }) => port))].filter((port) => port !== null);
  return ports.map((port) =>
    sightingsOn(
      port,
      homes.filter((look) => look.port === port),
      input,
    ),
  );
}

function sightingsOn(port: number, homes: readonly Look[], input: SightingInput): PortSightings {
  const assessed = homes.filter(isHttpLook).filter((look) => isAssessable(look, input));
  const pages = assessed.filter(answeredHere).flatMap((look) => seenPage(look, input));
  const instances = new Map<string, Instance>();
  const contradictory = new Set<string>();
  for (const page of pages) {
    const found = identifyProduct(page.signs, input.products);
    if (found.status === "contradictory") found.slugs.forEach((slug) => contradictory.add(slug));
    if (found.status !== "one") continue;
    const { slug, root } = found.sighting;
    const product = input.products.find((each) => each.slug === slug);
    if (product === undefined) continue;
    const key = `${slug} ${root}`;
    const earlier = instances.get(key)?.pages ?? [];
    const scheme = page.look.scheme ?? "http";
    instances.set(key, { port, scheme, product, root, pages: [...earlier, page] });
  }
  const sure = new Set([...instances.values()].map(({ product }) => product.slug));
  return {
    port,
    instances: [...instances.values()],
    doubtful: input.products
      .filter(
        (product) =>
          !sure.has(product.slug) && pages.some(({ signs }) => scoreOf(signs, product) > 0),
      )
      .map(({ slug }) => slug),
    contradictory: [...contradictory],
    assessed,
    complete:
      assessed.length === homes.length &&
      assessed.every(({ attempt }) => attempt.value.body?.truncated !== true),
  };
}

function isAssessable(look: HttpLook, input: SightingInput): boolean {
  return pageProblemOf(look.attempt.value, bodyOf(look, input)) === null;
}

function seenPage(look: HttpLook, input: SightingInput): SeenPage[] {
  const body = bodyOf(look, input);
  if (body === undefined) return [];
  const exchange = look.attempt.value;
  const page = readPage(body, headerOf(exchange, "content-type"));
  return [{ look, signs: signsOf(page, exchange) }];
}

function bodyOf(look: HttpLook, input: SightingInput): Uint8Array | undefined {
  const reference = look.attempt.value.body;
  return reference === null ? undefined : input.body(reference.sha256);
}
