// Verifying looks that people asked for, and which address is being looked at by whom.

export const VERIFYING = `
CREATE TABLE verifying (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  unit TEXT NOT NULL,
  host TEXT NOT NULL,
  finding TEXT NOT NULL,
  finding_group TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done')),
  not_before TEXT NOT NULL,
  wait TEXT,
  addresses TEXT NOT NULL,
  run TEXT,
  attempts INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  outcome TEXT,
  reason TEXT,
  looked_at TEXT,
  lease TEXT,
  lease_until_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX verifying_open ON verifying (unit, host, finding_group) WHERE state <> 'done';
CREATE INDEX verifying_by_group ON verifying (unit, finding_group);
CREATE INDEX verifying_by_state ON verifying (state, not_before);
CREATE TABLE address_holds (
  address TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;
`;
