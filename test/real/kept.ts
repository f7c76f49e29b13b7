// Everything that a store keeps, unpacked: for the question whether something is in it.
import { openSqlite } from "../../src/store/sqlite/driver.ts";
import { z } from "zod";
import { decompress } from "../../src/store/sqlite/pack.ts";

const Table = z.object({ name: z.string() });
const Row = z.record(z.string(), z.unknown());

/** @returns every value of every table as text, packed ones unpacked */
export function keptTexts(file: string): readonly string[] {
  const store = openSqlite(file, { readonly: true });
  try {
    return z
      .array(Table)
      .parse(store.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all())
      .flatMap(({ name }) => z.array(Row).parse(store.prepare(`SELECT * FROM "${name}"`).all()))
      .flatMap((row) => Object.values(row).flatMap(textOf));
  } finally {
    store.close();
  }
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (!Buffer.isBuffer(value)) return [];
  const plain = value.toString("latin1");
  const isPacked = value[0] === 0 || value[0] === 1;
  const unpacked = isPacked ? decompress(value) : null;
  return unpacked === null ? [plain] : [plain, Buffer.from(unpacked).toString("latin1")];
}
