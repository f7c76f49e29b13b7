// rasoat findings: what is open, most urgent first. A group (http and https, www and apex) is shown once;
// --json gives every member.
import { FINDING_STATES, OPEN_STATES, SEVERITIES, type FindingState } from "../../model/area.ts";
import { EXIT } from "../../model/error.ts";
import type { Finding } from "../../model/finding.ts";
import { CONFIDENCE_WORDS, SEVERITY_WORDS, STATE_WORDS } from "../../model/words.ts";
import { remediationRows } from "../../export/remediation.ts";
import { groupsOf } from "../../rules/group.ts";
import type { Store } from "../../store/store.ts";
import { findRunOf, wholeRun } from "../runs.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { listOf, listOfAllowed, textOf } from "../lists.ts";
import { withFindings } from "../open.ts";
import type { Colour } from "../output.ts";
import { hostOption, refuseUnknownHosts, unitOption } from "../subjects.ts";
import { printTable, type Column } from "../table.ts";
import type { Registry } from "../../model/registry.ts";

const COLUMNS: readonly Column[] = [
  { title: { vi: "MỨC ĐỘ", en: "SEVERITY" } },
  { title: { vi: "MÃ", en: "ID" } },
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "ĐỊA CHỈ", en: "WHERE" }, max: 44 },
  { title: { vi: "VẤN ĐỀ", en: "PROBLEM" }, max: 60 },
  { title: { vi: "TIN CẬY", en: "CONFIDENCE" } },
  { title: { vi: "TÌNH TRẠNG", en: "STATE" } },
  { title: { vi: "HẠN", en: "DUE" } },
];

export const SEVERITY_COLOURS: Readonly<Record<Finding["severity"], Colour>> = {
  critical: "magenta",
  high: "red",
  medium: "yellow",
  low: "cyan",
  info: "dim",
};

export const findings: Body = (context, _args, options) =>
  withFindings(context, (store) => {
    const registry = store.registry();
    const filter = {
      ...unitOption(options["unit"], registry),
      ...hostOption(options["host"]),
      states: statesOf(options["state"]),
      ...severitiesOf(options["severity"]),
    };
    const run = textOf(options["run"]);
    const found =
      run === undefined
        ? store.findings("central", filter)
        : store.findingsOfRun(
            "central",
            wholeRun(store, findRunOf(store, run), filter.units).id,
            filter,
          );
    refuseUnknownHosts(filter, found, registry);
    if (context.json) for (const finding of found) context.print(JSON.stringify(finding));
    else if (run !== undefined) printFindings(context, found, registry);
    else printFindings(context, inGroupState(found, filter.states, store), registry);
    return Promise.resolve(EXIT.done);
  });

/** A group stands once in a list, under its own state: nothing is listed as fixed while a member is open. */
function inGroupState(
  found: readonly Finding[],
  states: readonly FindingState[],
  store: Store,
): readonly Finding[] {
  // No state goes before open, so that no group with an open member is elsewhere.
  if (states.includes("open")) return found;
  const units = [...new Set(found.map(({ unit }) => unit))];
  const shown = new Set(
    groupsOf(store.findings("central", { units }))
      .filter(({ state }) => states.includes(state))
      .map(({ unit, group }) => `${unit} ${group}`),
  );
  return found.filter(({ unit, group }) => shown.has(`${unit} ${group}`));
}

function statesOf(value: unknown) {
  const words = listOf(value);
  if (words.length === 0) return OPEN_STATES;
  if (words.includes("all")) return FINDING_STATES;
  return listOfAllowed("--state", words, FINDING_STATES);
}

function severitiesOf(value: unknown) {
  const severities = listOfAllowed("--severity", value, SEVERITIES);
  return severities.length === 0 ? {} : { severities };
}

export function printFindings(
  context: Context,
  found: readonly Finding[],
  registry: Registry,
): void {
  // Figures for the central team, true of nearly every site: told as a number unless that is all there is.
  const figures = found.filter(({ held, severity }) => held && severity === "info");
  const listed =
    figures.length === found.length ? found : found.filter((one) => !figures.includes(one));
  const rows = remediationRows(listed, registry);
  if (listed.length < found.length) {
    const rules = [...new Set(figures.map(({ rule }) => rule))].join(", ");
    context.say({
      vi: `Không in số liệu theo dõi của nhóm trung tâm: ${String(figures.length)} (${rules}); xem bằng --severity info.`,
      en: `Not listed, figures for the central team: ${String(figures.length)} (${rules}); see them with --severity info.`,
    });
  }
  if (rows.length === 0) {
    context.say({ vi: "Không có phát hiện nào phù hợp.", en: "No finding matches." });
    return;
  }
  const cells = rows.map(({ finding, places }) => [
    SEVERITY_WORDS[finding.severity][context.language],
    finding.id,
    finding.unit,
    where(finding, places),
    finding.title[context.language],
    CONFIDENCE_WORDS[finding.confidence][context.language],
    stateOf(finding, context),
    finding.dueOn,
  ]);
  const colours = rows.map(({ finding }) => SEVERITY_COLOURS[finding.severity]);
  printTable(context, { columns: COLUMNS, rows: cells, colours });
}

function where(finding: Finding, places: readonly string[]): string {
  const more = places.length > 1 ? ` (+${String(places.length - 1)})` : "";
  const path = finding.subject.includes("/")
    ? finding.subject.slice(finding.subject.indexOf("/"))
    : "";
  return `${places[0] ?? ""}${path === "/" ? "" : path}${more}`;
}

function stateOf(finding: Finding, context: Context): string {
  const held = finding.held ? { vi: " (đang giữ)", en: " (held)" }[context.language] : "";
  const unknown =
    finding.outcome === "unknown"
      ? { vi: ", chưa kiểm tra lại được", en: ", not looked at this time" }[context.language]
      : "";
  return `${STATE_WORDS[finding.state][context.language]}${unknown}${held}`;
}
