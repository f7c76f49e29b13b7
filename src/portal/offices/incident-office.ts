// What people do with incidents: open one by confirming a sign, note what was sent, close it. The scope says whose.
import { OPEN_STATES } from "../../model/area.ts";
import type { Closing, Incident, IncidentTerms, Notice } from "../../model/incident.ts";
import {
  callFalseAlarm,
  closeIncident,
  isIncidentSign,
  noteSent,
  openIncident,
  type Decision,
} from "../../rules/incident.ts";
import type { Scope } from "../../store/scope.ts";
import type { Store } from "../../store/store.ts";
import { isFindingId } from "../access/token.ts";

export interface Opening {
  readonly reason: string;
  /** A person's word; null: as the terms say for the rule. */
  readonly serious: boolean | null;
  readonly atOnce: boolean;
}

export interface IncidentOffice {
  /** From a finding and all open members of its group. @throws RasoatError when it gives rise to none */
  open(finding: string, opening: Opening): Incident | undefined;
  close(id: string, closing: Closing, reason: string): Incident | undefined;
  falseAlarm(id: string, reason: string): Incident | undefined;
}

export interface Notices {
  /** A notice that an office says it has sent: `note` holds number, date and recipients. */
  tellSent(
    id: string,
    told: { readonly notice: Notice; readonly note: string },
  ): Incident | undefined;
}

interface Desk {
  readonly store: Pick<Store, "findFinding" | "findings" | "openIncident" | "reviseIncident">;
  readonly by: string;
  readonly now: () => Date;
}

export function createIncidentOffice(
  desk: Desk & { readonly terms: IncidentTerms },
): IncidentOffice {
  const { store } = desk;
  return {
    open: (finding, opening) => open(desk, finding, opening),
    close: (id, closing, reason) =>
      store.reviseIncident("central", id, (before) => {
        const findings = before.findings.flatMap((one) => store.findFinding("central", one) ?? []);
        return closeIncident(before, closing, findings, decisionOf(desk, reason));
      }),
    falseAlarm: (id, reason) =>
      store.reviseIncident("central", id, (before) =>
        callFalseAlarm(before, decisionOf(desk, reason)),
      ),
  } satisfies IncidentOffice;
}

export function noticesOf(
  desk: Pick<Desk, "by" | "now"> & {
    readonly store: Pick<Store, "reviseIncident">;
    readonly scope: Scope;
  },
): Notices {
  return {
    tellSent: (id, { notice, note }) =>
      desk.store.reviseIncident(desk.scope, id, (before) =>
        noteSent(before, notice, decisionOf(desk, note)),
      ),
  };
}

function decisionOf({ by, now }: Pick<Desk, "by" | "now">, reason: string): Decision {
  return { by, at: now().toISOString(), reason };
}

function open(
  desk: Desk & { readonly terms: IncidentTerms },
  id: string,
  opening: Opening,
): Incident | undefined {
  const { store, terms } = desk;
  if (!isFindingId(id)) return undefined;
  const decision = decisionOf(desk, opening.reason);
  const { serious, atOnce } = opening;
  const enter = (finding: string, into: string | null): Incident | undefined =>
    store.openIncident("central", finding, (found, history, incidents) =>
      openIncident({ finding: found, history, incidents, terms, decision, serious, atOnce, into }),
    );
  const opened = enter(id, null);
  const finding = opened === undefined ? undefined : store.findFinding("central", id);
  if (opened === undefined || finding === undefined) return opened;
  // The same thing on its other ports and names is one incident with it.
  return store
    .findings("central", { units: [finding.unit], group: finding.group, states: OPEN_STATES })
    .filter((other) => other.id !== id && isIncidentSign(other))
    .reduce((last, other) => enter(other.id, opened.id) ?? last, opened);
}
