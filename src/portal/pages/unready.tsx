// What stands on a page while its figures are worked out between requests, or when that failed.
import type { JSX } from "hono/jsx/jsx-runtime";
import { Notice } from "../view/components.tsx";
import { numberText } from "../view/format.ts";
import type { Work } from "../kept/kept-work.ts";
import type { Visit } from "../route.ts";

export function Unready(props: {
  readonly work: Exclude<Work<unknown>, { readonly state: "ready" }>;
  /** The page itself, to look again. */
  readonly to: string;
  /** "Being compared", without a full stop. */
  readonly doing: string;
  readonly failed: string;
  readonly visit: Visit;
}): JSX.Element {
  const { work, to, doing, failed, visit } = props;
  if (work.state === "failed") {
    return (
      <Notice kind="bad">
        {failed}; {visit.tr("xem nhật ký của máy chủ.", "see the server's log.")}
      </Notice>
    );
  }
  const [done, of] = [work.done, work.of].map((count) => numberText(count, visit.language));
  return (
    <Notice kind="plain">
      {doing}: {visit.tr(`${done}/${of} đơn vị.`, `${done} of ${of} units.`)}{" "}
      <a href={to}>{visit.tr("Tải lại", "Reload")}</a>
    </Notice>
  );
}
