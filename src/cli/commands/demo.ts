// rasoat demo: sample sites on loopback, a sample registry, one scan, the findings, the exported lists.
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { AREAS, OPEN_STATES } from "../../model/area.ts";
import { EXIT, RasoatError } from "../../model/error.ts";
import type { Finding } from "../../model/finding.ts";
import { REASONS } from "../../model/reason.ts";
import type { Text } from "../../model/text.ts";
import { COVERAGE_WORDS } from "../../model/words.ts";
import { readRegistryFile } from "../../registry/read-file.ts";
import { mergeRegistry } from "../../registry/merge.ts";
import type { Store } from "../../store/store.ts";
import type { Body } from "../body.ts";
import type { Context } from "../context.ts";
import { servePortal } from "../demo/portal.ts";
import { serveSites, type Served } from "../demo/serve.ts";
import { sampleWorld } from "../demo/sites.ts";
import { sampleRegistry } from "../demo/registry.ts";
import { textOf } from "../lists.ts";
import { knowledge, withStore } from "../open.ts";
import { runScan, type Outcome } from "../scan-run.ts";
import { writeRemediation } from "./export.ts";
import { printFindings } from "./findings.ts";

const NO_KEEP = {
  exit: EXIT.usage,
  message: {
    vi: "Không ghi được vào thư mục {folder}. --keep cần một thư mục, có sẵn hoặc tạo được.",
    en: "Cannot write into {folder}. --keep takes a folder, one that is there or can be made.",
  },
} as const;

export const demo: Body = async (context, _args, options) => {
  const folder = folderOf(textOf(options["keep"]));
  const world = sampleWorld(new Date());
  const repair = repairIn(folder);
  rmSync(repair.file, { force: true });
  const served = await serveSites(world.sites, repair.isMended);
  const database = join(folder, "demo.db");
  try {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
    await withStore({ dbPath: database }, true, async (store) => {
      announce(context, served);
      await importSample(folder, served, store);
      const outcome = await scanSample(context, served, store, world.rootPem);
      await tell(context, { store, folder, served, outcome });
      if (options["serve"] === true) {
        const sites = portalSites(folder, served, world.rootPem);
        await servePortal(context, store, { ...sites, repairFile: repair.file });
      }
    });
    return EXIT.done;
  } finally {
    await served.close();
  }
};

function folderOf(keep: string | undefined): string {
  if (keep === undefined) return mkdtempSync(join(tmpdir(), "rasoat-demo-"));
  try {
    mkdirSync(keep, { recursive: true });
    accessSync(keep, constants.W_OK);
  } catch (cause) {
    throw new RasoatError("NO_KEEP", NO_KEEP, { folder: keep }, { cause });
  }
  return keep;
}

function announce(context: Context, { sites }: Served): void {
  context.say({
    vi: `Bản chạy thử: ${String(sites.length)} trang mẫu trên 127.0.31.0/24 của chính máy này; không gửi gì ra ngoài.`,
    en: `Demo: ${String(sites.length)} sample sites on 127.0.31.0/24 of this machine; nothing leaves it.`,
  });
  for (const { site } of sites) {
    const planted = site.planted.length === 0 ? "—" : site.planted.join("; ");
    context.say({ vi: `  ${site.host}: ${planted}`, en: `  ${site.host}: ${planted}` });
  }
}

async function importSample(folder: string, served: Served, store: Store): Promise<void> {
  const text = sampleRegistry(served.sites, new Date());
  const file = join(folder, "danh-muc-mau.yaml");
  writeFileSync(file, text);
  const { sharedDomains } = knowledge(store);
  const current = store.registry();
  const { draft } = await readRegistryFile(
    { name: "danh-muc-mau.yaml", bytes: new TextEncoder().encode(text) },
    { sharedDomains, current },
  );
  store.saveRegistry(mergeRegistry(current, draft).registry, { actor: "demo", note: file });
}

/** Nobody who tries it waits for ten minutes between two looks. */
const DEMO_GAP_MINUTES = 0.2;

/** The sample unit's own site, which its people mend by making a file. */
const OWN_SITE = "bv-c.test";

function repairIn(folder: string) {
  const file = join(folder, `da-sua-${OWN_SITE}`);
  return { file, isMended: (host: string) => host === OWN_SITE && existsSync(file) };
}

/** What the worker beside the sample portal needs to know of the sample sites. */
function portalSites(folder: string, { sites }: Served, rootPem: string) {
  const root = join(folder, "goc-mau.pem");
  const configPath = join(folder, "rasoat-mau.yaml");
  writeFileSync(root, rootPem);
  writeFileSync(
    configPath,
    stringify({ trustRoots: [root], verify: { gapMinutes: DEMO_GAP_MINUTES } }),
  );
  return { configPath, resolve: resolveSites(sites) };
}

