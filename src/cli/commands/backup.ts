// rasoat backup: a copy of the database that was checked after it was written.
import { EXIT } from "../../model/error.ts";
import type { Body } from "../body.ts";
import { withStore } from "../open.ts";

export const backup: Body = (context, [file = ""]) =>
  withStore(context, false, (store) => {
    store.backup(file);
    context.say({ vi: `Đã sao lưu và kiểm tra: ${file}`, en: `Copied and checked: ${file}` });
    return EXIT.done;
  });
