// The texts of an incident, pre-filled: the first notice (item 10a) and the closing report (item 10c). Pure.
// What was observed or declared is filled in with its source; the rest is left as dots for the office. No citation that
// nobody has reviewed gets in.
import type { Citation } from "../model/directive.ts";
import type { Finding, FindingEvent } from "../model/finding.ts";
import type { Incident, IncidentTerms } from "../model/incident.ts";
import type { System, Unit } from "../model/registry.ts";
import type { Language, Text } from "../model/text.ts";
import { NOT_DECLARED, STATE_WORDS } from "../model/words.ts";
import { evidenceText, valueText } from "../text/evidence/told.ts";
import { momentText } from "../text/moment.ts";
import { deadlinesOf } from "./incident-clock.ts";
import { forSignature } from "./law.ts";

export interface IncidentFile {
  readonly incident: Incident;
  readonly terms: IncidentTerms;
  readonly unit: Unit;
  /** Those that its findings are about. */
  readonly systems: readonly System[];
  readonly findings: readonly {
    readonly finding: Finding;
    readonly history: readonly FindingEvent[];
  }[];
  readonly law: readonly Citation[];
  /** ISO 8601 UTC. */
  readonly now: string;
}

type Say = (vi: string, en: string) => string;

const BLANK = "……………………";

