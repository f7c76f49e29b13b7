// What the address of a list of findings asks for: the same words on the list, in the queue and behind every number.
import {
  FINDING_STATES,
  FindingArea,
  FindingState,
  OPEN_STATES,
  Severity,
} from "../../model/area.ts";
import type { Rule } from "../../model/rule.ts";
import { type Narrowing, rulesCiting, systemsWhere, unitsWhere } from "./narrowing.tsx";
import type { ListFilter } from "../repository.ts";
import type { ReaderVisit } from "../route.ts";

/** Words that are not in the lists restrict nothing. */
export interface AskedFindings extends Narrowing {
  readonly severity: string;
  readonly state: string;
  readonly area: string;
  readonly host: string;
  readonly unit: string;
  readonly rule: string;
  readonly due: string;
  readonly held: string;
  readonly judged: string;
}

export function askedFindings(visit: ReaderVisit): AskedFindings {
  const query = (name: string): string => visit.query(name);
  return {
    severity: query("severity"),
    state: query("state"),
    area: query("area"),
    host: query("host"),
    unit: query("unit"),
    rule: query("rule"),
    due: query("due"),
    held: query("held"),
    judged: query("judged"),
    province: query("province"),
    kind: query("kind"),
    level: query("level"),
    item: query("item"),
  };
}

export function findingFilter(
  asked: AskedFindings,
  visit: Pick<ReaderVisit, "mine" | "today">,
  rules: readonly Rule[],
): ListFilter {
  const severity = Severity.safeParse(asked.severity);
  const state = FindingState.safeParse(asked.state);
  const area = FindingArea.safeParse(asked.area);
  const states =
    asked.state === "all" ? FINDING_STATES : state.success ? [state.data] : OPEN_STATES;
  return {
    states,
    ...(severity.success ? { severity: severity.data } : {}),
    ...(area.success ? { area: area.data } : {}),
    ...(asked.host === "" ? {} : { host: asked.host }),
    ...(asked.rule === "" ? {} : { rule: asked.rule }),
    ...(asked.due === "overdue" ? { dueBefore: visit.today } : {}),
    ...(asked.held === "yes" ? { held: true } : asked.held === "no" ? { held: false } : {}),
    ...(asked.judged === "yes" ? { judged: true } : asked.judged === "no" ? { judged: false } : {}),
    ...narrowed(asked, visit, rules),
  };
}

function narrowed(
  asked: AskedFindings,
  { mine }: Pick<ReaderVisit, "mine">,
  rules: readonly Rule[],
): ListFilter {
  const among = unitsWhere(mine.units(), asked);
  const units =
    asked.unit === "" ? among : (among?.filter((code) => code === asked.unit) ?? [asked.unit]);
  const systems = systemsWhere(mine.systems(), asked.level);
  const citing = rulesCiting(rules, asked.item);
  return {
    ...(units === undefined ? {} : { units }),
    ...(systems === undefined ? {} : { systems }),
    ...(citing === undefined ? {} : { rules: citing }),
  };
}
