/** What waited for approval when it was read last, and rejections with the version each item was looked at in. */
export const workflow0012 = `
CREATE TABLE waiting_lists (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  site TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  items TEXT NOT NULL
) STRICT;

CREATE TABLE rejections (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  site TEXT NOT NULL,
  reason TEXT NOT NULL,
  scheduled_date TEXT,
  at INTEGER NOT NULL,
  items TEXT NOT NULL,
  unfinished INTEGER NOT NULL
) STRICT;

CREATE INDEX rejections_by_account ON rejections (account_id, unfinished, at);
`;
