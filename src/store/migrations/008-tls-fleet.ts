// What is remembered of each host's TLS, to compare hosts with one another.

export const TLS_FLEET = `
CREATE TABLE tls_leaves (
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  address TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('named', 'second', 'nameless')),
  unit TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  spki TEXT NOT NULL,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  not_after TEXT NOT NULL,
  names TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (host, port, address, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX tls_leaves_by_unit ON tls_leaves (unit);

CREATE TABLE tls_ports (
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  unit TEXT NOT NULL,
  tls13 INTEGER CHECK (tls13 IN (0, 1)),
  post_quantum INTEGER CHECK (post_quantum IN (0, 1)),
  ssl2 INTEGER CHECK (ssl2 IN (0, 1)),
  http3 INTEGER CHECK (http3 IN (0, 1)),
  at TEXT NOT NULL,
  PRIMARY KEY (host, port)
) STRICT, WITHOUT ROWID;
CREATE INDEX tls_ports_by_unit ON tls_ports (unit);

-- Public facts of certificate authorities; they belong to no unit.
CREATE TABLE tls_intermediates (
  sha256 TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  issuer TEXT NOT NULL,
  key_id TEXT,
  not_after TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tls_intermediates_by_subject ON tls_intermediates (subject);
`;
