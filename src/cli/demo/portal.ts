// The demo's portal: sample accounts over the demo's findings, on loopback, until Ctrl-C. The password alone
// signs in here; a portal that `rasoat serve` opens asks for a one-time code as well.
import { randomBytes } from "node:crypto";
import type { Role } from "../../model/account.ts";
import { RasoatError } from "../../model/error.ts";
import { createAdminOffice } from "../../portal/offices/admin-office.ts";
import { createPasswords } from "../../portal/access/passwords.ts";
import type { Store } from "../../store/store.ts";
import { openPortal, untilAborted, type Opened } from "../commands/serve.ts";
import type { Context } from "../context.ts";
import { printTable } from "../table.ts";
import { DEFAULT_PORT } from "../portal-place.ts";
import { startWorker, type WorkerPlace } from "../portal-worker.ts";

interface Sample {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly unit: string | null;
}

const SAMPLES: readonly Sample[] = [
  { login: "trungtam", name: "Quản trị Mẫu", role: "central-admin", unit: null },
  { login: "chuyenvien", name: "Chuyên viên Mẫu", role: "central-analyst", unit: null },
  { login: "soyte", name: "Phòng Nghiệp vụ Mẫu", role: "department", unit: "SYT-MAU" },
  { login: "donvi", name: "Phụ trách Mẫu", role: "unit-manager", unit: "BV-C" },
  { login: "xem", name: "Người xem Mẫu", role: "unit-viewer", unit: "BV-C" },
];

/** Serves until the signal; prints address and accounts on stdout. */
export async function servePortal(
  context: Context,
  store: Store,
  sites: Pick<WorkerPlace, "resolve" | "configPath"> & { readonly repairFile: string },
): Promise<void> {
  const password = samplePassword();
  await addSamples(store, password);
  const portal = await openAnywhere(context, store);
  printPortal(context, portal.origin, password);
  context.say({
    vi: "Chỉ ở bản chạy thử mới không hỏi mã xác thực. Nhấn Ctrl-C để kết thúc.",
    en: "Only the demo asks for no one-time code. Ctrl-C ends it.",
  });
  context.say({
    vi: `Thử: vào tài khoản donvi, mở một phát hiện, bấm “Báo đã sửa”: trang mẫu được kiểm tra lại trong vài giây và vẫn còn lỗi. Để “sửa” trang mẫu rồi báo lại: touch ${sites.repairFile}`,
    en: `Try: as donvi, open a finding and say that it is fixed: the sample site is looked at again within seconds, and it is still there. To “mend” the site, then say so again: touch ${sites.repairFile}`,
  });
  const worker = startWorker(context, { ...sites, dbPath: store.path, allowReserved: true });
  await untilAborted(context.signal);
  await Promise.all([portal.close(), worker.stop()]);
}

function printPortal(context: Context, origin: string, password: string): void {
  const accounts = SAMPLES.map(({ login, role, unit }) => ({ login, password, role, unit }));
  if (context.json) {
    context.print(JSON.stringify({ origin, accounts }));
    return;
  }
  context.print("");
  context.print(
    context.paint("bold", context.in({ vi: "Cổng thông tin mẫu", en: "Sample portal" })),
  );
  context.print(`  ${origin}`);
  const columns = [
    { title: { vi: "TÊN ĐĂNG NHẬP", en: "LOGIN" } },
    { title: { vi: "MẬT KHẨU", en: "PASSWORD" } },
    { title: { vi: "VAI TRÒ", en: "ROLE" } },
    { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  ];
  const rows = accounts.map(({ login, role, unit }) => [login, password, role, unit ?? ""]);
  printTable(context, { columns, rows });
}

async function addSamples(store: Store, password: string): Promise<void> {
  const office = createAdminOffice(store, "demo", () => new Date());
  const hash = await createPasswords().hash(password);
  for (const sample of SAMPLES) {
    const { account } = office.add(sample);
    store.setPassword(account.id, hash);
  }
}

function samplePassword(): string {
  return (randomBytes(6).toString("hex").match(/.{4}/g) ?? []).join("-");
}

/** The usual port, or any free one when it is taken. */
async function openAnywhere(context: Context, store: Store): Promise<Opened> {
  const where = { host: "127.0.0.1", requireTotp: false };
  // The demo is this machine's own, whatever the settings say of a public address.
  const local = { ...context, settings: { ...context.settings, portal: { behindProxy: false } } };
  try {
    return await openPortal(local, store, { ...where, port: DEFAULT_PORT });
  } catch (error) {
    if (!(error instanceof RasoatError && error.code === "NO_PORT")) throw error;
    return openPortal(local, store, { ...where, port: 0 });
  }
}