/** A notice or a report as plain parts: written as Markdown here, as an office document by the exports. */
export interface IncidentPaper {
  readonly kind: "first" | "closing";
  readonly title: string;
  /** Why it may not be signed yet; null: it may. */
  readonly draft: string | null;
  readonly recipients: readonly string[];
  readonly incident: string;
  /** Titles are numbered; every line is one line. */
  readonly parts: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

/** Markdown, to be completed and signed by the office. */
export function firstNotice(file: IncidentFile): Text {
  return both((language) => markdown(firstNoticePaper(file, language), language));
}

/** Markdown; what people have not said yet is left as dots. */
export function closingReport(file: IncidentFile): Text {
  return both((language) => markdown(closingPaper(file, language), language));
}

export function firstNoticePaper(file: IncidentFile, language: Language): IncidentPaper {
  const say = sayIn(language);
  const { incident } = file;
  return {
    ...paperHead(file, say),
    kind: "first",
    title: say(
      "THÔNG BÁO BAN ĐẦU VỀ SỰ CỐ AN NINH MẠNG",
      "FIRST NOTICE OF A NETWORK SECURITY INCIDENT",
    ),
    draft: null,
    parts: [
      part(say("1. Đơn vị", "1. Unit"), unitLines(file, say)),
      part(say("2. Hệ thống thông tin", "2. Information systems"), systemLines(file, say)),
      part(say("3. Thời điểm", "3. When"), timeLines(incident, say)),
      part(say("4. Hiện tượng quan sát được", "4. What was seen"), signLines(file, say)),
      part(say("5. Mức độ", "5. How serious"), gravityLines(incident, say)),
      part(say("6. Thời hạn báo cáo", "6. Terms"), termLines(file, say)),
      part(say("7. Việc đã làm", "7. What was done so far"), deedLines(file, say)),
      part(say("8. Phạm vi ảnh hưởng, thiệt hại ban đầu", "8. Extent and first damage"), [BLANK]),
      part(say("9. Đề nghị hỗ trợ, điều phối", "9. Help asked for"), [BLANK]),
      part(say("Căn cứ", "Basis"), basisLines(file, say("mục 10a", "item 10a"), say)),
    ],
  };
}

/** Until the incident is closed, which is after a scan has seen it mended, it is a draft and says so. */
export function closingPaper(file: IncidentFile, language: Language): IncidentPaper {
  const say = sayIn(language);
  const { incident } = file;
  const told = incident.closing;
  const draft = incident.state === "closed" ? null : draftReason(incident, say);
  const mark = draft === null ? "" : say("DỰ THẢO ", "DRAFT OF A ");
  return {
    ...paperHead(file, say),
    kind: "closing",
    title: `${mark}${say("BÁO CÁO KẾT THÚC SỰ CỐ AN NINH MẠNG", "CLOSING REPORT ON A NETWORK SECURITY INCIDENT")}`,
    draft,
    parts: [
      part(say("1. Đơn vị", "1. Unit"), unitLines(file, say)),
      part(say("2. Hệ thống thông tin", "2. Information systems"), systemLines(file, say)),
      part(say("3. Diễn biến", "3. Course of events"), courseLines(file, say)),
      part(say("4. Hiện tượng quan sát được", "4. What was seen"), signLines(file, say)),
      part(say("5. Nguyên nhân", "5. Cause"), [told?.cause ?? BLANK]),
      part(say("6. Thiệt hại", "6. Damage"), [told?.damage ?? BLANK]),
      part(say("7. Biện pháp khắc phục", "7. Measures"), [told?.measures ?? BLANK]),
      part(say("8. Kết quả kiểm tra lại", "8. Verification"), checkLines(file, say)),
      part(say("9. Các báo cáo đã gửi", "9. Notices sent"), sentLines(file, say)),
      part(say("10. Bài học", "10. Lessons"), [told?.lessons ?? BLANK]),
      part(say("Căn cứ", "Basis"), basisLines(file, say("mục 10c", "item 10c"), say)),
    ],
  };
}

function draftReason({ state }: Incident, say: Say): string {
  return state === "false-alarm"
    ? say("Không phải sự cố: không lập báo cáo này.", "It was no incident: no such report is due.")
    : say(
        "Chưa ký được: sự cố còn mở, chưa có lượt quét nào xác nhận mọi phát hiện đã được khắc phục.",
        "Not to be signed yet: the incident is open, no scan has seen all of its findings mended.",
      );
}

function sayIn(language: Language): Say {
  return (vi, en) => (language === "vi" ? vi : en);
}

function both(lines: (language: Language) => readonly string[]): Text {
  const text = (language: Language): string => `${lines(language).join("\n")}\n`;
  return { vi: text("vi"), en: text("en") };
}

function part(title: string, lines: readonly string[]): IncidentPaper["parts"][number] {
  return { title, lines: lines.map(oneLine) };
}

function markdown(paper: IncidentPaper, language: Language): string[] {
  const say = sayIn(language);
  return [
    `# ${paper.title}`,
    "",
    ...(paper.draft === null ? [] : [paper.draft, ""]),
    `${say("Số", "No.")}: ……/……        ${say("……, ngày …… tháng …… năm ……", "……, date ……")}`,
    "",
    say("Kính gửi:", "To:"),
    ...paper.recipients.map((to) => `- ${to}`),
    "",
    paper.incident,
    "",
    ...paper.parts.flatMap(({ title, lines }) => [
      `## ${title}`,
      "",
      ...lines.map((line) => `- ${line}`),
      "",
    ]),
    ...(paper.draft === null ? signature(say) : []),
  ];
}

/** Text of a scanned page never starts a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

function paperHead(
  { incident, terms }: IncidentFile,
  say: Say,
): Pick<IncidentPaper, "recipients" | "incident"> {
  return {
    recipients: terms.recipients.map((to) => say(to.vi, to.en)),
    incident: `${say("Mã sự cố", "Incident")}: ${incident.id}`,
  };
}

function unitLines({ unit }: IncidentFile, say: Say): string[] {
  const none = say(NOT_DECLARED.vi, NOT_DECLARED.en);
  const contacts = Array.isArray(unit.contacts) ? unit.contacts.map(({ email }) => email) : [];
  const plan = unit.incidentPlan;
  const planText =
    plan === null
      ? none
      : plan === "none"
        ? say("chưa có", "none")
        : `${plan.decision}, ${plan.date}`;
  return [
    `${say("Tên", "Name")}: ${unit.name} (${unit.code})`,
    `${say("Người đứng đầu", "Head")}: ${unit.head ?? none}`,
    `${say("Đầu mối liên hệ", "Contact")}: ${contacts.length > 0 ? contacts.join(", ") : none}`,
    `${say("Kế hoạch ứng phó sự cố", "Response plan")}: ${planText}`,
    say("Nguồn: danh mục do đơn vị khai báo.", "Source: the registry, as declared."),
  ];
}

function systemLines({ systems }: IncidentFile, say: Say): string[] {
  const none = say(NOT_DECLARED.vi, NOT_DECLARED.en);
  if (systems.length === 0) return [none];
  return systems.map((system) => {
    const level =
      system.level === null
        ? none
        : system.level === "none"
          ? say("chưa xác định", "none")
          : String(system.level);
    const data = {
      none: say("không", "none"),
      basic: say("cơ bản", "basic"),
      sensitive: say("nhạy cảm", "sensitive"),
    };
    const online =
      system.onlineService === null
        ? none
        : system.onlineService
          ? say("có", "yes")
          : say("không", "no");
    return [
      `${system.name} (${system.code})`,
      `${say("cấp độ", "level")}: ${level}`,
      `${say("dịch vụ trực tuyến", "online service")}: ${online}`,
      `${say("dữ liệu cá nhân", "personal data")}: ${system.personalData === null ? none : data[system.personalData]}`,
      `${say("đơn vị vận hành", "operator")}: ${system.operator ?? none}`,
      `${say("nhà thầu", "contractor")}: ${system.contractor ?? none}`,
    ].join("; ");
  });
}

function timeLines(incident: Incident, say: Say): string[] {
  const moment = (at: string): string => say(momentText(at).vi, momentText(at).en);
  return [
    `${say("Phát hiện (mốc tính thời hạn)", "Detected (zero of the clock)")}: ${moment(incident.detectedAt)}`,
    `${say("Xác nhận", "Confirmed")}: ${moment(incident.confirmedAt)}, ${incident.confirmedBy}: ${incident.reason}`,
  ];
}

function signLines({ findings }: IncidentFile, say: Say): string[] {
  return findings.flatMap(({ finding }) => {
    const { host, port, area, subject, title } = finding;
    const place = host === null ? subject : `${host}:${String(port)}`;
    const told = (language: Language): string => valueText(finding, language);
    return [
      `${say(title.vi, title.en)} – ${place}; ${say(told("vi"), told("en"))} (${finding.id})`,
      ...finding.evidence.map(({ text, observation }) => {
        const line = say(evidenceText(area, text, "vi"), evidenceText(area, text, "en"));
        return `${say("Bằng chứng", "Evidence")}: ${line} [${observation.slice(0, 16)}]`;
      }),
    ];
  });
}

function gravityLines({ serious, atOnce }: Incident, say: Say): string[] {
  const yes = (value: boolean): string => (value ? say("có", "yes") : say("không", "no"));
  return [
    `${say("Nghiêm trọng", "Serious")}: ${yes(serious)}`,
    `${say("Cần báo ngay", "To be told at once")}: ${yes(atOnce)}`,
  ];
}

function termLines({ incident, terms, law, now }: IncidentFile, say: Say): string[] {
  const isReviewed = law.some(({ id, reviewedBy }) => id === terms.law && reviewedBy !== null);
  return [
    ...deadlinesOf(incident, terms, now).map(({ why, dueAt }) => {
      const due = momentText(dueAt);
      return `${say(why.vi, why.en)}: ${say(`trước ${due.vi}`, `by ${due.en}`)}`;
    }),
    ...(isReviewed
      ? []
      : [
          say(
            "Thời hạn do chương trình tính; bộ phận pháp chế xác nhận trước khi ký.",
            "Terms as the program counts them; to be confirmed by the office's lawyers before signing.",
          ),
        ]),
  ];
}

/** What people did, as the history of the findings has it. */
function deedLines({ findings }: IncidentFile, say: Say): string[] {
  const deeds = findings
    .flatMap(({ history }) => history)
    .filter(({ cause }) => cause === "person")
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(
      ({ at, actor, detail }) =>
        `${say(momentText(at).vi, momentText(at).en)}, ${actor}: ${deedText(detail, say)}`,
    );
  return [...deeds, BLANK];
}

const DEEDS: Readonly<Record<string, Text>> = {
  confirm: { vi: "xác nhận", en: "confirmed" },
  "in-progress": { vi: "bắt đầu xử lý", en: "began the repair" },
  "claim-fixed": { vi: "báo đã sửa", en: "said it was mended" },
  accept: { vi: "chấp nhận rủi ro", en: "accepted the risk" },
  "false-positive": { vi: "báo nhầm", en: "called it a false alarm" },
  reopen: { vi: "mở lại", en: "reopened it" },
};

const PARTS: readonly (readonly [key: string, name: Text])[] = [
  ["incident=", { vi: "sự cố ", en: "incident " }],
  ["owner=", { vi: "người phụ trách ", en: "in charge " }],
  ["until=", { vi: "đến ngày ", en: "until " }],
  ["resources=", { vi: "nguồn lực ", en: "resources " }],
  ["root-cause=", { vi: "nguyên nhân ", en: "root cause " }],
];

/** A word as the history keeps it ("in-progress owner=Lan: reason"), for readers. */
function deedText(detail: string, say: Say): string {
  const action = /^[a-z-]+/.exec(detail)?.[0] ?? "";
  const word = DEEDS[action];
  if (word === undefined) return detail;
  return PARTS.reduce(
    (text, [key, name]) => text.replace(` ${key}`, `, ${say(name.vi, name.en)}`),
    `${say(word.vi, word.en)}${detail.slice(action.length)}`,
  );
}

function courseLines({ findings, incident }: IncidentFile, say: Say): string[] {
  const steps = findings
    .flatMap(({ history }) => history)
    .filter(({ from, to, cause }) => from !== to || cause === "person")
    .map(({ at, actor, to, detail }) => ({
      at,
      text: `${actor}: ${say(STATE_WORDS[to].vi, STATE_WORDS[to].en)}${detail === "" ? "" : ` (${deedText(detail, say)})`}`,
    }));
  const told = incident.sent.map(({ at, by, notice, note }) => ({
    at,
    text: `${by}: ${say("đã gửi", "sent")} ${say(NOTICE_WORDS[notice].vi, NOTICE_WORDS[notice].en)} (${note})`,
  }));
  return [...steps, ...told]
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ at, text }) => `${say(momentText(at).vi, momentText(at).en)} – ${text}`);
}

