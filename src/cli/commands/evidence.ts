// rasoat evidence: what stands behind an incident, or a finding and its group, as one ZIP of plain files.
import { evidencePack } from "../../export/evidence-pack.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import { FINDING_STATES } from "../../model/area.ts";
import { evidenceOf, type PackMaterial } from "../../run/evidence.ts";
import { incidentFileOf } from "../../run/incident-file.ts";
import type { Scope } from "../../store/scope.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import { programVersion } from "../context.ts";
import { textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { writeOutput } from "../output-file.ts";
import { scopeOption } from "../subjects.ts";
import { actor } from "../actor.ts";

const NOTHING = {
  exit: EXIT.usage,
  message: {
    vi: "Không có sự cố hay phát hiện “{id}”. Xem mã bằng: rasoat incident list --all, rasoat findings.",
    en: "There is no incident or finding “{id}”. See the ids with: rasoat incident list --all, rasoat findings.",
  },
} as const;

export const evidence: Body = (context, [id = ""], options) =>
  withStore(context, false, (store) => {
    const scope = scopeOption(options, store.registry());
    const madeAt = new Date();
    const known = ofIncident(store, scope, id, madeAt.toISOString()) ?? ofFinding(store, scope, id);
    if (known === null) throw new RasoatError("NO_EVIDENCE", NOTHING, { id });
    const madeBy = textOf(options["madeBy"]) ?? actor();
    const content = evidencePack({ ...known, madeBy, madeAt, programVersion: programVersion() });
    writeOutput(context, textOf(options["output"]) ?? "-", { content, rows: null });
    return EXIT.done;
  });

type Known = Pick<PackMaterial, "evidence" | "incident"> | null;

function ofIncident(store: Store, scope: Scope, id: string, now: string): Known {
  const incident = id.startsWith("SC") ? store.findIncident(scope, id) : undefined;
  if (incident === undefined) return null;
  const file = incidentFileOf(store, incident, { scope, knowledge: knowledge(store), now });
  const findings = file.findings.map(({ finding }) => finding);
  const events = store.incidentEvents(scope, incident.id);
  return { evidence: evidenceOf(store, scope, findings), incident: { file, events } };
}

/** The whole group: the same thing on other ports and names. */
function ofFinding(store: Store, scope: Scope, id: string): Known {
  const finding = store.findFinding(scope, id);
  if (finding === undefined) return null;
  const { unit, group } = finding;
  const siblings = store.findings(scope, { units: [unit], group, states: FINDING_STATES });
  return { evidence: evidenceOf(store, scope, siblings), incident: null };
}
