// Commands about mail: what waits in the outbox, sending what is due, and trying out the settings.
import { t, type CommandSpec } from "./command-spec.ts";

const bodies = async () => import("./commands/notify.ts");

export const NOTIFY_COMMANDS: readonly CommandSpec[] = [
  {
    path: "notify list",
    text: t(
      "thư đã gửi, đang chờ, không gửi được, mới nhất trước",
      "letters that were sent, wait or failed, latest first",
    ),
    options: [
      {
        flags: "--state <list>",
        text: t(
          "waiting, sent, failed hoặc dropped; mặc định tất cả",
          "waiting, sent, failed or dropped; all by default",
        ),
      },
      {
        flags: "--limit <n>",
        text: t("số dòng, mặc định 50", "how many lines, 50 by default"),
      },
    ],
    body: async () => (await bodies()).notifyList,
  },
  {
    path: "notify send",
    text: t(
      "soạn và gửi những thư đến lúc phải gửi; rasoat worker tự làm việc này",
      "plan and send what is due now; rasoat worker does so by itself",
    ),
    body: async () => (await bodies()).notifySend,
  },
  {
    path: "notify test",
    text: t(
      "gửi một thư thử tới một địa chỉ, để kiểm tra thiết lập",
      "send one test letter, to try out the settings",
    ),
    options: [{ flags: "--to <address>", text: t("địa chỉ nhận", "the address"), required: true }],
    body: async () => (await bodies()).notifyTest,
  },
];
