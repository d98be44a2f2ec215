import type { Bandwidth, BandwidthHours, ProxySettings } from '../../preload/contract/index.ts';
import { UsageError } from './usage.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** The same bounds as in the window: 10 KB/s to 10 GB/s. */
const LEAST_RATE = 10_000;
const MOST_RATE = 10_000_000_000;

const two = (value: number): string => String(value).padStart(2, '0');
const clockText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

const unclear = (): UsageError =>
  new UsageError(
    'bandwidth is off, a rate (2MB/s, 500KB/s), or a rate at hours (2MB/s@08:00-18:00, 2MB/s@mon-fri,08:00-18:00).',
  );

function parseRate(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:[.,]\d+)?)\s*(k|m|g)b(?:\/s)?$/i.exec(text) ?? [];
  const unitBytes = { k: 1_000, m: 1_000_000, g: 1_000_000_000 }[unit.toLowerCase()];
  const rate = unitBytes === undefined ? NaN : Math.round(Number(amount.replace(',', '.')) * unitBytes);
  if (Number.isNaN(rate)) throw unclear();
  if (rate < LEAST_RATE || rate > MOST_RATE)
    throw new UsageError('A bandwidth limit is between 10 KB/s and 10 GB/s.');
  return rate;
}

function parseMinutes(text: string): number {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  if (hours === '' || Number(minutes) > 59 || time > 24 * 60) throw unclear();
  return time % (24 * 60);
}

function dayOf(text: string): number {
  const day = DAYS.findIndex((each) => each === text.toLowerCase());
  if (day < 0) throw new UsageError(`Days are written ${DAYS.join(', ')}.`);
  return day;
}

/** `mon-fri` or `sat`; over the end of the week too. */
function parseDays(text: string): readonly number[] {
  const [first = '', last = first] = text.split('-');
  const from = dayOf(first);
  const length = ((dayOf(last) - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (from + index) % 7).toSorted((one, other) => one - other);
}

function parseHours(text: string): BandwidthHours {
  const parts = text.split(',');
  const times = parts.pop() ?? '';
  const [from = '', to = '', ...rest] = times.split('-');
  if (rest.length > 0) throw unclear();
  const days = [...new Set(parts.flatMap(parseDays))].toSorted((one, other) => one - other);
  return { from: parseMinutes(from), to: parseMinutes(to), days: days.length === 0 ? null : days };
}

/**
 * `off`, `2MB/s`, `500KB/s@08:00-18:00`, `2MB/s@mon-fri,08:00-18:00`. Decimal units, bytes. Pure.
 * @throws UsageError
 */
export function parseBandwidth(text: string): Bandwidth {
  if (text.toLowerCase() === 'off') return { limit: null, hours: null };
  const [rate = '', hours, ...rest] = text.split('@');
  if (rest.length > 0) throw unclear();
  return { limit: parseRate(rate), hours: hours === undefined ? null : parseHours(hours) };
}

/** From Monday on, days in a row as `mon-fri`; every day is not said. */
function daysText(days: readonly number[] | null): string {
  if (days === null || days.length === DAYS.length) return '';
  const spans: number[][] = [];
  for (const place of days.map((day) => (day + 6) % 7).toSorted((one, other) => one - other)) {
    const last = spans.at(-1);
    if (last?.at(-1) === place - 1) last.push(place);
    else spans.push([place]);
  }
  const name = (place = 0): string => DAYS[(place + 1) % 7] ?? '';
  return spans
    .flatMap((span) => (span.length > 2 ? [`${name(span[0])}-${name(span.at(-1))}`] : span.map(name)))
    .map((text) => `${text},`)
    .join('');
}

/** As `parseBandwidth` reads it. Pure. */
export function bandwidthText({ limit, hours }: Bandwidth): string {
  if (limit === null) return 'off';
  const rate = limit >= 1_000_000 ? `${String(limit / 1_000_000)}MB/s` : `${String(limit / 1_000)}KB/s`;
  if (hours === null) return rate;
  return `${rate}@${daysText(hours.days)}${clockText(hours.from)}-${clockText(hours.to)}`;
}

/**
 * `system`, `none`, `http://proxy.example:3128`, `socks5://anna@proxy.example:1080`. A password in it is refused: what is
 * typed stays in the history of the shell. Pure.
 * @throws UsageError
 */
export function parseProxy(text: string): ProxySettings {
  if (text === 'system' || text === 'none') return { kind: text };
  const [, kind, user = '', host = '', port = ''] =
    /^(http|socks5):\/\/(?:([^@/\s]*)@)?([\w.:[\]-]+?):(\d+)\/?$/.exec(text) ?? [];
  if (kind !== 'http' && kind !== 'socks5')
    throw new UsageError(
      'proxy is system, none, http://HOST:PORT or socks5://HOST:PORT, with USER@ before the host.',
    );
  if (user.includes(':'))
    throw new UsageError(
      'A password is never written on the command line: put it into CLIPDESK_PROXY_PASSWORD.',
    );
  const number = Number(port);
  if (number < 1 || number > 65_535) throw new UsageError('The port of a proxy is 1 to 65535.');
  return { kind, host, port: number, user };
}

/** As `parseProxy` reads it; there is no password in it. Pure. */
export function proxyText(proxy: ProxySettings): string {
  if (proxy.kind === 'system' || proxy.kind === 'none') return proxy.kind;
  return `${proxy.kind}://${proxy.user === '' ? '' : `${proxy.user}@`}${proxy.host}:${String(proxy.port)}`;
}
