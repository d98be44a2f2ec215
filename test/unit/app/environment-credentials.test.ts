import { afterEach, expect, test } from 'vitest';
import { memorySecrets } from '../../../src/main/adapters/keychain/memory-secrets.ts';
import { withEnvironment } from '../../../src/main/adapters/keychain/environment-secrets.ts';
import { startApplication } from '../../servers/application-fixture.ts';

const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const environment = { CLIPDESK_CLIENT_TOKEN: 'client', CLIPDESK_SESSION_TOKEN: 'session' };

test('the environment’s tokens serve the only account, and none as soon as there are two', async () => {
  const running = await startApplication({
    followJobs: false,
    secrets: memorySecrets(),
    overlaySecrets: (secrets, serves) => withEnvironment(secrets, environment, serves),
  });
  ends.push(() => running.stop());
  const { accounts } = running.application.api;
  const add = (name: string) =>
    accounts.addBrightRiver({ name, apiUrl: 'http://127.0.0.1:9', credentials: {} });

  expect((await add('Noord')).credentials).not.toBe('missing');
  // Which of two services the tokens are for cannot be guessed: they go to neither.
  await add('Zuid');
  expect((await accounts.list()).map((account) => account.credentials)).toEqual(['missing', 'missing']);
});
