// The first schema. A migration that has been released is never edited: the next number follows it.

export const FIRST = `
CREATE TABLE registry_saves (
  version INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  note TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  changes BLOB NOT NULL
) STRICT;

CREATE TABLE registry_rows (
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'system', 'target', 'authorization')),
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at TEXT NOT NULL,
  stop INTEGER NOT NULL DEFAULT 0,
  json TEXT NOT NULL,
  settings TEXT
) STRICT;

CREATE TABLE run_targets (
  run INTEGER NOT NULL REFERENCES runs (number),
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('todo', 'doing', 'done', 'refused')),
  reason TEXT,
  pass INTEGER NOT NULL CHECK (pass IN (0, 1, 2)),
  PRIMARY KEY (run, unit, host)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_lock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL,
  pid INTEGER NOT NULL,
  machine TEXT NOT NULL,
  run TEXT NOT NULL,
  started_at TEXT NOT NULL,
  heartbeat_ms INTEGER NOT NULL
) STRICT;

-- host '' holds what the registry itself gives rise to for a unit.
CREATE TABLE results (
  number INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (number),
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  content BLOB NOT NULL,
  UNIQUE (run, unit, host)
) STRICT;

CREATE TABLE findings (
  fingerprint TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  unit TEXT NOT NULL,
  system TEXT NOT NULL,
  host TEXT NOT NULL,
  area TEXT NOT NULL,
  rule TEXT NOT NULL,
  severity INTEGER NOT NULL,
  state TEXT NOT NULL,
  held INTEGER NOT NULL CHECK (held IN (0, 1)),
  grp TEXT NOT NULL,
  due TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX findings_by_unit ON findings (unit, host);
CREATE INDEX findings_by_host ON findings (host);
CREATE INDEX findings_by_state ON findings (state, severity);

CREATE TABLE finding_events (
  number INTEGER PRIMARY KEY,
  finding TEXT NOT NULL REFERENCES findings (id),
  at TEXT NOT NULL,
  run TEXT,
  actor TEXT NOT NULL,
  cause TEXT NOT NULL,
  "from" TEXT,
  "to" TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX finding_events_by_finding ON finding_events (finding);
CREATE TRIGGER finding_events_stay BEFORE UPDATE ON finding_events
  BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER finding_events_kept BEFORE DELETE ON finding_events
  BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

CREATE TABLE coverage (
  run INTEGER NOT NULL REFERENCES runs (number),
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  area TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('assessed', 'partial', 'not-assessed')),
  reason TEXT,
  at TEXT NOT NULL,
  PRIMARY KEY (run, host, port, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE coverage_latest (
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (number),
  status TEXT NOT NULL,
  reason TEXT,
  at TEXT NOT NULL,
  PRIMARY KEY (host, port, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX coverage_latest_by_unit ON coverage_latest (unit);

CREATE TABLE bodies (
  number INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  last_cited TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX bodies_by_day ON bodies (last_cited);

-- Which body stands behind the evidence of a finding: those outlive retention while it is open.
CREATE TABLE body_citations (
  fingerprint TEXT NOT NULL REFERENCES findings (fingerprint),
  look TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (fingerprint, look)
) STRICT, WITHOUT ROWID;
CREATE INDEX body_citations_by_body ON body_citations (sha256);

CREATE TABLE knowledge (
  version TEXT PRIMARY KEY,
  sha256 BLOB NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE pace (
  address TEXT PRIMARY KEY,
  last_ms INTEGER NOT NULL,
  interval_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The ledger proper is one narrow table; what repeats (who asks whom, words, paths) stands beside it once.
-- mark: first 8 bytes of the running SHA-256, to find the first bad row; ledger_head keeps it whole.
CREATE TABLE ledger (
  n INTEGER PRIMARY KEY,
  run INTEGER,
  context INTEGER,
  intent INTEGER,
  at INTEGER,
  path INTEGER,
  tail TEXT,
  word INTEGER,
  detail TEXT,
  status INTEGER,
  bytes_in INTEGER,
  bytes_out INTEGER,
  duration INTEGER,
  mark BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_by_context ON ledger (context) WHERE context IS NOT NULL;
CREATE UNIQUE INDEX ledger_by_intent ON ledger (intent) WHERE intent IS NOT NULL;
CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger
  BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
  BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;

CREATE TABLE ledger_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE ledger_contexts (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('resolve', 'connect', 'request', 'refusal')),
  unit TEXT,
  document TEXT,
  port INTEGER,
  address TEXT,
  method TEXT,
  origin TEXT,
  probe TEXT NOT NULL,
  cost INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_contexts_by_host ON ledger_contexts (host);
CREATE INDEX ledger_contexts_by_unit ON ledger_contexts (unit);

CREATE TABLE ledger_words (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE ledger_runs (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL UNIQUE,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL
) STRICT;

-- Cost by host and night, so that a budget is one look-up. Checked against the ledger by its verification.
CREATE TABLE ledger_nights (
  host TEXT NOT NULL,
  night INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  PRIMARY KEY (host, night)
) STRICT, WITHOUT ROWID;
`;
