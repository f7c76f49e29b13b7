// One file of rules or data as it was imported into a database: what a person brought, when and why.

export interface ImportedData {
  /** "data/products/wordpress.yaml". */
  readonly file: string;
  /** SHA-256 of the shipped file that it stands in for, hex; null: none was shipped under its name. */
  readonly over: string | null;
  readonly bytes: Buffer;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
}
