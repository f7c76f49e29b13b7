// The outbox, for the central team: each letter's way to each reader, why one waits or failed, and when it is tried
// again. What a letter says stands in none of these rows.
import type { JSX } from "hono/jsx/jsx-runtime";
import {
  DELIVERY_STATE_WORDS,
  DELIVERY_STATES,
  DROP_WORDS,
  type DeliveryState,
  LETTER_WORDS,
} from "../../../model/letter.ts";
import type { Text } from "../../../model/text.ts";
import type { Delivery } from "../../../store/queues/outbox.ts";
import { address, Notice, Pager, Table } from "../../view/components.tsx";
import { numberText, timeText } from "../../view/format.ts";
import { LETTERS_PATH, RECENT_DAYS, recentFailures } from "../../standing/letters.ts";
import type { CentralVisit, Reply, Route } from "../../route.ts";

import { Nothing } from "../nothing.tsx";
import { titled } from "../../view/titled.tsx";
import { pageNumber, unitText } from "../../view/visitor.ts";

const SIZE = 50;

export function lettersRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: LETTERS_PATH,
      act: "view letters",
      audience: "central",
      answer: lettersPage,
    },
  ];
}

interface Props {
  readonly visit: CentralVisit;
}

function lettersPage(visit: CentralVisit): Reply {
  const title = visit.tr("Thư đã gửi và đang chờ", "Letters");
  const state = DELIVERY_STATES.find((one) => one === visit.query("state"));
  const isRecent = state === "failed" && visit.query("recent") !== "";
  const asked = { state: state ?? "", recent: isRecent ? "yes" : "" };
  const filter = isRecent
    ? recentFailures(visit.now)
    : state === undefined
      ? {}
      : { states: [state] };
  const { operations } = visit.central;
  const page = pageNumber(visit);
  const total = operations.countLetters(filter);
  const letters = operations.letters({ ...filter, limit: SIZE, offset: (page - 1) * SIZE });
  return titled(
    title,
    <>
      <MailServer visit={visit} />
      <States chosen={isRecent ? undefined : state} visit={visit} />
      {state === undefined ? null : <Only state={state} isRecent={isRecent} visit={visit} />}
      <Table
        caption={visit.tr(
          `${numberText(total, "vi")} lượt gửi, mới nhất trước`,
          `${numberText(total, "en")} deliveries, latest first`,
        )}
        columns={[
          { title: visit.tr("Thư", "Letter") },
          { title: visit.tr("Soạn lúc", "Written") },
          { title: visit.tr("Của", "Of") },
          { title: visit.tr("Người nhận", "To") },
          { title: visit.tr("Tình trạng", "State") },
          { title: visit.tr("Số lần thử", "Tries"), number: true },
          { title: visit.tr("Vì sao, bao giờ thử lại", "Why, and when next") },
        ]}
        rows={letters.map((one) => rowOf(one, visit))}
        empty={
          <Nothing path={LETTERS_PATH} asked={asked} total={total} visit={visit}>
            <NoLetters visit={visit} />
          </Nothing>
        }
      />
      <Pager
        page={page}
        size={SIZE}
        total={total}
        address={(to) => address(LETTERS_PATH, { ...asked, page: String(to) })}
        words={visit}
      />
    </>,
  );
}

function rowOf(one: Delivery, visit: CentralVisit): readonly (JSX.Element | string)[] {
  const { kind, plannedAt, unit, state, attempts } = one;
  return [
    visit.say(LETTER_WORDS[kind]),
    timeText(plannedAt),
    unit === null ? (
      visit.tr("trung tâm", "the centre")
    ) : (
      <a href={`/central/units/${unit}`}>{unitText(unit, visit)}</a>
    ),
    <span class="mono">{one.address}</span>,
    <span class={state === "failed" ? "late" : undefined}>
      {visit.say(DELIVERY_STATE_WORDS[state])}
    </span>,
    numberText(attempts, visit.language),
    visit.say(whyOf(one, visit)),
  ];
}

