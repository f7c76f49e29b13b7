// Reads everything that carries a hash and says what no longer matches: SQLite's own check misses flipped bits.
import { z } from "zod";
import type { Connection } from "./sqlite/connection.ts";
import { columnsOf } from "./findings/finding-value.ts";
import { decodeFinding } from "./findings/findings.ts";
import { tracesOf } from "./runs/finding-traces.ts";
import { decompress, sha256, unpackText } from "./sqlite/pack.ts";
import { unpackUnit } from "./runs/result-value.ts";

export interface ContentCheck {
  readonly checked: number;
  /** Damaged rows, as "table key". */
  readonly bad: readonly string[];
}

const Packed = z.object({
  number: z.number(),
  sha256: z.instanceof(Buffer),
  content: z.instanceof(Buffer),
});
const Result = Packed.extend({
  of: z.instanceof(Buffer).nullable(),
  tracesSha256: z.instanceof(Buffer).nullable(),
  traces: z.instanceof(Buffer).nullable(),
});
const Finding = z.object({
  number: z.number(),
  sha256: z.instanceof(Buffer),
  json: z.string(),
  columns: z.string(),
});
const PAGE = 50;

/** Every result, finding, body, knowledge bundle and registry save, page by page. */
export function verifyContents(connection: Connection): ContentCheck {
  const bad: string[] = [];
  let checked = 0;
  const walk = <T extends { number: number }>(
    table: string,
    read: (after: number) => T[],
    isSound: (row: T) => boolean,
  ): void => {
    let after = 0;
    for (let page = read(after); page.length > 0; page = read(after)) {
      for (const row of page) if (!isSound(row)) bad.push(`${table} ${row.number}`);
      checked += page.length;
      after = page.at(-1)?.number ?? after;
    }
  };
  const packed = (table: string, content: string) => (after: number) =>
    connection.all(
      Packed,
      `SELECT rowid AS number, sha256, ${content} AS content FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
      after,
    );
  const isText = (row: z.infer<typeof Packed>): boolean => unpackText(row) !== null;
  walk("results", (after) => resultPage(connection, after), isSoundResult);
  walk("knowledge", packed("knowledge", "content"), isText);
  walk("registry_saves", packed("registry_saves", "changes"), isText);
  walk("bodies", packed("bodies", "content"), (row) => {
    const bytes = decompress(row.content);
    return bytes !== null && sha256(bytes).equals(row.sha256);
  });
  walk("findings", (after) => findingPage(connection, after), isSoundFinding);
  return { checked, bad };
}

function resultPage(connection: Connection, after: number): z.infer<typeof Result>[] {
  return connection.all(
    Result,
    `SELECT r.number, r.sha256, r.content, t.of, t.sha256 AS tracesSha256, t.content AS traces
     FROM results AS r LEFT JOIN finding_traces AS t ON t.result = r.number
     WHERE r.number > ? ORDER BY r.number LIMIT ${PAGE}`,
    after,
  );
}

/** The text is what was stored, and the traces beside it are those that follow from it. */
function isSoundResult(row: z.infer<typeof Result>): boolean {
  const { of, tracesSha256, traces } = row;
  if (of === null || tracesSha256 === null || traces === null) return unpackText(row) !== null;
  const result = unpackUnit(row);
  return (
    result !== null &&
    of.equals(row.sha256) &&
    unpackText({ sha256: tracesSha256, content: traces }) === JSON.stringify(tracesOf(result))
  );
}

function findingPage(connection: Connection, after: number): z.infer<typeof Finding>[] {
  return connection.all(
    Finding,
    `SELECT rowid AS number, sha256, json, json_array(fingerprint, id, unit, system, host, area, rule,
       severity, state, held, grp, due) AS columns
     FROM findings WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
    after,
  );
}

/** The text is what was stored, and the columns say the same as the text. */
function isSoundFinding(row: z.infer<typeof Finding>): boolean {
  const finding = decodeFinding(row);
  if (finding === null) return false;
  const columns: unknown = JSON.parse(row.columns);
  return JSON.stringify(columns) === JSON.stringify(columnsOf(finding));
}
