// Reads rules/ and data/ once and hands them down as one frozen value. Nothing else reads these files.
// All problems are collected: either everything is right, or nothing is used.
import { createHash } from "node:crypto";
import { Action } from "../model/action.ts";
import { DefacementKnowledge } from "../model/defacement-knowledge.ts";
import { Calendar, Directive } from "../model/directive.ts";
import { IncidentTerms } from "../model/incident.ts";
import type { Knowledge } from "../model/knowledge.ts";
import { PanelSignature } from "../model/panel-signature.ts";
import { HashTable, Product } from "../model/product.ts";
import { Rule } from "../model/rule.ts";
import { TlsKnowledge } from "../model/tls-knowledge.ts";
import { deepFreeze } from "./freeze.ts";
import { overlaid, type ImportedFile } from "./imported.ts";
import { knowledgeError, type FileProblem } from "./problem.ts";
import { LawFile, SharedDomainsFile } from "./schema.ts";
import { lineOf, listSources, type SourceFile } from "./source-file.ts";
import { readTwin, twinPath } from "./twin.ts";
import { baseName, emptyTopic, misnamed, readEach, readMerged, type Named } from "./topics.ts";

const SHARED_DOMAINS = "data/shared-domains.yaml";

/** Folders of data/, one topic each; a file anywhere else is refused, so that none is read by nobody. */
const TOPICS = [
  "actions",
  "directives",
  "law",
  "calendar",
  "incidents",
  "products",
  "hashes",
  "panels",
  "defacement",
  "tls",
] as const;
type Topic = (typeof TOPICS)[number];

/**
 * @param root the package folder that holds rules/ and data/
 * @throws RasoatError "knowledge-invalid" with every problem as "file:line reason — how to mend it"
 */
export function loadKnowledge(root: string): Knowledge {
  const sources = listAll(root, []);
  const twin = twinPath(root, import.meta.url);
  return (twin === null ? undefined : readTwin(twin, sources.versions)) ?? parseAll(sources);
}

/**
 * Reads the source files themselves, whatever a build has left. Errors as `loadKnowledge`.
 * @param imported files that stand in for shipped ones, or beside them
 */
export function loadSources(root: string, imported: readonly ImportedFile[] = []): Knowledge {
  return parseAll(listAll(root, imported));
}

/** The versions that `loadSources` would give, without reading what the files say. */
export function versionsWith(
  root: string,
  imported: readonly ImportedFile[],
): Knowledge["versions"] {
  return listAll(root, imported).versions;
}

interface Sources {
  readonly rules: readonly SourceFile[];
  readonly data: readonly SourceFile[];
  readonly versions: Knowledge["versions"];
}

function listAll(root: string, imported: readonly ImportedFile[]): Sources {
  const rules = overlaid(listSources(root, "rules"), imported, "rules");
  const data = overlaid(listSources(root, "data"), imported, "data");
  return { rules, data, versions: { rules: versionOf(rules), data: versionOf(data) } };
}

function parseAll({ rules, data, versions }: Sources): Knowledge {
  const problems: FileProblem[] = [...strays(data)];
  const parts = readParts(rules, data, problems);
  if (parts === undefined || problems.length > 0) throw knowledgeError(problems);
  return deepFreeze({ versions, ...parts });
}

