// Which process archives the ledger: one that has died on the same machine is taken over from at once.

export const ARCHIVING_HOLDER = `
ALTER TABLE ledger_archiving ADD COLUMN pid INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_archiving ADD COLUMN machine TEXT NOT NULL DEFAULT '';
`;