export const NOTICE_WORDS: Readonly<Record<Incident["sent"][number]["notice"], Text>> = {
  first: { vi: "thông báo ban đầu", en: "the first notice" },
  full: { vi: "báo cáo đầy đủ", en: "the full report" },
  update: { vi: "báo cáo bổ sung", en: "an update" },
  closing: { vi: "báo cáo kết thúc", en: "the closing report" },
};

function checkLines({ findings }: IncidentFile, say: Say): string[] {
  return findings.map(({ finding }) => {
    const at = momentText(finding.lastLooked);
    const state = STATE_WORDS[finding.state];
    return `${finding.id}: ${say(`${state.vi}, kiểm tra lúc ${at.vi}`, `${state.en}, looked at ${at.en}`)} (${finding.run})`;
  });
}

function sentLines({ incident, terms, now }: IncidentFile, say: Say): string[] {
  const standing = deadlinesOf(incident, terms, now).map(
    ({ why, dueAt, sentAt, standing: how }) => {
      const due = momentText(dueAt);
      const sent = sentAt === null ? null : momentText(sentAt);
      const word = {
        "in-time": say("đúng hạn", "in time"),
        late: say("quá hạn", "late"),
        waiting: say("chưa gửi", "not yet sent"),
      }[how];
      const when =
        sent === null ? say("chưa gửi", "not sent") : say(`gửi lúc ${sent.vi}`, `sent ${sent.en}`);
      return `${say(why.vi, why.en)} – ${say(`hạn ${due.vi}`, `due ${due.en}`)}; ${when}; ${word}`;
    },
  );
  const notices = incident.sent.map(
    ({ at, notice, note }) =>
      `${say(momentText(at).vi, momentText(at).en)}: ${say(NOTICE_WORDS[notice].vi, NOTICE_WORDS[notice].en)} (${note})`,
  );
  return [...standing, ...notices];
}

/** Directive item, and law that a person has reviewed; the rest is left for the office's own lawyers. */
function basisLines({ findings, law }: IncidentFile, item: string, say: Say): string[] {
  const reviewed = forSignature(
    law,
    findings.flatMap(({ finding }) => finding.law),
  );
  const cited = [...new Set(reviewed.map(({ document, article }) => `${document}, ${article}`))];
  return [
    say(`Công văn 2132/BYT-K2ĐT, ${item}`, `Official letter 2132/BYT-K2ĐT, ${item}`),
    ...(cited.length > 0
      ? cited
      : [
          say(
            `Văn bản pháp luật đang có hiệu lực (bộ phận pháp chế của đơn vị bổ sung): ${BLANK}`,
            `Law in force (to be filled in by the office's lawyers): ${BLANK}`,
          ),
        ]),
  ];
}

function signature(say: Say): string[] {
  return [
    say("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE UNIT"),
    say("(Ký, ghi rõ họ tên, đóng dấu)", "(signature, name, seal)"),
  ];
}
