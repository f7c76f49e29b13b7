// Where lists and reports are downloaded: the same files as over the JSON interface and on the command line.
import type { JSX } from "hono/jsx/jsx-runtime";
import { address } from "../view/components.tsx";
import { LIST_FORMATS, REPORT_FORMATS } from "../files/downloads.ts";
import type { ReaderVisit } from "../route.ts";

/** @param unit only this one; "": all that the visitor sees */
export function Downloads(props: {
  readonly visit: ReaderVisit;
  readonly unit?: string;
}): JSX.Element {
  const { visit, unit = "" } = props;
  return (
    <section class="noprint">
      <h2>{visit.tr("Tải về", "Download")}</h2>
      <h3>{visit.tr("Danh sách khắc phục", "The remediation list")}</h3>
      <p class="lead">
        {visit.tr(
          "Mọi phát hiện chưa khắc phục, cùng số liệu với các trang này.",
          "Everything that is open, with the same numbers as on these pages.",
        )}
      </p>
      <div class="actions">
        {LIST_FORMATS.map((format) => (
          <a class="button quiet" href={address(`/download/remediation.${format}`, { unit })}>
            {format.toUpperCase()}
          </a>
        ))}
      </div>
      <h3>
        {visit.tr(
          "Báo cáo kết quả theo mục 3 Công văn 2132/BYT-K2ĐT",
          "The report under item 3 of directive 2132/BYT-K2ĐT",
        )}
      </h3>
      <p class="lead">
        {visit.tr(
          "Soạn sẵn theo thể thức văn bản hành chính, để kiểm tra lại rồi ký.",
          "Laid out as an official document, to be read through and signed.",
        )}
      </p>
      <div class="actions">
        {REPORT_FORMATS.map((format) => (
          <a class="button quiet" href={address(`/download/report.${format}`, { unit })}>
            {visit.tr("Báo cáo", "Report")} {format.toUpperCase()}
          </a>
        ))}
      </div>
    </section>
  );
}
