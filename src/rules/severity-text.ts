// Why a finding is as urgent as it is: the rule's own severity and its stated modifiers, in words. Pure.
import type { Severity } from "../model/area.ts";
import type { AttributeTest, ContextTest, Rule } from "../model/rule.ts";
import type { Text } from "../model/text.ts";
import { SEVERITY_WORDS } from "../model/words.ts";
import { contextFits, type RuleContext } from "./context.ts";
import { valueText } from "./severity-values.ts";

/**
 * @param context what the registry said of the system when the finding was judged; null: no longer known
 * @returns the plain severity first, then each modifier in the order in which they are tried
 */
export function severityLines(
  rule: Rule,
  severity: Severity,
  context: RuleContext | null,
): readonly Text[] {
  const applied = appliedModifier(rule, severity, context);
  const isPlain = applied === undefined && severity === rule.severity;
  return [
    line(rule.severity, { vi: "mức của quy tắc", en: "the rule's own" }, isPlain),
    ...rule.severityWhen.map((modifier) =>
      line(modifier.severity, conditionText(modifier), modifier === applied),
    ),
  ];
}

type Modifier = Rule["severityWhen"][number];

/** The first that can have led to the severity: what was measured is not kept, what was declared is. */
function appliedModifier(
  { severity: plain, severityWhen }: Rule,
  severity: Severity,
  context: RuleContext | null,
): Modifier | undefined {
  const fitting = severityWhen.filter(
    (one) => one.context === undefined || (context !== null && contextFits(one.context, context)),
  );
  const isSure = fitting.some(({ where }) => where === undefined);
  // Where a measured modifier says the same as the plain rule, the plain rule is the simpler reason.
  if (!isSure && severity === plain) return undefined;
  return fitting.find((one) => one.severity === severity);
}

function line(severity: Severity, why: Text, isApplied: boolean): Text {
  const word = SEVERITY_WORDS[severity];
  return {
    vi: `${isApplied ? "→" : " "} ${word.vi}: ${why.vi}${isApplied ? " (áp dụng ở đây)" : ""}`,
    en: `${isApplied ? "→" : " "} ${word.en}: ${why.en}${isApplied ? " (applies here)" : ""}`,
  };
}

function conditionText({ where = {}, context = {} }: Modifier): Text {
  const parts = [
    ...Object.entries(where).map(([name, test]) => measuredText(name, test)),
    ...contextTexts(context),
  ];
  return {
    vi: `khi ${parts.map(({ vi }) => vi).join(" và ")}`,
    en: `when ${parts.map(({ en }) => en).join(" and ")}`,
  };
}

const ATTRIBUTES: Readonly<Record<string, Text>> = {
  grade: { vi: "mức nguy hiểm đã ghi cho dấu hiệu (1–5)", en: "the signature's danger (1–5)" },
  confirmed: { vi: "lần tải thứ hai cũng thấy", en: "a second fetch saw it too" },
  bits: { vi: "độ dài (bit)", en: "the length (bits)" },
  daysLeft: { vi: "số ngày còn lại", en: "the days left" },
  possibly: { vi: "phiên bản chưa chắc chắn", en: "the version is not certain" },
  betting: { vi: "đích là trang cờ bạc", en: "it leads to a betting site" },
};

const OPPOSITES: Readonly<Record<string, Text>> = {
  confirmed: { vi: "chưa có lần tải thứ hai xác nhận", en: "no second fetch has seen it" },
};

function measuredText(name: string, test: AttributeTest): Text {
  const { vi, en } = ATTRIBUTES[name] ?? { vi: name, en: name };
  if (typeof test === "boolean") {
    return test ? { vi, en } : (OPPOSITES[name] ?? { vi: `không phải: ${vi}`, en: `not: ${en}` });
  }
  if (typeof test !== "object" || Array.isArray(test)) {
    const values = [test].flat().map((value) => oneOf(name, value));
    return {
      vi: values.map((value) => value.vi).join(" hoặc "),
      en: values.map((value) => value.en).join(" or "),
    };
  }
  return "atLeast" in test
    ? { vi: `${vi} từ ${test.atLeast}`, en: `${en} is at least ${test.atLeast}` }
    : { vi: `${vi} không quá ${test.atMost}`, en: `${en} is at most ${test.atMost}` };
}

function oneOf(name: string, value: string | number | boolean): Text {
  const { vi, en } = ATTRIBUTES[name] ?? { vi: name, en: name };
  const plain = { vi: `${vi} là ${String(value)}`, en: `${en} is ${String(value)}` };
  return valueText(name, String(value)) ?? plain;
}

const DATA: Readonly<Record<"none" | "basic" | "sensitive", Text>> = {
  none: { vi: "không có", en: "none" },
  basic: { vi: "cơ bản", en: "basic" },
  sensitive: { vi: "nhạy cảm", en: "sensitive" },
};

function contextTexts(test: ContextTest): Text[] {
  const { onlineService, personalData, levelApproved, levelAtLeast, contractor, sharedHosting } =
    test;
  const asked: (Text | null)[] = [
    yesNo(onlineService, { vi: "hệ thống là dịch vụ trực tuyến", en: "it is an online service" }),
    personalData === undefined
      ? null
      : {
          vi: `hệ thống xử lý dữ liệu cá nhân (${personalData.map((one) => DATA[one].vi).join(", ")})`,
          en: `it handles personal data (${personalData.map((one) => DATA[one].en).join(", ")})`,
        },
    yesNo(levelApproved, { vi: "cấp độ đã được phê duyệt", en: "its level is approved" }),
    levelAtLeast === undefined
      ? null
      : { vi: `hệ thống từ cấp độ ${levelAtLeast}`, en: `its level is ${levelAtLeast} or above` },
    yesNo(contractor, { vi: "có nhà thầu vận hành", en: "a contractor runs it" }),
    yesNo(sharedHosting, {
      vi: "máy chủ dùng chung với đơn vị khác",
      en: "its server is shared with another unit",
    }),
  ];
  return asked.filter((text) => text !== null);
}

function yesNo(wanted: boolean | undefined, text: Text): Text | null {
  if (wanted === undefined) return null;
  return wanted ? text : { vi: `không phải: ${text.vi}`, en: `not: ${text.en}` };
}