/** Why it stands as it does, and when it goes on; a mail server's own words stay as they are. */
function whyOf(
  { state, attempts, notBefore, lastError, endedAt }: Delivery,
  visit: CentralVisit,
): Text {
  const ended = timeText(endedAt ?? "");
  const said = lastError ?? "";
  const both = (text: string): Text => ({ vi: text, en: text });
  switch (state) {
    case "sent":
      return both(ended);
    case "failed":
      return both(`${said} (${ended})`);
    case "dropped":
      return DROP_WORDS[said === "not-a-recipient" ? said : "nothing-left"];
    case "waiting": {
      const next = timeText(notBefore);
      if (attempts > 0) return { vi: `${said}; thử lại ${next}`, en: `${said}; again ${next}` };
      if (notBefore <= visit.now.toISOString()) {
        return {
          vi: "gửi ở lượt tới, trong khoảng một phút",
          en: "goes with the next turn, within about a minute",
        };
      }
      return {
        vi: `địa chỉ đã nhận đủ số thư trong một giờ; gửi từ ${next}`,
        en: `the address has had its letters of the hour; goes from ${next} on`,
      };
    }
  }
}

/** What keeps all letters: no settings, or a server that takes none. */
function MailServer({ visit }: Props): JSX.Element | null {
  const { operations } = visit.central;
  if (!operations.hasMail) {
    return (
      <Notice kind="warn">
        {visit.tr(
          "Chưa thiết lập gửi thư, nên không thư nào được soạn hay gửi. Đặt notify trong rasoat.yaml, rồi thử bằng",
          "Mail is not set up, so no letter is written or sent. Set notify in rasoat.yaml, then try",
        )}{" "}
        <code class="mono">rasoat notify test --to {visit.tr("ĐỊA-CHỈ", "ADDRESS")}</code>.
      </Notice>
    );
  }
  const rest = operations.mailRest();
  if (rest === null) return null;
  return (
    <Notice kind="bad">
      {visit.tr("Máy chủ thư chưa nhận thư", "The mail server takes no letters")}:{" "}
      <span class="mono">{rest.reason}</span>.{" "}
      {visit.tr("Thư vẫn còn trong hàng chờ; thử lại", "Letters are kept; tried again")}{" "}
      {timeText(rest.until)}.{" "}
      {visit.tr(
        "Kiểm tra máy chủ thư và mục notify.smtp của rasoat.yaml.",
        "Look at the mail server and at notify.smtp in rasoat.yaml.",
      )}
    </Notice>
  );
}

/** How many there are of each, and the way to them. */
function States(props: Props & { readonly chosen: DeliveryState | undefined }): JSX.Element {
  const { chosen, visit } = props;
  const { operations } = visit.central;
  return (
    <ul class="tiles">
      {DELIVERY_STATES.map((state) => (
        <li class={state === "failed" ? "critical" : undefined}>
          <a
            href={address(LETTERS_PATH, { state })}
            aria-current={state === chosen ? "true" : undefined}
          >
            <b>{numberText(operations.countLetters({ states: [state] }), visit.language)}</b>
            {visit.say(DELIVERY_STATE_WORDS[state])}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Only(props: Props & { readonly state: DeliveryState; readonly isRecent: boolean }) {
  const { state, isRecent, visit } = props;
  const days = String(RECENT_DAYS);
  return (
    <p class="narrowed">
      {visit.tr("Chỉ xem", "Only")}: {visit.say(DELIVERY_STATE_WORDS[state])}
      {isRecent ? visit.tr(` trong ${days} ngày qua`, ` within ${days} days`) : ""}{" "}
      <a href={LETTERS_PATH}>{visit.tr("bỏ lọc", "no filter")}</a>
    </p>
  );
}

function NoLetters({ visit }: Props): JSX.Element {
  return (
    <Notice kind="plain">
      {visit.central.operations.hasMail
        ? visit.tr(
            "Chưa có thư nào. Thư được soạn khi có điều phải báo: dấu hiệu sự cố, đề nghị của đơn vị, đêm quét kết thúc hoặc bị bỏ lỡ.",
            "There are no letters yet. They are written when there is something to tell: signs of an incident, requests of units, a night that ended or was missed.",
          )
        : visit.tr("Chưa có thư nào.", "There are no letters yet.")}
    </Notice>
  );
}
