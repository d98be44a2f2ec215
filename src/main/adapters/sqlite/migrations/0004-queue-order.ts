/**
 * In what order jobs travel, and which of them (or all) a person has paused. The rank of a job is copied to its rows, so
 * that a claim needs one index: whole jobs go before half jobs.
 */
export const queueOrder0004 = `
CREATE TABLE queue_jobs (
  job_id TEXT PRIMARY KEY NOT NULL,
  rank INTEGER NOT NULL,
  paused_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_jobs_by_rank ON queue_jobs (rank);

-- There is a row while a person has paused everything.
CREATE TABLE queue_pause (
  only INTEGER PRIMARY KEY NOT NULL CHECK (only = 1),
  paused_at INTEGER NOT NULL
) STRICT;

ALTER TABLE queue ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;

INSERT INTO queue_jobs (job_id, rank, paused_at)
  SELECT job_id, row_number() OVER (ORDER BY min(sequence)), NULL FROM queue WHERE state <> 'done' GROUP BY job_id;
UPDATE queue SET rank = (SELECT rank FROM queue_jobs WHERE queue_jobs.job_id = queue.job_id) WHERE state <> 'done';

DROP INDEX queue_claimable;
DROP INDEX queue_retries;
CREATE INDEX queue_claimable ON queue (account_id, class, rank, sequence, retry_at)
  WHERE state = 'waiting' AND blocked = 0 AND paused = 0;
CREATE INDEX queue_retries ON queue (account_id, class, retry_at)
  WHERE state = 'waiting' AND blocked = 0 AND paused = 0;
`;
