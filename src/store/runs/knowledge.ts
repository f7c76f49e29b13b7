// Rules and data as they were in a run, kept once by version, so that it can be judged again as it was.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { packText, unpackText } from "../sqlite/pack.ts";

export interface KnowledgeStore {
  /** Keeps the JSON under the key; a key that is there already keeps its first content. */
  saveKnowledge(versionKey: string, json: string): void;
  loadKnowledge(versionKey: string): string | undefined;
}

const Row = z.object({ sha256: z.instanceof(Buffer), content: z.instanceof(Buffer) });
const Known = z.object({ known: z.number() });

export function knowledgeStore(connection: Connection): KnowledgeStore {
  return {
    saveKnowledge: (versionKey, json) => {
      const sql = "SELECT 1 AS known FROM knowledge WHERE version = ?";
      if (connection.one(Known, sql, versionKey) !== undefined) return;
      const packed = packText(json);
      connection.run(
        "INSERT INTO knowledge VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        versionKey,
        packed.sha256,
        packed.content,
      );
    },
    loadKnowledge: (versionKey) => {
      const sql = "SELECT sha256, content FROM knowledge WHERE version = ?";
      const row = connection.one(Row, sql, versionKey);
      if (row === undefined) return undefined;
      const text = unpackText(row);
      if (text !== null) return text;
      const where = `knowledge ${versionKey}`;
      throw storeError("store-damaged", { path: connection.path, where });
    },
  };
}
