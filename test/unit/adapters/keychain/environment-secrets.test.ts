import { expect, test } from 'vitest';
import {
  credentialsFromEnvironment,
  withEnvironment,
} from '../../../../src/main/adapters/keychain/environment-secrets.ts';
import { memorySecrets } from '../../../../src/main/adapters/keychain/memory-secrets.ts';
import { withRedaction } from '../../../../src/main/adapters/keychain/redacted-secrets.ts';
import {
  formatCredentials,
  parseCredentials,
} from '../../../../src/main/adapters/keychain/stored-credentials.ts';
import { createRedactor } from '../../../../src/main/adapters/log/redactor.ts';
import type { AccountId } from '../../../../src/preload/contract/index.ts';

const studio = 'studio' as AccountId;
const practice = 'practice' as AccountId;
const stored = { clientToken: 'c1', sessionToken: 's1', ftpUser: 'u1', ftpPassword: 'p1' };

test('what the environment gives wins member by member, for the chosen account only', async () => {
  const secrets = withEnvironment(
    memorySecrets(),
    { CLIPDESK_SESSION_TOKEN: 's2', CLIPDESK_FTP_USER: '' },
    (account) => account === studio,
  );
  await secrets.write(studio, stored);
  await secrets.write(practice, stored);
  expect(await secrets.read(studio)).toEqual({ ...stored, sessionToken: 's2' });
  expect(await secrets.read(practice)).toEqual(stored);
});

test('a complete environment serves an account that has nothing stored, without asking the keychain', async () => {
  const locked = { ...memorySecrets(), read: () => Promise.reject(new Error('locked')) };
  const secrets = withEnvironment(locked, {
    CLIPDESK_CLIENT_TOKEN: 'c2',
    CLIPDESK_SESSION_TOKEN: 's2',
    CLIPDESK_FTP_USER: 'u2',
    CLIPDESK_FTP_PASSWORD: 'p2',
  });
  expect(await secrets.read(studio)).toEqual({
    clientToken: 'c2',
    sessionToken: 's2',
    ftpUser: 'u2',
    ftpPassword: 'p2',
  });
});

test('with nothing in the environment the stored ones are used as they are', () => {
  const secrets = memorySecrets();
  expect(credentialsFromEnvironment({ CLIPDESK_CLIENT_TOKEN: '' })).toBeNull();
  expect(withEnvironment(secrets, {})).toBe(secrets);
});

test('every secret that passes is announced to the redactor; the user name is not', async () => {
  const redactor = createRedactor();
  const long = {
    clientToken: 'client-1',
    sessionToken: 'session-1',
    ftpUser: 'studio',
    ftpPassword: 'pass-1',
  };
  await withRedaction(memorySecrets(), redactor).write(studio, long);
  expect(redactor.redact('client-1 session-1 studio pass-1')).toBe('[removed] [removed] studio [removed]');
});

test('entries of the keychain are checked before they are believed', () => {
  expect(parseCredentials(formatCredentials(stored))).toEqual(stored);
  expect(parseCredentials('{"clientToken":"c","later":1}')).toEqual({
    clientToken: 'c',
    sessionToken: '',
    ftpUser: '',
    ftpPassword: '',
  });
  expect(parseCredentials('{"clientToken":7}')).toBeNull();
  expect(parseCredentials('not json')).toBeNull();
});
