// Tokens of programs that read the JSON interface, and the codes that stand in for a lost telephone. A token is
// kept as SHA-256 (256 random bits); a code, which is shorter, as a hash under the key beside the database.

export const TOKENS = `
CREATE TABLE tokens (
  hash BLOB PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  unit TEXT,
  acts INTEGER NOT NULL CHECK (acts IN (0, 1)),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT,
  revoked_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_account ON tokens (account);

CREATE TABLE recovery_codes (
  account TEXT NOT NULL REFERENCES accounts (id),
  code BLOB NOT NULL,
  used_at TEXT,
  PRIMARY KEY (account, code)
) STRICT, WITHOUT ROWID;
`;
