import { expect, test } from 'vitest';
import { jobWords, type JobStanding } from '../../../../src/main/services/queue/job-words.ts';
import { durationWords, limitWords, rateWords } from '../../../../src/main/services/queue/time-words.ts';

const at = (hour: number, minute = 0): number => new Date(2026, 0, 5, hour, minute).getTime();

const calm: JobStanding = {
  everythingPaused: false,
  paused: false,
  accountPause: null,
  moving: 0,
  uploads: 0,
  downloads: 0,
  failed: 0,
  secondsLeft: null,
  call: null,
  decisions: 0,
  stuckCalls: 0,
  before: null,
  retryAt: null,
  limit: '',
};

test.each<[string, Partial<JobStanding>]>([
  ['12 pictures to send: paused by you', { uploads: 12, paused: true }],
  ['12 pictures to send: paused by you', { uploads: 12, everythingPaused: true, moving: 1 }],
  [
    '3 pictures to send: waits for the network since 14:02',
    { uploads: 3, accountPause: { reason: 'offline', since: at(14, 2) } },
  ],
  [
    '1 decision to send: waits for you to sign in',
    { decisions: 1, accountPause: { reason: 'sign-in', since: 0 } },
  ],
  ['3 pictures wait until “KW 47” before it is through', { uploads: 3, before: 'KW 47' }],
  ['1 picture waits until “KW 47” before it is through', { uploads: 1, before: 'KW 47' }],
  [
    'Sending, 30 to go, about 4 minutes, limit 2 MB/s until 18:00',
    { uploads: 30, moving: 4, secondsLeft: 250, limit: 'limit 2 MB/s until 18:00' },
  ],
  ['Sending, 30 to go', { uploads: 30, moving: 4 }],
  ['Fetching, 2 to go, less than a minute', { downloads: 2, moving: 2, secondsLeft: 20 }],
  ['The service is being asked for a job number', { uploads: 3, call: 'create-job' }],
  ['Names and sizes are compared with the service’s own list', { call: 'prove-uploads' }],
  ['2 pictures to send: goes on by itself, tries again at 14:05', { uploads: 2, retryAt: at(14, 5) }],
  [
    '2 pictures could not be sent: try again, or leave them out',
    { uploads: 2, failed: 2, call: 'prove-uploads' },
  ],
  ['2 decisions go to the service', { decisions: 2, call: 'decisions' }],
  ['5 pictures to send: next', { uploads: 5 }],
  ['Waits for you to look', { stuckCalls: 2 }],
  ['3 pictures to send: waits for you to look', { uploads: 3, stuckCalls: 1 }],
  ['1 decision goes to the service', { decisions: 1, stuckCalls: 1, call: 'decisions' }],
])('%s', (sentence, standing) => {
  expect(jobWords({ ...calm, ...standing }, at(14, 4))).toBe(sentence);
});

test.each([
  [3, 'less than a minute'],
  [55, 'about 1 minute'],
  [250, 'about 4 minutes'],
  [3_590, 'about 1 hour'],
  [4_500, 'about 1 hour 20 minutes'],
  [7_200, 'about 2 hours'],
  [100_000, 'about 28 hours'],
])('%i seconds are %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});

test.each([
  [2_000_000, '2 MB/s'],
  [2_560_000, '2.6 MB/s'],
  [25_400_000, '25 MB/s'],
  [500_000, '500 KB/s'],
])('%i bytes a second are %s', (rate, words) => {
  expect(rateWords(rate)).toBe(words);
});

test('the limit says until when it counts, and nothing outside of its hours', () => {
  const bandwidth = { limit: 2_000_000, hours: { from: 480, to: 1_080, days: null } };
  expect(limitWords(bandwidth, at(12))).toBe('limit 2 MB/s until 18:00');
  expect(limitWords(bandwidth, at(19))).toBe('');
  expect(limitWords({ limit: 2_000_000, hours: null }, at(19))).toBe('limit 2 MB/s');
});
