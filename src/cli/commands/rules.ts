// rasoat rules: what is checked, and the proof that rules, data and directive items fit together.
import { existsSync } from "node:fs";
import { emittedPredicates } from "../../detect/all.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import type { Rule } from "../../model/rule.ts";
import type { Text } from "../../model/text.ts";
import { SEVERITY_WORDS } from "../../model/words.ts";
import { localDay } from "../../export/remediation.ts";
import { describeRules } from "../../rules/describe.ts";
import { checkRules } from "../../rules/check.ts";
import type { Problem } from "../../rules/problem.ts";
import { heldPiecesOf } from "../../run/releases.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { currentKnowledge, withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";

const COLUMNS: readonly Column[] = [
  { title: { vi: "NỘI DUNG", en: "AREA" } },
  { title: { vi: "MÃ", en: "ID" } },
  { title: { vi: "MỨC ĐỘ", en: "SEVERITY" } },
  { title: { vi: "MỤC", en: "ITEMS" } },
  { title: { vi: "PHÁT HÀNH", en: "RELEASE" } },
  { title: { vi: "ĐÚNG/ĐÃ XEM", en: "RIGHT/JUDGED" } },
  { title: { vi: "VẤN ĐỀ", en: "PROBLEM" } },
];

type Release = "released" | "partly" | "held";

const RELEASE_WORDS: Readonly<Record<Release, Text>> = {
  released: { vi: "đã phát hành", en: "released" },
  partly: { vi: "một phần", en: "partly" },
  held: { vi: "đang giữ", en: "held" },
};

/** What the database knows of a rule. */
interface Standing {
  readonly release: Release;
  readonly confirmed: number;
  readonly falsePositive: number;
  /** Confirmed among all that people judged, 0 to 1; null: none judged. */
  readonly precision: number | null;
}

const PAGE_OR_JSON = {
  exit: EXIT.usage,
  message: {
    vi: "--markdown in một trang để đọc, --json in dữ liệu cho chương trình: chỉ dùng một trong hai.",
    en: "--markdown prints a page for people, --json data for programs: use one of them.",
  },
} as const;

export const rulesList: Body = async (context, _args, options) => {
  const known = await currentKnowledge(context);
  const { rules } = known;
  if (options["markdown"] === true) {
    if (context.json) throw new RasoatError("PAGE_OR_JSON", PAGE_OR_JSON);
    context.out.write(describeRules(known));
    return EXIT.done;
  }
  const { standing, heldData } = existsSync(context.dbPath)
    ? await withStore(context, false, (store) => standingsOf(known, store))
    : { standing: new Map<string, Standing>(), heldData: [] };
  if (context.json) {
    for (const rule of rules) {
      context.print(JSON.stringify({ ...rule, standing: standing.get(rule.id) ?? null }));
    }
    return EXIT.done;
  }
  const rows = rules.map((rule) => rowOf(rule, standing.get(rule.id), context));
  printTable(context, { columns: COLUMNS, rows });
  tellHeldData(context, heldData);
  return EXIT.done;
};

function rowOf(rule: Rule, standing: Standing | undefined, context: Context): string[] {
  return [
    rule.area,
    rule.id,
    SEVERITY_WORDS[rule.severity][context.language],
    [...new Set(rule.directive.map(({ item }) => item))].join(", "),
    standing === undefined ? "–" : RELEASE_WORDS[standing.release][context.language],
    standing === undefined || standing.precision === null
      ? "–"
      : `${String(standing.confirmed)}/${String(standing.confirmed + standing.falsePositive)}`,
    rule.title[context.language],
  ];
}

function standingsOf(
  known: Knowledge,
  store: Store,
): { readonly standing: ReadonlyMap<string, Standing>; readonly heldData: readonly string[] } {
  const held = heldCounts(known, store);
  const precision = new Map(store.rulePrecision().map((one) => [one.rule, one]));
  const units = Math.max(1, store.registry().units.length);
  const standing = known.rules.map(({ id }) => {
    const { confirmed = 0, falsePositive = 0 } = precision.get(id) ?? {};
    const judged = confirmed + falsePositive;
    const count = held.get(id) ?? 0;
    const release: Release = count === 0 ? "released" : count === units ? "held" : "partly";
    return [
      id,
      { release, confirmed, falsePositive, precision: judged === 0 ? null : confirmed / judged },
    ] as const;
  });
  return {
    standing: new Map(standing),
    heldData: [...held.keys()].filter((name) => name.includes("/")).toSorted(),
  };
}

/** For how many units each rule, signature and product is held; an empty registry counts as one unit. */
function heldCounts(known: Knowledge, store: Store): ReadonlyMap<string, number> {
  const registry = store.registry();
  const releases = store.ruleReleases();
  const codes = registry.units.length === 0 ? [""] : registry.units.map(({ code }) => code);
  // Before the first import or scan nothing is decided; what a database begins with counts as released.
  if (releases.length === 0) {
    return new Map(
      known.rules.filter(({ held }) => held).map(({ id }) => [id, codes.length] as const),
    );
  }
  const counts = new Map<string, number>();
  for (const code of codes) {
    for (const name of heldPiecesOf(known, releases, registry, code)) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

/** New or changed signatures and products: they are no rules, and wait like them. */
function tellHeldData(context: Context, held: readonly string[]): void {
  if (held.length === 0) return;
  context.say({
    vi: `Dữ liệu mới hoặc đã đổi, đang giữ cho nhóm trung tâm: ${held.join(", ")}. Phát hành: rasoat rules release TÊN --reason "…".`,
    en: `New or changed data, held for the central team: ${held.join(", ")}. To release: rasoat rules release NAME --reason "…".`,
  });
}

export const rulesCheck: Body = async (context) => {
  const fit = fitOf(await currentKnowledge(context));
  if (context.json) context.print(JSON.stringify(fit));
  else tellFit(context, fit);
  return fit.sound ? EXIT.done : EXIT.usage;
};

/** Whether rules, data and directive items fit together: how much there is, and every place where they do not. */
export interface Fit {
  readonly sound: boolean;
  readonly rules: number;
  readonly cases: number;
  readonly products: number;
  readonly panels: number;
  readonly problems: readonly Problem[];
}

export function fitOf(known: Knowledge): Fit {
  const today = localDay(new Date().toISOString());
  const problems = checkRules(known, emittedPredicates(), today);
  return {
    sound: problems.length === 0,
    rules: known.rules.length,
    cases: known.rules.reduce((sum, rule) => sum + rule.cases.length, 0),
    products: known.products.length,
    panels: known.panels.length,
    problems,
  };
}

export function tellFit(context: Context, { problems, ...fit }: Fit): void {
  for (const { about, text } of problems) context.print(`✗ ${about}: ${context.in(text)}`);
  if (fit.sound) {
    context.say({
      vi: `Đạt: ${String(fit.rules)} quy tắc, ${String(fit.cases)} trường hợp thử, ${String(fit.products)} sản phẩm, ${String(fit.panels)} dấu hiệu trang quản trị.`,
      en: `Sound: ${String(fit.rules)} rules, ${String(fit.cases)} cases, ${String(fit.products)} products, ${String(fit.panels)} panel signatures.`,
    });
  } else {
    context.say({
      vi: `${String(problems.length)} chỗ chưa khớp; sửa các tệp trong rules/ và data/ rồi chạy lại.`,
      en: `${String(problems.length)} places do not fit; mend the files in rules/ and data/ and run again.`,
    });
  }
}
