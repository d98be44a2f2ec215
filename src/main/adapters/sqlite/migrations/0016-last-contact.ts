/** When a service answered last, so that somebody who starts Clipdesk without a network still reads it. */
export const lastContact0016 = `
CREATE TABLE last_contact (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  at INTEGER NOT NULL
) STRICT;
`;
