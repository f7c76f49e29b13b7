// States for every page that was looked at whether it shows defacement, spam, planted scripts or a redirect.
// What was seen once is suspected; what a second fetch shows too is firm; two fetches that disagree are unknown.
import type { Detector, DetectInput } from "../../model/detector.ts";
import type { Fact } from "../../model/fact.ts";
import type { Look } from "../../model/observation.ts";
import type { Predicate } from "../../model/predicate.ts";
import type { Reason } from "../../model/reason.ts";
import { judgeCloaking } from "./cloaking.ts";
import type { Sign } from "./deface.ts";
import { buildLexicon, type Lexicon } from "./lexicon.ts";
import { isForeign } from "./places.ts";
import { readLook, type Reading, type Signs } from "./read.ts";
import { nameWeight } from "./spam.ts";
import { evidence, present, type Verdict } from "./verdict.ts";

const BROWSER_ROLES = new Set(["home", "linked", "repeat", "confirm"]);
const ROLES = new Set([...BROWSER_ROLES, "search"]);
const SUSPECTED = 1;

/** Predicates that rest on the page's content, by the sign that shows them. */
const CONTENT = {
  "defacement.page": "page",
  "defacement.partial": "partial",
  "defacement.spam": "spam",
  "defacement.script": "script",
} as const satisfies Partial<Record<Predicate, keyof Signs>>;

export const defacementDetector: Detector = {
  id: "defacement-pages",
  area: "defacement",
  emits: [
    "defacement.page",
    "defacement.partial",
    "defacement.spam",
    "defacement.cloaking",
    "defacement.script",
    "defacement.redirect",
  ],
  detect(input) {
    const lexicon = buildLexicon(input.knowledge.defacement);
    return placesOf(input).flatMap((place) => judgePlace(place, input, lexicon));
  },
};

/** All looks at one path of one port, oldest first. */
interface Place {
  readonly host: string;
  readonly port: number | null;
  readonly subject: string;
  readonly looks: readonly Look[];
}

function placesOf({ looks }: DetectInput): Place[] {
  const places = new Map<string, Place & { looks: Look[] }>();
  for (const look of looks) {
    if (!look.areas.includes("defacement") || !ROLES.has(look.role)) continue;
    const { host, port, locator: subject } = look;
    const key = `${host} ${String(port)} ${subject}`;
    const place = places.get(key) ?? { host, port, subject, looks: [] };
    places.set(key, place);
    place.looks.push(look);
  }
  return [...places.values()];
}

function judgePlace(place: Place, input: DetectInput, lexicon: Lexicon): readonly Fact[] {
  const readings = place.looks.map((look) => readLook(look, input, lexicon));
  const asBrowser = readings.filter(({ look }) => BROWSER_ROLES.has(look.role));
  const asSearch = readings.filter(({ look }) => look.role === "search");
  const facts: Fact[] = [];
  if (asBrowser.length > 0) {
    facts.push(...contentFacts(place, asBrowser), redirectFact(place, asBrowser, lexicon));
  }
  if (asSearch.length > 0) facts.push(judgeCloaking(baseOf(place), asBrowser, asSearch, lexicon));
  return facts;
}

type FactPlace = Pick<Fact, "area" | "host" | "port" | "subject">;

function baseOf({ host, port, subject }: Place): FactPlace {
  return { area: "defacement", host, port, subject };
}

/** A place that sends everybody on within the unit shows nothing itself; where it leads is its own subject. */
function contentFacts(place: Place, readings: readonly Reading[]): Fact[] {
  if (readings.every(({ is }) => is === "away")) {
    const out = readings.some((reading) => reading.is === "away" && reading.target !== null);
    if (out) return unknownContent(place, "redirect-out-of-scope");
  }
  return (Object.keys(CONTENT) as (keyof typeof CONTENT)[]).map((predicate) => ({
    ...baseOf(place),
    predicate,
    ...judgeSign(readings, (signs) => signs[CONTENT[predicate]]),
  }));
}

function unknownContent(place: Place, reason: Reason): Fact[] {
  return (Object.keys(CONTENT) as (keyof typeof CONTENT)[]).map((predicate) => ({
    ...baseOf(place),
    predicate,
    status: "unknown",
    reason,
  }));
}

