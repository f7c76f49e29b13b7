// Which runs retention has taken stored results and coverage from: whoever asks for them later is told so.

export const RETENTION = `
CREATE TABLE removed_results (
  run INTEGER PRIMARY KEY REFERENCES runs (number),
  results INTEGER NOT NULL,
  coverage INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_kind ON runs (kind, started_at);
`;
