/** What of a picture had gone when it was broken off, and of which file: the only thing sending may go on from. */
export const sentParts0006 = `
CREATE TABLE sent_parts (
  file_id TEXT PRIMARY KEY NOT NULL REFERENCES files (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  size INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  md5 TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
