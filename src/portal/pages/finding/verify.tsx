// Looking again at one finding: what was asked for, what it waits for and until when, what came of it. In words; the
// page is read again by a link, and says the same after a restart, because the queue is in the store.
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Finding } from "../../../model/finding.ts";
import { REASONS } from "../../../model/reason.ts";
import { VERIFY_WAIT_WORDS, type Verifying } from "../../../model/verifying.ts";
import { momentText } from "../../../text/moment.ts";
import { Notice, PostForm } from "../../view/components.tsx";
import {
  type ManagerVisit,
  MISSING,
  type ReaderVisit,
  redirect,
  type Reply,
  type Route,
} from "../../route.ts";
import { windowText } from "../sites.tsx";

export function verifyRoutes(): readonly Route[] {
  return [
    {
      method: "POST",
      path: "/findings/:id/verify",
      act: "ask verifying look",
      audience: "manager",
      answer: askAgain,
    },
  ];
}

function askAgain(visit: ManagerVisit): Reply {
  const finding = visit.office.verify(visit.parameter("id"));
  return finding === undefined ? MISSING : redirect(`/findings/${finding.id}?said=verify`);
}

interface Props {
  readonly finding: Finding;
  readonly visit: ReaderVisit;
}

export function LookingAgain({ finding, visit }: Props): JSX.Element | null {
  const all = visit.mine.verifying(finding);
  const latest = [...new Map(all.toReversed().map((item) => [item.host, item])).values()];
  const isClaimed = finding.state === "claimed-fixed";
  if (finding.area === "registry" || (latest.length === 0 && !isClaimed)) return null;
  const isOpen = latest.some(({ state }) => state !== "done");
  const mayAsk = visit.office !== null && !isOpen && finding.state !== "fixed";
  return (
    <section class="panel" id="verify">
      <h2>{visit.tr("Kiểm tra lại", "Looking again")}</h2>
      {latest.length === 0 ? <NotAsked visit={visit} /> : null}
      {latest.map((item) => (
        <Notice kind={kindOf(item)}>
          {latest.length > 1 ? `${item.host}: ` : ""}
          {sentence(item, finding, visit)}
        </Notice>
      ))}
      {isClaimed ? <Needed finding={finding} visit={visit} /> : null}
      {isOpen || mayAsk ? (
        <div class="actions noprint">
          {isOpen ? (
            <a class="button quiet" href={`/findings/${finding.id}#verify`}>
              {visit.tr("Xem lại tình trạng", "Refresh")}
            </a>
          ) : (
            <PostForm to={`/findings/${finding.id}/verify`} csrf={visit.csrf} class="inline">
              <button class="quiet">
                {visit.tr("Yêu cầu kiểm tra lại", "Ask for another look")}
              </button>
            </PostForm>
          )}
        </div>
      ) : null}
    </section>
  );
}

/** Claimed without a look asked for: on the command line, or before there were such looks. */
function NotAsked({ visit }: Pick<Props, "visit">): JSX.Element {
  const document = visit.mine.authorizations().find(({ status }) => status === "active");
  const hours = document === undefined ? null : windowText(document, visit);
  return (
    <Notice kind="plain">
      {hours === null
        ? visit.tr(
            "Đã báo sửa. Chưa có văn bản cho phép còn hiệu lực nên chưa kiểm tra lại được.",
            "Claimed fixed. No authorization is in force, so it cannot be looked at again yet.",
          )
        : visit.tr(
            `Đã báo sửa. Lượt quét tới sẽ kiểm tra lại (khung giờ cho phép: ${hours}).`,
            `Claimed fixed. The next run looks again (authorized hours: ${hours}).`,
          )}
    </Notice>
  );
}

function kindOf({ state, outcome }: Verifying): "plain" | "good" | "warn" {
  if (state !== "done") return "plain";
  return outcome === "gone" || outcome === "settled" ? "good" : "warn";
}

function sentence(item: Verifying, finding: Finding, visit: ReaderVisit): string {
  const last = item.outcome === null ? "" : `${ended(item, visit)} `;
  switch (item.state) {
    case "waiting":
      return `${last}${waiting(item, finding, visit)}`;
    case "running":
      return `${last}${visit.tr("Đang kiểm tra lại.", "It is being looked at.")}`;
    case "done":
      return ended(item, visit);
  }
}

