// The shape of one command in the tree, and the options that several of them share.
import type { Text } from "../model/text.ts";
import type { Body } from "./body.ts";

export interface OptionSpec {
  readonly flags: string;
  readonly text: Text;
  readonly required?: boolean;
}

export interface CommandSpec {
  /** Words of the command, arguments included: "registry import <file>". */
  readonly path: string;
  readonly text: Text;
  readonly options?: readonly OptionSpec[];
  readonly body: () => Promise<Body>;
}

export const t = (vi: string, en: string): Text => ({ vi, en });

export const UNIT = { flags: "--unit <code>", text: t("chỉ đơn vị này", "this unit only") };
export const UNITS = {
  flags: "--unit <code...>",
  text: t("chỉ các đơn vị này", "these units only"),
};
export const HOST = { flags: "--host <name>", text: t("chỉ máy chủ này", "this host only") };
export const HOSTS = {
  flags: "--host <name...>",
  text: t("chỉ các máy chủ này", "these hosts only"),
};
export const RUN = { flags: "--run <id>", text: t("của một lượt quét", "of one run") };
export const REASON = {
  flags: "--reason <text>",
  text: t("lý do, ghi vào lịch sử", "the reason, kept in the history"),
  required: true,
};
export const ALLOW_RESERVED = {
  flags: "--allow-reserved",
  text: t(
    "cho phép địa chỉ nội bộ đã ghim trong danh mục",
    "permit private addresses that the registry pins",
  ),
};
export const RESOLVE = {
  flags: "--resolve <host:address...>",
  text: t("trả lời thay DNS cho máy chủ đã đăng ký", "answer DNS for a registered host"),
};
export const SEVERITY = t(
  "critical, high, medium, low hoặc info",
  "critical, high, medium, low or info",
);
