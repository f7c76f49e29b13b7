// rasoat baseline: what start pages are compared with. A person accepts a page that was rebuilt, or has it learned anew.
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Baseline, BaselineEvent, BaselinePlace } from "../../model/baseline.ts";
import type { Finding } from "../../model/finding.ts";
import { baselineOf, startPages, type Seen } from "../../run/baselines.ts";
import type { Store } from "../../store/store.ts";
import type { Body, OptionValues } from "../body.ts";
import type { Context } from "../context.ts";
import { portOption, textOf } from "../lists.ts";
import { withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { canonicalHosts, hostOption, refuseUnknownHosts, unitOption } from "../subjects.ts";
import { actor } from "../actor.ts";

const ERRORS = {
  NO_PAGE: {
    exit: EXIT.usage,
    message: {
      vi: "Không có trang đầu nào của {host} đã lưu từ các lượt quét gần đây mà so sánh được (cần đọc được trọn trang, từ 80 chữ). Hãy quét lại rồi chạy lại lệnh này.",
      en: "No start page of {host} that could be compared is kept from the latest runs (read in full, 80 words or more). Scan again, then run this again.",
    },
  },
  NO_BASELINE: {
    exit: EXIT.usage,
    message: {
      vi: "Không có trang gốc nào của {host} ở chỗ này. Xem: rasoat baseline list.",
      en: "There is no baseline of {host} at this place. See: rasoat baseline list.",
    },
  },
} as const;

const COLUMNS: readonly Column[] = [
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "TRANG", en: "PAGE" }, max: 60 },
  { title: { vi: "TIÊU ĐỀ", en: "TITLE" }, max: 60 },
  { title: { vi: "SỐ CHỮ", en: "WORDS" } },
  { title: { vi: "NGÀY", en: "OF" } },
  { title: { vi: "DO", en: "BY" } },
];

export const baselineList: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const registry = store.registry();
    const filter = { ...unitOption(options["unit"], registry), ...hostOption(options["host"]) };
    const found = store.baselines("central", filter);
    refuseUnknownHosts(filter, found, registry);
    if (context.json) {
      for (const baseline of found) {
        const { sketch: _, ...rest } = baseline;
        const history = store.baselineEvents("central", baseline);
        context.print(JSON.stringify({ ...rest, history }));
      }
      return EXIT.done;
    }
    const rows = found.map(({ unit, title, words, at, by, ...place }) => [
      unit,
      placeText(place),
      title,
      String(words),
      at.slice(0, 10),
      by,
    ]);
    if (rows.length === 0) {
      context.say({
        vi: "Chưa có trang nào để so sánh: lượt quét đầu tiên không thấy gì lạ sẽ ghi lại.",
        en: "No page to compare with yet: the first scan that sees nothing strange keeps one.",
      });
    } else {
      printTable(context, { columns: COLUMNS, rows });
    }
    return EXIT.done;
  });

export const baselineAccept: Body = (context, [name, path], options) =>
  withStore(context, false, (store) => {
    const [host = ""] = canonicalHosts(name);
    const wanted = wantedOf(path, options);
    const who = actor();
    const pages = latestPages(store, host, who).filter(wanted);
    if (pages.length === 0) throw new RasoatError("NO_PAGE", ERRORS.NO_PAGE, { host });
    for (const baseline of pages) {
      const event = eventOf(baseline, "accepted", options);
      store.setBaseline(baseline, event);
      tellFindings(store, baseline, event);
      tell(context, event, baseline.title);
    }
    return EXIT.done;
  });

export const baselineReset: Body = (context, [name, path], options) =>
  withStore(context, false, (store) => {
    const [host = ""] = canonicalHosts(name);
    const known = store.baselines("central", { hosts: [host] }).filter(wantedOf(path, options));
    if (known.length === 0) throw new RasoatError("NO_BASELINE", ERRORS.NO_BASELINE, { host });
    for (const baseline of known) {
      const event = eventOf(baseline, "reset", options);
      store.resetBaseline(event);
      tellFindings(store, baseline, event);
      tell(context, event, baseline.title);
    }
    return EXIT.done;
  });

function wantedOf(path: string | undefined, options: OptionValues): (one: Baseline) => boolean {
  const port = portOption(options["port"]);
  return (one) => (path === undefined || one.path === path) && (port === null || one.port === port);
}

const RUNS = 20;

/** The host's start pages as the latest run that looked at them saw them. */
function latestPages(store: Store, host: string, by: string): readonly Baseline[] {
  for (const { id: run } of store.listRuns({ kind: "scan", limit: RUNS })) {
    const result = store.targetResult("central", run, host);
    if (result === undefined) continue;
    const { target, looks } = result;
    const seen: Seen = { target, looks, run, body: (sha256) => store.body(sha256) };
    const pages = startPages(seen).flatMap((look) => baselineOf(seen, look, by) ?? []);
    if (pages.length > 0) return pages;
  }
  return [];
}

function eventOf(
  { unit, host, port, path, run }: Baseline,
  action: "accepted" | "reset",
  options: OptionValues,
): BaselineEvent {
  const place: BaselinePlace = { unit, host, port, path };
  const detail = textOf(options["reason"]) ?? "";
  return { ...place, at: new Date().toISOString(), run, actor: actor(), action, detail };
}

const RULE = "defacement-drift";

/** What stands because of the comparison says in its own history what a person decided; the next looks close it. */
function tellFindings(
  store: Store,
  { unit, host, port, path }: Baseline,
  told: BaselineEvent,
): void {
  const isAbout = (one: Finding): boolean => one.port === port && one.subject === path;
  for (const { id } of store
    .findings("central", { units: [unit], hosts: [host], rules: [RULE] })
    .filter(isAbout)) {
    store.reviseFinding("central", id, (finding) => ({
      finding,
      events: [
        {
          finding: id,
          at: told.at,
          run: null,
          actor: told.actor,
          cause: "person",
          from: finding.state,
          to: finding.state,
          detail: `baseline-${told.action}: ${told.detail}`,
        },
      ],
    }));
  }
}

function tell(context: Context, event: BaselineEvent, title: string): void {
  const place = placeText(event);
  if (context.json) context.print(JSON.stringify(event));
  else {
    context.print(
      context.in(
        event.action === "accepted"
          ? {
              vi: `${place}: từ nay so với trang “${title}”`,
              en: `${place}: compared with the page “${title}” from now on`,
            }
          : {
              vi: `${place}: đã bỏ trang gốc “${title}”; lượt quét sau ghi lại trang mới nếu không thấy gì lạ`,
              en: `${place}: the baseline “${title}” is gone; the next scan keeps a new one if it sees nothing strange`,
            },
      ),
    );
  }
}

function placeText({ host, port, path }: Omit<BaselinePlace, "unit">): string {
  return `${host}:${String(port)}${path}`;
}
