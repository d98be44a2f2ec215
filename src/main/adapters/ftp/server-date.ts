import type { Reply } from './ftp-reply.ts';

/** "213 20261120140500", in UTC, perhaps with a fraction of a second (RFC 3659, 3); null for anything else. Milliseconds since the epoch. */
export function parseDate(reply: Reply): number | null {
  const found =
    reply.code === 213
      ? /^\s*(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.\d+)?\s*$/.exec(reply.text)
      : null;
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
