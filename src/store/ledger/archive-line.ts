// One line of an archive of the ledger: a row with all that it says, and the mark of the running hash at it.
import { z } from "zod";
import type { LedgerEntry } from "./chain.ts";

/** Name and version of the format; the first line of a file holds it. */
const ARCHIVE_FORMAT = "rasoat.ledger/1";

/** The first line: which row the file begins with, and the running hash before it. */
export const ArchiveHead = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  first: z.number().int().min(1),
  before: z.hex().length(64),
});
export type ArchiveHead = z.infer<typeof ArchiveHead>;

/** The last line: the last row, and the running hash at it. */
export const ArchiveEnd = z.strictObject({
  last: z.number().int().min(1),
  hash: z.hex().length(64),
});
export type ArchiveEnd = z.infer<typeof ArchiveEnd>;

const maybe = z.string().nullable();
const place = {
  n: z.number().int(),
  at: z.iso.datetime({ precision: 3 }),
  run: maybe,
  host: z.string(),
  port: z.number().nullable(),
  address: maybe,
  url: maybe,
  probe: z.string(),
  mark: z.hex().length(16),
};
const Line = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("intent"),
    ...place,
    kind: z.enum(["resolve", "connect", "request"]),
    unit: z.string(),
    document: z.string(),
    method: z.enum(["DNS", "TCP", "TLS", "GET", "HEAD"]),
    cost: z.union([z.literal(0), z.literal(1)]),
  }),
  z.strictObject({
    type: z.literal("refusal"),
    ...place,
    unit: maybe,
    document: maybe,
    reason: z.string(),
    detail: z.string(),
  }),
  z.strictObject({
    type: z.literal("outcome"),
    n: z.number().int(),
    of: z.number().int(),
    result: z.string(),
    status: z.number().nullable(),
    bytesIn: z.number(),
    bytesOut: z.number(),
    durationMs: z.number(),
    mark: z.hex().length(16),
  }),
]);

interface ArchiveRow {
  readonly n: number;
  readonly entry: LedgerEntry;
  /** Hex. */
  readonly mark: string;
}

export function headLine(first: number, before: string): string {
  return `${JSON.stringify({ format: ARCHIVE_FORMAT, first, before } satisfies ArchiveHead)}\n`;
}

export function endLine(last: number, hash: string): string {
  return `${JSON.stringify({ last, hash })}\n`;
}

export function rowLine({ n, entry, mark }: ArchiveRow): string {
  const line = (): object => {
    switch (entry.type) {
      case "intent":
        return { n, type: entry.type, at: new Date(entry.at).toISOString(), ...entry.intent, mark };
      case "refusal":
        return {
          n,
          type: entry.type,
          at: new Date(entry.at).toISOString(),
          ...entry.refusal,
          mark,
        };
      case "outcome":
        return { n, type: entry.type, of: entry.of, ...entry.outcome, mark };
    }
  };
  return `${JSON.stringify(line())}\n`;
}

/** @returns null when it is no row of an archive */
export function rowOf(value: unknown): ArchiveRow | null {
  const parsed = Line.safeParse(value);
  if (!parsed.success) return null;
  const line = parsed.data;
  if (line.type === "outcome") {
    const { n, mark, type, of, ...outcome } = line;
    return { n, mark, entry: { type, of, outcome } };
  }
  const at = Date.parse(line.at);
  if (line.type === "intent") {
    const { n, mark, type, at: _, ...intent } = line;
    return { n, mark, entry: { type, at, intent } };
  }
  const { n, mark, type, at: _, ...refusal } = line;
  return { n, mark, entry: { type, at, refusal } };
}
