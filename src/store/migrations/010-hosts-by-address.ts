// Which hosts were connected to at an address: asked for every address of a scan.

export const HOSTS_BY_ADDRESS = `
CREATE INDEX ledger_contexts_by_address ON ledger_contexts (address, host) WHERE kind = 'connect';
`;
