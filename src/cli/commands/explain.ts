// rasoat explain: everything behind one finding, in words that a unit's own staff can act on.
import { dayText } from "../../export/document/day-text.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { AppliedLaw, Finding, FindingEvent } from "../../model/finding.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import { isReason, REASONS } from "../../model/reason.ts";
import type { Rule } from "../../model/rule.ts";
import type { Language, Text } from "../../model/text.ts";
import {
  AREA_WORDS,
  CAUSE_WORDS,
  CONFIDENCE_WORDS,
  RELATION_WORDS,
  SEVERITY_WORDS,
  STATE_WORDS,
} from "../../model/words.ts";
import type { RuleContext } from "../../rules/context.ts";
import { toldDueBasis } from "../../rules/due.ts";
import { forSignature, itemText } from "../../rules/law.ts";
import { evidenceText, measuredText, valueText } from "../../text/evidence/told.ts";
import { forwardText, verifyText } from "../../rules/remedy.ts";
import { severityLines } from "../../rules/severity-text.ts";
import { momentText } from "../../text/moment.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { normsFor, type FindingNorms } from "../finding-norms.ts";
import { normLines, portLines, seenLines } from "../norm-table.ts";
import { knowledge, withFindings } from "../open.ts";
import { folded, terminalWidth } from "../output.ts";
import { inert } from "../../text/inert.ts";
import { SEVERITY_COLOURS } from "./findings.ts";

export const NO_FINDING = {
  exit: EXIT.usage,
  message: {
    vi: "Không có phát hiện “{id}”. Xem mã bằng: rasoat findings --state all.",
    en: "There is no finding “{id}”. See the ids with: rasoat findings --state all.",
  },
} as const;

const H: Readonly<Record<string, Text>> = {
  what: { vi: "Vấn đề", en: "What is wrong" },
  why: { vi: "Vì sao quan trọng", en: "Why it matters" },
  urgency: { vi: "Vì sao ở mức này", en: "Why it is this urgent" },
  evidence: { vi: "Căn cứ", en: "What it rests on" },
  items: { vi: "Nội dung công văn liên quan", en: "Items of the directive" },
  law: { vi: "Văn bản đang có hiệu lực vào ngày phát hiện", en: "Law in force on its day" },
  remedy: { vi: "Cách khắc phục", en: "How to mend it" },
  forward: { vi: "Nội dung gửi nhà thầu", en: "Text to forward to the contractor" },
  verify: { vi: "Cách tự kiểm tra", en: "How to verify" },
  due: { vi: "Thời hạn", en: "Due" },
  history: { vi: "Lịch sử", en: "History" },
  norms: { vi: "Đối chiếu với các chuẩn", en: "Held against norms" },
  port: { vi: "Cả cổng này theo từng chuẩn", en: "The whole port, norm by norm" },
  seen: { vi: "Cũng thấy ở cổng này", en: "Also seen at this port" },
  versions: { vi: "Phiên bản", en: "Versions" },
};

const SCAN: Text = { vi: "lượt quét", en: "the scan" };

export const explain: Body = (context, [id = ""]) =>
  withFindings(context, (store) => {
    const finding = store.findFinding("central", id);
    if (finding === undefined) throw new RasoatError("NO_FINDING", NO_FINDING, { id });
    const history = store.events("central", finding.id);
    const known = knowledge(store);
    const rule = known.rules.find((one) => one.id === finding.rule) ?? null;
    const urgency =
      rule === null ? [] : severityLines(rule, finding.severity, contextBehind(store, finding));
    const norms = normsFor(store, finding, known);
    if (context.json) {
      const forward = rule === null ? null : forwardText(finding, rule, known.actions);
      context.print(JSON.stringify({ finding, rule, urgency, forward, history, norms }));
    } else {
      const lines = linesOf(context, { finding, rule, urgency, history, norms, known });
      for (const line of lines) context.print(line);
    }
    return EXIT.done;
  });

/** What the registry said of the system when the finding was judged; null: that run's result is no longer kept. */
function contextBehind(store: Store, { run, host, unit, system }: Finding): RuleContext | null {
  if (store.findRun(run) === undefined) return null;
  if (host !== null) return store.targetResult("central", run, host)?.context ?? null;
  const { declared = [] } = store.unitResult("central", run, unit) ?? {};
  return declared.find((one) => one.system === system)?.context ?? null;
}

interface Explained {
  readonly finding: Finding;
  readonly rule: Rule | null;
  readonly urgency: readonly Text[];
  readonly history: readonly FindingEvent[];
  readonly norms: FindingNorms | null;
  readonly known: Knowledge;
}

