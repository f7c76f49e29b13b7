// How often a night was taken up again, and ways through the outbox by state: for the pages that show both.

export const NIGHTS_LETTERS = `
ALTER TABLE nights ADD COLUMN taken_up INTEGER NOT NULL DEFAULT 0;
CREATE INDEX deliveries_by_state ON deliveries (state, number);
CREATE INDEX deliveries_failed ON deliveries (ended_at) WHERE state = 'failed';
`;
