import { expect, test } from 'vitest';
import type { AccountId, AccountSummary, QueueOverview } from '../../../../src/preload/contract/index.ts';
import {
  contactWords,
  paceWords,
  waitingWords,
} from '../../../../src/renderer/features/shell/strip-words.ts';
import { NOW } from '../job-samples.ts';

const CALM: QueueOverview = {
  decisionsWaiting: 0,
  picturesWaiting: 0,
  downloadsWaiting: 0,
  otherWaiting: 0,
  needsYou: 0,
  bytesPerSecond: 0,
  bytesLeft: 0,
  secondsLeft: null,
  limit: '',
  paused: false,
  everythingProven: true,
  lastContact: null,
};

const ACCOUNT: AccountSummary = {
  id: 'a' as AccountId,
  kind: 'bright-river',
  name: 'Studio Noord',
  apiUrl: 'https://api.example',
  uploadField: 'file',
  allowPlainFtp: false,
  ftpFingerprint: null,
  rejectWay: 'review',
  bodyEncoding: 'json',
  movedTo: null,
  state: { kind: 'ready' },
  credentials: 'keychain',
  lastContact: null,
};

test('the strip says what waits', () => {
  expect(waitingWords(CALM)).toBe('Nothing is waiting to go');
  expect(waitingWords({ ...CALM, decisionsWaiting: 3, picturesWaiting: 12 })).toBe(
    '3 decisions and 12 pictures waiting to go',
  );
});

test('it says how fast it goes, or what stops it', () => {
  expect(paceWords(CALM, [ACCOUNT])).toBe('');
  const moving = { ...CALM, bytesPerSecond: 6_400_000, bytesLeft: 1_600_000_000 };
  expect(paceWords(moving, [ACCOUNT])).toBe('6.4 MB/s');
  expect(paceWords({ ...moving, secondsLeft: 250, limit: 'limit 7 MB/s until 18:00' }, [ACCOUNT])).toBe(
    '6.4 MB/s, about 4 min left, limit 7 MB/s until 18:00',
  );
  expect(paceWords({ ...CALM, paused: true }, [ACCOUNT])).toBe('Paused by you');
  const out = { ...ACCOUNT, state: { kind: 'signed-out', since: NOW, sentence: '' } } as const;
  expect(paceWords(CALM, [out])).toBe('Paused at Studio Noord');
  const offline = { ...ACCOUNT, state: { kind: 'offline', since: NOW, retryAt: null } } as const;
  expect(paceWords(CALM, [offline])).toBe('No connection to Studio Noord');
});

test('the last contact has a clock and an age', () => {
  expect(contactWords(null, NOW)).toBe('No contact yet');
  expect(contactWords(NOW - 12_000, NOW)).toBe('Last contact 14:31:56, 12 s ago');
});