function linesOf(
  context: Context,
  { finding, rule, urgency, history, norms, known }: Explained,
): string[] {
  const say = (text: Text): string => text[context.language];
  const forward = rule === null ? null : forwardText(finding, rule, known.actions);
  const place = finding.host === null ? finding.subject : `${finding.host}:${String(finding.port)}`;
  const head = context.paint(
    SEVERITY_COLOURS[finding.severity],
    `[${say(SEVERITY_WORDS[finding.severity])}] ${say(finding.title)}`,
  );
  const { section, told } = sectionsOf(context);
  const unknown = finding.unknownReason === null ? "" : ` — ${say(REASONS[finding.unknownReason])}`;
  return [
    head,
    inert(
      `${finding.unit} · ${finding.system} · ${place} · ${finding.subject} · ${say(AREA_WORDS[finding.area])}`,
    ),
    `${say(STATE_WORDS[finding.state])}${unknown} · ${say(CONFIDENCE_WORDS[finding.confidence])} · ${finding.rule}`,
    ...heldLines(finding, say),
    ...told(H["what"], [valueText(finding, context.language)]),
    ...told(H["why"], rule === null ? [] : [say(rule.why)]),
    ...told(H["urgency"], urgency.map(say)),
    ...told(
      H["evidence"],
      finding.evidence.map(
        ({ text, observation }) =>
          `${evidenceText(finding.area, text, context.language)}  [${observation.slice(0, 12)}]`,
      ),
    ),
    ...section(H["norms"], normLines(norms?.own ?? [], known.tls, context.language)),
    ...section(H["port"], portLines(norms?.port ?? [], known.tls, context.language)),
    ...section(H["seen"], seenLines(norms?.seen ?? [], known.tls, context.language)),
    ...told(H["items"], itemLines(finding, known, say)),
    ...told(
      H["law"],
      finding.law.map((one) => lawLine(one, known, say)),
    ),
    ...section(H["remedy"], say(finding.remedy).split("\n")),
    ...section(H["verify"], rule === null ? [] : say(verifyText(finding, rule)).split("\n")),
    ...section(H["forward"], forward === null ? [] : say(forward).split("\n")),
    ...told(H["due"], [dueLine(finding, known, context.language)]),
    ...told(
      H["history"],
      history.map((event) => eventLine(event, finding, context.language)),
    ),
    ...section(H["versions"], [
      `rasoat ${finding.versions.program} · ${finding.versions.rules} · ${finding.versions.data} · ${finding.run}`,
    ]),
  ];
}

type Section = (title: Text | undefined, lines: readonly string[]) => string[];

/** `told` folds sentences at the terminal's width; what people copy, such as lines of a configuration, stays whole. */
function sectionsOf({ language, paint, out }: Context): {
  readonly section: Section;
  readonly told: Section;
} {
  const section: Section = (title, lines) =>
    lines.length === 0
      ? []
      : [
          "",
          paint("bold", title === undefined ? "" : title[language]),
          ...lines.map((line) => `  ${inert(line)}`),
        ];
  const width = terminalWidth(out);
  const told: Section = (title, lines) =>
    section(title, lines).flatMap((line) => (width === null ? [line] : folded(line, width, 4)));
  return { section, told };
}

function dueLine(finding: Finding, { calendar }: Knowledge, language: Language): string {
  return `${dayText(finding.dueOn, language)} (${toldDueBasis(finding, calendar)[language]})`;
}

/** Why its unit does not see it yet. */
function heldLines(
  { held, awaitsRelease, rule }: Finding,
  say: (text: Text) => string,
): readonly string[] {
  if (!held) return [];
  return [
    say(
      awaitsRelease === true
        ? {
            vi:
              "Đang giữ cho nhóm trung tâm: do quy tắc hoặc dữ liệu mới, trang không đổi. Xem rồi: rasoat finding confirm MÃ, hoặc rasoat rules release " +
              rule,
            en:
              "Held for the central team: new rules or data brought it about, the site did not change. Then: rasoat finding confirm ID, or rasoat rules release " +
              rule,
          }
        : {
            vi: "Đang giữ cho nhóm trung tâm: quy tắc hoặc dữ liệu chưa phát hành, hoặc chưa thấy lần thứ hai.",
            en: "Held for the central team: its rule or data is not released, or it has not been seen twice.",
          },
    ),
  ];
}

/** A citation that nobody has reviewed is shown as such; it enters no document for signature. */
function lawLine(law: AppliedLaw, known: Knowledge, say: (text: Text) => string): string {
  const isReviewed = forSignature(known.law, [law]).length > 0;
  const mark = { vi: " (chưa được rà soát pháp lý)", en: " (not reviewed by a lawyer yet)" };
  return `${law.document} — ${law.article}${isReviewed ? "" : say(mark)}`;
}

function itemLines(finding: Finding, known: Knowledge, say: (text: Text) => string): string[] {
  return finding.directive.flatMap(({ document, item, relation, why }) => {
    const summary = itemText(known.directives, document, item);
    const number = say({ vi: `Mục ${item}`, en: `Item ${item}` });
    return [
      `${document}, ${number} — ${say(RELATION_WORDS[relation])}: ${say(why)}`,
      ...(summary === undefined ? [] : [`  (${say(summary)})`]),
    ];
  });
}

function eventLine(event: FindingEvent, { area }: Finding, language: Language): string {
  const to = STATE_WORDS[event.to][language];
  const move =
    event.from === null || event.from === event.to
      ? to
      : `${STATE_WORDS[event.from][language]} → ${to}`;
  const who = event.actor === "scan" ? SCAN[language] : event.actor;
  const about = [
    CAUSE_WORDS[event.cause][language],
    who,
    ...(event.run === null ? [] : [event.run]),
  ];
  const detail = eventDetail(event, area, language);
  const when = momentText(event.at)[language];
  return `${when}  ${move}  (${about.join(", ")})${detail === "" ? "" : `: ${detail}`}`;
}

/** A reason or a measured value as words; what a person or a rule said stays as it is. */
function eventDetail(
  { cause, detail }: FindingEvent,
  area: Finding["area"],
  language: Language,
): string {
  if (cause === "could-not-look") return isReason(detail) ? REASONS[detail][language] : detail;
  return cause === "seen" || cause === "value-changed"
    ? detail
        .split(" → ")
        .map((value) => measuredText(area, value, language))
        .join(" → ")
    : detail;
}