function judgeSign(readings: readonly Reading[], pick: (signs: Signs) => Sign): Verdict {
  const pages = readings.filter((reading) => reading.is === "page");
  const showing = pages.filter(({ signs }) => pick(signs).score >= SUSPECTED);
  // An error page without a sign says nothing of the page that should be there.
  const silent = pages.filter(
    ({ signs, problem }) => problem === null && pick(signs).score < SUSPECTED,
  );
  const [strongest] = showing.toSorted((a, b) => pick(b.signs).score - pick(a.signs).score);
  if (strongest === undefined) {
    const [first] = silent;
    if (first !== undefined) {
      return { status: "absent", evidence: [evidence(first.look, "read, no sign seen")] };
    }
    const onward = readings.find((reading) => reading.is === "away" && reading.target === null);
    if (onward === undefined || readings.some(({ is }) => is === "nothing")) {
      return { status: "unknown", reason: reasonOf(readings) };
    }
    return { status: "absent", evidence: [evidence(onward.look, "leads on within the unit")] };
  }
  if (silent.length > 0 && pick(strongest.signs).score < SUSPECTED * 2) {
    return { status: "unknown", reason: "unstable" };
  }
  const confirmed = showing.length > 1 && silent.length === 0;
  return present(pick(strongest.signs), { look: strongest.look, confirmed });
}

function reasonOf(readings: readonly Reading[]): Reason {
  for (const reading of readings) {
    if (reading.is === "nothing") return reading.reason;
    if (reading.is === "page" && reading.problem !== null) return reading.problem;
  }
  return "inconclusive";
}

function redirectFact(place: Place, readings: readonly Reading[], lexicon: Lexicon): Fact {
  const base = { ...baseOf(place), predicate: "defacement.redirect" } as const;
  const away = readings.filter((reading) => reading.is === "away" && reading.target !== null);
  const inPage = readings.filter(
    (reading) =>
      reading.is === "page" && reading.redirect !== null && !isErrorPage(reading.problem),
  );
  const [first] = [...away, ...inPage];
  if (first === undefined) {
    const clear = readings.find(
      (reading) => (reading.is === "page" && reading.problem === null) || reading.is === "away",
    );
    if (clear === undefined) return { ...base, status: "unknown", reason: reasonOf(readings) };
    return { ...base, status: "absent", evidence: [evidence(clear.look, "stays with the unit")] };
  }
  const confirmed = away.length + inPage.length > 1;
  const found = redirectOf(first, lexicon);
  if (found === null) {
    return { ...base, status: "absent", evidence: [evidence(first.look, "leads to a platform")] };
  }
  return {
    ...base,
    ...present(
      found.sign,
      { look: first.look, confirmed },
      { value: found.host, attributes: { betting: found.betting, how: found.how } },
    ),
  };
}

/** Challenge and error pages send visitors about; a page that is merely cut or odd is the site's own. */
function isErrorPage(problem: Reason | null): boolean {
  return problem !== null && problem !== "body-too-large" && problem !== "page-abnormal";
}

interface FoundRedirect {
  readonly host: string;
  readonly how: string;
  readonly betting: boolean;
  readonly sign: Sign;
}

function redirectOf(reading: Reading, lexicon: Lexicon): FoundRedirect | null {
  if (reading.is === "page" && reading.redirect !== null) {
    const { host, how } = reading.redirect;
    const betting = nameWeight(host, lexicon) > 0;
    return { host, how, betting, sign: reading.signs.redirect };
  }
  if (reading.is !== "away" || reading.target === null) return null;
  const host = reading.target.hostname;
  const weight = nameWeight(host, lexicon);
  const stranger = isForeign(host, reading.places, lexicon);
  if (!stranger && weight === 0) return null;
  const kind = weight > 0 ? "betting-target" : "other-site";
  const text = `the server redirects to ${host}, which is outside the unit's registered hosts`;
  return {
    host,
    how: "http",
    betting: weight > 0,
    sign: { score: 1 + weight, kind, evidence: [text] },
  };
}
