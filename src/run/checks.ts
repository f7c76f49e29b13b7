// Every rule for every host, of one run or by the latest word: pass, fail, unknown with its reason, or not applicable. Pure.
import type { Area } from "../model/area.ts";
import type { Check, Coverage } from "../model/coverage.ts";
import type { RuleVerdict } from "../model/finding.ts";
import type { Rule } from "../model/rule.ts";

export interface ChecksInput {
  readonly run: string;
  readonly host: string;
  readonly rules: readonly Rule[];
  readonly verdicts: readonly RuleVerdict[];
  /** The run's coverage of this host. */
  readonly coverage: readonly Coverage[];
}

/** @returns in the order of the rules; a rule with several subjects gives one row each */
export function checksOf(input: ChecksInput): Check[] {
  return input.rules
    .filter(({ area }) => area !== "registry")
    .flatMap((rule) => {
      const verdicts = input.verdicts.filter((verdict) => verdict.rule === rule.id);
      return verdicts.length > 0
        ? verdicts.map((verdict) => checkOf(verdict, input))
        : [withoutVerdict(rule, input)];
    });
}

export interface LatestChecksInput {
  readonly host: string;
  readonly rules: readonly Rule[];
  /** The latest word on every port and area of the host, of whichever run; not empty. */
  readonly coverage: readonly Coverage[];
  /** Of the host in that run; undefined: no result is kept. */
  readonly verdictsOf: (run: string) => readonly RuleVerdict[] | undefined;
}

/**
 * Each rule by the run that spoke last on its area: a scan of one area or unit does not hide what others found.
 * Where that run's result has gone, nothing is known.
 */
export function latestChecksOf({ host, rules, coverage, verdictsOf }: LatestChecksInput): Check[] {
  const rows = coverage.toSorted((a, b) => a.at.localeCompare(b.at));
  const runOfArea = new Map<string, string>(rows.map(({ area, run }) => [area, run]));
  const verdicts = new Map([...runOfArea.values()].map((run) => [run, verdictsOf(run)]));
  const newest = rows.at(-1)?.run ?? "";
  return rules.flatMap((rule) => {
    const run = runOfArea.get(rule.area) ?? newest;
    const known = verdicts.get(run);
    const said = rows.filter((row) => row.run === run);
    return checksOf({
      run,
      host,
      rules: [rule],
      verdicts: known ?? [],
      coverage: known === undefined ? said.filter(({ status }) => status !== "assessed") : said,
    });
  });
}

function checkOf(verdict: RuleVerdict, { run, host }: ChecksInput): Check {
  const { rule, port, subject, outcome } = verdict;
  const reason = verdict.outcome === "unknown" ? verdict.reason : null;
  return { host, port, rule, subject, outcome, reason, run };
}

/** No subject: nothing of the kind is there, if the area was looked at; else nothing is known. */
function withoutVerdict(rule: Rule, { run, host, coverage }: ChecksInput): Check {
  const rows = coverage.filter(({ area }) => area === (rule.area as Area));
  const missing = rows.find(({ status }) => status !== "assessed");
  const base = { host, port: null, rule: rule.id, subject: null, run };
  if (rows.length === 0) return { ...base, outcome: "unknown", reason: "not-planned" };
  return missing === undefined
    ? { ...base, outcome: "not-applicable", reason: null }
    : { ...base, outcome: "unknown", reason: missing.reason };
}
