// Evidence and values of a finding as sentences for readers. The stored line stays as it is (JSON, SARIF); what no
// phrase knows is shown as it was stored, never dropped.
import type { FindingArea } from "../../model/area.ts";
import type { Finding } from "../../model/finding.ts";
import type { Language, Text } from "../../model/text.ts";
import { cmsLine, cmsValue } from "./cms.ts";
import { defacementLine, defacementValue } from "./defacement.ts";
import { panelLine, panelSubject, panelValue } from "./panels.ts";
import { phrase, t, tell } from "./phrase.ts";
import { tlsLine } from "./tls.ts";
import { tlsSubject, tlsValue } from "./tls-values.ts";

type Teller = (text: string) => Text | null;

const DECLARED: Teller = (value) =>
  tell(
    [phrase(/^(?<key>\w+)=none$/, () => t("khai báo là chưa có", "declared to have none"))],
    value,
  );
const NOTHING: Teller = () => null;
const PAGE: Teller = (path) => t(`Trang ${path}`, `Page ${path}`);

const TELLERS: Readonly<
  Record<FindingArea, { readonly line: Teller; readonly value: Teller; readonly subject: Teller }>
> = {
  tls: { line: tlsLine, value: tlsValue, subject: tlsSubject },
  cms: { line: cmsLine, value: cmsValue, subject: NOTHING },
  panels: { line: panelLine, value: panelValue, subject: panelSubject },
  defacement: { line: defacementLine, value: defacementValue, subject: PAGE },
  registry: { line: NOTHING, value: DECLARED, subject: NOTHING },
};

/** @returns one stored line of evidence as a sentence; the line itself where no phrase knows it */
export function evidenceText(area: FindingArea, line: string, language: Language): string {
  return TELLERS[area].line(line)?.[language] ?? line;
}

/** What was measured and where: "Chứng thư máy chủ: hết hạn lúc 21:32 ngày 10/11/2026". */
export function valueText(
  { area, subject, value }: Pick<Finding, "area" | "subject" | "value">,
  language: Language,
): string {
  const about = TELLERS[area].subject(subject)?.[language] ?? subject;
  return value === "" ? about : `${about}: ${measuredText(area, value, language)}`;
}

/** A stored value alone, as in the history of a finding; the value itself where no phrase knows it. */
export function measuredText(area: FindingArea, value: string, language: Language): string {
  return TELLERS[area].value(value)?.[language] ?? value;
}

/** The value, then each line of evidence once, all as sentences. */
export function detailLines(
  finding: Pick<Finding, "area" | "subject" | "value" | "evidence">,
  language: Language,
): readonly string[] {
  const lines = finding.evidence
    .filter(({ text }) => text !== "")
    .map(({ text }) => evidenceText(finding.area, text, language));
  return [...new Set([valueText(finding, language), ...lines])];
}
