/**
 * What the rest of the service's operations needs: how an account rejects and encodes, where it moved to, the numbers
 * of a deadline and a specification, rejections and redos of a job, when it was last acted on and when it went.
 */
export const everyOperation0002 = `
ALTER TABLE accounts ADD COLUMN reject_way TEXT NOT NULL DEFAULT 'review';
ALTER TABLE accounts ADD COLUMN body_encoding TEXT NOT NULL DEFAULT 'json';
ALTER TABLE accounts ADD COLUMN moved_to TEXT;

ALTER TABLE jobs ADD COLUMN deadline_id INTEGER;
ALTER TABLE jobs ADD COLUMN specification_key INTEGER;
ALTER TABLE jobs ADD COLUMN rejected_at_server INTEGER;
ALTER TABLE jobs ADD COLUMN acted_at INTEGER;
ALTER TABLE jobs ADD COLUMN gone_since INTEGER;
CREATE INDEX jobs_by_parent ON jobs (account_id, parent_remote_id) WHERE parent_remote_id IS NOT NULL;
`;
