// Who may see what a rule finds, incidents, and the indexes that comparisons and precision ask for.

export const RELEASES_INCIDENTS = `
CREATE TABLE rule_releases (
  number INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,
  hash TEXT NOT NULL,
  subtree TEXT,
  held INTEGER NOT NULL CHECK (held IN (0, 1)),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE TRIGGER rule_releases_stay BEFORE UPDATE ON rule_releases
  BEGIN SELECT RAISE(ABORT, 'releases are only ever added'); END;
CREATE TRIGGER rule_releases_kept BEFORE DELETE ON rule_releases
  BEGIN SELECT RAISE(ABORT, 'releases are only ever added'); END;

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  unit TEXT NOT NULL,
  state TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_by_unit ON incidents (unit);

CREATE TABLE incident_events (
  number INTEGER PRIMARY KEY,
  incident TEXT NOT NULL REFERENCES incidents (id),
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX incident_events_by_incident ON incident_events (incident);
CREATE TRIGGER incident_events_stay BEFORE UPDATE ON incident_events
  BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER incident_events_kept BEFORE DELETE ON incident_events
  BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;

CREATE INDEX findings_by_rule ON findings (rule);
CREATE INDEX finding_events_by_person ON finding_events (finding) WHERE cause = 'person';
CREATE INDEX results_by_host ON results (host, run);
`;
