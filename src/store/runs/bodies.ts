// Observed bodies, kept once by content and compressed, until retention takes what no finding cites.
import { z } from "zod";
import type { Finding } from "../../model/finding.ts";
import type { Look } from "../../model/observation.ts";
import type { Connection } from "../sqlite/connection.ts";
import { storeError } from "../sqlite/errors.ts";
import { UNSETTLED } from "../findings/findings.ts";
import { compress, decompress, sha256 } from "../sqlite/pack.ts";

/** Masked bytes under their SHA-256 in hex. */
export interface KeptBody {
  readonly sha256: string;
  readonly content: Uint8Array;
}

export interface BodyStore {
  saveBodies(bodies: readonly KeptBody[]): void;
  /** undefined when it was never kept or retention has removed it. */
  body(sha256: string): Uint8Array | undefined;
  /** Removes bodies that nobody cited for `bodyDays`, unless they are evidence of a finding that is not settled. */
  prune(now: Date, bodyDays: number): { bodies: number; bytes: number };
}

const Content = z.object({ content: z.instanceof(Buffer) });
const Sum = z.object({ bodies: z.number(), bytes: z.number() });

export function bodyStore(connection: Connection, now: () => Date): BodyStore {
  return {
    saveBodies: (bodies) =>
      connection.transact(() => {
        putBodies(connection, bodies, now());
      }),
    body: (hash) => {
      const row = connection.one(
        Content,
        "SELECT content FROM bodies WHERE sha256 = ?",
        Buffer.from(hash, "hex"),
      );
      if (row === undefined) return undefined;
      const bytes = decompress(row.content);
      if (bytes !== null && sha256(bytes).toString("hex") === hash) return bytes;
      throw storeError("store-damaged", { path: connection.path, where: `bodies ${hash}` });
    },
    prune: (at, bodyDays) => prune(connection, at, bodyDays),
  };
}

/** @throws Error when the bytes are not those of the hash: a fault of ours */
export function putBodies(connection: Connection, bodies: readonly KeptBody[], now: Date): void {
  const known = z.object({ known: z.number() });
  for (const body of bodies) {
    const hash = Buffer.from(body.sha256, "hex");
    if (connection.one(known, "SELECT 1 AS known FROM bodies WHERE sha256 = ?", hash)) {
      cite(connection, hash, now);
      continue;
    }
    if (!sha256(body.content).equals(hash)) throw new Error("a body does not match its SHA-256");
    connection.run(
      "INSERT INTO bodies (sha256, bytes, last_cited, content) VALUES (?, ?, ?, ?)",
      hash,
      body.content.length,
      dayOf(now),
      compress(body.content),
    );
  }
}

/** Notes that these looks refer to their bodies today, and which of them stand behind the findings. */
export function citeBodies(
  connection: Connection,
  looks: readonly Look[],
  findings: readonly Finding[],
  now: Date,
): void {
  const bodyOf = new Map<string, Buffer>();
  for (const look of looks) {
    if (look.attempt.status !== "ok" || look.attempt.value.kind !== "http") continue;
    if (look.attempt.value.body === null) continue;
    const hash = Buffer.from(look.attempt.value.body.sha256, "hex");
    bodyOf.set(look.id, hash);
    cite(connection, hash, now);
  }
  for (const finding of findings) citeFor(connection, finding, bodyOf);
}

function cite(connection: Connection, hash: Buffer, now: Date): void {
  connection.run(
    "UPDATE bodies SET last_cited = ?2 WHERE sha256 = ?1 AND last_cited < ?2",
    hash,
    dayOf(now),
  );
}

function citeFor(
  connection: Connection,
  finding: Finding,
  bodyOf: ReadonlyMap<string, Buffer>,
): void {
  const looks = finding.evidence.map((evidence) => evidence.observation);
  connection.run(
    `DELETE FROM body_citations WHERE fingerprint = ?
     AND look NOT IN (SELECT value FROM json_each(?))`,
    finding.fingerprint,
    JSON.stringify(looks),
  );
  for (const look of looks) {
    const hash = bodyOf.get(look);
    if (hash === undefined) continue;
    connection.run(
      "INSERT INTO body_citations VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      finding.fingerprint,
      look,
      hash,
    );
  }
}

function prune(
  connection: Connection,
  now: Date,
  bodyDays: number,
): { bodies: number; bytes: number } {
  const before = dayOf(new Date(now.getTime() - bodyDays * 86_400_000));
  const unsettled = JSON.stringify(UNSETTLED);
  const doomed = `last_cited < ?1 AND sha256 NOT IN (
    SELECT body_citations.sha256 FROM body_citations JOIN findings USING (fingerprint)
    WHERE state IN (SELECT value FROM json_each(?2)))`;
  return connection.transact(() => {
    const sum = connection.one(
      Sum,
      `SELECT count(*) AS bodies, ifnull(sum(length(content)), 0) AS bytes FROM bodies WHERE ${doomed}`,
      before,
      unsettled,
    );
    connection.run(`DELETE FROM bodies WHERE ${doomed}`, before, unsettled);
    return sum ?? { bodies: 0, bytes: 0 };
  });
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
