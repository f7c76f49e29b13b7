// What is left of the plans of old runs that retention has taken away: how many targets of each state, and the units
// (a packed JSON list) of whom a finished one has gone.

export const REMOVED_TARGETS = `
CREATE TABLE removed_targets (
  run INTEGER PRIMARY KEY REFERENCES runs (number),
  todo INTEGER NOT NULL,
  doing INTEGER NOT NULL,
  done INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  units BLOB NOT NULL
) STRICT;
`;
