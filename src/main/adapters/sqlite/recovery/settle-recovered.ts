import type { ErrorData } from '../../../../preload/contract/index.ts';
import type { Connection } from '../connection.ts';

/** What was done so that the rows that are left fit together. All are counts of rows. */
export interface Settled {
  /** Rows of accounts nothing else tells of; they are in the damaged file only. */
  readonly ofLostAccounts: number;
  /** Jobs only their pictures and decisions still tell of. */
  readonly jobsWithoutName: number;
  /** Accounts only their jobs still tell of: their address has to be given again. */
  readonly accountsWithoutAddress: number;
  /** Work a person has to look at, because doing it twice would be wrong. */
  readonly held: number;
  /** Jobs without a number whose making was lost: drafts again. */
  readonly draftsAgain: number;
  /** Pictures and decisions whose place in the queue was lost. */
  readonly picturesOutOfQueue: number;
  readonly decisionsOutOfQueue: number;
}

const unsure: ErrorData = {
  // The code the ways out of an unknown outcome go by.
  code: 'outcome_unknown',
  message:
    'This was brought back from a damaged register, and may have been done already. Look at the service first; then try again, or take it out.',
  action: 'person',
};

const leftOut = JSON.stringify({
  kind: 'left-out',
  reason: 'by-you',
  sentence: 'Its place in the queue was lost with the damaged register. Send it after all.',
});

const heldDecision = JSON.stringify({
  kind: 'held',
  sentence:
    'Its place in the queue was lost with the damaged register. Look at the picture and decide again.',
});

const unfinished = "state <> 'done'";
const waitingUpload = `(SELECT json_extract(payload, '$.fileId') FROM queue WHERE ${unfinished} AND kind = 'upload-file')`;
const waitingDecision = `(SELECT json_extract(payload, '$.decisionId') FROM queue WHERE ${unfinished} AND kind = 'send-decision')`;
const decidedAsWhole = `(SELECT job_id FROM queue WHERE ${unfinished} AND kind IN ('accept-all', 'reject-all'))`;
const lostMaking = `remote_id IS NULL AND stage <> 'draft'
  AND id NOT IN (SELECT job_id FROM queue WHERE ${unfinished} AND kind = 'create-job')`;

/**
 * Makes one whole of rows that were read one by one, inside a transaction. Nothing may be done twice because a row is
 * older than it seems: what cannot be asked at the service is held, everything else asks first.
 */
export function settleRecovered(connection: Connection, now: number): Settled {
  const jobsWithoutName = nameLostJobs(connection, now);
  const accountsWithoutAddress = nameLostAccounts(connection, now);
  const ofLostAccounts = removeOrphans(connection);
  const draftsAgain = draftAgain(connection, now);
  const held = connection.run(
    `UPDATE queue SET state = 'held', retry_at = NULL, last_error = :error, changed_at = :now
      WHERE state IN ('waiting', 'running') AND kind IN ('create-job', 'accept-offer')`,
    { error: JSON.stringify(unsure), now },
  );
  connection.run(`UPDATE queue SET may_have_been_sent = 1 WHERE ${unfinished}`);
  const picturesOutOfQueue = connection.run(
    `UPDATE files SET state_kind = 'left-out', state = :state WHERE state_kind = 'waiting' AND id NOT IN ${waitingUpload}`,
    { state: leftOut },
  );
  const decisionsOutOfQueue = connection.run(
    `UPDATE decisions SET state = :state WHERE replaced = 0 AND json_valid(state) AND state ->> 'kind' IN ('kept', 'sending')
        AND id NOT IN ${waitingDecision} AND job_id NOT IN ${decidedAsWhole}`,
    { state: heldDecision },
  );
  orderAgain(connection);
  return {
    ofLostAccounts,
    jobsWithoutName,
    accountsWithoutAddress,
    held,
    draftsAgain,
    picturesOutOfQueue,
    decisionsOutOfQueue,
  };
}

