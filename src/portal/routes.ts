// The route table: all there is. The matrix test is made from it.
import type { Knowledge } from "../model/knowledge.ts";
import type { Downloads } from "./files/downloads.ts";
import type { HostBook } from "./kept/host-book.ts";
import type { OidcDesk } from "./oidc/desk.ts";
import { accountRoutes } from "./pages/account/account.tsx";
import { sectorPage } from "./pages/central/overview.tsx";
import { diffRoutes } from "./pages/central/diff.tsx";
import { lettersRoutes } from "./pages/central/letters.tsx";
import { reportsRoutes } from "./pages/central/reports.tsx";
import { registryRoutes } from "./pages/central/registry.tsx";
import { queueRoutes } from "./pages/central/queue.tsx";
import { centralRequestsRoutes } from "./pages/central/requests.tsx";
import { rulesRoutes } from "./pages/central/rules.tsx";
import { runsRoutes } from "./pages/central/runs.tsx";
import { scheduleRoutes } from "./pages/central/schedule.tsx";
import { statisticsRoutes } from "./pages/central/statistics.tsx";
import { tlsRoutes } from "./pages/central/tls.tsx";
import { unitsRoutes } from "./pages/central/units.tsx";
import { usersRoutes } from "./pages/central/users.tsx";
import { coverageRoutes } from "./pages/coverage.tsx";
import { wordRoutes } from "./pages/finding/forms.tsx";
import { verifyRoutes } from "./pages/finding/verify.tsx";
import { findingRoutes } from "./pages/finding/finding.tsx";
import { findingsRoutes } from "./pages/finding/findings.tsx";
import type { Guides } from "./files/guides.ts";
import { guideRoutes } from "./pages/guide.tsx";
import { helpRoutes } from "./pages/help.tsx";
import { incidentFileRoutes } from "./pages/incident/files.ts";
import { incidentRoutes } from "./pages/incident/incident.tsx";
import { incidentsRoutes } from "./pages/incident/incidents.tsx";
import { ledgerRoutes } from "./pages/ledger.tsx";
import { overview } from "./pages/overview.tsx";
import { requestsRoutes } from "./pages/requests.tsx";
import { signInRoutes } from "./pages/account/sign-in.tsx";
import { sitesRoutes } from "./pages/sites.tsx";
import type { ReaderVisit, Reply, Route } from "./route.ts";

export interface RouteMaterial {
  readonly knowledge: Knowledge;
  readonly downloads: Downloads;
  readonly guides: Guides;
  readonly hosts: HostBook;
  /** null: people sign in with passwords alone. */
  readonly oidc: OidcDesk | null;
}

export function createRoutes(material: RouteMaterial): readonly Route[] {
  const { knowledge, downloads, guides, hosts, oidc } = material;
  const routes: readonly Route[] = [
    ...signInRoutes(oidc),
    {
      method: "GET",
      path: "/",
      act: "view overview",
      audience: "reader",
      answer: (visit) => firstPage(visit, { knowledge, hosts }),
    },
    ...findingsRoutes(downloads, knowledge),
    ...findingRoutes(knowledge),
    ...wordRoutes(),
    ...verifyRoutes(),
    ...coverageRoutes(),
    ...ledgerRoutes(downloads),
    ...sitesRoutes(hosts),
    ...requestsRoutes(),
    ...helpRoutes(),
    ...guideRoutes(guides),
    ...queueRoutes(knowledge),
    ...incidentsRoutes(knowledge),
    ...incidentRoutes(knowledge),
    ...incidentFileRoutes(downloads),
    ...centralRequestsRoutes(),
    ...rulesRoutes(knowledge),
    ...runsRoutes(),
    ...scheduleRoutes(hosts),
    ...lettersRoutes(),
    ...statisticsRoutes(knowledge),
    ...registryRoutes(hosts),
    ...tlsRoutes(),
    ...reportsRoutes(hosts),
    ...diffRoutes(),
    ...unitsRoutes(),
    ...usersRoutes(() => [...new Set(routes.map(({ act }) => act))].toSorted()),
    ...accountRoutes(oidc !== null),
  ];
  return routes;
}

function firstPage(
  visit: ReaderVisit,
  material: { readonly knowledge: Knowledge; readonly hosts: HostBook },
): Reply {
  const { central } = visit;
  return central === null ? overview(visit) : sectorPage({ ...visit, central }, material);
}
