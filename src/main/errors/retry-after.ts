/** A server may ask for patience, but not for more than a day. */
const longest = 24 * 60 * 60 * 1000;

/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds, or an HTTP date.
 * @param header its text, or null when the answer had none
 * @param now milliseconds since the epoch
 * @returns the moment to try again, or undefined when the header says nothing usable
 */
export function retryMoment(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return now + Math.min(Number(text) * 1000, longest);
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(date)) return undefined;
  return Math.min(Math.max(date, now), now + longest);
}
