// How help is written: titles, usage lines and placeholders in the reader's language. The commands themselves and their
// flags are the same in every language.
import type { Argument, Command, Help } from "commander";
import type { Language } from "../model/text.ts";

const TITLES: Readonly<Record<string, string>> = {
  "Usage:": "Cách dùng:",
  "Options:": "Tuỳ chọn:",
  "Global Options:": "Tuỳ chọn chung:",
  "Commands:": "Các lệnh:",
  "Arguments:": "Tham số:",
};

/** What stands for a value, as the flags of the command tree write it. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  address: "địa-chỉ",
  after: "lượt-sau",
  before: "lượt-trước",
  char: "ký-tự",
  code: "mã-đơn-vị",
  date: "ngày",
  dir: "thư-mục",
  document: "số-văn-bản",
  entry: "số-mục",
  file: "tệp",
  finding: "mã-phát-hiện",
  format: "định-dạng",
  host: "máy-chủ",
  "host:address": "máy-chủ:địa-chỉ",
  id: "mã",
  incident: "mã-sự-cố",
  kind: "thể-thức",
  list: "danh-sách",
  login: "tên-đăng-nhập",
  n: "số",
  name: "tên",
  notice: "loại",
  number: "số",
  path: "đường-dẫn",
  percent: "phần-trăm",
  role: "vai-trò",
  "rows:hash": "số-dòng:mã-băm",
  severity: "mức-độ",
  text: "nội-dung",
  what: "loại",
  word: "ý-kiến",
};

/** "--unit <code...>" as "--unit <mã-đơn-vị...>" for a Vietnamese reader; values that are to be typed stay. */
export function placed(flags: string, language: Language): string {
  if (language === "en") return flags;
  return flags.replace(/(?<=[<[])[a-z:]+(?=[.\]>])/g, (name) => PLACEHOLDERS[name] ?? name);
}

/** Of the whole tree, before commands are added to it. */
export function dressHelp(program: Command, language: Language): void {
  const see = language === "vi" ? "xem hướng dẫn" : "show help";
  program.helpOption("-h, --help", see);
  program.helpCommand(language === "vi" ? "help [lệnh]" : "help [command]", see);
  program.configureHelp({
    minWidthToWrap: 20,
    showGlobalOptions: true,
    // That a command takes options is told by its own help; here it would leave no room for what it does.
    subcommandTerm: (command) =>
      [command.name(), ...command.registeredArguments.map(valueTerm)].join(" "),
    visibleGlobalOptions: (command) =>
      command.parent === null
        ? []
        : rootOf(command).options.filter(({ long }) => long !== "--version"),
    ...(language === "vi" && VIETNAMESE),
  });
}

function valueTerm(value: Argument): string {
  const word = `${value.name()}${value.variadic ? "..." : ""}`;
  return value.required ? `<${word}>` : `[${word}]`;
}

/** A group's own options, as those of `scan`, are not its commands'. */
function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

const VIETNAMESE: Partial<Help> = {
  styleTitle: (title) => TITLES[title] ?? title,
  commandUsage: (command) => {
    const names: string[] = [];
    for (let one: Command | null = command; one !== null; one = one.parent)
      names.unshift(one.name());
    const usage = command.usage().replace("[options]", "[tuỳ chọn]").replace("[command]", "[lệnh]");
    return `${names.join(" ")} ${usage}`;
  },
};
