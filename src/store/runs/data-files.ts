// Files of rules and data that were imported, with who did it and why. Only ever added; the last one of a path counts.
import { z } from "zod";
import type { ImportedData } from "../../model/imported-data.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { sha256 } from "../sqlite/pack.ts";

export interface DataFileStore {
  /** The last import of each path, by path. */
  importedData(): ImportedData[];
  /** Grows with every import: what is asked before all of it is read again. */
  dataImports(): number;
  /** All of them or none. */
  addImportedData(files: readonly ImportedData[]): void;
}

const Row = z.object({
  file: z.string(),
  over: z.string().nullable(),
  at: z.string(),
  actor: z.string(),
  reason: z.string(),
  sha256: z.instanceof(Buffer),
  content: z.instanceof(Buffer),
});

const LAST = `SELECT path AS file, over, at, actor, reason, sha256, content FROM data_files
  WHERE number IN (SELECT max(number) FROM data_files GROUP BY path) ORDER BY path`;

const Count = z.object({ last: z.number() });
const COUNT = "SELECT coalesce(max(number), 0) AS last FROM data_files";

export function dataFileStore(connection: Connection): DataFileStore {
  return {
    importedData: () =>
      connection.all(Row, LAST).map(({ sha256: hash, content, ...row }) => {
        if (sha256(content).equals(hash)) return { ...row, bytes: content };
        const { path } = connection;
        throw storeError("store-damaged", { path, where: `data_files ${row.file}` });
      }),
    dataImports: () => connection.one(Count, COUNT)?.last ?? 0,
    addImportedData: (files) => {
      connection.transact(() => {
        for (const { file, over, at, actor, reason, bytes } of files) {
          connection.run(
            `INSERT INTO data_files (path, over, at, actor, reason, sha256, content)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
            file,
            over,
            at,
            actor,
            reason,
            sha256(bytes),
            bytes,
          );
        }
      });
    },
  };
}
