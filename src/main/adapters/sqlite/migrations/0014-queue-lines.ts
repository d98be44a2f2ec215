/**
 * A queue of a hundred thousand items is listed in lines and counted without reading its rows: the index holds all that
 * makes items the same line. What failed or is held is found by itself.
 */
export const queueLines0014 = `
CREATE INDEX queue_lines ON queue (subject, job_id, account_id, kind, state, blocked, paused, retry_at, bytes, rank)
  WHERE state <> 'done';
CREATE INDEX queue_stuck ON queue (job_id, lane) WHERE state IN ('failed', 'held');
DROP INDEX queue_done;
CREATE INDEX queue_done ON queue (changed_at, subject, job_id, account_id, kind, bytes) WHERE state = 'done';
`;
