/**
 * The first register: accounts, jobs, files, reviews, decisions, timeline, watch folders, settings and the queue.
 * Applied once and never edited again; a change of the register is a new, later migration.
 */
export const register0001 = `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  api_url TEXT NOT NULL,
  upload_field TEXT NOT NULL,
  allow_plain_ftp INTEGER NOT NULL,
  ftp_fingerprint TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL,
  remote_id INTEGER,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  tags TEXT NOT NULL,
  invoice_reference TEXT,
  is_test INTEGER NOT NULL,
  route TEXT NOT NULL,
  request_offer INTEGER NOT NULL,
  stage TEXT NOT NULL,
  status TEXT,
  at_server INTEGER,
  in_offer INTEGER,
  parent_remote_id INTEGER,
  from_the_editors TEXT NOT NULL,
  download_folder TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  next_poll_at INTEGER
) STRICT;
CREATE INDEX jobs_by_age ON jobs (created_at, id);
CREATE INDEX jobs_by_remote_id ON jobs (account_id, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX jobs_by_next_poll ON jobs (next_poll_at) WHERE next_poll_at IS NOT NULL;

CREATE TABLE files (
  id TEXT PRIMARY KEY NOT NULL,
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL,
  path TEXT,
  source_name TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  md5 TEXT,
  format TEXT NOT NULL,
  note TEXT NOT NULL,
  remark TEXT NOT NULL,
  tags TEXT NOT NULL,
  state_kind TEXT NOT NULL,
  state TEXT NOT NULL,
  remote_id INTEGER,
  remote_size INTEGER,
  returned INTEGER NOT NULL,
  decision TEXT,
  download TEXT,
  is_downloaded INTEGER GENERATED ALWAYS AS (download IS NOT NULL) VIRTUAL,
  is_local INTEGER GENERATED ALWAYS AS (path IS NOT NULL AND state_kind NOT IN ('left-out', 'at-server')) VIRTUAL
) STRICT;
CREATE INDEX files_by_job ON files (job_id, position, id);
CREATE INDEX files_for_totals ON files (job_id, state_kind, is_local, size, returned, decision, is_downloaded);
CREATE INDEX files_for_contact_sheet ON files (job_id, position) WHERE is_local = 1;

CREATE TABLE reviews (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  file_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  original_image_id INTEGER,
  original_name TEXT,
  results TEXT NOT NULL,
  version INTEGER NOT NULL,
  version_mark TEXT NOT NULL,
  blocked TEXT NOT NULL,
  PRIMARY KEY (job_id, file_id)
) STRICT;

CREATE TABLE decisions (
  id TEXT PRIMARY KEY NOT NULL,
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  file_id INTEGER NOT NULL,
  version_mark TEXT NOT NULL,
  verdict TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  replaced INTEGER NOT NULL
) STRICT;
CREATE INDEX decisions_by_job ON decisions (job_id, replaced, at);

CREATE TABLE timeline (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  at INTEGER NOT NULL,
  sentence TEXT NOT NULL,
  status TEXT
) STRICT;
CREATE INDEX timeline_by_job ON timeline (job_id, at, id);

CREATE TABLE watch_folders (
  id TEXT PRIMARY KEY NOT NULL,
  path TEXT NOT NULL,
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  taken INTEGER NOT NULL,
  last_taken_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX watch_folders_by_job ON watch_folders (job_id);

CREATE TABLE taken (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  sha256 TEXT NOT NULL,
  path TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (job_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  only INTEGER PRIMARY KEY NOT NULL CHECK (only = 1),
  value TEXT NOT NULL
) STRICT;

-- No reference to jobs or accounts: whatever becomes of those, a queued row stays until a person drops it.
CREATE TABLE queue (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  class TEXT NOT NULL,
  payload TEXT NOT NULL,
  job_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  lane TEXT NOT NULL,
  parallel INTEGER NOT NULL,
  title TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- 1 while an earlier unfinished item of the lane stands in the way; only ever goes from 1 to 0.
  blocked INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  retry_at INTEGER,
  last_error TEXT,
  may_have_been_sent INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX queue_claimable ON queue (account_id, class, sequence, retry_at) WHERE state = 'waiting' AND blocked = 0;
CREATE INDEX queue_retries ON queue (account_id, class, retry_at) WHERE state = 'waiting' AND blocked = 0;
CREATE INDEX queue_running ON queue (sequence) WHERE state = 'running';
CREATE INDEX queue_unfinished ON queue (sequence) WHERE state <> 'done';
CREATE INDEX queue_unfinished_by_job ON queue (job_id, sequence) WHERE state <> 'done';
CREATE INDEX queue_unfinished_by_lane ON queue (lane, sequence) WHERE state <> 'done';
CREATE INDEX queue_barriers ON queue (lane, sequence) WHERE state <> 'done' AND parallel = 0;
CREATE INDEX queue_blocked ON queue (lane, sequence) WHERE blocked = 1;
CREATE INDEX queue_totals ON queue (kind, state, bytes) WHERE state <> 'done';
CREATE INDEX queue_done ON queue (changed_at) WHERE state = 'done';
`;
