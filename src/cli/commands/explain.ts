// rasoat explain: everything behind one finding, in words that a unit's own staff can act on.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Finding, FindingEvent } from "../../model/finding.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import { REASONS } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import {
  AREA_WORDS,
  CONFIDENCE_WORDS,
  RELATION_WORDS,
  SEVERITY_WORDS,
  STATE_WORDS,
} from "../../model/words.ts";
import { itemText } from "../../rules/law.ts";
import { evidenceText, valueText } from "../../text/evidence/told.ts";
import { forwardText } from "../../rules/remedy.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { knowledge, withFindings } from "../open.ts";
import { inert } from "../output.ts";
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
  evidence: { vi: "Căn cứ", en: "What it rests on" },
  items: { vi: "Nội dung công văn liên quan", en: "Items of the directive" },
  law: { vi: "Văn bản đang có hiệu lực vào ngày phát hiện", en: "Law in force on its day" },
  remedy: { vi: "Cách khắc phục", en: "How to mend it" },
  forward: { vi: "Nội dung gửi nhà thầu", en: "Text to forward to the contractor" },
  verify: { vi: "Cách tự kiểm tra", en: "How to verify" },
  due: { vi: "Thời hạn", en: "Due" },
  history: { vi: "Lịch sử", en: "History" },
  versions: { vi: "Phiên bản", en: "Versions" },
};

export const explain: Body = (context, [id = ""]) =>
  withFindings(context, (store) => {
    const finding = store.findFinding("central", id);
    if (finding === undefined) throw new RasoatError("NO_FINDING", NO_FINDING, { id });
    const events = store.events("central", finding.id);
    const known = knowledge();
    if (context.json) {
      const rule = known.rules.find((one) => one.id === finding.rule) ?? null;
      const forward = rule === null ? null : forwardText(finding, rule, known.actions);
      context.print(JSON.stringify({ finding, rule, forward, history: events }));
    } else {
      for (const line of linesOf(context, finding, events, known)) context.print(line);
    }
    return EXIT.done;
  });

function linesOf(
  context: Context,
  finding: Finding,
  events: readonly FindingEvent[],
  known: Knowledge,
): string[] {
  const say = (text: Text): string => text[context.language];
  const rule = known.rules.find(({ id }) => id === finding.rule);
  const place = finding.host === null ? finding.subject : `${finding.host}:${String(finding.port)}`;
  const head = context.paint(
    SEVERITY_COLOURS[finding.severity],
    `[${say(SEVERITY_WORDS[finding.severity])}] ${say(finding.title)}`,
  );
  const section = (title: Text | undefined, lines: readonly string[]): string[] =>
    lines.length === 0
      ? []
      : [
          "",
          context.paint("bold", title === undefined ? "" : say(title)),
          ...lines.map((line) => `  ${inert(line)}`),
        ];
  const unknown = finding.unknownReason === null ? "" : ` — ${say(REASONS[finding.unknownReason])}`;
  return [
    head,
    inert(
      `${finding.unit} · ${finding.system} · ${place} · ${finding.subject} · ${say(AREA_WORDS[finding.area])}`,
    ),
    `${say(STATE_WORDS[finding.state])}${unknown} · ${say(CONFIDENCE_WORDS[finding.confidence])} · ${finding.rule}`,
    ...section(H["what"], [valueText(finding, context.language)]),
    ...section(H["why"], rule === undefined ? [] : [say(rule.why)]),
    ...section(
      H["evidence"],
      finding.evidence.map(
        ({ text, observation }) =>
          `${evidenceText(finding.area, text, context.language)}  [${observation.slice(0, 12)}]`,
      ),
    ),
    ...section(H["items"], itemLines(finding, known, say)),
    ...section(
      H["law"],
      finding.law.map(({ document, article }) => `${document} — ${article}`),
    ),
    ...section(H["remedy"], say(finding.remedy).split("\n")),
    ...section(H["verify"], rule === undefined ? [] : say(rule.verify).split("\n")),
    ...section(H["forward"], forwardLines(finding, known, say)),
    ...section(H["due"], [`${finding.dueOn} (${finding.dueBasis})`]),
    ...section(
      H["history"],
      events.map((event) => eventLine(event, say)),
    ),
    ...section(H["versions"], [
      `rasoat ${finding.versions.program} · ${finding.versions.rules} · ${finding.versions.data} · ${finding.run}`,
    ]),
  ];
}

function forwardLines(finding: Finding, known: Knowledge, say: (text: Text) => string): string[] {
  const rule = known.rules.find(({ id }) => id === finding.rule);
  const text = rule === undefined ? null : forwardText(finding, rule, known.actions);
  return text === null ? [] : say(text).split("\n");
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

function eventLine(event: FindingEvent, say: (text: Text) => string): string {
  const to = say(STATE_WORDS[event.to]);
  const move =
    event.from === null || event.from === event.to ? to : `${say(STATE_WORDS[event.from])} → ${to}`;
  return `${event.at}  ${move}  (${event.actor}, ${event.cause}${event.run === null ? "" : `, ${event.run}`})${event.detail === "" ? "" : `: ${event.detail}`}`;
}
