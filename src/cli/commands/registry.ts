// rasoat registry: units, systems and hosts, read from files and listed. Nothing is half-imported.
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Registry } from "../../model/registry.ts";
import { NOT_DECLARED } from "../../model/words.ts";
import type { Change } from "../../registry/change.ts";
import { checkRegistry } from "../../registry/check.ts";
import { retireUnit, type Decided } from "../../registry/decisions.ts";
import { mergeRegistry, type Merged } from "../../registry/merge.ts";
import { readAuthorizationFile, readRegistryFile } from "../../registry/read-file.ts";
import { releaseFirst } from "../../run/releases.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { currentKnowledge, withStore } from "../open.ts";
import { inert } from "../../text/inert.ts";
import { printTable, type Column } from "../table.ts";
import { unitOption } from "../subjects.ts";
import { actor } from "../actor.ts";

const NO_FILE = {
  exit: EXIT.usage,
  message: {
    vi: "Không đọc được tệp {file}. Kiểm tra đường dẫn và quyền đọc.",
    en: "Cannot read {file}. Check the path and the right to read it.",
  },
} as const;

export const registryImport: Body = (context, [file = ""], options) =>
  importFile(context, file, options["dryRun"] === true, readRegistryFile);

/** Reads, checks and saves a file; with `dryRun` only says what would change. */
export async function importFile(
  context: Context,
  file: string,
  dryRun: boolean,
  read: typeof readRegistryFile | typeof readAuthorizationFile,
): Promise<typeof EXIT.done> {
  const source = { name: basename(file), bytes: bytesOf(file) };
  const known = await currentKnowledge(context);
  const { sharedDomains } = known;
  const merged = async (current: Registry): Promise<Merged> => {
    const { draft } = await read(source, { sharedDomains, current });
    return mergeRegistry(current, draft);
  };
  const tell = ({ changes, notices }: Merged): typeof EXIT.done => {
    tellChanges(context, changes, dryRun);
    for (const notice of notices) context.say(notice);
    return EXIT.done;
  };
  if (!existsSync(context.dbPath)) {
    // A file that is refused, or only tried, leaves no empty database behind.
    const first = await merged(NOTHING);
    if (dryRun) return tell(first);
  }
  return withStore(context, !dryRun, async (store) => {
    if (!dryRun) releaseFirst(store, known, new Date().toISOString());
    for (;;) {
      const current = store.registry();
      const next = await merged(current);
      const isNews = !dryRun && next.changes.length > 0;
      if (!isNews || replace(store, current, next.registry, `import ${source.name}`)) {
        return tell(next);
      }
    }
  });
}

const NOTHING: Registry = { units: [], systems: [], targets: [], authorizations: [] };

/** Puts `next` in the place of `current`; false when somebody has saved something else since it was read. */
function replace(store: Store, current: Registry, next: Registry, note: string): boolean {
  let isCurrent = true;
  const revise = (stored: Registry): Registry => {
    isCurrent = stored === current;
    return isCurrent ? next : stored;
  };
  store.reviseRegistry(revise, { actor: actor(), note });
  return isCurrent;
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new RasoatError("NO_FILE", NO_FILE, { file }, { cause });
  }
}

export function tellChanges(context: Context, changes: readonly Change[], dryRun: boolean): void {
  for (const change of changes) {
    context.print(context.json ? JSON.stringify(change) : inert(context.in(change.text)));
  }
  const count = String(changes.length);
  if (changes.length === 0) {
    context.say({ vi: "Không có gì thay đổi.", en: "Nothing changed." });
  } else if (dryRun) {
    context.say({
      vi: `Chạy thử: ${count} thay đổi, chưa lưu gì.`,
      en: `Dry run: ${count} changes, nothing was saved.`,
    });
  } else {
    context.say({ vi: `Đã lưu ${count} thay đổi.`, en: `Saved ${count} changes.` });
  }
}

const COLUMNS: readonly Column[] = [
  { title: { vi: "ĐƠN VỊ", en: "UNIT" } },
  { title: { vi: "HỆ THỐNG", en: "SYSTEM" } },
  { title: { vi: "MÁY CHỦ", en: "HOST" }, max: 50 },
  { title: { vi: "CỔNG", en: "PORTS" } },
  { title: { vi: "CẤP ĐỘ", en: "LEVEL" } },
  { title: { vi: "TÊN ĐƠN VỊ", en: "UNIT NAME" } },
];

export const registryList: Body = (context, _args, options) =>
  withStore(context, false, (store) => {
    const registry = store.registry();
    const { units } = unitOption(options["unit"], registry);
    const rows = registry.targets
      .filter(({ unit }) => units === undefined || units.includes(unit))
      .map((target) => ({
        target,
        unit: registry.units.find(({ code }) => code === target.unit),
        system: registry.systems.find(({ code }) => code === target.system),
      }));
    if (context.json) {
      for (const { target, unit, system } of rows) {
        context.print(
          JSON.stringify({
            ...target,
            unitName: unit?.name,
            retired: unit?.retired,
            level: system?.level ?? null,
          }),
        );
      }
      return EXIT.done;
    }
    const cells = rows.map(({ target, unit, system }) => [
      target.unit,
      target.system,
      target.host,
      target.ports.map(({ port, scheme }) => `${scheme}:${String(port)}`).join(" "),
      system?.level === null || system === undefined
        ? context.in(NOT_DECLARED)
        : String(system.level),
      `${unit?.name ?? ""}${unit?.retired === true ? context.in({ vi: " (đã ngừng)", en: " (retired)" }) : ""}`,
    ]);
    printTable(context, { columns: COLUMNS, rows: cells });
    return EXIT.done;
  });

export const registryCheck: Body = (context) =>
  withStore(context, false, (store) => {
    const notices = checkRegistry(store.registry(), new Date());
    for (const notice of notices) {
      context.print(context.json ? JSON.stringify(notice) : inert(context.in(notice.text)));
    }
    if (notices.length === 0) {
      context.say({ vi: "Danh mục đầy đủ.", en: "The registry lacks nothing." });
    }
    return EXIT.done;
  });

export const registryRetire: Body = (context, [code = ""]) =>
  withStore(context, false, (store) => {
    tellChanges(
      context,
      decide(store, (registry) => retireUnit(registry, code), `retire ${code}`),
      false,
    );
    return EXIT.done;
  });

/** A decision on what is stored at this moment, in one transaction, so that none is lost to another made meanwhile. */
export function decide(
  store: Store,
  decision: (registry: Registry) => Decided,
  note: string,
): readonly Change[] {
  let changes: readonly Change[] = [];
  const revise = (stored: Registry): Registry => {
    const decided = decision(stored);
    changes = decided.changes;
    return decided.registry;
  };
  store.reviseRegistry(revise, { actor: actor(), note });
  return changes;
}
