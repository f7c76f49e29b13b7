// How often contexts that no row of the ledger refers to any more were taken away: whoever remembers their numbers
// forgets them when it has moved.

export const LEDGER_SWEEPS = `
CREATE TABLE ledger_sweeps (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  count INTEGER NOT NULL
) STRICT;
INSERT INTO ledger_sweeps VALUES (1, 0);
`;
