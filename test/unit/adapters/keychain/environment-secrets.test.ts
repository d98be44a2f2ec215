import { expect, test } from 'vitest';
import { withEnvironment } from '../../../../src/main/adapters/keychain/environment-secrets.ts';
import { memorySecrets } from '../../../../src/main/adapters/keychain/memory-secrets.ts';
import { withRedaction } from '../../../../src/main/adapters/keychain/redacted-secrets.ts';
import {
  formatCredentials,
  parseCredentials,
} from '../../../../src/main/adapters/keychain/stored-credentials.ts';
import { createRedactor } from '../../../../src/main/adapters/log/redactor.ts';
import type { Credentials } from '../../../../src/main/ports/secrets.ts';
import type { AccountId } from '../../../../src/preload/contract/index.ts';

const studio = 'studio' as AccountId;
const practice = 'practice' as AccountId;
const library = 'library' as AccountId;
const site = 'site' as AccountId;
const kind = 'bright-river';
const stored: Credentials = { kind, clientToken: 'c1', sessionToken: 's1', ftpUser: 'u1', ftpPassword: 'p1' };

test('what the environment gives wins member by member, for the chosen account only', async () => {
  const secrets = withEnvironment(
    memorySecrets(),
    { CLIPDESK_SESSION_TOKEN: 's2', CLIPDESK_FTP_USER: '' },
    (account) => (account === studio ? kind : null),
  );
  await secrets.write(studio, stored);
  await secrets.write(practice, stored);
  expect(await secrets.read(studio)).toEqual({ ...stored, sessionToken: 's2' });
  expect(await secrets.read(practice)).toEqual(stored);
});

test('a complete environment serves an account that has nothing stored, without asking the keychain', async () => {
  const locked = { ...memorySecrets(), read: () => Promise.reject(new Error('locked')) };
  const secrets = withEnvironment(
    locked,
    {
      CLIPDESK_CLIENT_TOKEN: 'c2',
      CLIPDESK_SESSION_TOKEN: 's2',
      CLIPDESK_FTP_USER: 'u2',
      CLIPDESK_FTP_PASSWORD: 'p2',
    },
    () => kind,
  );
  expect(await secrets.read(studio)).toEqual({
    kind,
    clientToken: 'c2',
    sessionToken: 's2',
    ftpUser: 'u2',
    ftpPassword: 'p2',
  });
});

test('each kind of account gets its own variables and never another kind’s', async () => {
  const kinds = new Map([
    [library, 'blendvision' as const],
    [site, 'crafter' as const],
    [studio, kind] as const,
  ]);
  const secrets = withEnvironment(
    memorySecrets(),
    { CLIPDESK_BLENDVISION_TOKEN: 'b', CLIPDESK_CRAFTER_PASSWORD: 'c' },
    (account) => kinds.get(account) ?? null,
  );
  expect(await secrets.read(library)).toEqual({ kind: 'blendvision', token: 'b', sealKey: '' });
  expect(await secrets.read(site)).toEqual({ kind: 'crafter', password: 'c' });
  expect(await secrets.read(studio)).toBeNull();
});

test('with nothing in the environment the stored ones are used as they are', () => {
  const secrets = memorySecrets();
  expect(withEnvironment(secrets, { CLIPDESK_CLIENT_TOKEN: '' }, () => kind)).toBe(secrets);
});

test('every secret that passes is announced to the redactor; the user name is not', async () => {
  const redactor = createRedactor();
  const secrets = withRedaction(memorySecrets(), redactor);
  await secrets.write(studio, {
    kind,
    clientToken: 'client-1',
    sessionToken: 'session-1',
    ftpUser: 'studio',
    ftpPassword: 'pass-1',
  });
  await secrets.write(library, { kind: 'blendvision', token: 'token-1', sealKey: 'seal-key-1' });
  await secrets.write(site, { kind: 'crafter', password: 'password-1' });
  expect(redactor.redact('client-1 session-1 studio pass-1')).toBe('[removed] [removed] studio [removed]');
  expect(redactor.redact('token-1 seal-key-1 password-1')).toBe('[removed] [removed] [removed]');
});

test('entries of the keychain are checked before they are believed', () => {
  const library: Credentials = { kind: 'blendvision', token: 't', sealKey: 'k' };
  expect(parseCredentials(formatCredentials(stored))).toEqual(stored);
  expect(parseCredentials(formatCredentials(library))).toEqual(library);
  // Written before there were several kinds of accounts.
  expect(parseCredentials('{"clientToken":"c","later":1}')).toEqual({
    kind,
    clientToken: 'c',
    sessionToken: '',
    ftpUser: '',
    ftpPassword: '',
  });
  expect(parseCredentials('{"clientToken":7}')).toBeNull();
  expect(parseCredentials('{"kind":"later"}')).toBeNull();
  expect(parseCredentials('not json')).toBeNull();
});
