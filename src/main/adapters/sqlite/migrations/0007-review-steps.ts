/**
 * Decisions know the step they were taken in, the decision they took the place of and the pictures they were about;
 * reviews know the results the service names as earlier. Drafts and saved wordings outlive the window.
 */
export const reviewSteps0007 = `
ALTER TABLE decisions ADD COLUMN step TEXT NOT NULL DEFAULT '';
ALTER TABLE decisions ADD COLUMN replaces TEXT;
ALTER TABLE decisions ADD COLUMN images TEXT NOT NULL DEFAULT '[]';

ALTER TABLE reviews ADD COLUMN previous TEXT NOT NULL DEFAULT '[]';

CREATE TABLE review_drafts (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  file_id INTEGER NOT NULL,
  version_mark TEXT NOT NULL,
  marks TEXT NOT NULL,
  remark TEXT NOT NULL,
  PRIMARY KEY (job_id, file_id, version_mark)
) STRICT;

CREATE TABLE wordings (
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  text TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, text)
) STRICT;
`;
