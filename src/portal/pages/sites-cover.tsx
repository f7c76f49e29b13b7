// What documents do not cover: told beside the unit's own record, and as a list for those who see several units. Each
// says what to do, for without a document nothing is looked at.
import type { JSX } from "hono/jsx/jsx-runtime";
import { REASONS, type NotTriedReason } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import { dayText, dueText } from "../../text/days.ts";
import { type CoverGap, refusedCount } from "../standing/cover-gaps.ts";
import { address, Notice, Table } from "../view/components.tsx";
import { numberText } from "../view/format.ts";
import type { ReaderVisit } from "../route.ts";

const t = (vi: string, en: string): Text => ({ vi, en });

/** Who has to do what, for each reason that a document can be the matter. */
const TO_DO: Readonly<Partial<Record<NotTriedReason, Text>>> = {
  "not-authorized": t(
    "Gửi về trung tâm văn bản do người đứng đầu đơn vị ký, nêu tên các máy chủ này hoặc toàn bộ máy chủ đã đăng ký.",
    "Send the central team a document signed by the head of the unit that names these hosts, or all registered ones.",
  ),
  "authorization-expired": t(
    "Gửi về trung tâm văn bản gia hạn hoặc văn bản mới.",
    "Send the central team a new document, or one that extends the old.",
  ),
  "authorization-revoked": t(
    "Văn bản đã thu hồi không dùng lại được. Gửi về trung tâm văn bản mới, có số khác.",
    "A revoked document cannot be used again. Send the central team a new one with a number of its own.",
  ),
  "authorization-suspended": t(
    "Trung tâm đang tạm dừng văn bản này. Liên hệ trung tâm để biết lý do và khi nào áp dụng lại.",
    "The central team has suspended the document. Ask why, and when it will be in force again.",
  ),
  "authorization-not-yet-valid": t(
    "Chưa phải làm gì: việc kiểm tra bắt đầu khi văn bản có hiệu lực.",
    "Nothing is to be done: looking begins on the first day of the document.",
  ),
  "unit-retired": t(
    "Đơn vị ban hành văn bản đã ngừng theo dõi. Gửi về trung tâm văn bản của chính đơn vị.",
    "The unit that gave the document was retired. Send the central team one of your own.",
  ),
  "not-registered": t(
    "Danh mục ghi máy chủ này nhiều lần. Báo trung tâm sửa danh mục.",
    "The registry holds this host more than once. Ask the central team to mend it.",
  ),
};

const RENEW = t(
  "Gửi về trung tâm văn bản mới trước ngày đó, nếu không việc kiểm tra sẽ dừng.",
  "Send the central team a new document before that day, or looking will stop.",
);

interface Props {
  readonly gap: CoverGap;
  readonly visit: ReaderVisit;
}

/** Nothing at all where every host is covered for more than a month. */
export function CoverNotices({ gap, visit }: Props): JSX.Element {
  const isBare = refusedCount(gap) === gap.total;
  return (
    <>
      {gap.refused.length === 0 ? null : (
        <Notice kind={isBare ? "bad" : "warn"}>
          <strong>
            {isBare
              ? visit.tr(
                  "Đơn vị không có văn bản cho phép còn hiệu lực, nên không máy chủ nào được kiểm tra.",
                  "The unit has no valid authorization, so none of its hosts is looked at.",
                )
              : visit.tr(
                  `${countText(gap, visit)} máy chủ không được kiểm tra.`,
                  `${countText(gap, visit)} hosts are not looked at.`,
                )}
          </strong>
          {gap.refused.map(({ reason, hosts }) => (
            <p>
              <HostNames hosts={hosts} visit={visit} />: {visit.say(REASONS[reason])}.{" "}
              {visit.say(TO_DO[reason] ?? t("Hỏi trung tâm.", "Ask the central team."))}
            </p>
          ))}
        </Notice>
      )}
      {gap.ending.map(({ until, hosts }) => (
        <Notice kind="warn">
          <strong>
            {visit.tr("Văn bản sắp hết hạn", "A document ends soon")}: {documentsOf(hosts)},{" "}
            {dayText(until)} ({dueText(until, visit.today, visit.language)}).
          </strong>
          <p>
            {visit.tr("Sau ngày đó không còn được kiểm tra", "Not looked at after that day")}:{" "}
            <HostNames hosts={hosts.map(({ target }) => target.host)} visit={visit} />.{" "}
            {visit.say(RENEW)}
          </p>
        </Notice>
      ))}
    </>
  );
}

function documentsOf(hosts: CoverGap["ending"][number]["hosts"]): string {
  return [...new Set(hosts.flatMap(({ document }) => document ?? []))].join(", ");
}

const MOST_NAMES = 10;

