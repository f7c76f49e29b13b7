// When the running scan is thought to end, as its own process judges: for whoever asks from elsewhere.

export const SCAN_ENDS_AT = `
ALTER TABLE run_lock ADD COLUMN ends_at_ms INTEGER;
`;
