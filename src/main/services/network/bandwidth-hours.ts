import type { Bandwidth, BandwidthHours, Instant } from '../../../preload/contract/index.ts';

const DAY_MINUTES = 24 * 60;

/** Days looked ahead for the next change: a week, and one for windows over midnight. */
const DAYS_AHEAD = 8;

const beginsOn = (hours: BandwidthHours, day: number): boolean => hours.days?.includes(day) ?? true;

function isWithin(hours: BandwidthHours, at: Instant): boolean {
  const time = new Date(at);
  const minute = time.getHours() * 60 + time.getMinutes();
  const today = time.getDay();
  if (hours.from < hours.to) return beginsOn(hours, today) && minute >= hours.from && minute < hours.to;
  // Over midnight: the evening belongs to today, the morning to yesterday's beginning.
  return (
    (beginsOn(hours, today) && minute >= hours.from) ||
    (beginsOn(hours, (today + 6) % 7) && minute < hours.to)
  );
}

/** Bytes per second that count at a moment, by the clock on the wall of this computer; null: no limit. Pure. */
export function limitAt({ limit, hours }: Bandwidth, at: Instant): number | null {
  if (limit === null || hours === null) return limit;
  return isWithin(hours, at) ? limit : null;
}

/** Milliseconds between two looks for the moment the clocks change; every time zone changes on one of them. */
const QUARTER = 900_000;

/** The moment in a day at which the clocks change, and by how much (milliseconds); null on every other day. */
function clockChange(start: Date, end: Date): { readonly at: Instant; readonly by: number } | null {
  const by = Math.abs(end.getTimezoneOffset() - start.getTimezoneOffset()) * 60_000;
  if (by === 0) return null;
  let at = start.getTime();
  while (new Date(at).getTimezoneOffset() === start.getTimezoneOffset()) at += QUARTER;
  return { at, by };
}

/** When the limit next begins or ends to count; null when it never does. Also right on days with 23 or 25 hours. Pure. */
export function nextLimitChange(bandwidth: Bandwidth, at: Instant): Instant | null {
  const { limit, hours } = bandwidth;
  if (limit === null || hours === null) return null;
  const now = limitAt(bandwidth, at);
  const times: Instant[] = [];
  const midnight = (day: number): Date => {
    const time = new Date(at);
    time.setHours(0, 0, 0, 0);
    time.setDate(time.getDate() + day);
    return time;
  };
  for (let day = 0; day <= DAYS_AHEAD; day += 1) {
    const change = clockChange(midnight(day), midnight(day + 1));
    if (change !== null) times.push(change.at);
    for (const minute of [hours.from, hours.to]) {
      const time = midnight(day);
      time.setMinutes(minute % DAY_MINUTES);
      times.push(time.getTime());
      // A time of day that comes twice may be either.
      if (change !== null) times.push(time.getTime() - change.by, time.getTime() + change.by);
    }
  }
  return times.sort((a, b) => a - b).find((time) => time > at && limitAt(bandwidth, time) !== now) ?? null;
}
