// A number that grows whenever a finding's place in lists and counts has changed, and does not when a night has merely
// seen it again: counts of the whole sector are made anew only then.

export const FINDINGS_VERSION = `
CREATE TABLE findings_version (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO findings_version VALUES (1, 0);

CREATE TRIGGER findings_added AFTER INSERT ON findings
  BEGIN UPDATE findings_version SET version = version + 1; END;
CREATE TRIGGER findings_gone AFTER DELETE ON findings
  BEGIN UPDATE findings_version SET version = version + 1; END;
CREATE TRIGGER findings_moved AFTER UPDATE ON findings
  WHEN OLD.unit <> NEW.unit OR OLD.grp <> NEW.grp OR OLD.state <> NEW.state
    OR OLD.severity <> NEW.severity OR OLD.due <> NEW.due OR OLD.held <> NEW.held
    OR OLD.area <> NEW.area OR OLD.rule <> NEW.rule OR OLD.system <> NEW.system
    OR OLD.host <> NEW.host
  BEGIN UPDATE findings_version SET version = version + 1; END;
`;
