import { expect, test } from 'vitest';
import {
  bandwidthText,
  parseBandwidth,
  parseProxy,
  proxyText,
} from '../../../src/main/command-line/setting-words.ts';
import { UsageError } from '../../../src/main/command-line/usage.ts';

test.each([
  ['off', { limit: null, hours: null }],
  ['2MB/s', { limit: 2_000_000, hours: null }],
  ['500KB/s', { limit: 500_000, hours: null }],
  ['2MB/s@08:00-18:00', { limit: 2_000_000, hours: { from: 480, to: 1_080, days: null } }],
  ['1.5MB/s@mon,tue,22:00-06:30', { limit: 1_500_000, hours: { from: 1_320, to: 390, days: [1, 2] } }],
  [
    '1MB/s@mon-fri,sun,08:00-18:00',
    { limit: 1_000_000, hours: { from: 480, to: 1_080, days: [0, 1, 2, 3, 4, 5] } },
  ],
  [
    '1MB/s@tue-thu,sat,sun,08:00-18:00',
    { limit: 1_000_000, hours: { from: 480, to: 1_080, days: [0, 2, 3, 4, 6] } },
  ],
])('the bandwidth %s is read, and written the same way', (text, bandwidth) => {
  expect(parseBandwidth(text)).toEqual(bandwidth);
  expect(bandwidthText(parseBandwidth(text))).toBe(text);
});

test('every day is no choice of days', () => {
  expect(bandwidthText(parseBandwidth('1MB/s@sun-sat,08:00-18:00'))).toBe('1MB/s@08:00-18:00');
});

test('a span of days may go over the end of the week', () => {
  expect(parseBandwidth('1 mb@fri-mon,8:00-24:00').hours).toEqual({ from: 480, to: 0, days: [0, 1, 5, 6] });
});

test.each([
  '',
  'fast',
  '2',
  '2MB/s@',
  '2MB/s@08:00',
  '2MB/s@08:61-09:00',
  '2MB/s@25:00-26:00',
  '1KB/s',
  '2MB/s@xyz,08:00-09:00',
])('the bandwidth “%s” is refused', (text) => {
  expect(() => parseBandwidth(text)).toThrow(UsageError);
});

test.each([
  'system',
  'none',
  'http://proxy.example:3128',
  'socks5://anna@10.0.0.1:1080',
  'http://[::1]:8080',
])('the proxy %s is read, and written the same way', (text) => {
  expect(proxyText(parseProxy(text))).toBe(text);
});

test.each([
  'proxy.example',
  'http://proxy.example',
  'ftp://proxy.example:1',
  'http://a:99999',
  'http://a b:1',
])('the proxy “%s” is refused', (text) => {
  expect(() => parseProxy(text)).toThrow(UsageError);
});

test('a password in the address of a proxy is refused with the place it belongs to, and not repeated', () => {
  expect(() => parseProxy('http://anna:s3cret@proxy.example:3128')).toThrow(/CLIPDESK_PROXY_PASSWORD/);
  expect(() => parseProxy('http://anna:s3cret@proxy.example:3128')).not.toThrow(/s3cret/);
});
