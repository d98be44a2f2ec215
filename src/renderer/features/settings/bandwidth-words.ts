import type { BandwidthHours } from '../../../preload/contract/index.ts';

export type Days = 'every' | 'week' | 'weekend' | 'own';

const WEEK = [1, 2, 3, 4, 5];
const WEEKEND = [0, 6];

const same = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((day) => other.includes(day));

export function daysOf({ days }: BandwidthHours): Days {
  if (days === null) return 'every';
  if (same(days, WEEK)) return 'week';
  return same(days, WEEKEND) ? 'weekend' : 'own';
}

/** @param own the days kept where they are neither of the usual choices */
export function daysFor(choice: Days, own: readonly number[] | null): readonly number[] | null {
  switch (choice) {
    case 'every':
      return null;
    case 'week':
      return WEEK;
    case 'weekend':
      return WEEKEND;
    case 'own':
      return own;
  }
}

/** Minutes after midnight as a field of the kind `time` writes them: "08:00". */
export function clockText(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Null while the field is not filled in. */
export function minutesOf(text: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  return Number(hours) * 60 + Number(minutes);
}

const LEAST = 10_000;
const MOST = 10_000_000_000;

/** Megabytes per second as a person writes them, also with a comma, in bytes; null when that is no rate. */
export function rateOf(text: string): number | null {
  const value = Number(text.trim().replace(',', '.'));
  const bytes = Math.round(value * 1_000_000);
  return text.trim() !== '' && bytes >= LEAST && bytes <= MOST ? bytes : null;
}
