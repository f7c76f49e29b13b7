// Files over the JSON interface: the same bytes as the pages' downloads.
import { z } from "zod";
import { LANGUAGES } from "../../model/text.ts";
import { type Downloads, FILE_TYPES, LIST_FORMATS, REPORT_FORMATS } from "../files/downloads.ts";
import { type FileOrder, ledgerFile, listFile, reportFile } from "../files/page-files.ts";
import { type ApiRoute, type ApiVisit, filing } from "./route.ts";

const name = z.string().max(200);
const language = z.enum(LANGUAGES).default("vi");
const About = z.strictObject({ language, unit: name.default("") });

export function exportRoutes(downloads: Downloads, api: string): readonly ApiRoute[] {
  return [
    ...LIST_FORMATS.map((format) =>
      filing({
        path: `${api}/exports/remediation.${format}`,
        act: `api export remediation.${format}`,
        summary: {
          vi: `Danh sách khắc phục, ${format}`,
          en: `The remediation list as ${format}`,
        },
        asked: About,
        type: FILE_TYPES[format],
        answer: (visit, asked) => listFile(downloads, format, orderOf(visit, asked)),
      }),
    ),
    ...REPORT_FORMATS.map((format) =>
      filing({
        path: `${api}/exports/report.${format}`,
        act: `api export report.${format}`,
        summary: {
          vi: `Báo cáo theo mục 3 của Công văn 2132/BYT-K2ĐT, ${format}`,
          en: `The report under item 3 of directive 2132/BYT-K2ĐT as ${format}`,
        },
        asked: About,
        type: FILE_TYPES[format],
        answer: (visit, asked) => reportFile(downloads, format, orderOf(visit, asked)),
      }),
    ),
    filing({
      path: `${api}/exports/ledger.csv`,
      act: "api export ledger.csv",
      summary: { vi: "Mọi truy vấn đã gửi, CSV", en: "Every request made, as CSV" },
      asked: z.strictObject({ language, host: name.default("") }),
      type: FILE_TYPES.csv,
      answer: ({ mine, gone, today }, { language, host }) =>
        ledgerFile(downloads, host, { mine, gone, today, language }),
    }),
  ];
}

function orderOf(
  { mine, gone, today }: ApiVisit,
  { language, unit }: Pick<FileOrder, "language" | "unit">,
): FileOrder {
  return { mine, gone, today, language, unit };
}
