// Nights that ran or were missed, since when the present hours stand, and the home pages that are watched.

export const SCHEDULE = `
CREATE TABLE nights (
  night TEXT PRIMARY KEY,
  begins_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cut', 'stopped', 'missed')),
  run TEXT,
  began_at TEXT,
  ended_at TEXT,
  reason TEXT,
  lease TEXT,
  lease_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE night_hours (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  hours TEXT NOT NULL,
  since TEXT NOT NULL
) STRICT;

CREATE TABLE watched_hosts (
  host TEXT PRIMARY KEY,
  unit TEXT NOT NULL,
  every_minutes INTEGER NOT NULL,
  due_ms INTEGER,
  refused TEXT,
  begun_ms INTEGER,
  looked_at TEXT,
  outcome TEXT,
  reason TEXT,
  run TEXT,
  busy_ms INTEGER,
  addresses TEXT NOT NULL,
  lease TEXT,
  lease_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX watched_hosts_by_due ON watched_hosts (due_ms) WHERE due_ms IS NOT NULL;
`;
