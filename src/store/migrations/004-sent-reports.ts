// The register of reports that were sent.

export const SENT_REPORTS = `
CREATE TABLE sent_reports (
  entry INTEGER PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('unit', 'subtree', 'all')),
  unit TEXT CHECK ((unit IS NULL) = (scope = 'all')),
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  date TEXT NOT NULL,
  recipient TEXT NOT NULL,
  run TEXT,
  ledger_rows INTEGER NOT NULL,
  ledger_hash TEXT NOT NULL,
  corrects INTEGER UNIQUE REFERENCES sent_reports (entry),
  entered_by TEXT NOT NULL,
  entered_at TEXT NOT NULL
) STRICT;
CREATE INDEX sent_reports_by_unit ON sent_reports (unit);
CREATE TRIGGER sent_reports_stay BEFORE UPDATE ON sent_reports
  BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
CREATE TRIGGER sent_reports_kept BEFORE DELETE ON sent_reports
  BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END;
`;
