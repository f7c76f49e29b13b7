// Files of an incident: its notices as text, and evidence packs, which hold plain files only.
import type { Incident } from "../../model/incident.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import { closingReport, firstNotice } from "../../rules/incident-text.ts";
import type { Downloads } from "../downloads.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../route.ts";
import { personOf } from "../unit-office.ts";

export const INCIDENT_TEXTS = [
  ["first-notice", firstNotice],
  ["closing-report", closingReport],
] as const;

export function incidentFileRoutes(knowledge: Knowledge, downloads: Downloads): readonly Route[] {
  return [
    ...INCIDENT_TEXTS.map(([name, write]): Route => ({
      method: "GET",
      path: `/incidents/:id/${name}.txt`,
      act: `download ${name}`,
      audience: "reader",
      answer: (visit) => textFile(visit, knowledge, { name, write }),
    })),
    {
      method: "GET",
      path: "/incidents/:id/evidence.zip",
      act: "download evidence of incident",
      audience: "reader",
      answer: (visit) => incidentPack(visit, knowledge, downloads),
    },
    {
      method: "GET",
      path: "/findings/:id/evidence.zip",
      act: "download evidence of finding",
      audience: "reader",
      answer: (visit) => findingPack(visit, downloads),
    },
  ];
}

function asked(visit: ReaderVisit): Incident | undefined {
  return visit.mine.incident(visit.parameter("id"));
}

function textFile(
  visit: ReaderVisit,
  knowledge: Knowledge,
  { name, write }: { readonly name: string; readonly write: typeof firstNotice },
): Reply {
  const incident = asked(visit);
  if (incident === undefined) return MISSING;
  const file = visit.mine.incidentFile(incident, knowledge, visit.now.toISOString());
  return {
    kind: "file",
    name: `${incident.id}-${name}.txt`,
    type: "text/plain; charset=utf-8",
    bytes: visit.say(write(file)),
  };
}

function incidentPack(visit: ReaderVisit, knowledge: Knowledge, downloads: Downloads): Reply {
  const incident = asked(visit);
  if (incident === undefined) return MISSING;
  const file = visit.mine.incidentFile(incident, knowledge, visit.now.toISOString());
  const evidence = visit.mine.evidence(file.findings.map(({ finding }) => finding));
  const events = visit.mine.incidentEvents(incident);
  return packFile(incident.id, {
    bytes: downloads.pack({ evidence, incident: { file, events }, ...made(visit) }),
  });
}

function findingPack(visit: ReaderVisit, downloads: Downloads): Reply {
  const finding = visit.mine.finding(visit.parameter("id"));
  if (finding === undefined) return MISSING;
  const evidence = visit.mine.evidence(visit.mine.siblings(finding));
  return packFile(finding.id, {
    bytes: downloads.pack({ evidence, incident: null, ...made(visit) }),
  });
}

function made({ account, now }: ReaderVisit) {
  return { madeBy: personOf(account), madeAt: now };
}

function packFile(id: string, { bytes }: { readonly bytes: Uint8Array }): Reply {
  return { kind: "file", name: `rasoat-chung-cu-${id}.zip`, type: "application/zip", bytes };
}