function HostNames(props: {
  readonly hosts: readonly string[];
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { hosts, visit } = props;
  const rest = hosts.length - MOST_NAMES;
  return (
    <>
      <span class="mono">{hosts.slice(0, MOST_NAMES).join(", ")}</span>
      {rest > 0
        ? visit.tr(
            ` và ${numberText(rest, "vi")} máy chủ khác`,
            ` and ${numberText(rest, "en")} more`,
          )
        : ""}
    </>
  );
}

const MOST_UNITS = 50;

/** Units that lack a document, or will before long: those without any first. */
export function UnitsToCover(props: {
  readonly gaps: readonly CoverGap[];
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { gaps, visit } = props;
  const found = gaps
    .filter((gap) => gap.refused.length > 0 || gap.ending.length > 0)
    .toSorted((a, b) => share(b) - share(a));
  return (
    <section>
      <h2>{visit.tr("Đơn vị cần bổ sung văn bản", "Units that need a document")}</h2>
      <Table
        caption={visit.tr(
          `${numberText(found.length, "vi")}/${numberText(gaps.length, "vi")} đơn vị có máy chủ`,
          `${numberText(found.length, "en")} of ${numberText(gaps.length, "en")} units with hosts`,
        )}
        columns={[
          { title: visit.tr("Đơn vị", "Unit") },
          { title: visit.tr("Không được kiểm tra", "Not looked at") },
          { title: visit.tr("Sắp hết hạn", "Ends soon") },
          { title: visit.tr("Việc đơn vị cần làm", "What the unit has to do") },
        ]}
        rows={found
          .slice(0, MOST_UNITS)
          .map((gap) => [
            <UnitLink gap={gap} visit={visit} />,
            gap.refused.length === 0 ? "" : <Refused gap={gap} visit={visit} />,
            gap.ending
              .map(({ until, hosts }) => `${dayText(until)}: ${documentsOf(hosts)}`)
              .join("; "),
            [
              ...gap.refused.map(({ reason }) => TO_DO[reason] ?? REASONS[reason]),
              ...(gap.ending.length > 0 ? [RENEW] : []),
            ]
              .map((text) => visit.say(text))
              .join(" "),
          ])}
        empty={<AllCovered isEmpty={gaps.length === 0} visit={visit} />}
      />
      <Further rest={found.length - MOST_UNITS} visit={visit} />
      {visit.central === null || found.length === 0 ? null : (
        <p class="soft">
          {visit.tr("Nhận được văn bản thì ghi bằng", "Record a document that has come with")}{" "}
          <code class="mono">rasoat authorization import</code>.
        </p>
      )}
    </section>
  );
}

/** Units beyond those that are shown. */
function Further(props: {
  readonly rest: number;
  readonly visit: ReaderVisit;
}): JSX.Element | null {
  const { rest, visit } = props;
  if (rest <= 0) return null;
  const all = address("/central/hosts", { reason: "any" });
  return (
    <p>
      {visit.tr(
        `Còn ${numberText(rest, "vi")} đơn vị nữa.`,
        `${numberText(rest, "en")} more units.`,
      )}{" "}
      {visit.central === null ? null : (
        <a href={all}>
          {visit.tr("Xem mọi máy chủ không được phép", "See all hosts that nothing permits")}
        </a>
      )}
    </p>
  );
}

/** Which part of its hosts is not covered: units without any come first, those whose documents only end last. */
function share(gap: CoverGap): number {
  return refusedCount(gap) / gap.total;
}

function Refused({ gap, visit }: Props): JSX.Element {
  const reasons = gap.refused.map(({ reason }) => visit.say(REASONS[reason])).join("; ");
  return (
    <span class={refusedCount(gap) === gap.total ? "late" : undefined}>
      {countText(gap, visit)}: {reasons}
    </span>
  );
}

function countText(gap: CoverGap, { language }: ReaderVisit): string {
  return `${numberText(refusedCount(gap), language)}/${numberText(gap.total, language)}`;
}

function UnitLink({ gap, visit }: Props): JSX.Element {
  const { code, name } = gap.unit;
  return visit.central === null ? <>{name}</> : <a href={`/central/units/${code}`}>{name}</a>;
}

function AllCovered(props: {
  readonly isEmpty: boolean;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { isEmpty, visit } = props;
  return isEmpty ? (
    <Notice kind="plain">
      {visit.tr(
        "Danh mục chưa có máy chủ nào để cần văn bản.",
        "No host is registered that would need a document.",
      )}
    </Notice>
  ) : (
    <Notice kind="good">
      {visit.tr(
        "Không có máy chủ nào thiếu văn bản, và không văn bản nào hết hạn trong 30 ngày tới.",
        "No host lacks a document, and none ends within 30 days.",
      )}
    </Notice>
  );
}
