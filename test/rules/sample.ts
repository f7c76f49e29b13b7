// Small, valid knowledge and facts for tests of the rules floor; each test changes only what it is about.
import type { FindingArea } from "../../src/model/area.ts";
import type { Calendar, Citation, Directive } from "../../src/model/directive.ts";
import type { AbsentFact, PresentFact, UnknownFact } from "../../src/model/fact.ts";
import type { IncidentTerms } from "../../src/model/incident.ts";
import type { Knowledge } from "../../src/model/knowledge.ts";
import { ALL_PREDICATES, PREDICATES, type Predicate } from "../../src/model/predicate.ts";
import type { Reason } from "../../src/model/reason.ts";
import { Rule } from "../../src/model/rule.ts";
import type { WordTerms } from "../../src/rules/word.ts";

export const DOCUMENT = "2132/BYT-K2ĐT";

export const TEXT = { vi: "câu tiếng Việt", en: "an English sentence" };

export const CALENDAR: Calendar = {
  country: "VN",
  asOf: "2026-11-22",
  source: "test",
  coversFrom: "2026-01-01",
  coversTo: "2027-06-30",
  holidays: [{ date: "2026-11-24", name: TEXT, basis: "law" }],
  workingWeekends: ["2026-08-22"],
};

export const WORD_TERMS: WordTerms = { calendar: CALENDAR, longestDays: 365 };

export const TERMS: IncidentTerms = {
  asOf: "2026-11-22",
  source: "test",
  law: "law-incident",
  firstNoticeHours: 24,
  fullReportHours: 72,
  serious: ["defacement-page"],
  recipients: [
    { vi: "Cơ quan chủ quản", en: "The superior authority" },
    { vi: "Bộ Y tế", en: "The Ministry of Health" },
  ],
};

export const DIRECTIVE: Directive = {
  document: DOCUMENT,
  title: TEXT,
  issuedOn: "2024-04-24",
  validFrom: "2024-04-24",
  validTo: null,
  source: "test",
  items: ["2", "3", "4", "5", "6", "10a"].map((item) => ({
    item,
    summary: { vi: `mục ${item}`, en: `item ${item}` },
    who: TEXT,
    byWhen: TEXT,
    technical: true,
    note: TEXT,
  })),
};

export function citation(id: string, over: Partial<Citation> = {}): Citation {
  return {
    id,
    document: `document of ${id}`,
    article: "Điều 1",
    title: TEXT,
    validFrom: "2020-01-01",
    validTo: null,
    replacedBy: null,
    confidence: "secondary",
    source: "test",
    reviewedBy: null,
    reviewedOn: null,
    ...over,
  };
}

/** What a rule file says, as far as a test wants it otherwise. */
export type RuleFile = Record<string, unknown>;

const REPORTED = { document: DOCUMENT, item: "3", relation: "reported-under", why: TEXT };

export function mapping(item: string, relation: string, over: RuleFile = {}): RuleFile {
  return { document: DOCUMENT, item, relation, why: TEXT, ...over };
}

export function areaOf(predicate: Predicate): FindingArea {
  const found = Object.entries(PREDICATES).find(([, names]) =>
    (names as readonly string[]).includes(predicate),
  );
  if (found === undefined) throw new Error(`no area for ${predicate}`);
  return found[0] as FindingArea;
}

/** A rule that fails when its fact is present. */
export function makeRule(predicate: Predicate, over: RuleFile = {}): Rule {
  return Rule.parse({
    id: predicate.replace(".", "-"),
    area: areaOf(predicate),
    title: TEXT,
    why: TEXT,
    severity: "medium",
    when: { all: [{ fact: predicate }] },
    remedy: TEXT,
    remedies: {
      iis: TEXT,
      nginx: TEXT,
      apache: TEXT,
      cpanel: TEXT,
      directadmin: TEXT,
      contractor: TEXT,
    },
    verify: TEXT,
    directive: [REPORTED],
    cases: [
      {
        name: "there",
        facts: [{ fact: predicate, status: "present" }],
        expect: { outcome: "fail" },
      },
      {
        name: "not there",
        facts: [{ fact: predicate, status: "absent" }],
        expect: { outcome: "pass" },
      },
      {
        name: "no answer",
        facts: [{ fact: predicate, status: "unknown", reason: "connect-timeout" }],
        expect: { outcome: "unknown" },
      },
    ],
    ...over,
  });
}

/** One rule for every predicate. */
export function allRules(): readonly Rule[] {
  return ALL_PREDICATES.map((predicate) =>
    makeRule(predicate, predicate === "defacement.page" ? { severity: "critical" } : {}),
  );
}

export function makeKnowledge(over: Partial<Knowledge> = {}): Knowledge {
  return {
    versions: { rules: "0123456789ab", data: "ba9876543210" },
    rules: allRules(),
    actions: [],
    directives: [DIRECTIVE],
    law: [citation("law-incident")],
    calendar: CALENDAR,
    incidents: TERMS,
    products: [],
    hashes: {},
    panels: [],
    // Detectors read these two; the rules floor never does.
    defacement: {} as Knowledge["defacement"],
    tls: {} as Knowledge["tls"],
    sharedDomains: [],
    ...over,
  };
}

const PLACE = { host: "www.bv-a.test", port: 443, subject: "leaf" };

export function present(predicate: Predicate, over: Partial<PresentFact> = {}): PresentFact {
  return {
    predicate,
    area: areaOf(predicate),
    ...PLACE,
    status: "present",
    confidence: "certain",
    value: `value of ${predicate}`,
    attributes: {},
    evidence: [{ observation: "o1", text: `saw ${predicate}` }],
    ...over,
  };
}

export function absent(predicate: Predicate, over: Partial<AbsentFact> = {}): AbsentFact {
  return {
    predicate,
    area: areaOf(predicate),
    ...PLACE,
    status: "absent",
    evidence: [{ observation: "o2", text: `no ${predicate}` }],
    ...over,
  };
}

export function unknown(
  predicate: Predicate,
  reason: Reason = "connect-timeout",
  over: Partial<UnknownFact> = {},
): UnknownFact {
  return { predicate, area: areaOf(predicate), ...PLACE, status: "unknown", reason, ...over };
}
