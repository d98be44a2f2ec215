import { expect, test } from 'vitest';
import { createBrightRiver } from '../../src/main/adapters/bright-river/bright-river.ts';
import { systemClock } from '../../src/main/adapters/clock/system-clock.ts';
import { createHttpClient } from '../../src/main/adapters/http/http-client.ts';
import { startQuirkyStudio } from '../servers/quirky-studio.ts';
import { brightRiverSuite, until } from './bright-river.suite.ts';

brightRiverSuite('a studio with every oddity the documents allow', async () => {
  const studio = await startQuirkyStudio();
  return {
    baseUrl: studio.baseUrl,
    clientToken: studio.clientToken,
    sessionToken: studio.sessionToken,
    field: 'file',
    offered: (api, job) => until(api, job, 'CJ_NEED_ACCEPTANCE'),
    produced: (api, job) => until(api, job, 'CJ_WORK_DONE_REMIND'),
    stop: () => studio.stop(),
  };
});

test('a session that ends asks for a new one, and its addresses for new ones', async () => {
  const studio = await startQuirkyStudio({ sessionLife: 3 });
  const http = createHttpClient();
  const never = new AbortController().signal;
  let sessionToken = studio.sessionToken();
  const api = createBrightRiver({
    baseUrl: studio.baseUrl,
    credentials: async () => ({
      clientToken: studio.clientToken,
      sessionToken,
      ftpUser: '',
      ftpPassword: '',
    }),
    clock: systemClock,
    http,
  });
  const job = await api.createJob(
    { name: 'Job', description: '', tags: [], invoiceReference: null, isTest: true },
    never,
  );
  const old = job.upload.httpUrl ?? '';
  await api.job(job.id, never);
  await api.job(job.id, never);
  await expect(api.job(job.id, never)).rejects.toMatchObject({ action: 'sign-in', code: 'session_token' });
  await expect(api.fetchAddress(old, never)).rejects.toMatchObject({
    action: 'retry',
    code: 'address_expired',
  });
  sessionToken = studio.sessionToken();
  expect((await api.job(job.id, never)).upload.httpUrl).not.toBe(old);
  await http.close();
  await studio.stop();
});
