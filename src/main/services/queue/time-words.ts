import type { Bandwidth, Instant } from '../../../preload/contract/index.ts';
import { limitAt, nextLimitChange } from '../network/bandwidth-hours.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** Midnight of this day where the person is. */
export function startOfDay(now: Instant): Instant {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/** The time of day where the person is: `14:02`. */
export function timeOfDay(at: Instant): string {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

function counted(count: number, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** How long something will take, as coarse as it is known: "less than a minute", "about 4 minutes", "about 2 hours". Pure. */
export function durationWords(seconds: number): string {
  if (seconds < 50) return 'less than a minute';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${counted(Math.max(1, minutes), 'minute')}`;
  const inTens = Math.round(minutes / 10) * 10;
  const hours = Math.floor(inTens / 60);
  const rest = inTens % 60;
  if (hours >= 24) return `about ${counted(Math.round(minutes / 60), 'hour')}`;
  return rest === 0
    ? `about ${counted(hours, 'hour')}`
    : `about ${counted(hours, 'hour')} ${String(rest)} minutes`;
}

/** `2 MB/s`, `500 KB/s`; decimal units, as the networks' own people count. Pure. */
export function rateWords(bytesPerSecond: number): string {
  if (bytesPerSecond >= 995_000) {
    const mega = bytesPerSecond / 1_000_000;
    return `${mega >= 10 ? String(Math.round(mega)) : String(Math.round(mega * 10) / 10)} MB/s`;
  }
  return `${String(Math.round(bytesPerSecond / 1_000))} KB/s`;
}

/** What limits the bandwidth at a moment: "limit 2 MB/s until 18:00"; empty when nothing does. Pure. */
export function limitWords(bandwidth: Bandwidth, now: Instant): string {
  const limit = limitAt(bandwidth, now);
  if (limit === null) return '';
  const until = nextLimitChange(bandwidth, now);
  return `limit ${rateWords(limit)}${until === null ? '' : ` until ${timeOfDay(until)}`}`;
}

/** Seconds until `bytes` have moved at `rate` bytes per second; null when the rate is not known. Pure. */
export function secondsFor(bytes: number, rate: number | null): number | null {
  return rate === null || rate <= 0 ? null : Math.ceil(bytes / rate);
}
