// Commands about the portal: serving it, and the accounts that sign in to it.
import { ALLOW_RESERVED, RESOLVE, t } from "./command-spec.ts";

const users = async () => import("./commands/user.ts");
const tokens = async () => import("./commands/user-token.ts");

export const PORTAL_COMMANDS = [
  {
    path: "serve",
    text: t(
      "mở cổng thông tin cho đơn vị và trung tâm",
      "open the portal for units and the centre",
    ),
    options: [
      { flags: "--port <n>", text: t("cổng, mặc định 8080", "port, default 8080") },
      {
        flags: "--host <address>",
        text: t("địa chỉ để nghe, mặc định 127.0.0.1", "address to listen on, default 127.0.0.1"),
      },
      ALLOW_RESERVED,
      RESOLVE,
    ],
    body: async () => (await import("./commands/serve.ts")).serve,
  },
  {
    path: "schedule",
    text: t(
      "đêm tới, các đêm vừa qua, theo dõi trang chủ, lượt kiểm tra đang chờ",
      "the next night, the last ones, the watch, looks that wait",
    ),
    options: [
      {
        flags: "--hosts",
        text: t("từng máy chủ đang được theo dõi", "each host that is watched"),
      },
    ],
    body: async () => (await import("./commands/schedule.ts")).schedule,
  },
  {
    path: "user add <login>",
    text: t("thêm tài khoản và in liên kết mời", "add an account and print its invitation link"),
    options: [
      { flags: "--name <name>", text: t("họ tên", "the person's name"), required: true },
      {
        flags: "--role <role>",
        text: t(
          "vai trò: central-admin, central-analyst, department, unit-manager, unit-viewer",
          "one of central-admin, central-analyst, department, unit-manager, unit-viewer",
        ),
        required: true,
      },
      { flags: "--unit <code>", text: t("đơn vị của tài khoản", "the account's unit") },
    ],
    body: async () => (await users()).userAdd,
  },
  {
    path: "user list",
    text: t("liệt kê tài khoản", "list the accounts"),
    body: async () => (await users()).userList,
  },
  {
    path: "user invite <login>",
    text: t("liên kết mời mới, dùng một lần", "a new invitation link, for one use"),
    body: async () => (await users()).userInvite,
  },
  {
    path: "user disable <login>",
    text: t("khoá tài khoản, kết thúc mọi phiên", "disable an account and end its sessions"),
    body: async () => (await users()).userDisable,
  },
  {
    path: "user enable <login>",
    text: t("mở lại tài khoản", "enable an account again"),
    body: async () => (await users()).userEnable,
  },
  {
    path: "user reset <login>",
    text: t(
      "xoá mật khẩu và mã xác thực, in liên kết mời mới",
      "forget password and one-time codes, print a new link",
    ),
    body: async () => (await users()).userReset,
  },
  {
    path: "user totp <login>",
    text: t(
      "xoá cài đặt mã xác thực (mất điện thoại); cài lại khi đăng nhập",
      "forget the one-time codes (lost telephone); set up again at sign-in",
    ),
    body: async () => (await users()).userTotp,
  },
  {
    path: "user token add <login>",
    text: t(
      "tạo mã truy cập cho chương trình (API), in một lần",
      "make a token for a program (API), printed once",
    ),
    options: [
      {
        flags: "--name <name>",
        text: t("chương trình nào dùng", "which program uses it"),
        required: true,
      },
      {
        flags: "--unit <code>",
        text: t(
          "chỉ đơn vị này; mặc định như tài khoản",
          "this unit only; default: as the account",
        ),
      },
      {
        flags: "--days <n>",
        text: t("số ngày có hiệu lực, mặc định 90", "days that it holds, default 90"),
      },
      {
        flags: "--acts",
        text: t("được báo đã sửa, ghi người xử lý", "may claim fixed and name who mends"),
      },
    ],
    body: async () => (await tokens()).tokenAdd,
  },
  {
    path: "user token list [login]",
    text: t("liệt kê mã truy cập", "list the tokens"),
    body: async () => (await tokens()).tokenList,
  },
  {
    path: "user token revoke <id>",
    text: t("thu hồi mã truy cập", "revoke a token"),
    body: async () => (await tokens()).tokenRevoke,
  },
];
