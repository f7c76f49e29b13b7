// Rules and data that were imported, and what pages are compared with.

export const IMPORTED_DATA_BASELINES = `
CREATE TABLE data_files (
  number INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  over TEXT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX data_files_by_path ON data_files (path);
CREATE TRIGGER data_files_stay BEFORE UPDATE ON data_files
  BEGIN SELECT RAISE(ABORT, 'imports are only ever added'); END;
CREATE TRIGGER data_files_kept BEFORE DELETE ON data_files
  BEGIN SELECT RAISE(ABORT, 'imports are only ever added'); END;

CREATE TABLE baselines (
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  path TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (unit, host, port, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE baseline_events (
  number INTEGER PRIMARY KEY,
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  path TEXT NOT NULL,
  at TEXT NOT NULL,
  run TEXT,
  actor TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('learned', 'accepted', 'reset')),
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX baseline_events_by_place ON baseline_events (unit, host, port, path);
CREATE TRIGGER baseline_events_stay BEFORE UPDATE ON baseline_events
  BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER baseline_events_kept BEFORE DELETE ON baseline_events
  BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
`;
