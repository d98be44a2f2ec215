import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { practiceInWorker } from '../../../src/main/adapters/practice/practice-in-worker.ts';
import type { PracticeAccess } from '../../../src/main/ports/application.ts';
import { startPractice } from '../../servers/practice-fixture.ts';
import { call, list, newJob, samples, statusIs, upload } from './studio-client.ts';

let home: string;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clipdesk-practice-'));
});

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(home, { recursive: true, force: true });
});

function plain(access: PracticeAccess) {
  const { api, clientToken, sessionToken, ftp, ftpUser, ftpPassword, ftpFingerprint } = access;
  return { api, clientToken, sessionToken, ftp, ftpUser, ftpPassword, ftpFingerprint };
}

test('a studio goes on where it stood, at the same address', async () => {
  const first = await startPractice({ home, speed: 1 });
  ends.push(() => first.stop());
  const before = plain(first.studio);
  const job = await newJob(first.studio);
  await upload(job, await samples(first.studio, 2));
  const files = await list(first.studio, job.id);
  await call(first.studio, 'POST', `/jobs/${job.id}/requestoffer`);
  await first.stop();

  const second = await startPractice({ home });
  ends.push(() => second.stop());
  expect(plain(second.studio)).toEqual(before);
  expect((await list(second.studio, job.id)).map(({ id, size, mD5 }) => ({ id, size, mD5 }))).toEqual(
    files.map(({ id, size, mD5 }) => ({ id, size, mD5 })),
  );
  await statusIs(second.studio, job.id, 'CJ_WAIT_ACCEPTANCE');
  await call(second.studio, 'POST', `/jobs/${job.id}/acceptoffer`);
  await statusIs(second.studio, job.id, 'CJ_WORK_PROGRESS', 'CJ_WORK_DONE');
  await second.stop();

  const third = await startPractice({ home });
  ends.push(() => third.stop());
  await statusIs(third.studio, job.id, 'CJ_WORK_DONE');
  expect((await list(third.studio, job.id)).every(({ clipped }) => clipped?.length === 1)).toBe(true);
  const next = await newJob(third.studio);
  expect(next.id).toBe(job.id + 1);
});

test('one studio per home; a wanted port that is taken is said', async () => {
  const first = await startPractice({ home });
  ends.push(() => first.stop());
  await expect(startPractice({ home })).rejects.toMatchObject({
    code: 'practice_running',
    action: 'conflict',
  });
  const port = Number(new URL(first.studio.api).port);
  await expect(startPractice({ port })).rejects.toMatchObject({ code: 'practice_port', action: 'person' });
});

test('the studio runs in a thread of its own, and a second window uses the same one', async () => {
  const launcher = practiceInWorker({
    worker: new URL('../../../src/main/practice-worker.ts', import.meta.url),
    speed: 200,
  });
  const first = await launcher.start(home);
  ends.push(() => first.stop());
  expect(first.samples.length).toBeGreaterThanOrEqual(8);
  const answer = await fetch(`${first.api}/jobs`, { method: 'POST' });
  expect(answer.status).toBe(400);
  const second = await launcher.start(home);
  expect(plain(second)).toEqual(plain(first));
  await second.stop();
  expect((await fetch(`${first.api}/jobs`)).status).toBe(405);
  await first.stop();
  await expect(fetch(`${first.api}/jobs`)).rejects.toThrow();
});
