/** The poller reads the due jobs of one account at a time. */
export const polling0003 = `
CREATE INDEX jobs_to_poll ON jobs (account_id, next_poll_at) WHERE next_poll_at IS NOT NULL;
DROP INDEX jobs_by_next_poll;
`;
