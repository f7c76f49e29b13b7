// What was seen of a finding, in sentences; the stored lines as they are stand behind a click, for who has to quote them.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Finding } from "../../../model/finding.ts";
import { detailLines } from "../../../text/evidence/told.ts";
import type { ReaderVisit } from "../../route.ts";

export function Seen(props: {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { finding, visit } = props;
  return (
    <>
      <h3>{visit.tr("Đã thấy gì", "What was seen")}</h3>
      <ul class="evidence">
        {detailLines(finding, visit.language).map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <details>
        <summary>{visit.tr("Chi tiết kỹ thuật, dòng gốc", "Technical details as stored")}</summary>
        <dl class="facts mono small">
          <dt>{visit.tr("Đối tượng", "Subject")}</dt>
          <dd>{finding.subject}</dd>
          <dt>{visit.tr("Giá trị", "Value")}</dt>
          <dd>{finding.value}</dd>
          {finding.evidence.map(({ text, observation }) => (
            <>
              <dt>{observation.slice(0, 12)}</dt>
              <dd>{text}</dd>
            </>
          ))}
          <dt>{visit.tr("Quy tắc", "Rule")}</dt>
          <dd>{finding.rule}</dd>
          <dt>{visit.tr("Phiên bản", "Versions")}</dt>
          <dd>
            rasoat {finding.versions.program} · {finding.versions.rules} · {finding.versions.data}
          </dd>
          <dt>{visit.tr("Lượt quét", "Run")}</dt>
          <dd>{finding.run}</dd>
        </dl>
      </details>
    </>
  );
}
