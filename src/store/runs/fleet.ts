// The store's memory of each host's TLS, as last seen: to compare hosts with one another. Joins nothing itself.
import { z } from "zod";
import type {
  KnownIntermediate,
  LeafRole,
  TlsAnswered,
  TlsLeaf,
  TlsPort,
  TlsTraces,
} from "../../model/fleet.ts";
import type { Connection } from "../sqlite/connection.ts";
import { inScope, type Scope, scopeValue } from "../scope.ts";

export interface FleetLeaf extends TlsLeaf {
  readonly unit: string;
  readonly host: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export interface FleetPort extends TlsPort {
  readonly unit: string;
  readonly host: string;
  readonly at: string;
}

export interface FleetStore {
  /**
   * Certificates as last seen. What came to a client that named nobody is for the central team only.
   * @param units only of these; absent: of all in the scope
   */
  tlsLeaves(scope: Scope, units?: readonly string[]): FleetLeaf[];
  /** Features of ports as last known. */
  tlsPorts(scope: Scope): FleetPort[];
  /** Public facts of certificate authorities, learnt from any host's handshakes. */
  intermediatesNamed(subjects: readonly string[]): KnownIntermediate[];
}

const text = z.string();
const flag = z
  .number()
  .nullable()
  .transform((value) => (value === null ? null : value === 1));
const Leaf = z
  .object({
    unit: text,
    host: text,
    port: z.number(),
    address: text,
    role: z.enum(["named", "second", "nameless"]) satisfies z.ZodType<LeafRole>,
    sha256: text,
    spkiSha256: text,
    subject: text,
    issuer: text,
    notAfter: text,
    names: text,
    at: text,
  })
  .transform(({ names, ...leaf }) => ({
    ...leaf,
    altNames: z.array(text).parse(JSON.parse(names)),
  }));
const Port = z.object({
  unit: text,
  host: text,
  port: z.number(),
  tls13: flag,
  postQuantum: flag,
  ssl2: flag,
  http3: flag,
  at: text,
});
const Intermediate = z.object({
  sha256: text,
  subject: text,
  issuer: text,
  subjectKeyId: text.nullable(),
  notAfter: text,
});

/** As two texts, so that the few rows of some units are found by the index. */
function visible(units: string | null): string {
  return units === null ? "?1 IS NULL" : "unit IN (SELECT value FROM json_each(?1))";
}

export function fleetStore(connection: Connection): FleetStore {
  return {
    tlsLeaves: (scope, units) => {
      const asked =
        units === undefined
          ? scopeValue(scope)
          : JSON.stringify(units.filter((unit) => inScope(scope, unit)));
      return connection.all(
        Leaf,
        `SELECT unit, host, port, address, role, sha256, spki AS spkiSha256, subject, issuer,
           not_after AS notAfter, names, at
         FROM tls_leaves WHERE ${visible(asked)} AND (?2 OR role <> 'nameless')
         ORDER BY host, port, address, role`,
        asked,
        Number(scope === "central"),
      );
    },
    tlsPorts: (scope) => {
      const asked = scopeValue(scope);
      return connection.all(
        Port,
        `SELECT unit, host, port, tls13, post_quantum AS postQuantum, ssl2, http3, at
         FROM tls_ports WHERE ${visible(asked)} ORDER BY host, port`,
        asked,
      );
    },
    intermediatesNamed: (subjects) =>
      connection.all(
        Intermediate,
        `SELECT sha256, subject, issuer, key_id AS subjectKeyId, not_after AS notAfter
         FROM tls_intermediates WHERE subject IN (SELECT value FROM json_each(?1))
         ORDER BY subject, not_after DESC, sha256`,
        JSON.stringify(subjects),
      ),
  };
}

export interface TracePlace {
  readonly unit: string;
  readonly host: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** Within the caller's transaction. What was not answered this time stays as it was. */
export function putTraces(connection: Connection, place: TracePlace, traces: TlsTraces): void {
  const { unit, host } = place;
  // A host that went to another unit brings nothing of the old one along.
  connection.run("DELETE FROM tls_leaves WHERE host = ? AND unit <> ?", host, unit);
  connection.run("DELETE FROM tls_ports WHERE host = ? AND unit <> ?", host, unit);
  forgetAnswered(connection, host, traces.answered);
  if (traces.addresses !== null) {
    connection.run(
      `DELETE FROM tls_leaves
       WHERE host = ?1 AND address NOT IN (SELECT value FROM json_each(?2))`,
      host,
      JSON.stringify(traces.addresses),
    );
  }
  for (const leaf of traces.leaves) putLeaf(connection, place, leaf);
  for (const port of traces.ports) putPort(connection, place, port);
  for (const one of traces.intermediates) {
    connection.run(
      `INSERT INTO tls_intermediates (sha256, subject, issuer, key_id, not_after)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      one.sha256,
      one.subject,
      one.issuer,
      one.subjectKeyId,
      one.notAfter,
    );
  }
}

function forgetAnswered(
  connection: Connection,
  host: string,
  answered: readonly TlsAnswered[],
): void {
  for (const { port, address, role } of answered) {
    connection.run(
      "DELETE FROM tls_leaves WHERE host = ? AND port = ? AND address = ? AND role = ?",
      host,
      port,
      address,
      role,
    );
  }
}

function putLeaf(connection: Connection, { unit, host, at }: TracePlace, leaf: TlsLeaf): void {
  connection.run(
    `INSERT INTO tls_leaves
       (host, port, address, role, unit, sha256, spki, subject, issuer, not_after, names, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    host,
    leaf.port,
    leaf.address,
    leaf.role,
    unit,
    leaf.sha256,
    leaf.spkiSha256,
    leaf.subject,
    leaf.issuer,
    leaf.notAfter,
    JSON.stringify(leaf.altNames),
    at,
  );
}

function putPort(connection: Connection, { unit, host, at }: TracePlace, port: TlsPort): void {
  const value = (known: boolean | null): number | null => (known === null ? null : Number(known));
  connection.run(
    `INSERT INTO tls_ports (host, port, unit, tls13, post_quantum, ssl2, http3, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (host, port) DO UPDATE SET
       tls13 = coalesce(excluded.tls13, tls13),
       post_quantum = coalesce(excluded.post_quantum, post_quantum),
       ssl2 = coalesce(excluded.ssl2, ssl2), http3 = coalesce(excluded.http3, http3),
       at = excluded.at`,
    host,
    port.port,
    unit,
    value(port.tls13),
    value(port.postQuantum),
    value(port.ssl2),
    value(port.http3),
    at,
  );
}