function resolveSites(sites: Served["sites"]) {
  return sites.map(({ site, address }) => ({ host: site.host, address }));
}

function scanSample(
  context: Context,
  served: Served,
  store: Store,
  rootPem: string,
): Promise<Outcome> {
  const resolve = resolveSites(served.sites);
  return runScan(
    context,
    { store, knowledge: knowledge(store), trustRoots: [rootPem] },
    { units: [], hosts: [], areas: AREAS, resume: false, allowReserved: true, resolve },
    { failOn: null, minCoverage: 0 },
  );
}

interface Told {
  readonly store: Store;
  readonly folder: string;
  readonly served: Served;
  readonly outcome: Outcome;
}

/** Writes the lists and says what came of the scan; for programs in one object. */
async function tell(context: Context, told: Told): Promise<void> {
  const { store, folder, outcome } = told;
  const { run } = outcome.result;
  const open = store.findings("central", { states: OPEN_STATES });
  const database = join(folder, "demo.db");
  const files = await writeLists(context, { store, folder, open });
  const ledger = ledgerCheck(store, told.served);
  if (context.json) {
    const { coverage } = outcome;
    context.print(
      JSON.stringify({ run: run.id, database, findings: open.length, coverage, ledger, files }),
    );
    return;
  }
  const heading = (vi: string, en: string): void => {
    context.print("");
    context.print(context.paint("bold", context.in({ vi, en })));
  };
  heading("Phát hiện", "Findings");
  printFindings(context, open, store.registry());
  heading("Không kiểm tra được", "Not assessed");
  for (const line of missedLines(context, store, run.id)) context.print(line);
  heading("Sổ ghi truy vấn", "Request ledger");
  context.print(context.in(ledgerText(ledger)));
  heading("Tệp đã xuất", "Exported lists");
  for (const file of files) context.print(`  ${file}`);
  heading("Lệnh thử tiếp theo", "Try next");
  const [first] = open;
  if (first !== undefined) {
    context.print(`  node bin/rasoat.js explain ${first.id} --db ${database}`);
  }
  context.print(`  node bin/rasoat.js coverage --db ${database}`);
}

function missedLines(context: Context, store: Store, run: string): ReadonlySet<string> {
  const missed = store.coverage("central", { run }).filter(({ status }) => status !== "assessed");
  return new Set(
    missed.map(({ host, status, reason }) => {
      const why = reason === null ? "" : REASONS[reason][context.language];
      return `${host}: ${COVERAGE_WORDS[status][context.language]} — ${why}`;
    }),
  );
}

async function writeLists(
  context: Context,
  { store, folder, open }: Pick<Told, "store" | "folder"> & { readonly open: readonly Finding[] },
): Promise<string[]> {
  const silent: Context = { ...context, print: () => undefined, say: () => undefined };
  const files: string[] = [];
  for (const format of ["csv", "xlsx", "json"] as const) {
    const file = join(folder, `khac-phuc.${format}`);
    await writeRemediation(silent, store, { findings: open, format, file, delimiter: "," });
    files.push(file);
  }
  return files;
}

interface Counted {
  /** Requests in the ledger. */
  readonly requests: number;
  /** Requests that the sample sites saw. */
  readonly arrived: number;
  readonly refused: number;
  /** Sites that saw more than the ledger knows. */
  readonly outside: number;
  /** The chain of the ledger is whole. */
  readonly sound: boolean;
}

/** The sites' own count of requests is held against the ledger: it must know at least as many. */
function ledgerCheck(store: Store, { sites, seen }: Served): Counted {
  const requests = new Map<string, number>();
  let refused = 0;
  for (const { kind, host } of store.ledger.rows()) {
    if (kind === "request") requests.set(host, (requests.get(host) ?? 0) + 1);
    if (kind === "refusal") refused += 1;
  }
  const outside = sites.filter(
    ({ site }) => (seen.get(site.host) ?? 0) > (requests.get(site.host) ?? 0),
  ).length;
  const sum = (counts: Iterable<number>): number => [...counts].reduce((all, one) => all + one, 0);
  return {
    requests: sum(requests.values()),
    arrived: sum(seen.values()),
    refused,
    outside,
    sound: store.ledger.verify().sound,
  };
}

function ledgerText({ requests, arrived, refused, outside, sound }: Counted): Text {
  return {
    vi: `${String(requests)} truy vấn trong sổ, ${String(arrived)} truy vấn các trang mẫu nhận được, ${String(refused)} lần từ chối; chuỗi băm ${sound ? "nguyên vẹn" : "BỊ LỖI"}; trang có truy vấn ngoài sổ: ${String(outside)}`,
    en: `${String(requests)} requests in the ledger, ${String(arrived)} seen by the sample sites, ${String(refused)} refusals; hash chain ${sound ? "intact" : "BROKEN"}; sites with requests outside the ledger: ${String(outside)}`,
  };
}
