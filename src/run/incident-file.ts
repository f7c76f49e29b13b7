// Everything that is told of an incident, brought together from the store: for its pages, notices and reports.
import type { Incident } from "../model/incident.ts";
import type { Knowledge } from "../model/knowledge.ts";
import type { IncidentFile } from "../rules/incident-text.ts";
import type { Scope } from "../store/scope.ts";
import type { Store } from "../store/store.ts";

/** @param now ISO 8601 UTC */
export function incidentFileOf(
  store: Pick<Store, "findFinding" | "events" | "registry">,
  incident: Incident,
  about: {
    readonly scope: Scope;
    readonly knowledge: Pick<Knowledge, "law" | "incidents">;
    readonly now: string;
  },
): IncidentFile {
  const { scope, knowledge, now } = about;
  const { units, systems } = store.registry();
  const findings = incident.findings.flatMap((id) => store.findFinding(scope, id) ?? []);
  const codes = new Set(findings.map(({ system }) => system));
  const unit = units.find(({ code }) => code === incident.unit);
  if (unit === undefined) throw new Error(`incident ${incident.id} of an unknown unit`);
  return {
    incident,
    terms: knowledge.incidents,
    unit,
    systems: systems.filter(({ code }) => codes.has(code)),
    findings: findings.map((finding) => ({ finding, history: store.events(scope, finding.id) })),
    law: knowledge.law,
    now,
  };
}