/** Pictures and decisions stay visible when the row of their job is lost. */
function nameLostJobs(connection: Connection, now: number): number {
  return connection.run(
    `INSERT INTO jobs (id, account_id, name, description, tags, is_test, route, request_offer, stage, from_the_editors,
                       created_at, changed_at)
     SELECT job_id, coalesce(max(account_id), (SELECT id FROM accounts ORDER BY created_at LIMIT 1), ''),
            'Recovered job', '', '[]', 0, 'ftp', 0, 'sending', '', :now, :now
       FROM (SELECT job_id, account_id FROM queue WHERE subject = 'job' UNION ALL SELECT job_id, NULL FROM files
             UNION ALL SELECT job_id, NULL FROM decisions)
      WHERE job_id NOT IN (SELECT id FROM jobs) GROUP BY job_id`,
    { now },
  );
}

/** Whose address is lost goes nowhere until a person has given it again: `.invalid` leads to nobody (RFC 2606). */
function nameLostAccounts(connection: Connection, now: number): number {
  return connection.run(
    `INSERT INTO accounts (id, kind, name, api_url, upload_field, allow_plain_ftp, ftp_fingerprint, created_at, site)
     SELECT id, kind, 'Recovered account', 'https://address-lost.invalid', 'file', 0, NULL, :now, max(site) FROM (
         SELECT account_id AS id, 'bright-river' AS kind, '' AS site FROM jobs WHERE account_id <> ''
         UNION ALL SELECT account_id, 'crafter', site FROM rejections
         UNION ALL SELECT account_id, 'blendvision', '' FROM library_uploads)
      WHERE id NOT IN (SELECT id FROM accounts) GROUP BY id`,
    { now },
  );
}

function removeOrphans(connection: Connection): number {
  const references = connection.all(
    `SELECT child.name AS child, reference."from" AS own, reference."table" AS parent, reference."to" AS theirs
       FROM pragma_table_list AS child JOIN pragma_foreign_key_list(child.name) AS reference WHERE child.schema = 'main'`,
  );
  let removed = 0;
  // Files before what belongs to files: going round until nothing is left makes the order of the tables unimportant.
  for (let round = -1; round !== removed;) {
    round = removed;
    for (const { child, own, parent, theirs } of references)
      removed += connection.run(
        `DELETE FROM ${String(child)} WHERE ${String(own)} NOT IN (SELECT ${String(theirs)} FROM ${String(parent)})`,
      );
  }
  return removed;
}

/** A job that has no number and nothing that would ask for one would stand still for ever. */
function draftAgain(connection: Connection, now: number): number {
  const jobs = connection.all(`SELECT id FROM jobs WHERE ${lostMaking}`);
  for (const { id } of jobs) {
    const values = { id: id ?? null };
    connection.run("UPDATE jobs SET stage = 'draft' WHERE id = :id", values);
    connection.run(`DELETE FROM queue WHERE job_id = :id AND ${unfinished}`, values);
    connection.run(
      `UPDATE files SET state_kind = 'draft', state = '{"kind":"draft"}' WHERE job_id = :id AND state_kind IN ('waiting', 'sent')`,
      values,
    );
    connection.run(
      `INSERT INTO timeline (job_id, at, sentence, status) VALUES (:id, :now,
         'Brought back from a damaged register as a draft. Look whether the service has this job before you send it', NULL)`,
      { ...values, now },
    );
  }
  return jobs.length;
}

/** Who stands before whom, by the rows that are left: what waited for a lost one would wait for ever. */
function orderAgain(connection: Connection): void {
  connection.run(
    `UPDATE queue SET blocked = EXISTS (
       SELECT 1 FROM queue AS earlier WHERE earlier.lane = queue.lane AND earlier.state <> 'done'
          AND earlier.sequence < queue.sequence AND earlier.parallel = 0)
      WHERE ${unfinished} AND parallel = 1`,
  );
  connection.run(
    `UPDATE queue SET blocked = EXISTS (
       SELECT 1 FROM queue AS earlier WHERE earlier.lane = queue.lane AND earlier.state <> 'done'
          AND earlier.sequence < queue.sequence)
      WHERE ${unfinished} AND parallel = 0`,
  );
  connection.run(
    `INSERT OR IGNORE INTO queue_jobs (job_id, rank, paused_at, subject)
       SELECT job_id, min(rank), NULL, subject FROM queue WHERE ${unfinished} GROUP BY job_id`,
  );
}