function readParts(
  ruleFiles: readonly SourceFile[],
  dataFiles: readonly SourceFile[],
  problems: FileProblem[],
): Omit<Knowledge, "versions"> | undefined {
  const topic = (name: Topic): readonly SourceFile[] => {
    const files = dataFiles.filter(({ file }) => file.startsWith(`data/${name}/`));
    if (files.length === 0) problems.push(emptyTopic(`data/${name}`));
    return files;
  };
  const values = <T>(named: readonly Named<T>[]): readonly T[] => named.map(({ value }) => value);
  if (ruleFiles.length === 0) problems.push(emptyTopic("rules"));

  const rules = readEach(Rule, ruleFiles, problems);
  problems.push(...rules.flatMap(({ source, value }) => misplacedRule(source, value)));
  const actions = readEach(Action, topic("actions"), problems);
  problems.push(...wrongNames(actions, "id", (action) => action.id));
  const products = readEach(Product, topic("products"), problems);
  problems.push(...wrongNames(products, "slug", (product) => product.slug));
  const panels = readEach(PanelSignature, topic("panels"), problems);
  problems.push(...wrongNames(panels, "id", (panel) => panel.id));
  const hashes = readEach(HashTable, topic("hashes"), problems);
  problems.push(...missingTables(products, hashes));
  const directives = readEach(Directive, topic("directives"), problems);
  const law = readEach(LawFile, topic("law"), problems);
  const shared = readEach(
    SharedDomainsFile,
    dataFiles.filter(({ file }) => file === SHARED_DOMAINS),
    problems,
  );
  if (!dataFiles.some(({ file }) => file === SHARED_DOMAINS)) {
    problems.push(emptyTopic(SHARED_DOMAINS));
  }
  const calendar = readMerged(Calendar, "data/calendar", topic("calendar"), problems);
  const incidents = readMerged(IncidentTerms, "data/incidents", topic("incidents"), problems);
  const tls = readMerged(TlsKnowledge, "data/tls", topic("tls"), problems);
  const defacement = readMerged(
    DefacementKnowledge,
    "data/defacement",
    topic("defacement"),
    problems,
  );
  if (calendar === undefined || incidents === undefined) return undefined;
  if (tls === undefined || defacement === undefined) return undefined;
  return {
    rules: values(rules),
    actions: values(actions),
    directives: values(directives),
    law: law.flatMap(({ value }) => value.citations),
    calendar,
    incidents,
    products: values(products),
    hashes: Object.fromEntries(hashes.map(({ source, value }) => [baseName(source), value])),
    panels: values(panels),
    defacement,
    tls,
    sharedDomains: [...new Set(shared.flatMap(({ value }) => value.domains))],
  };
}

/** First 12 hex digits of SHA-256 over the sorted names and bytes, each with its length. */
function versionOf(files: readonly SourceFile[]): string {
  const hash = createHash("sha256");
  for (const { file, bytes } of files) {
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex").slice(0, 12);
}

function strays(files: readonly SourceFile[]): readonly FileProblem[] {
  return files
    .filter(
      ({ file }) =>
        file !== SHARED_DOMAINS && !TOPICS.some((name) => file.startsWith(`data/${name}/`)),
    )
    .map(({ file }) => ({
      file,
      line: null,
      reason: { vi: "không thuộc chủ đề nào", en: "belongs to no topic" },
      mend: {
        vi: `chuyển vào một trong: ${TOPICS.join(", ")}`,
        en: `move it into one of: ${TOPICS.join(", ")}`,
      },
    }));
}

function wrongNames<T>(
  named: readonly Named<T>[],
  key: string,
  nameOf: (value: T) => string,
): readonly FileProblem[] {
  return named.flatMap(({ source, value }) => misnamed(source, key, nameOf(value)) ?? []);
}

function misplacedRule(source: SourceFile, rule: Rule): readonly FileProblem[] {
  const found = misnamed(source, "id", rule.id);
  const wrongName = found === null ? [] : [found];
  if (source.file.split("/")[1] === rule.area) return wrongName;
  return [
    ...wrongName,
    {
      file: source.file,
      line: lineOf(source, ["area"]),
      reason: { vi: `area là "${rule.area}"`, en: `area is "${rule.area}"` },
      mend: {
        vi: `chuyển tệp vào rules/${rule.area}/`,
        en: `move the file into rules/${rule.area}/`,
      },
    },
  ];
}

function missingTables(
  products: readonly Named<Product>[],
  tables: readonly Named<HashTable>[],
): readonly FileProblem[] {
  const names = new Set(tables.map(({ source }) => baseName(source)));
  return products
    .filter(({ value }) => value.hashes !== undefined && !names.has(value.hashes))
    .map(({ source, value }) => ({
      file: source.file,
      line: lineOf(source, ["hashes"]),
      reason: {
        vi: `không có bảng data/hashes/${value.hashes}.json`,
        en: `there is no table data/hashes/${value.hashes}.json`,
      },
      mend: {
        vi: "thêm bảng, hoặc sửa tên trong hashes",
        en: "add the table, or correct the name in hashes",
      },
    }));
}
