// Every error the store has for our people, in one table, and the way from a SQLite code to it.
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type BetterSqlite from "better-sqlite3";
import { EXIT, RasoatError, type ErrorEntry } from "../../model/error.ts";

const STORE_ERRORS = {
  "store-driver-missing": {
    exit: EXIT.usage,
    message: {
      vi: "Chưa cài được thư viện SQLite cho Node {node}. Hãy cài python3, make và g++, rồi chạy lại npm ci.",
      en: "There is no SQLite library for Node {node} here. Install python3, make and g++, then run npm ci again.",
    },
  },
  "store-folder-missing": {
    exit: EXIT.usage,
    message: {
      vi: "Không có thư mục {folder} để chứa tệp dữ liệu. Hãy tạo thư mục này, hoặc chỉ đúng tệp bằng --db.",
      en: "There is no folder {folder} to hold the database. Create it, or name the right file with --db.",
    },
  },
  "store-missing": {
    exit: EXIT.usage,
    message: {
      vi: "Chưa có tệp dữ liệu {path}. Hãy nhập danh mục trước (rasoat registry import), hoặc chỉ đúng tệp bằng --db.",
      en: "There is no database {path} yet. Import a registry first (rasoat registry import), or name the right file with --db.",
    },
  },
  "store-not-a-file": {
    exit: EXIT.usage,
    message: {
      vi: "{path} không phải là tệp. Hãy chỉ đúng tệp dữ liệu bằng --db.",
      en: "{path} is not a file. Name the database file with --db.",
    },
  },
  "store-not-a-database": {
    exit: EXIT.usage,
    message: {
      vi: "{path} không phải là tệp dữ liệu của rasoat; tệp được giữ nguyên. Hãy chỉ đúng tệp bằng --db.",
      en: "{path} is not a database of rasoat; it was left as it is. Name the right file with --db.",
    },
  },
  "store-newer": {
    exit: EXIT.usage,
    message: {
      vi: "{path} do một bản rasoat mới hơn tạo ra (dữ liệu phiên bản {found}, bản này đọc được đến {known}). Hãy dùng bản rasoat mới hơn.",
      en: "{path} is a database from a newer rasoat (version {found}; this one reads up to {known}). Use the newer rasoat.",
    },
  },
  "store-read-only": {
    exit: EXIT.usage,
    message: {
      vi: "Không ghi được vào {path}. Hãy kiểm tra quyền ghi tệp và thư mục chứa tệp.",
      en: "{path} cannot be written. Check the permissions of the file and of its folder.",
    },
  },
  "store-busy": {
    exit: EXIT.usage,
    message: {
      vi: "Một chương trình khác đang giữ {path} quá lâu. Hãy đóng chương trình đó rồi chạy lại.",
      en: "Another program keeps {path} locked. Close it, then run this again.",
    },
  },
  "store-disk-full": {
    exit: EXIT.partial,
    message: {
      vi: "Ổ đĩa chứa {path} đã đầy. Hãy giải phóng dung lượng rồi chạy lại (lượt quét dở: rasoat scan --resume); không mất dữ liệu nào.",
      en: "The disk that holds {path} is full: free space, then run this again (an unfinished scan: rasoat scan --resume); nothing was lost.",
    },
  },
  "store-damaged": {
    exit: EXIT.ownFault,
    message: {
      vi: "Dữ liệu trong {path} bị hỏng ({where}). Hãy dừng quét và khôi phục từ bản sao lưu gần nhất.",
      en: "The data in {path} is damaged ({where}). Stop scanning and restore the latest backup.",
    },
  },
  "store-failed": {
    exit: EXIT.ownFault,
    message: {
      vi: "Lỗi khi đọc hoặc ghi {path} ({where}). Hãy chạy rasoat doctor để kiểm tra.",
      en: "Reading or writing {path} failed ({where}). Run rasoat doctor to check it.",
    },
  },
  "run-locked": {
    exit: EXIT.usage,
    message: {
      vi: "Đang có một lượt quét khác chạy: {run}, tiến trình {pid} trên máy {machine}, bắt đầu lúc {startedAt}. Hãy chờ lượt đó xong, hoặc dừng bằng rasoat scan stop.",
      en: "Another scan is running: {run}, process {pid} on {machine}, started {startedAt}. Wait for it, or end it with rasoat scan stop.",
    },
  },
  "id-ambiguous": {
    exit: EXIT.usage,
    message: {
      vi: "Mã {prefix} khớp với nhiều mục. Hãy ghi thêm vài ký tự của mã.",
      en: "{prefix} is the beginning of more than one id. Give more of its characters.",
    },
  },
  "account-exists": {
    exit: EXIT.usage,
    message: {
      vi: "Đã có tài khoản {login}. Hãy chọn tên đăng nhập khác.",
      en: "There is an account {login} already. Choose another login.",
    },
  },
  "run-unknown": {
    exit: EXIT.usage,
    message: {
      vi: "Không có lượt quét {run}. Hãy xem các lượt đã có bằng rasoat scan status.",
      en: "There is no run {run}. See the runs with rasoat scan status.",
    },
  },
  "sent-report-twice": {
    exit: EXIT.usage,
    message: {
      vi: "Văn bản số {number} gửi nơi nhận này đã được ghi ở mục {entry}. Nếu mục đó ghi sai, hãy ghi lại với --corrects {entry}.",
      en: "Document {number} to this recipient stands in the register as entry {entry}. If that entry is wrong, enter it again with --corrects {entry}.",
    },
  },
  "sent-report-unknown": {
    exit: EXIT.usage,
    message: {
      vi: "Sổ báo cáo đã gửi không có mục {entry}. Xem các mục bằng: rasoat report list.",
      en: "The register of sent reports has no entry {entry}. See the entries with: rasoat report list.",
    },
  },
  "sent-report-corrected": {
    exit: EXIT.usage,
    message: {
      vi: "Mục {entry} đã được mục {by} đính chính hoặc rút lại. Nếu vẫn sai, hãy xem mục {by}: rasoat report list.",
      en: "Entry {entry} was put right or withdrawn by entry {by} already. If it is still wrong, look at entry {by}: rasoat report list.",
    },
  },
  "sent-report-withdrawn": {
    exit: EXIT.usage,
    message: {
      vi: "Mục {entry} là mục rút lại, không phải báo cáo. Nếu báo cáo thật ra đã gửi, hãy ghi mới bằng: rasoat report sent.",
      en: "Entry {entry} is a withdrawal and no report. If the report was sent after all, enter it anew: rasoat report sent.",
    },
  },
  "key-missing": {
    exit: EXIT.usage,
    message: {
      vi: "Không thấy tệp khoá {path}, nên không mở được mã xác thực đã lưu. Hãy chép lại tệp khoá đã cất riêng; nếu đã mất hẳn, cho mọi tài khoản cài lại bằng: rasoat user totp TEN.",
      en: "The key file {path} is missing, and stored one-time code secrets cannot be opened without it. Put it back from where it is kept; if it is lost, let every account set up anew: rasoat user totp LOGIN.",
    },
  },
  "key-wrong": {
    exit: EXIT.usage,
    message: {
      vi: "Tệp khoá {path} không phải là khoá của tệp dữ liệu này. Hãy chép lại đúng tệp khoá; nếu đã mất hẳn, cho mọi tài khoản cài lại bằng: rasoat user totp TEN.",
      en: "The key file {path} is not the key of this database. Put the right one back; if it is lost, let every account set up anew: rasoat user totp LOGIN.",
    },
  },
  "key-open": {
    exit: EXIT.usage,
    message: {
      vi: "Người khác đọc được tệp khoá {path}. Hãy chỉ cho chủ tệp đọc: chmod 600 {path}.",
      en: "Others can read the key file {path}. Let its owner alone read it: chmod 600 {path}.",
    },
  },
  "backup-exists": {
    exit: EXIT.usage,
    message: {
      vi: "Tệp {path} đã có; bản sao lưu không ghi đè lên tệp có sẵn. Hãy chọn tên khác.",
      en: "{path} exists already; a backup overwrites nothing. Choose another name.",
    },
  },
} satisfies Record<string, ErrorEntry>;

