// What comparisons need of a result, beside it: they need not unpack all that a target's looks said. A trace counts
// only while `of` is the hash of the very result it was made from; results without one are read themselves.

export const FINDING_TRACES = `
CREATE TABLE finding_traces (
  result INTEGER PRIMARY KEY REFERENCES results (number) ON DELETE CASCADE,
  of BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  content BLOB NOT NULL
) STRICT;
`;
