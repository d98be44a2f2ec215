/** Whose work a row is: put together by job, everything else by account. Also the first column of indexes over it. */
const owner = "(CASE WHEN subject = 'job' THEN job_id ELSE account_id END)";
const ownerOf = (row: 'old' | 'new'): string =>
  `(CASE WHEN ${row}.subject = 'job' THEN ${row}.job_id ELSE ${row}.account_id END)`;
const quarterOf = (row: string): string =>
  `(CASE ${row}state WHEN 'done' THEN ${row}changed_at / 900000 ELSE 0 END)`;

const takeOut = `
  UPDATE queue_counts SET items = items - 1, bytes = bytes - old.bytes
   WHERE state = old.state AND owner = ${ownerOf('old')} AND kind = old.kind AND blocked = old.blocked
     AND paused = old.paused AND quarter = ${quarterOf('old.')};
  DELETE FROM queue_counts
   WHERE state = old.state AND owner = ${ownerOf('old')} AND kind = old.kind AND blocked = old.blocked
     AND paused = old.paused AND quarter = ${quarterOf('old.')} AND items <= 0;`;
const putIn = `
  INSERT INTO queue_counts (state, owner, kind, blocked, paused, quarter, subject, account_id, items, bytes)
  VALUES (new.state, ${ownerOf('new')}, new.kind, new.blocked, new.paused, ${quarterOf('new.')}, new.subject,
          new.account_id, 1, new.bytes)
  ON CONFLICT (state, owner, kind, blocked, paused, quarter) DO UPDATE SET items = items + 1, bytes = bytes + excluded.bytes;`;

/** Counts the queue anew; what is counted already is forgotten. */
export const countQueue = `
DELETE FROM queue_counts;
INSERT INTO queue_counts (state, owner, kind, blocked, paused, quarter, subject, account_id, items, bytes)
  SELECT state, ${owner}, kind, blocked, paused, ${quarterOf('')}, min(subject), min(account_id), count(*), sum(bytes)
    FROM queue GROUP BY 1, 2, 3, 4, 5, 6;
`;

/**
 * How many rows of the queue stand alike is counted as they change, by the register itself: listing and counting a queue
 * of a hundred thousand items costs as much as its jobs, not as its items. What is done is counted by the quarter of an
 * hour it was finished in (no time zone's day begins within one).
 */
export const queueCounts0019 = `
CREATE TABLE queue_counts (
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  blocked INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  -- Quarters of an hour since the epoch; 0 where it is not done.
  quarter INTEGER NOT NULL,
  subject TEXT NOT NULL,
  account_id TEXT NOT NULL,
  items INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (state, owner, kind, blocked, paused, quarter)
) STRICT, WITHOUT ROWID;
${countQueue}
CREATE TRIGGER queue_counts_insert AFTER INSERT ON queue BEGIN ${putIn} END;
CREATE TRIGGER queue_counts_delete AFTER DELETE ON queue BEGIN ${takeOut} END;
CREATE TRIGGER queue_counts_update AFTER UPDATE ON queue
  WHEN old.state <> new.state OR old.blocked <> new.blocked OR old.paused <> new.paused OR old.kind <> new.kind
    OR old.bytes <> new.bytes OR ${quarterOf('old.')} <> ${quarterOf('new.')} OR ${ownerOf('old')} <> ${ownerOf('new')}
BEGIN ${takeOut} ${putIn} END;
DROP INDEX queue_lines;
DROP INDEX queue_totals;
DROP INDEX queue_done;
CREATE INDEX queue_lines ON queue (${owner}, kind, state, blocked, paused, retry_at, sequence) WHERE state <> 'done';
CREATE INDEX queue_timed ON queue (retry_at, ${owner}, kind, state, blocked, paused, bytes)
  WHERE state <> 'done' AND retry_at IS NOT NULL;
CREATE INDEX queue_done ON queue (changed_at, ${owner}, kind, bytes) WHERE state = 'done';
CREATE INDEX queue_done_lines ON queue (${owner}, kind, changed_at, sequence) WHERE state = 'done';
`;
