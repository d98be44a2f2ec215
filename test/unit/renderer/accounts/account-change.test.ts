import { expect, test } from 'vitest';
import type { AccountId, AccountSummary } from '../../../../src/preload/contract/index.ts';
import { accountChange } from '../../../../src/renderer/features/accounts/account-change.ts';

const NOORD: AccountSummary = {
  id: 'noord' as AccountId,
  kind: 'bright-river',
  name: 'Studio Noord',
  apiUrl: 'https://api.brightriver.example',
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
const TYPED = { ...NOORD, ftpFingerprint: '' };

test('what was not changed is not sent', () => {
  expect(accountChange(NOORD, TYPED)).toEqual({});
  expect(accountChange(NOORD, { ...TYPED, name: ' Studio Noord ', uploadField: ' ' })).toEqual({});
});

test('every field on its own', () => {
  const changes = [
    { name: 'Noord' },
    { apiUrl: 'https://new.example' },
    { uploadField: 'upload' },
    { allowPlainFtp: true },
    { ftpFingerprint: 'AB:CD' },
    { rejectWay: 'files-review' },
    { bodyEncoding: 'form' },
  ] as const;
  for (const change of changes) expect(accountChange(NOORD, { ...TYPED, ...change })).toEqual(change);
});

test('an emptied fingerprint is taken away', () => {
  expect(accountChange({ ...NOORD, ftpFingerprint: 'AB' }, TYPED)).toEqual({ ftpFingerprint: null });
});
