// Whoever is signed in and proves anew who they are: when that was, for a session; and ways to the sign-in provider that
// are gone for that alone, by the session that they are for.

export const PROOFS = `
ALTER TABLE sessions ADD COLUMN proven_at TEXT;
ALTER TABLE oidc_trips ADD COLUMN session TEXT;
`;
