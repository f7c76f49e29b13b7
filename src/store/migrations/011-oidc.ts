// Signing in with a provider of the organisation: trips to it that are under way, by the hash of what comes back, and
// which person there an account belongs to.

export const OIDC = `
CREATE TABLE oidc_trips (
  state BLOB PRIMARY KEY,
  begun_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE oidc_subjects (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES accounts (id),
  bound_at TEXT NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, account)
) STRICT, WITHOUT ROWID;
`;
