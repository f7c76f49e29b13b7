// Files that the oldest rows of the ledger have left into, and where the kept ledger begins. Rows that stand in a noted
// file may leave, and no others.

export const LEDGER_ARCHIVES = `
CREATE TABLE ledger_archives (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL UNIQUE CHECK (last >= first),
  from_at TEXT NOT NULL,
  to_at TEXT NOT NULL,
  before BLOB NOT NULL,
  hash BLOB NOT NULL,
  file TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL
) STRICT;
CREATE TRIGGER ledger_archives_stay BEFORE UPDATE ON ledger_archives
  BEGIN SELECT RAISE(ABORT, 'archives are only ever added'); END;
CREATE TRIGGER ledger_archives_kept BEFORE DELETE ON ledger_archives
  BEGIN SELECT RAISE(ABORT, 'archives are only ever added'); END;

-- n: the last row that has left; hash: the running hash at it.
CREATE TABLE ledger_anchor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

-- Who archives at this moment, and the file that is being written.
CREATE TABLE ledger_archiving (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL,
  file TEXT,
  until_ms INTEGER NOT NULL
) STRICT;

DROP TRIGGER ledger_kept;
CREATE TRIGGER ledger_kept BEFORE DELETE ON ledger
  WHEN OLD.n > (SELECT ifnull(max(last), 0) FROM ledger_archives)
  BEGIN SELECT RAISE(ABORT, 'the ledger is only ever added to'); END;
`;
