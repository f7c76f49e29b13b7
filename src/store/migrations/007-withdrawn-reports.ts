// An entry of the register of sent reports may say that an earlier one was never sent.

export const WITHDRAWN_REPORTS = `
ALTER TABLE sent_reports ADD COLUMN withdrawal TEXT
  CHECK (withdrawal IS NULL OR (withdrawal <> '' AND corrects IS NOT NULL));
`;
