// States, for every product seen on a port of the host, whether its version is still mended. One subject is one product;
// several installations of it on a port are one statement, the worst. Reads looks and knowledge only.
import type { DetectInput, Detector } from "../../model/detector.ts";
import type { Evidence, Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import { filesOf, type FileAnswers } from "../../text/product-files.ts";
import { sightingsOf, type Instance, type PortSightings } from "../../text/product-instances.ts";
import { readShownVersions, type Reading } from "../../text/product-signals.ts";
import { packagingOf } from "./packaging.ts";
import {
  absentVerdicts,
  CMS_PREDICATES,
  unknownVerdicts,
  verdictsOf,
  type CmsPredicate,
  type Verdict,
  type Verdicts,
} from "./verdicts.ts";
import { determineVersion } from "./version-set.ts";

const MAX_EVIDENCE = 300;
const MAX_EVIDENCES = 8;

export const cmsDetector: Detector = {
  id: "cms",
  area: "cms",
  emits: CMS_PREDICATES,
  detect(input) {
    const { looks, body, knowledge } = input;
    return sightingsOf({ looks, body, products: knowledge.products }).flatMap((port) =>
      knowledge.products.flatMap(({ slug }) => factsOf(input, port, slug)),
    );
  },
};

interface Statement {
  readonly verdicts: Verdicts;
  readonly evidence: readonly Evidence[];
}

function factsOf(input: DetectInput, port: PortSightings, slug: string): Fact[] {
  const statements = port.instances
    .filter(({ product }) => product.slug === slug)
    .map((instance) => stateOf(input, instance));
  if (statements.length === 0) return factsWhenUnseen(input, port, slug);
  return CMS_PREDICATES.flatMap((predicate) =>
    toFact(
      base(input, port.port, slug, predicate),
      statements.map(({ verdicts, evidence }) => ({
        verdict: verdicts[predicate],
        evidence,
      })),
    ),
  );
}

/**
 * Gone only when every start page answered and shows no sign of it: then what was found earlier can close.
 * A product of which some sign is left may still be there, hidden: nothing is said.
 */
function factsWhenUnseen(input: DetectInput, port: PortSightings, slug: string): Fact[] {
  if (port.contradictory.includes(slug)) {
    return all(input, port, slug, { verdicts: unknownVerdicts("contradictory"), evidence: [] });
  }
  if (!port.complete || port.doubtful.includes(slug)) return [];
  const evidence = port.assessed.map((look) => ({
    observation: look.id,
    text: clip(`${look.attempt.value.url} ${String(look.attempt.value.status)}`),
  }));
  return all(input, port, slug, { verdicts: absentVerdicts(), evidence });
}

function all(input: DetectInput, port: PortSightings, slug: string, one: Statement): Fact[] {
  return CMS_PREDICATES.flatMap((predicate) =>
    toFact(base(input, port.port, slug, predicate), [
      { verdict: one.verdicts[predicate], evidence: one.evidence },
    ]),
  );
}

function stateOf(input: DetectInput, instance: Instance): Statement {
  const { product } = instance;
  const files = filesOf(instance, input.looks, input.body);
  const shown = instance.pages.flatMap((page) =>
    readShownVersions(page.signs, product).map((reading) => ({
      ...reading,
      look: page.look as Look,
    })),
  );
  const table = product.hashes === undefined ? undefined : input.knowledge.hashes[product.hashes];
  const found = determineVersion({ product, table, shown, files });
  const evidence = evidenceOf(instance, shown, files);
  if (found.status !== "known") {
    const hidden = found.status === "hidden" ? (files.miss ?? "version-hidden") : "contradictory";
    return { verdicts: unknownVerdicts(hidden), evidence };
  }
  const today = input.now.slice(0, 10);
  const exchanges = instance.pages.map(({ look }) => look.attempt.value);
  const packaging = packagingOf(product, found.set.candidates, exchanges, today);
  return { verdicts: verdictsOf({ product, set: found.set, packaging, today }), evidence };
}

function evidenceOf(
  { product, root, pages }: Instance,
  shown: readonly (Reading & { look: Look })[],
  files: FileAnswers,
): Evidence[] {
  const read = [...shown, ...files.readings].map(({ look, method, version }) => ({
    observation: look.id,
    text: clip(`${look.locator} · ${method}: ${version}`),
  }));
  const known = files.known.map(({ look, gitBlob }) => ({
    observation: look.id,
    text: clip(`${look.locator} · git blob ${gitBlob.slice(0, 16)}`),
  }));
  const seen = pages.slice(0, 1).map(({ look }) => ({
    observation: look.id,
    text: clip(`${look.locator} · ${product.name} (${root})`),
  }));
  return [...read, ...known, ...seen].slice(0, MAX_EVIDENCES);
}

type FactBase = Pick<Fact, "predicate" | "area" | "host" | "port" | "subject">;

function base(
  { target }: DetectInput,
  port: number,
  subject: string,
  predicate: CmsPredicate,
): FactBase {
  return { predicate, area: "cms", host: target.host, port, subject };
}

interface Said {
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
}

/** One fact of what is said of all installations: present before unknown before silence before absent. */
function toFact(about: FactBase, said: readonly Said[]): Fact[] {
  const present = said.flatMap(({ verdict, evidence }) =>
    verdict.status === "present" ? [{ verdict, evidence }] : [],
  );
  const [first] = present;
  if (first !== undefined) {
    const { confidence, attributes } = first.verdict;
    return [
      {
        ...about,
        status: "present",
        confidence,
        value: [...new Set(present.map(({ verdict }) => verdict.value))].join("; "),
        attributes,
        evidence: present.flatMap(({ verdict, evidence }) => withBasis(verdict.basis, evidence)),
      },
    ];
  }
  for (const { verdict } of said) {
    if (verdict.status === "unknown")
      return [{ ...about, status: "unknown", reason: verdict.reason }];
  }
  if (said.some(({ verdict }) => verdict.status === "superseded")) return [];
  return [{ ...about, status: "absent", evidence: said.flatMap(({ evidence }) => evidence) }];
}

/** What was read, and on the last line what it was held against. */
function withBasis(basis: string, evidence: readonly Evidence[]): Evidence[] {
  const [first] = evidence;
  return first === undefined
    ? []
    : [...evidence, { observation: first.observation, text: clip(basis) }];
}

function clip(text: string): string {
  return text.length <= MAX_EVIDENCE ? text : `${text.slice(0, MAX_EVIDENCE - 1)}…`;
}
