// What the doctor says of the schedule: nights that were missed, home pages that nobody looks at. Sends nothing.
import { existsSync } from "node:fs";
import { RasoatError } from "../model/error.ts";
import { NIGHT_REASON_WORDS } from "../model/schedule.ts";
import type { Text } from "../model/text.ts";
import { scheduleHealth, type ScheduleHealth } from "../run/schedule/health.ts";
import { openStore, type Store } from "../store/store.ts";
import type { Context } from "./context.ts";

export interface Check {
  readonly id: string;
  readonly level: "ok" | "warn" | "bad";
  readonly text: Text;
}

/** A worker is there within moments; this long means that none is. */
const LATE_SECONDS = 300;

/** None where there is no database that could be read: that is told on its own line. */
export function scheduleChecks({ dbPath, settings }: Context): Check[] {
  if (!existsSync(dbPath)) return [];
  try {
    const store = openStore(dbPath, { create: false });
    try {
      const health = scheduleHealth(store, new Date());
      return [
        nightCheck(settings.schedule.nightly !== "off", health),
        ...watchChecks(store, settings, health),
      ];
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof RasoatError) return [];
    throw error;
  }
}

function nightCheck(isOn: boolean, { nights: [last] }: ScheduleHealth): Check {
  const id = "nightly";
  if (!isOn) {
    return {
      id,
      level: "ok",
      text: {
        vi: "Rà soát hằng đêm: tắt (bật bằng schedule.nightly trong rasoat.yaml)",
        en: "Nightly scan: off (set schedule.nightly in rasoat.yaml)",
      },
    };
  }
  if (last?.state === "missed") {
    const why = last.reason === null ? { vi: "–", en: "–" } : NIGHT_REASON_WORDS[last.reason];
    return {
      id,
      level: "warn",
      text: {
        vi: `Đêm ${last.night} bị bỏ lỡ: ${why.vi}. Cần rasoat serve hoặc rasoat worker chạy thường trực`,
        en: `The night of ${last.night} was missed: ${why.en}. Keep rasoat serve or rasoat worker running`,
      },
    };
  }
  return { id, level: "ok", text: { vi: "Rà soát hằng đêm: bật", en: "Nightly scan: on" } };
}

function watchChecks(
  store: Pick<Store, "registry">,
  { schedule }: Context["settings"],
  { watch }: ScheduleHealth,
): Check[] {
  const id = "watch";
  const isAsked = store
    .registry()
    .authorizations.some((one) => one.watch !== null && one.status === "active");
  if (!isAsked) return [];
  if (schedule.watch === "off") {
    const text = {
      vi: "Có văn bản yêu cầu theo dõi trang chủ nhưng schedule.watch đang là off",
      en: "Documents ask for home pages to be watched, but schedule.watch is off",
    };
    return [{ id, level: "warn", text }];
  }
  if (watch.hosts + watch.refused === 0 || watch.lateSeconds > LATE_SECONDS) {
    const text = {
      vi: "Có văn bản yêu cầu theo dõi trang chủ nhưng không có tiến trình nào đang xem: chạy rasoat serve hoặc rasoat worker",
      en: "Documents ask for home pages to be watched, but nothing looks at them: run rasoat serve or rasoat worker",
    };
    return [{ id, level: "warn", text }];
  }
  const text = {
    vi: `Đang theo dõi ${String(watch.hosts)} trang chủ`,
    en: `${String(watch.hosts)} home pages are watched`,
  };
  return [{ id, level: "ok", text }];
}
