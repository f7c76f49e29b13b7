// Commands about mail: what waits in the outbox, sending what is due, and trying out the settings.
import { t, type CommandSpec } from "./command-spec.ts";

const bodies = async () => import("./commands/notify.ts");

export const NOTIFY_COMMANDS: readonly CommandSpec[] = [
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
