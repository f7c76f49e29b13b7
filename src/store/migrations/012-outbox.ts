// The outbox: letters that were planned, their way to each address, and what was told in them, so that nothing is
// told twice and nothing is lost between judging and telling.

export const OUTBOX = `
CREATE TABLE letters (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  unit TEXT,
  kind TEXT NOT NULL,
  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
  planned_at TEXT NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX letters_by_kind ON letters (kind, unit, number);

CREATE TABLE deliveries (
  number INTEGER PRIMARY KEY,
  letter INTEGER NOT NULL REFERENCES letters (number),
  address TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
  attempts INTEGER NOT NULL,
  not_before TEXT NOT NULL,
  last_error TEXT,
  ended_at TEXT,
  lease TEXT,
  lease_until_ms INTEGER NOT NULL,
  UNIQUE (letter, address)
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (not_before) WHERE state = 'waiting';
CREATE INDEX deliveries_by_address ON deliveries (address, ended_at) WHERE state = 'sent';

-- What was told, by a key that names the thing and its episode.
CREATE TABLE told (
  key TEXT PRIMARY KEY,
  letter INTEGER NOT NULL REFERENCES letters (number)
) STRICT, WITHOUT ROWID;

CREATE TABLE notify_marks (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
