// From possible versions to what is said of one installation: a verdict stands only when every possible version
// agrees; when they differ, the weaker one stands, as a suspicion. What cannot be told is unknown, never absent.
import type { Confidence } from "../../model/area.ts";
import type { Attribute } from "../../model/fact.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Product } from "../../model/product.ts";
import type { Reason } from "../../model/reason.ts";
import { exposureOf, type Exposure } from "./exploited.ts";
import { supportOf, type Support } from "./support.ts";
import type { VersionSet } from "./version-set.ts";

export type CmsPredicate = Extract<Predicate, `cms.${string}`>;

export const CMS_PREDICATES: readonly CmsPredicate[] = [
  "cms.end-of-life",
  "cms.end-of-life-soon",
  "cms.known-exploited",
  "cms.behind-security",
  "cms.behind",
  "cms.version-conflict",
  "cms.verify-package",
];

/** `superseded`: a worse verdict says it already, so nothing is said and an earlier finding stays as it is. */
export type Verdict =
  | {
      readonly status: "present";
      readonly confidence: Confidence;
      readonly value: string;
      readonly attributes: Readonly<Record<string, Attribute>>;
      /** What the versions were held against: ids, numbers and days only. */
      readonly basis: string;
    }
  | { readonly status: "absent" }
  | { readonly status: "unknown"; readonly reason: Reason }
  | { readonly status: "superseded" };

export type Verdicts = Readonly<Record<CmsPredicate, Verdict>>;

export interface Judged {
  readonly product: Product;
  readonly set: VersionSet;
  /** Mark of a distribution's package, or null. */
  readonly packaging: string | null;
  /** "YYYY-MM-DD" of the run. */
  readonly today: string;
}

const CERTAIN_FROM = 0.97;
const FIRM_FROM = 0.7;

/** All predicates unknown for one reason: seen, but not which version. */
export function unknownVerdicts(reason: Reason): Verdicts {
  return eachPredicate(() => ({ status: "unknown", reason }));
}

/** All predicates absent: the product is not there. */
export function absentVerdicts(): Verdicts {
  return eachPredicate(() => ({ status: "absent" }));
}

export function verdictsOf(judged: Judged): Verdicts {
  const supports = judged.set.candidates.map((candidate) =>
    supportOf(candidate, judged.product.releases, judged.today),
  );
  const dated = datedVerdicts(judged, supports);
  const suspect = Object.values(dated).some(
    ({ status }) => status === "present" || status === "unknown",
  );
  const packaged = judged.packaging !== null;
  const capped: Verdict = { status: "unknown", reason: "inconclusive" };
  return {
    "cms.end-of-life": packaged ? cap(dated.ended, capped) : dated.ended,
    "cms.end-of-life-soon": packaged ? cap(dated.ending, capped) : dated.ending,
    "cms.known-exploited": packaged ? cap(dated.exploited, capped) : dated.exploited,
    "cms.behind-security": packaged ? cap(dated.insecure, capped) : dated.insecure,
    "cms.behind": packaged ? cap(dated.behind, capped) : dated.behind,
    "cms.version-conflict": conflictVerdict(judged),
    "cms.verify-package":
      packaged && suspect ? packageVerdict(judged, supports) : { status: "absent" },
  };
}

function cap(verdict: Verdict, capped: Verdict): Verdict {
  return verdict.status === "absent" ? verdict : capped;
}

type Aged = "ended" | "ending" | "insecure" | "behind";
type Dated = Record<Aged | "exploited", Verdict>;

function datedVerdicts(judged: Judged, supports: readonly Support[]): Dated {
  const superseded: Verdict = { status: "superseded" };
  const over = (support: Support): boolean => support.ended === true;
  const exploited = exploitedVerdict(judged);
  const ended = judge(judged, supports, "ended", () => false);
  if (ended.status === "present") {
    return { ended, exploited, ending: superseded, insecure: superseded, behind: superseded };
  }
  const ending = judge(judged, supports, "ending", over);
  if (exploited.status === "present") {
    return { ended, exploited, ending, insecure: superseded, behind: superseded };
  }
  const insecure = judge(judged, supports, "insecure", over);
  const behind =
    insecure.status === "present"
      ? superseded
      : judge(judged, supports, "behind", (each) => over(each) || each.insecure === true);
  return { ended, exploited, ending, insecure, behind };
}

