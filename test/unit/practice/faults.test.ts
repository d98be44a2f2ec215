import { afterEach, beforeEach, expect, test } from 'vitest';
import { startPractice, type RunningPractice } from '../../servers/practice-fixture.ts';
import { call, list, newJob, samples, upload } from './studio-client.ts';

let practice: RunningPractice;

beforeEach(async () => {
  practice = await startPractice();
});

afterEach(() => practice.stop());

test('an operation fails as often as planned, with Retry-After', async () => {
  const { studio } = practice;
  const { id } = await newJob(studio);
  studio.faults.failNext({ operation: 'status', status: 503, times: 2, retryAfter: 7 });
  const path = `/jobs/${id}/status`;
  const first = await call(studio, 'GET', path);
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
  expect((await call(studio, 'GET', `/jobs/${id}`)).status).toBe(200);
  expect((await call(studio, 'GET', path)).status).toBe(503);
  expect((await call(studio, 'GET', path)).status).toBe(200);
});

test('an operation is carried out although its answer is lost', async () => {
  const { studio } = practice;
  const { id } = await newJob(studio);
  studio.faults.failNext({ operation: 'cancel', status: 'drop', afterDoing: true });
  await expect(call(studio, 'POST', `/jobs/${id}/cancel`)).rejects.toThrow();
  expect((await call(studio, 'GET', `/jobs/${id}/status`)).json()).toEqual({ status: 'CJ_USER_CANCELED' });
});

test('a lost answer to an upload leaves the file there', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  studio.faults.failNext({ operation: 'upload', status: 'drop', afterDoing: true });
  await expect(upload(job, await samples(studio, 1))).rejects.toThrow();
  expect(await list(studio, job.id)).toHaveLength(1);
});

test('an expired session is refused everywhere until the new one is used', async () => {
  const { studio } = practice;
  const job = await newJob(studio);
  await upload(job, await samples(studio, 1));
  const [file] = await list(studio, job.id);
  const old = studio.sessionToken;
  const fresh = studio.faults.expireSession();
  expect(studio.sessionToken).toBe(fresh);
  expect((await call(studio, 'GET', `/jobs/${job.id}`, { headers: { 'x-session-token': old } })).status).toBe(
    401,
  );
  expect((await fetch(file?.original.preview ?? '')).status).toBe(401);
  expect((await upload(job, await samples(studio, 1))).status).toBe(401);
  const [again] = await list(studio, job.id);
  expect((await fetch(again?.original.preview ?? '')).status).toBe(200);
});

test('connections are dropped in the middle of a slow answer', async () => {
  const { studio } = practice;
  studio.faults.slowAnswers(60_000);
  const asked = expect(call(studio, 'GET', '/jobs/1')).rejects.toThrow();
  const outcome = fetch(studio.api).then(
    () => 'answered',
    () => 'dropped',
  );
  // A connection that is only just being made would be missed.
  const end = setInterval(() => studio.faults.dropConnections(), 5);
  await asked;
  expect(await outcome).toBe('dropped');
  clearInterval(end);
  studio.faults.clear();
  expect((await call(studio, 'GET', '/jobs/1')).status).toBe(404);
});
