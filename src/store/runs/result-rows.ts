// Rows of stored results, read one by one and unpacked; what is damaged is said by its place.
import { z } from "zod";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { type TargetResult, type UnitResult, unpackTarget, unpackUnit } from "./result-value.ts";

export const Row = z.object({
  unit: z.string(),
  host: z.string(),
  sha256: z.instanceof(Buffer),
  content: z.instanceof(Buffer),
});
export type Row = z.infer<typeof Row>;
const Place = z.object({ unit: z.string(), host: z.string() });
export const SELECT_ROW = "SELECT unit, host, sha256, content FROM results";

/** By host, then unit; the unit's own result (no host) first. */
export function placesOf(connection: Connection, run: number): z.infer<typeof Place>[] {
  const sql = "SELECT unit, host FROM results WHERE run = ? ORDER BY host, unit";
  return connection.all(Place, sql, run);
}

export function rowAt(
  connection: Connection,
  run: number,
  { unit, host }: z.infer<typeof Place>,
): Row | undefined {
  const sql = `${SELECT_ROW} WHERE run = ? AND unit = ? AND host = ?`;
  return connection.one(Row, sql, run, unit, host);
}

/** @throws RasoatError store-damaged */
export function targetOf(connection: Connection, row: Row): TargetResult {
  return unpackTarget(row) ?? damaged(connection, row);
}

/** @throws RasoatError store-damaged */
export function unitOf(connection: Connection, row: Row): UnitResult {
  return unpackUnit(row) ?? damaged(connection, row);
}

export function damaged(connection: Connection, { unit, host }: z.infer<typeof Place>): never {
  const where = `results ${unit} ${host}`;
  throw storeError("store-damaged", { path: connection.path, where });
}
