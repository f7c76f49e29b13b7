// rasoat schedule: what runs by itself and when: the next night, the last ones, the watch, the looks that wait.
import { hostname } from "node:os";
import { EXIT } from "../../model/error.ts";
import { AREAS } from "../../model/area.ts";
import { createAuthority } from "../../registry/authority.ts";
import { planTargets } from "../../run/plan.ts";
import type { Hours } from "../../run/schedule/nights.ts";
import { scheduleOverview } from "../../run/schedule/overview.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { withStore } from "../open.ts";
import { nightLine, scheduleLines, watchLine, type Schedule } from "../schedule-lines.ts";

const SHOWN_NIGHTS = 7;

export const schedule: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    if (options["hosts"] === true) printHosts(context, store);
    else printSchedule(context, store, new Date());
    return EXIT.done;
  });

function printHosts(context: Context, store: Store): void {
  for (const host of store.watchedHosts()) {
    context.print(context.json ? JSON.stringify(host) : watchLine(host, context));
  }
}

function printSchedule(context: Context, store: Store, now: Date): void {
  const view = scheduleOverview(store, context.settings.schedule, { now, machine: hostname() });
  const value: Schedule = {
    ...view,
    next: view.next === null ? null : withHosts(context, store, view.next),
    nights: view.nights.slice(0, SHOWN_NIGHTS),
  };
  if (context.json) {
    context.print(JSON.stringify(value));
    return;
  }
  for (const line of scheduleLines(value, context)) context.print(line);
  for (const night of value.nights) context.print(`  ${nightLine(night, context)}`);
}

/** With the hosts that are granted when it begins. */
function withHosts(context: Context, store: Store, hours: Hours): NonNullable<Schedule["next"]> {
  const { rate, contact } = context.settings;
  const registry = store.registry();
  const authority = createAuthority({
    registry,
    allowReserved: true,
    hasContact: contact !== undefined,
    defaultRate: rate.perAddress,
    rateCap: rate.cap,
  });
  const request = { units: [], hosts: [], areas: AREAS };
  const hosts = planTargets(registry, authority, request, hours.from).granted.length;
  return {
    night: hours.night,
    from: hours.from.toISOString(),
    until: hours.until.toISOString(),
    hosts,
  };
}
