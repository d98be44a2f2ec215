/** What preflight found out about the pictures of a job, and what each account expects of its results. */
export const inspections0008 = `
CREATE TABLE inspections (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  image_id INTEGER NOT NULL,
  version TEXT NOT NULL,
  found TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (job_id, image_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE preflight_settings (
  account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
