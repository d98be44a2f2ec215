/** The reasons a site keeps ready, as they were read last: they are offered without a network too. */
export const readyReasons0018 = `
CREATE TABLE ready_reasons (
  account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  site TEXT NOT NULL,
  texts TEXT NOT NULL
) STRICT;
`;
