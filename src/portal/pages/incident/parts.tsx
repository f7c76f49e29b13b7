// What the list of incidents and an incident's own page share: clocks to the minute, and what a person fills in.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Deadline } from "../../../rules/incident-clock.ts";
import { Field, PostForm, Reason, Select } from "../../view/components.tsx";
import { timeText } from "../../view/format.ts";
import type { ReaderVisit } from "../../route.ts";

const MINUTE_MS = 60_000;

/** "còn 5 giờ 12 phút", "quá 3 giờ 00 phút". @param dueAt ISO 8601 UTC */
export function leftText(dueAt: string, visit: Pick<ReaderVisit, "now" | "tr">): string {
  const minutes = Math.floor((Date.parse(dueAt) - visit.now.getTime()) / MINUTE_MS);
  const hours = String(Math.floor(Math.abs(minutes) / 60));
  const rest = String(Math.abs(minutes) % 60).padStart(2, "0");
  return minutes >= 0
    ? visit.tr(`còn ${hours} giờ ${rest} phút`, `${hours} h ${rest} min left`)
    : visit.tr(`quá ${hours} giờ ${rest} phút`, `${hours} h ${rest} min late`);
}

interface ClockProps {
  readonly deadlines: readonly Deadline[];
  /** Nobody has confirmed it yet. */
  readonly provisional?: boolean;
  readonly visit: ReaderVisit;
}

/** Every term with its moment and how long that is; told ones say when. */
export function Clock({ deadlines, provisional, visit }: ClockProps): JSX.Element {
  return (
    <ul class="clock">
      {deadlines.map((deadline) => (
        <li class={`${deadline.standing} ${deadline.notice}`}>
          <b>{standingText(deadline, visit)}</b>{" "}
          <span>
            {visit.say(deadline.why)} ({visit.tr("hạn", "due")}{" "}
            <time datetime={deadline.dueAt}>{timeText(deadline.dueAt)}</time>)
            {provisional === true ? visit.tr(" – tạm tính", " – provisional") : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}

function standingText({ sentAt, standing, dueAt }: Deadline, visit: ReaderVisit): string {
  if (sentAt === null) return leftText(dueAt, visit);
  return standing === "late"
    ? visit.tr(`đã gửi muộn, ${timeText(sentAt)}`, `sent late, ${timeText(sentAt)}`)
    : visit.tr(`đã gửi ${timeText(sentAt)}`, `sent ${timeText(sentAt)}`);
}

/** Confirming a sign opens the incident; its clock has run since the detection. */
export function ConfirmForm(props: {
  readonly finding: string;
  readonly visit: ReaderVisit;
}): JSX.Element {
  const { finding, visit } = props;
  return (
    <PostForm to="/central/incidents" csrf={visit.csrf}>
      <input type="hidden" name="finding" value={finding} />
      <Select
        name="serious"
        id={`serious-${finding}`}
        label={visit.tr("Mức nghiêm trọng", "How serious")}
        value=""
        choices={[
          { value: "", text: visit.tr("theo quy tắc", "as the rule says") },
          { value: "yes", text: visit.tr("nghiêm trọng", "serious") },
          { value: "no", text: visit.tr("không nghiêm trọng", "not serious") },
        ]}
      />
      <label class="tick">
        <input type="checkbox" name="at-once" value="yes" />
        {visit.tr(
          "Có dấu hiệu ảnh hưởng an ninh quốc gia, trật tự an toàn xã hội: phải báo ngay",
          "Signs against national security or public order: to be told at once",
        )}
      </label>
      <Reason
        id={`confirm-${finding}`}
        label={visit.tr("Đã xem gì, vì sao xác nhận", "What was seen, and why it is confirmed")}
      />
      <div>
        <button class="danger">
          {visit.tr("Xác nhận, mở sự cố", "Confirm, open an incident")}
        </button>
      </div>
    </PostForm>
  );
}

/** Item 10c asks for all four. */
export function ClosingFields({ visit }: { readonly visit: ReaderVisit }): JSX.Element {
  const fields = [
    ["cause", visit.tr("Nguyên nhân", "Cause")],
    ["damage", visit.tr("Thiệt hại", "Damage")],
    ["measures", visit.tr("Biện pháp đã làm", "Measures taken")],
    ["lessons", visit.tr("Bài học", "Lessons")],
  ] as const;
  return (
    <>
      {fields.map(([name, label]) => (
        <Field name={name} label={label} required maxlength={2000} />
      ))}
    </>
  );
}
