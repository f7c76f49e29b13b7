// What an administrator does: one setting behind nine findings is one action. Groups issues of one unit by
// what is changed on the server, not by what was measured.
import type { Text } from "../../model/text.ts";
import { groupBy } from "./standing.ts";
import type { Issue } from "./issues.ts";

export interface Action {
  readonly title: Text;
  /** Most urgent first. */
  readonly issues: readonly Issue[];
  /** The earliest term among them; "" when none has one. */
  readonly dueOn: string;
}

interface Setting {
  readonly id: string;
  readonly rules: RegExp;
  readonly title: Text;
}

const t = (vi: string, en: string): Text => ({ vi, en });

/** One entry of a server's configuration, one purchase, one package: done once, it settles all of these. */
const SETTINGS: readonly Setting[] = [
  {
    id: "certificate",
    rules: /^tls-(?:cert-|chain-)/,
    title: t(
      "Cấp mới và cài đúng chứng thư số kèm đủ chuỗi chứng thư",
      "Renew the certificate and install it with its whole chain",
    ),
  },
  {
    id: "protocols",
    rules:
      /^tls-(?:protocol-|no-tls1-3|cipher-|no-forward|dh-|compression|renegotiation|fallback|heartbeat|no-post)/,
    title: t(
      "Đặt lại giao thức và bộ mã hoá TLS trong cấu hình máy chủ",
      "Set TLS protocols and ciphers anew in the server's configuration",
    ),
  },
  {
    id: "https",
    rules: /^http-(?:no-https|no-redirect|no-hsts)/,
    title: t(
      "Bật HTTPS, chuyển hướng từ HTTP và khai báo HSTS",
      "Switch HTTPS on, redirect from HTTP and declare HSTS",
    ),
  },
  {
    id: "page-links",
    rules: /^http-(?:mixed|insecure)/,
    title: t(
      "Sửa mã nguồn trang để mọi biểu mẫu và tài nguyên đi qua HTTPS",
      "Mend the pages so that all forms and assets go through HTTPS",
    ),
  },
  {
    id: "software",
    rules: /^cms-/,
    title: t(
      "Cập nhật phần mềm của trang lên bản còn được hỗ trợ và đủ bản vá",
      "Update the site's software to a supported and patched version",
    ),
  },
  {
    id: "incident",
    rules: /^defacement-/,
    title: t(
      "Xử lý sự cố: gỡ nội dung bị chèn, tìm nguyên nhân, khôi phục và báo cáo",
      "Handle the incident: remove what was planted, find the cause, restore and report",
    ),
  },
];

/**
 * By urgency of their first issue, in the order in which the issues come.
 * @param across "all-units": told once for all units together, as to a contractor
 */
export function actionsOf(
  issues: readonly Issue[],
  across: "each-unit" | "all-units" = "each-unit",
): Action[] {
  const groups = groupBy(issues, ({ finding }) =>
    across === "all-units"
      ? settingOf(finding.rule).id
      : `${finding.unit} ${settingOf(finding.rule).id}`,
  );
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const dues = members.map(({ finding }) => finding.dueOn).filter((day) => day !== "");
    return [
      {
        title: settingOf(first.finding.rule).title ?? first.finding.title,
        issues: members,
        dueOn: dues.toSorted()[0] ?? "",
      },
    ];
  });
}

/** A rule that no setting takes in is an action of its own, under its own title. */
function settingOf(rule: string): { readonly id: string; readonly title: Text | null } {
  return SETTINGS.find(({ rules }) => rules.test(rule)) ?? { id: rule, title: null };
}
