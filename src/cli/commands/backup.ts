// rasoat backup: a copy of the database that was checked after it was written.
import { existsSync, statSync } from "node:fs";
import { EXIT } from "../../model/error.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";

export const backup: Body = (context, [file = ""]) =>
  withStore(context, false, (store) => {
    store.backup(file);
    const keyFile = existsSync(store.keyFile) ? store.keyFile : null;
    if (context.json) {
      context.print(JSON.stringify({ file, bytes: statSync(file).size, keyFile }));
      return EXIT.done;
    }
    context.say({ vi: `Đã sao lưu và kiểm tra: ${file}`, en: `Copied and checked: ${file}` });
    if (keyFile !== null) {
      context.say({
        vi: `Khoá của mã xác thực không nằm trong bản sao. Hãy cất riêng tệp ${keyFile}.`,
        en: `The key of one-time code secrets is not in the copy. Keep ${keyFile} in another place.`,
      });
    }
    return EXIT.done;
  });
