// An incident's first notice and closing report as office documents: the same parts as in Markdown, in the frame of
// a Công văn and of a Báo cáo. Number, date and signer stay blank; a draft has no place to sign.
import type { Language } from "../model/text.ts";
import type { IncidentPaper } from "../rules/incident-text.ts";
import { body, heading, item, type OfficeDocument } from "./document/model.ts";
import type { Provenance } from "./provenance.ts";
import { provenanceTable } from "./remediation-document.ts";
import { sayIn } from "./report/input.ts";

export interface IncidentLetterhead {
  readonly language: Language;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  readonly issuer: string;
  /** Name of the body right above the issuer; null: there is none. */
  readonly superior: string | null;
  readonly signer: string;
  readonly provenance: Provenance;
}

export function incidentDocument(
  paper: IncidentPaper,
  letterhead: IncidentLetterhead,
): OfficeDocument {
  const { language, madeAt, issuer, superior, signer } = letterhead;
  const say = sayIn(language);
  return {
    language,
    madeAt,
    frame: {
      form: paper.kind === "first" ? "letter" : "report",
      superior,
      issuer,
      subject: subjectOf(paper, language),
      addressees: paper.recipients,
      recipients: [say("Như trên", "As above")],
      signer: paper.draft === null ? signer : "",
    },
    blocks: [
      ...(paper.draft === null ? [] : [body(paper.draft)]),
      body(`${paper.incident}.`),
      ...paper.parts.flatMap(({ title, lines }) => [
        heading(1, title),
        ...lines.map((line) => item(line)),
      ]),
      body(say("Trân trọng./.", "Respectfully submitted.")),
    ],
    annexes: [
      {
        title: say("Căn cứ kiểm chứng", "Provenance"),
        blocks: [provenanceTable(letterhead)],
      },
    ],
  };
}

/** Follows "V/v" or stands below "BÁO CÁO". */
function subjectOf({ kind, draft }: IncidentPaper, language: Language): string {
  const say = sayIn(language);
  if (kind === "first") {
    return say(
      "thông báo ban đầu về sự cố an ninh mạng",
      "first notice of a network security incident",
    );
  }
  const subject = say("Kết thúc sự cố an ninh mạng", "End of a network security incident");
  return draft === null ? subject : `${subject} ${say("(dự thảo)", "(draft)")}`;
}