/** Nobody has taken it up for so long: the process that looks is not running. */
const FORGOTTEN_MS = 3 * 60_000;

function waiting(item: Verifying, finding: Finding, visit: ReaderVisit): string {
  const opening = visit.mine.verifyOpening(finding, visit.now);
  if (opening?.state === "refused") {
    const why = visit.say(REASONS[opening.refusal.reason]);
    return visit.tr(
      `Chưa kiểm tra lại được: ${why}. Không gửi gì tới máy chủ.`,
      `It cannot be looked at: ${why}. Nothing is sent to the server.`,
    );
  }
  const wait = item.wait ?? "asked";
  if (Date.parse(item.notBefore) > visit.now.getTime()) {
    const at = visit.say(momentText(wholeMinute(item.notBefore)));
    const why = visit.say(VERIFY_WAIT_WORDS[wait]);
    return visit.tr(`Chờ đến ${at}: ${why}.`, `Waits until ${at}: ${why}.`);
  }
  if (visit.now.getTime() - Date.parse(item.notBefore) > FORGOTTEN_MS) {
    return visit.tr(
      "Đã ghi yêu cầu, nhưng tiến trình kiểm tra chưa nhận việc. Nếu kéo dài, hãy báo trung tâm.",
      "It is recorded, but no worker has taken it up yet. If that lasts, tell the central team.",
    );
  }
  return visit.tr(
    "Đã ghi yêu cầu; sẽ kiểm tra lại trong ít phút.",
    "It is recorded; it will be looked at within minutes.",
  );
}

/** Never earlier than the moment itself. */
function wholeMinute(at: string): string {
  return new Date(Math.ceil(Date.parse(at) / 60_000) * 60_000).toISOString();
}

function ended({ outcome, reason, lookedAt }: Verifying, visit: ReaderVisit): string {
  const at = lookedAt === null ? "" : ` (${visit.say(momentText(lookedAt))})`;
  const why = reason === null ? "" : `: ${visit.say(REASONS[reason])}`;
  switch (outcome) {
    case "still":
      return visit.tr(
        `Đã kiểm tra lại${at}: vẫn còn; căn cứ mới ghi ở dưới.`,
        `Looked at again${at}: it is still there; the new evidence stands below.`,
      );
    case "gone":
      return visit.tr(`Đã kiểm tra lại${at}: không còn thấy.`, `Looked at again${at}: it is gone.`);
    case "could-not":
      return visit.tr(
        `Không kiểm tra lại được${at}${why}. Chưa kết luận gì; có thể yêu cầu lại.`,
        `It could not be looked at${at}${why}. Nothing is concluded; you may ask again.`,
      );
    case "refused":
      return visit.tr(
        `Không được phép kiểm tra lại${why}. Không gửi gì tới máy chủ.`,
        `It may not be looked at${why}. Nothing was sent to the server.`,
      );
    case "settled":
    case null:
      return visit.tr("Không còn gì để kiểm tra lại.", "Nothing was left to look at.");
  }
}

/** How many clean looks it takes is told by the finding's own history ("1/2"). */
function Needed({ finding, visit }: Props): JSX.Element | null {
  const detail = visit.mine
    .events(finding)
    .filter(({ cause }) => cause === "not-seen")
    .map((event) => /^(\d+)\/(\d+)$/.exec(event.detail))
    .at(-1);
  const [, clean = "", needed = ""] = detail ?? [];
  if (finding.cleanLooks === 0 || Number(clean) !== finding.cleanLooks) return null;
  const left = String(Number(needed) - finding.cleanLooks);
  return (
    <p>
      {visit.tr(
        `Đã có ${clean} trong ${needed} lần kiểm tra không còn thấy; cần thêm ${left} lần, ở thời điểm khác, mới ghi là đã khắc phục.`,
        `${clean} of ${needed} looks did not see it; ${left} more, at another time, and it counts as fixed.`,
      )}
    </p>
  );
}