/** Stands beside an end of life: that says where to go, this how soon. Without a catalogue nothing is said. */
function exploitedVerdict({ product, set }: Judged): Verdict {
  const { exploited } = product;
  if (exploited === undefined) return { status: "superseded" };
  if (set.candidates.length === 0) return { status: "unknown", reason: "version-hidden" };
  const exposures = set.candidates.map((candidate) => exposureOf(candidate, exploited));
  if (exposures.every(({ exposed }) => exposed === false)) return { status: "absent" };
  if (!exposures.every(({ exposed }) => exposed === true)) {
    return { status: "unknown", reason: "inconclusive" };
  }
  const cves = sharedFaults(exposures);
  const fixedIn = common(exposures.map((each) => each.fixedIn));
  const mended = [...new Set(exposures.map((each) => each.fixedIn))].join(", ");
  return {
    status: "present",
    confidence: confidenceOf(set),
    value: set.value,
    attributes: { product: product.name, version: set.value, cves, fixedIn, asOf: exploited.asOf },
    basis: `${product.name} exploited ${cves} (${exploited.catalogue}); fixed in ${mended}; data of ${exploited.asOf}`,
  };
}

/** "CVE-…, CVE-…": what concerns every possible version, or else what concerns any of them. */
function sharedFaults(exposures: readonly Exposure[]): string {
  const any = [...new Set(exposures.flatMap(({ cves }) => cves))];
  const all = any.filter((cve) => exposures.every(({ cves }) => cves.includes(cve)));
  return (all.length > 0 ? all : any).join(", ");
}

/** @param worse true for a version of which something worse holds: it counts for the weaker verdict too */
function judge(
  judged: Judged,
  supports: readonly Support[],
  key: Aged,
  worse: (support: Support) => boolean,
): Verdict {
  if (supports.length === 0) return { status: "unknown", reason: "version-hidden" };
  if (supports.every((each) => each[key] === false && !worse(each))) return { status: "absent" };
  if (!supports.every((each) => each[key] === true || worse(each))) {
    return { status: "unknown", reason: "inconclusive" };
  }
  const agreed = supports.every((each) => each[key] === true);
  return {
    status: "present",
    confidence: agreed ? confidenceOf(judged.set) : "tentative",
    value: judged.set.value,
    attributes: attributesOf(judged, supports, agreed),
    basis: basisOf(judged.product, supports, key),
  };
}

function confidenceOf({ confidence }: VersionSet): Confidence {
  if (confidence >= CERTAIN_FROM) return "certain";
  return confidence >= FIRM_FROM ? "firm" : "tentative";
}

function attributesOf(
  { product, set, packaging }: Judged,
  supports: readonly Support[],
  agreed: boolean,
): Record<string, Attribute> {
  return {
    product: product.name,
    version: set.value,
    exact: set.candidates.length === 1 && set.candidates[0]?.version !== null,
    possibly: !agreed,
    eol: common(supports.map(({ eol }) => eol)),
    fixedIn: common(supports.map(({ fixedIn }) => fixedIn)),
    wave: common(supports.map(({ wave }) => wave)),
    latest: common(supports.map(({ latest }) => latest)),
    packaging,
    asOf: product.releases.asOf,
  };
}

/** The value that all share, else null. */
function common(values: readonly (string | null)[]): string | null {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}

function basisOf(product: Product, supports: readonly Support[], key: Aged): string {
  const { releases } = product;
  const list = (values: readonly (string | null)[]): string =>
    [...new Set(values.filter((value) => value !== null))].join(", ");
  const eol = list(supports.map((each) => each.eol));
  const source = list(
    supports.map(
      ({ eolSource }) => releases.sources.find(({ id }) => id === eolSource)?.name ?? null,
    ),
  );
  const parts = {
    ended: `EOL ${eol} (${source})`,
    ending: `EOL ${eol} (${source})`,
    insecure: `fixed in ${list(supports.map((each) => each.fixedIn))} (${list(supports.map((each) => each.wave))})`,
    behind: `latest ${list(supports.map((each) => each.latest))}`,
  };
  return `${product.name} ${parts[key]}; data of ${releases.asOf}`;
}

function conflictVerdict({ product, set }: Judged): Verdict {
  const { conflict } = set;
  if (conflict === null) return { status: "absent" };
  return {
    status: "present",
    confidence: conflict.decided ? "firm" : "tentative",
    value: `${conflict.claimed} ≠ ${conflict.found}`,
    attributes: { product: product.name, claimed: conflict.claimed, found: conflict.found },
    basis: `${product.name}: ${conflict.claimed} / ${conflict.found}`,
  };
}

function packageVerdict(judged: Judged, supports: readonly Support[]): Verdict {
  return {
    status: "present",
    confidence: "firm",
    value: judged.set.value,
    attributes: attributesOf(judged, supports, true),
    basis: `${judged.product.name} ${judged.set.value}; ${judged.packaging ?? ""}`,
  };
}

function eachPredicate(verdict: () => Verdict): Verdicts {
  return {
    "cms.end-of-life": verdict(),
    "cms.end-of-life-soon": verdict(),
    "cms.known-exploited": verdict(),
    "cms.behind-security": verdict(),
    "cms.behind": verdict(),
    "cms.version-conflict": verdict(),
    "cms.verify-package": verdict(),
  };
}
