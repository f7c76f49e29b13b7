// Files of an incident: its notices as text, and evidence packs, which hold plain files only.
import { type Downloads, NOTICE_NAMES } from "../../files/downloads.ts";
import { type NamedFile, noticeFile, packFile } from "../../files/page-files.ts";
import { MISSING, type ReaderVisit, type Reply, type Route } from "../../route.ts";
import { personOf } from "../../offices/unit-office.ts";

export function incidentFileRoutes(downloads: Downloads): readonly Route[] {
  return [
    ...NOTICE_NAMES.map(
      (name) =>
        ({
          method: "GET",
          path: `/incidents/:id/${name}.txt`,
          act: `download ${name}`,
          audience: "reader",
          answer: async (visit) => {
            const incident = visit.mine.incident(visit.parameter("id"));
            return incident === undefined
              ? MISSING
              : replyOf(await noticeFile(downloads, { incident, name }, visit));
          },
        }) satisfies Route,
    ),
    {
      method: "GET",
      path: "/incidents/:id/evidence.zip",
      act: "download evidence of incident",
      audience: "reader",
      answer: (visit) => pack(visit, downloads, visit.mine.incident(visit.parameter("id"))),
    },
    {
      method: "GET",
      path: "/findings/:id/evidence.zip",
      act: "download evidence of finding",
      audience: "reader",
      answer: (visit) => pack(visit, downloads, visit.mine.finding(visit.parameter("id"))),
    },
  ];
}

async function pack(
  visit: ReaderVisit,
  downloads: Downloads,
  of: { readonly id: string } | undefined,
): Promise<Reply> {
  if (of === undefined) return MISSING;
  return replyOf(await packFile(downloads, of.id, { ...visit, madeBy: personOf(visit.account) }));
}

function replyOf(file: NamedFile | undefined): Reply {
  return file === undefined ? MISSING : { kind: "file", ...file };
}
