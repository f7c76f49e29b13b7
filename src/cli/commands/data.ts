// rasoat data: what rules and data count here, how old they are, and newer ones from files. All of a file or folder is
// taken over together, or nothing of it.
import { existsSync } from "node:fs";
import { knowledgeToJson } from "../../knowledge/bundle.ts";
import { asOf, counts, shippedFiles } from "../../knowledge/imported.ts";
import { EXIT } from "../../model/error.ts";
import type { ImportedData } from "../../model/imported-data.ts";
import type { Knowledge } from "../../model/knowledge.ts";
import { piecesOf, releaseFirst } from "../../run/releases.ts";
import type { Body } from "../body.ts";
import { PACKAGE_ROOT, type Context } from "../context.ts";
import { candidatesAt, propose, type Proposal } from "../data-candidates.ts";
import { textOf } from "../lists.ts";
import { currentKnowledge, knowledge, withStore } from "../open.ts";
import { printTable, type Column } from "../table.ts";
import { fitOf, tellFit } from "./rules.ts";
import { actor } from "../actor.ts";

/** Without a file: what counts now. With one: what would come of importing it; nothing is stored. */
export const dataCheck: Body = async (context, [file], options) => {
  if (file === undefined) return checkCurrent(context);
  const imported = await importedIn(context);
  const as = textOf(options["as"]) ?? null;
  const proposal = propose(candidatesAt(file, as), imported, new Date().toISOString());
  tell(context, proposal, false);
  return EXIT.done;
};

export const dataImport: Body = (context, [file = ""], options) => {
  const at = new Date().toISOString();
  const as = textOf(options["as"]) ?? null;
  // What is refused leaves no empty database behind.
  if (!existsSync(context.dbPath)) propose(candidatesAt(file, as), [], at);
  return withStore(context, true, (store) => {
    const proposal = propose(candidatesAt(file, as), store.importedData(), at);
    // What stood before the import counts as released; what it brings waits.
    releaseFirst(store, knowledge(store), at);
    const by = { at, actor: actor(), reason: textOf(options["reason"]) ?? "" };
    store.addImportedData(
      proposal.files.map(({ file: path, over, bytes }) => ({ file: path, over, bytes, ...by })),
    );
    const { rules, data } = proposal.after.versions;
    store.saveKnowledge(`${rules}-${data}`, knowledgeToJson(proposal.after));
    tell(context, proposal, true);
    return EXIT.done;
  });
};

function tell(context: Context, { before, after, files }: Proposal, isDone: boolean): void {
  const held = changedPieces(before, after);
  if (context.json) {
    const listed = files.map((one) => ({ file: one.file, is: one.is, asOf: asOf(one) }));
    const versions = { before: before.versions, after: after.versions };
    context.print(JSON.stringify({ imported: isDone, files: listed, versions, held }));
    return;
  }
  const words = { new: { vi: "mới", en: "new" }, changed: { vi: "đổi", en: "changed" } };
  for (const one of files) context.print(`${context.in(words[one.is])}  ${one.file}`);
  const versions = ({ versions: { rules, data } }: Knowledge): string => `${rules} · ${data}`;
  if (files.length === 0) {
    context.say({
      vi: `Không có gì khác với dữ liệu đang dùng (${versions(before)}).`,
      en: `Nothing differs from what is in use (${versions(before)}).`,
    });
    return;
  }
  context.say(
    isDone
      ? {
          vi: `Đã nhập ${String(files.length)} tệp. Phiên bản quy tắc và dữ liệu: ${versions(before)} → ${versions(after)}; cổng thông tin dùng ngay, việc quét dùng từ lượt sau.`,
          en: `Imported ${String(files.length)} file(s). Rules and data: ${versions(before)} → ${versions(after)}, in the portal at once, in scans from the next one on.`,
        }
      : {
          vi: `Hợp lệ: ${String(files.length)} tệp; chưa nhập. Phiên bản sẽ là ${versions(after)}.`,
          en: `Sound: ${String(files.length)} file(s), not imported. The versions would be ${versions(after)}.`,
        },
  );
  if (held.length === 0) return;
  context.say({
    vi: `Giữ cho nhóm trung tâm tới khi phát hành: ${held.join(", ")} (rasoat rules release TÊN --reason "…").`,
    en: `Held for the central team until released: ${held.join(", ")} (rasoat rules release NAME --reason "…").`,
  });
}

/** Rules, signatures and products that decide otherwise than before. */
function changedPieces(before: Knowledge, after: Knowledge): readonly string[] {
  const known = new Set(piecesOf(before).map(({ name, hash }) => `${name} ${hash}`));
  return piecesOf(after)
    .filter(({ name, hash }) => !known.has(`${name} ${hash}`))
    .map(({ name }) => name);
}

const COLUMNS: readonly Column[] = [
  { title: { vi: "TỆP", en: "FILE" } },
  { title: { vi: "NGÀY DỮ LIỆU", en: "DATA OF" } },
  { title: { vi: "NGUỒN", en: "FROM" } },
];

async function checkCurrent(context: Context): Promise<typeof EXIT.done | typeof EXIT.usage> {
  const imported = await importedIn(context);
  const known = await currentKnowledge(context);
  const shipped = shippedFiles(PACKAGE_ROOT);
  const own = new Map(imported.map((one) => [one.file, one]));
  const rows = [...new Set([...shipped.keys(), ...own.keys()])].toSorted().flatMap((file) => {
    const [one, below] = [own.get(file), shipped.get(file)];
    const isImported = one !== undefined && counts(one, below);
    const source = isImported ? one : below;
    const day = source === undefined ? null : asOf(source);
    // Of shipped files those that name a day of their own; of imported ones all.
    if (one === undefined && day === null) return [];
    return [{ file, asOf: day, from: one ?? null, isImported }];
  });
  const fit = fitOf(known);
  if (context.json) {
    const files = rows.map(({ from, ...row }) => ({ ...row, import: from && importOf(from) }));
    context.print(JSON.stringify({ versions: known.versions, files, ...fit }));
  } else {
    const cells = rows.map((row) => [row.file, row.asOf ?? "–", fromText(row, context)]);
    printTable(context, { columns: COLUMNS, rows: cells });
    tellFit(context, fit);
  }
  return fit.sound ? EXIT.done : EXIT.usage;
}

function importOf({ at, actor: by, reason }: ImportedData) {
  return { at, by, reason };
}

function fromText(
  { from, isImported }: { readonly from: ImportedData | null; readonly isImported: boolean },
  context: Context,
): string {
  if (from === null) return context.in({ vi: "kèm chương trình", en: "shipped" });
  const who = `${from.at.slice(0, 10)}, ${from.actor}: ${from.reason}`;
  return isImported
    ? context.in({ vi: `nhập ${who}`, en: `imported ${who}` })
    : context.in({
        vi: `kèm chương trình (bản mới hơn lần nhập ${who})`,
        en: `shipped (with a later program than the import of ${who})`,
      });
}

async function importedIn(context: Context): Promise<readonly ImportedData[]> {
  if (!existsSync(context.dbPath)) return [];
  return withStore(context, false, (store) => store.importedData());
}
