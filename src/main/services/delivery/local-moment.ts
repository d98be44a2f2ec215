const two = (number: number): string => String(number).padStart(2, '0');

/** `2026-11-20`, where the person is. @param now milliseconds since the epoch */
export function localDate(now: number): string {
  const date = new Date(now);
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `14.05`: no colon, which Windows and macOS keep for themselves. */
export function localTime(now: number): string {
  const date = new Date(now);
  return `${two(date.getHours())}.${two(date.getMinutes())}`;
}
