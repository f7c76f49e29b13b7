// The report as an office document: the model's sections in the frame of a Báo cáo or a Công văn.
import { body, heading, type Form, type OfficeDocument } from "../document/model.ts";
import { roman } from "../document/words.ts";
import { sayIn } from "./input.ts";
import type { ReportModel } from "./model.ts";

export interface Letterhead {
  /** "report": Báo cáo; "letter": Công văn. */
  readonly form: Exclude<Form, "annex">;
  readonly addressees: readonly string[];
  readonly signer: string;
}

/** Where nobody is named, the office writes the name in. */
export const BLANK_NAME = "……………………";

export function reportDocument(model: ReportModel, letterhead: Letterhead): OfficeDocument {
  const { language, unit, superior } = model;
  const say = sayIn(language);
  const isLetter = letterhead.form === "letter";
  const lead = isLetter ? "" : say("Về ", "On the ");
  return {
    language,
    madeAt: model.madeAt,
    frame: {
      form: letterhead.form,
      superior: superior?.name ?? null,
      issuer: unit?.name ?? BLANK_NAME,
      subject: isLetter ? `${say("báo cáo ", "")}${model.subject}` : `${lead}${model.subject}`,
      addressees: addresseesOf(superior?.name ?? null, letterhead.addressees),
      recipients: [say("Như trên", "As above")],
      signer: letterhead.signer,
    },
    blocks: [
      ...model.opening,
      ...model.sections.flatMap(({ title, blocks }, index) => [
        heading(1, `${roman(index + 1)}. ${title.toLocaleUpperCase("vi")}`),
        ...blocks,
      ]),
      body(say("Trân trọng./.", "Respectfully submitted.")),
    ],
    annexes: model.annexes,
  };
}

/** The body right above first, unless the letterhead names it anyway. */
function addresseesOf(superior: string | null, named: readonly string[]): readonly string[] {
  return superior === null || named.some((name) => name.startsWith(superior))
    ? named
    : [superior, ...named];
}
