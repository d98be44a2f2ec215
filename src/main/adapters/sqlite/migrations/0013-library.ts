/** Files on their way into a media library, and the parts of their sessions. Addresses are kept sealed only. */
export const library0013 = `
CREATE TABLE library_uploads (
  id TEXT PRIMARY KEY NOT NULL,
  account_id TEXT NOT NULL,
  path TEXT NOT NULL,
  copy_of TEXT,
  job_id TEXT,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  sha1 TEXT,
  file_id TEXT,
  upload_id TEXT,
  sealed TEXT,
  state TEXT NOT NULL,
  error TEXT,
  note TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX library_uploads_by_time ON library_uploads (created_at);

CREATE TABLE library_parts (
  upload_id TEXT NOT NULL REFERENCES library_uploads (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  start INTEGER NOT NULL,
  length INTEGER NOT NULL,
  etag TEXT,
  PRIMARY KEY (upload_id, number)
) STRICT, WITHOUT ROWID;
`;
