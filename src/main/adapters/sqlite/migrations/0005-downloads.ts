/** What a download that broke off can go on from, and how an account's results are named and fetched. */
export const downloads0005 = `
CREATE TABLE parts (
  path TEXT PRIMARY KEY NOT NULL,
  job_id TEXT NOT NULL,
  -- Null: the archive of the whole job.
  image_id INTEGER,
  total INTEGER,
  etag TEXT,
  last_modified TEXT,
  noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX parts_by_job ON parts (job_id);

CREATE TABLE download_choices (
  account_id TEXT PRIMARY KEY NOT NULL,
  template TEXT NOT NULL,
  route TEXT NOT NULL
) STRICT;
`;
