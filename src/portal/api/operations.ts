// What runs by itself, over the JSON interface: the schedule, nights, the watch, letters. For tokens of the central team
// that reach all; to any other these addresses do not exist.
import { z } from "zod";
import { DELIVERY_STATES } from "../../model/letter.ts";
import type { ScheduleOverview } from "../../run/schedule/overview.ts";
import { byStanding, standingOf, WATCH_STANDINGS } from "../standing/watched.ts";
import { pageOf, Paging } from "./paging.ts";
import { type ApiRoute, centralReading } from "./route.ts";
import { Answers } from "./schemas.ts";

export function operationRoutes(api: string): readonly ApiRoute[] {
  return [...scheduleRoutes(api), watchRoute(api), letterRoute(api)];
}

function scheduleRoutes(api: string): readonly ApiRoute[] {
  return [
    centralReading({
      path: `${api}/schedule`,
      act: "api view schedule",
      summary: {
        vi: "Lịch chạy: đêm tới, đêm gần nhất, theo dõi trang chủ, lượt kiểm tra lại đang chờ",
        en: "The schedule: the next night, the last one, the watch, looks that wait",
      },
      asked: z.strictObject({}),
      schema: Answers.schedule,
      answer: ({ central }) => scheduleOf(central.operations.schedule()),
    }),
    centralReading({
      path: `${api}/nights`,
      act: "api list nights",
      summary: { vi: "Các đêm, mới nhất trước", en: "Nights, latest first" },
      asked: Paging,
      schema: Answers.nights,
      answer: ({ central: { operations } }, { limit, offset }) => {
        const items = operations.nights({ limit, offset });
        return { items, total: operations.countNights(), limit, offset };
      },
    }),
  ];
}

const watchRoute = (api: string): ApiRoute =>
  centralReading({
    path: `${api}/watch`,
    act: "api list watched",
    summary: {
      vi: "Trang chủ được theo dõi; nơi cần xử lý đứng trước",
      en: "Home pages that are watched; what wants somebody comes first",
    },
    asked: Paging.extend({
      standing: z.enum(WATCH_STANDINGS).optional(),
      unit: z.string().max(200).optional(),
    }),
    schema: Answers.watch,
    answer: ({ central }, { standing, unit, ...page }) => {
      const found = byStanding(central.operations.watched(), standing).filter(
        (one) => unit === undefined || one.unit === unit,
      );
      const { items, ...rest } = pageOf(found, page);
      return { ...rest, items: items.map((one) => ({ ...one, standing: standingOf(one) })) };
    },
  });

const letterRoute = (api: string): ApiRoute =>
  centralReading({
    path: `${api}/letters`,
    act: "api list letters",
    summary: {
      vi: "Thư: gửi cho ai, đến đâu, vì sao chưa đến; mới nhất trước. Không có nội dung thư",
      en: "Letters: to whom, how far, why not yet; latest first. Never what one says",
    },
    asked: Paging.extend({ state: z.enum(DELIVERY_STATES).optional() }),
    schema: Answers.letters,
    answer: ({ central: { operations } }, { state, limit, offset }) => {
      const filter = state === undefined ? {} : { states: [state] };
      return {
        items: operations.letters({ ...filter, limit, offset }),
        total: operations.countLetters(filter),
        limit,
        offset,
        mail: { configured: operations.hasMail, rest: operations.mailRest() },
      };
    },
  });

/** Nights have an address of their own. */
function scheduleOf({ nightly, next, last, lastDone, watch, verifying }: ScheduleOverview) {
  return {
    nightly,
    next:
      next === null
        ? null
        : { night: next.night, from: next.from.toISOString(), until: next.until.toISOString() },
    last,
    lastDone,
    watch,
    verifying,
  };
}
