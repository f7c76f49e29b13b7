// What runs by itself, as people and programs are shown it: the next night, the last ones, the watch, the looks that
// wait. From the settings and the store alone; sends nothing.
import type { Settings } from "../../model/settings.ts";
import type { Night, Nightly } from "../../model/schedule.ts";
import type { Text } from "../../model/text.ts";
import type { Store } from "../../store/store.ts";
import { scheduleHealth, type ScheduleHealth } from "./health.ts";
import { hoursAt, nextHours, type Hours } from "./nights.ts";

/** With whether somebody works on it now. */
export type ShownNight = Night & { readonly alive: boolean };

export interface ScheduleOverview {
  readonly nightly: Nightly | "off";
  /** null: no night is set. */
  readonly next: Hours | null;
  readonly last: Night | null;
  readonly lastDone: Night | null;
  /** Latest first. */
  readonly nights: readonly ShownNight[];
  readonly watch: ScheduleHealth["watch"] & { readonly state: "on" | "off" };
  readonly verifying: ScheduleHealth["verifying"];
}

type Books = Parameters<typeof scheduleHealth>[0] & Pick<Store, "lockHolder">;

/** @param machine name of this machine, to tell whether a run's process lives */
export function scheduleOverview(
  store: Books,
  { nightly, watch: state }: Settings["schedule"],
  { now, machine }: { readonly now: Date; readonly machine: string },
): ScheduleOverview {
  const health = scheduleHealth(store, now);
  const { nights, lastDone, watch, verifying } = health;
  return {
    nightly,
    next: nightly === "off" ? null : nextNight(nightly, nights, now),
    last: nights[0] ?? null,
    lastDone,
    nights: shownNights(store, nights, machine),
    watch: { state, ...watch },
    verifying,
  };
}

export function shownNights(
  store: Pick<Store, "lockHolder">,
  nights: readonly Night[],
  machine: string,
): readonly ShownNight[] {
  const atWork = store.lockHolder(machine)?.run ?? null;
  return nights.map((one) => ({ ...one, alive: one.run !== null && one.run === atWork }));
}

/** The one in whose hours we are, unless it has its row already. */
function nextNight(nightly: Nightly, nights: readonly Night[], now: Date): Hours {
  const current = hoursAt(nightly, now);
  const isOpen = current !== null && nights.every(({ night }) => night !== current.night);
  return isOpen ? current : nextHours(nightly, now);
}

/** A worker looks every few seconds: what begins so much later was made up for. */
const LATE_MINUTES = 5;

/** What was not as planned with a night that was begun, beside its state and reason. */
export function nightNotes(night: Night & { readonly alive?: boolean }): readonly Text[] {
  const { state, from, beganAt, alive, takenUp } = night;
  const late = beganAt === null ? 0 : Math.floor((Date.parse(beganAt) - Date.parse(from)) / 60_000);
  return [
    ...(late < LATE_MINUTES
      ? []
      : [{ vi: `bắt đầu muộn ${lateText(late).vi}`, en: `begun ${lateText(late).en} late` }]),
    ...(takenUp === 0
      ? []
      : [
          {
            vi: `bị ngắt và đã chạy tiếp ${String(takenUp)} lần`,
            en: `interrupted and taken up ${takenUp === 1 ? "once" : `${String(takenUp)} times`}`,
          },
        ]),
    ...(state === "running" && alive === false
      ? [
          {
            vi: "bị ngắt; tiến trình rasoat serve hoặc worker sẽ tự chạy tiếp",
            en: "interrupted; rasoat serve or worker takes it up by itself",
          },
        ]
      : []),
  ];
}

function lateText(minutes: number): Text {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = (hour: string, minute: string): string =>
    [
      ...(hours === 0 ? [] : [`${String(hours)} ${hour}`]),
      ...(rest === 0 ? [] : [`${String(rest)} ${minute}`]),
    ].join(" ");
  return { vi: parts("giờ", "phút"), en: parts("h", "min") };
}
