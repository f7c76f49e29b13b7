// What the portal keeps: accounts, invitations, sessions, failed sign-ins, units' requests, the audit of views and acts.
// Secrets that a visitor shows (session and invitation tokens) are stored as SHA-256 only.

export const PORTAL = `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN
    ('central-admin', 'central-analyst', 'department', 'unit-manager', 'unit-viewer')),
  unit TEXT CHECK ((unit IS NULL) = (role IN ('central-admin', 'central-analyst'))),
  password TEXT,
  totp TEXT,
  totp_counter INTEGER NOT NULL DEFAULT 0,
  disabled_at TEXT,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations (
  token BLOB PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id),
  expires_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX invitations_by_account ON invitations (account);

CREATE TABLE sessions (
  token BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES accounts (id),
  stage TEXT NOT NULL CHECK (stage IN ('code', 'enrol', 'full')),
  pending TEXT,
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  source TEXT NOT NULL,
  agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account);

CREATE TABLE failures (
  key BLOB PRIMARY KEY,
  count INTEGER NOT NULL,
  last_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('exception', 'false-alarm', 'host', 'contact')),
  finding TEXT REFERENCES findings (id),
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  until TEXT,
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'declined')),
  decided_by TEXT,
  decided_at TEXT,
  answer TEXT NOT NULL
) STRICT;
CREATE INDEX requests_by_unit ON requests (unit, status);
CREATE INDEX requests_by_status ON requests (status);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  unit TEXT,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  source TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_actor ON audit (actor);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END;

-- Lists and counts of groups are answered from this index alone, without reading the findings themselves.
CREATE INDEX findings_overview ON findings
  (unit, grp, state, severity, due, held, area, rule, system, host);
`;
