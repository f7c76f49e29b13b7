// On a finding's page: the incident that it belongs to, or that it may be a sign of; and its evidence as a pack.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Finding } from "../../../model/finding.ts";
import { INCIDENT_WORDS } from "../../../model/words.ts";
import { isIncidentSign } from "../../../rules/incident.ts";
import { Notice } from "../../view/components.tsx";
import type { ReaderVisit } from "../../route.ts";
import { ConfirmForm } from "../incident/parts.tsx";

export function IncidentPart(props: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element | null {
  const { finding, visit } = props;
  if (!isIncidentSign(finding)) return null;
  const known = visit.mine.incidents().filter(({ findings }) => findings.includes(finding.id));
  const isOpen = known.some(({ state }) => state === "open");
  return (
    <section class="panel">
      <h2>{visit.tr("Sự cố (mục 10a)", "Incident (item 10a)")}</h2>
      {known.map(({ id, state }) => (
        <p>
          <a href={`/incidents/${id}`}>{id}</a> · {visit.say(INCIDENT_WORDS[state])}
        </p>
      ))}
      {isOpen ? null : (
        <Notice kind="warn">
          {visit.tr(
            "Có thể là sự cố phải báo cáo. Chưa ai xác nhận; thời hạn tính từ lúc phát hiện.",
            "This may be an incident that has to be reported. Nobody has confirmed it; its clock runs from the detection.",
          )}{" "}
          <a class="noprint" href="/incidents">
            {visit.tr("Xem thời hạn", "See the terms")}
          </a>
        </Notice>
      )}
      <div class="actions">
        <a class="button quiet" href={`/findings/${finding.id}/evidence.zip`}>
          {visit.tr("Gói chứng cứ (ZIP)", "Evidence pack (ZIP)")}
        </a>
      </div>
      {isOpen || visit.central === null ? null : (
        <details>
          <summary>{visit.tr("Đúng là sự cố: xác nhận", "It is one: confirm")}</summary>
          <ConfirmForm finding={finding.id} visit={visit} />
        </details>
      )}
    </section>
  );
}
