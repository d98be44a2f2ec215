/** What was really sent of each picture, and how it was proven. Files sent before this have their proof in their own row. */
export const ledger0009 = `
CREATE TABLE ledger (
  file_id TEXT PRIMARY KEY NOT NULL REFERENCES files (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  job_id TEXT NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  route TEXT NOT NULL,
  size INTEGER NOT NULL,
  md5 TEXT,
  bytes_sent INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  server_id INTEGER,
  proof TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_job ON ledger (job_id);
`;
