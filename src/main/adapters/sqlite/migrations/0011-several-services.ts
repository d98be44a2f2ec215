/**
 * Accounts of BlendVision and Crafter Studio beside Bright River's, and queued work that belongs to no job: `job_id` of
 * the queue then holds the id of its subject, and `subject` says what that is.
 */
export const severalServices0011 = `
ALTER TABLE accounts ADD COLUMN organisation_id TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN user_name TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN sends_now INTEGER NOT NULL DEFAULT 0;

ALTER TABLE queue ADD COLUMN subject TEXT NOT NULL DEFAULT 'job';
ALTER TABLE queue_jobs ADD COLUMN subject TEXT NOT NULL DEFAULT 'job';
CREATE INDEX queue_unfinished_by_account ON queue (account_id) WHERE state <> 'done';
`;
