import { expect, onTestFinished, test } from 'vitest';
import { createHttpClient } from '../../../../src/main/adapters/http/http-client.ts';
import { createCrafter } from '../../../../src/main/adapters/crafter/crafter.ts';
import { startPracticeSite } from '../../../../src/main/practice/crafter/sample-site.ts';
import { samplePhotographs } from '../../../../src/main/practice/samples.ts';

const never = new AbortController().signal;

test('the practice site has pages and pictures to reject; a page takes its picture along', async () => {
  const site = await startPracticeSite(samplePhotographs());
  onTestFinished(() => site.stop());
  const http = createHttpClient();
  onTestFinished(() => http.close());
  const { api: baseUrl, user } = site;
  const client = createCrafter({
    baseUrl,
    user,
    password: async () => site.password,
    clock: { now: () => 0 },
    http,
  });
  const items = await client.waiting(site.site, never);
  const page = items.find(({ submissionComment }) => submissionComment !== '');
  const picture = items.find(({ isPicture }) => isPicture);
  if (page === undefined || picture === undefined) throw new Error('the practice site is empty');
  const { bytes } = await client.content(site.site, picture.path, 50_000_000, never);
  expect(bytes.byteLength).toBeGreaterThan(10_000);
  await client.reject(site.site, { reason: 'Too dark', items: [page.path], scheduledDate: null }, never);
  const after = await client.waiting(site.site, never);
  expect(items.length - after.length).toBe(2);
});
