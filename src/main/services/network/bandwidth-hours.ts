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

/** When the limit next begins or ends to count; null when it never does. Also right on days with 23 or 25 hours. Pure. */
export function nextLimitChange(bandwidth: Bandwidth, at: Instant): Instant | null {
  const { limit, hours } = bandwidth;
  if (limit === null || hours === null) return null;
  const now = limitAt(bandwidth, at);
  const times: Instant[] = [];
  for (let day = 0; day <= DAYS_AHEAD; day += 1) {
    for (const minute of [hours.from, hours.to]) {
      const time = new Date(at);
      time.setHours(0, 0, 0, 0);
      time.setDate(time.getDate() + day);
      time.setMinutes(minute % DAY_MINUTES);
      times.push(time.getTime());
    }
  }
  return times.sort((a, b) => a - b).find((time) => time > at && limitAt(bandwidth, time) !== now) ?? null;
}