export type StoreErrorCode = keyof typeof STORE_ERRORS;

export function storeError(
  code: StoreErrorCode,
  parameters: Readonly<Record<string, string | number>>,
  cause?: unknown,
): RasoatError {
  return new RasoatError(code, STORE_ERRORS[code], parameters, { cause });
}

type SqliteError = InstanceType<typeof BetterSqlite.SqliteError>;

/** By its name: the class is another with each version of the library (driver.ts). */
export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && error.name === "SqliteError" && "code" in error;
}

/** Turns what SQLite threw into an error for people; anything else passes as it is. */
export function explain(error: unknown, path: string): unknown {
  if (!isSqliteError(error)) return error;
  const code = error.code;
  if (code === "SQLITE_FULL" || (code.startsWith("SQLITE_IOERR") && isFull(path))) {
    return storeError("store-disk-full", { path }, error);
  }
  if (code.startsWith("SQLITE_BUSY")) return storeError("store-busy", { path }, error);
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN")) {
    return storeError("store-read-only", { path }, error);
  }
  if (code === "SQLITE_NOTADB") return storeError("store-not-a-database", { path }, error);
  if (code.startsWith("SQLITE_CORRUPT")) {
    return storeError("store-damaged", { path, where: error.message }, error);
  }
  return storeError("store-failed", { path, where: `${code}: ${error.message}` }, error);
}

/** Runs `work` and explains what SQLite throws in it. */
export function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(error, path);
  }
}

/** Megabytes that an ordinary user may still write on the disk that holds `path` (a file or folder that exists). */
export function freeMegabytes(path: string): number {
  const disk = statfsSync(path);
  return Math.floor((disk.bavail * disk.bsize) / 1_048_576);
}

function isFull(path: string): boolean {
  try {
    return freeMegabytes(dirname(path)) < 1;
  } catch {
    // The disk itself is gone: then it is not known to be full.
    return false;
  }
}
